"""The report: the same charts as on screen, three languages, the same bytes each time, quick enough."""

from __future__ import annotations

import io
import time

import pypdf
import pytest

from healthapp.injuries import charts, document, drawing, geometry, services
from healthapp.injuries.copies import Profile
from tests.integration.injuries.conftest import STATEMENT, picture
from tests.integration.injuries.test_services import OPINION


def handed_in(ward, *, count: int = 3, photographs: int = 0, statement: str = STATEMENT):
    record = ward.begin()
    places = [(chart, code) for chart in ("FBM-A", "FBM-P", "HD-A", "RH-P") for code in charts.load(chart).areas]
    for number in range(count):
        chart, code = places[number * 7 % len(places)]
        ward.add(record, marks=[geometry.at_region(chart, code)], region=code)
    for number in range(photographs):
        ward.shoot(record, picture(400, 300), lesion=number % count + 1)
    ward.fill(record, statement={"alleged": "yes", "statement": statement, "statement_language": "az"})
    ward.hand_in(record)
    return record


def printed(ward, record, language: str = "az", who=None, profile: Profile = Profile.REPORT) -> bytes:
    with ward.act(who) as uow:
        found = ward.find(uow, record)
        pictures = services.pictures(uow, ward.store, found)
        event = document.Print(profile, language, "Həkim", ward.clock())
        made = document.report(uow.session, found, pictures, event)
    return made.body


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_report_is_the_same_bytes_each_time(ward, language):
    record = handed_in(ward)
    first = printed(ward, record, language)
    assert first.startswith(b"%PDF-")
    assert printed(ward, record, language) == first


def test_forty_lesions_twelve_photographs_and_a_long_statement_fit(ward):
    record = handed_in(ward, count=40, photographs=12, statement="“" + "Məni döydülər. Şığıyır, üç öyüd. " * 180 + "”")
    body = printed(ward, record)
    assert body.startswith(b"%PDF-")
    assert len(body) < 3_000_000


def test_a_lesion_with_a_photograph_no_longer_says_why_it_had_none(ward):
    """The charting said "no camera" of both; one was photographed later."""
    body = printed(ward, handed_in(ward, count=2, photographs=1), "en")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert text.count("No photograph because") == 1


def test_without_photographs_it_is_quick(ward):
    record = handed_in(ward)
    printed(ward, record)
    began = time.process_time()
    printed(ward, record)
    assert time.process_time() - began < 0.8


def test_a_doctors_opinion_is_printed(ward):
    record = handed_in(ward, count=1)
    before = printed(ward, record)
    with ward.act(ward.doctor) as uow:
        services.countersign(uow, ward.find(uow, record), method="password", doctor={"seen": "person"}, opinion=OPINION)
    assert len(printed(ward, record)) != len(before)


def test_marks_are_drawn_on_paper_where_they_are_on_screen():
    for chart in charts.NAMES:
        code = next(iter(charts.load(chart).areas))
        mark = geometry.at_region(chart, code)
        (shape,) = drawing.on_chart(chart, [(1, mark)])
        (x, y), (mx, my) = shape.points[0], mark["points"][0]
        assert (x, y) == (mx / 10, my / 10)
        assert shape.path.startswith(f"M{x - 4:g} {y:g}")
