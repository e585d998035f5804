"""The trauma register: every number of the year, what stands out, narrowed, as a file and on paper."""
# ruff: noqa: F401, F811 - the fixtures of the pages are shared

from __future__ import annotations

import csv
import io
import re
import zipfile

import pypdf
import pytest

from healthapp.access import Role
from healthapp.injuries import register
from healthapp.injuries.models import TraumaEntry
from tests.integration.injuries.test_photographs import feldsher, house, ward
from tests.integration.injuries.test_services import OPINION, signed


@pytest.fixture
def path(ward) -> str:
    return f"/injuries/register/{ward.facility.id}"


def silent(ward, **wanted):
    """A record in which nothing is alleged, of an accident."""
    told = {"alleged": "no", "statement": "", "statement_language": "", "methods": ["none"]}
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor, intent="accident", mechanism="fall")
    opinion = {**OPINION, "findings": [{"lesion": 1, "degree": "attributed_other"}], "overall": "insufficient"}
    ward.fill(record, ward.doctor, opinion=opinion, statement=told, notice={"duty": ["none"]}, **wanted)
    ward.hand_in(record, ward.doctor)
    return record


def numbers(page: str) -> list[str]:
    return re.findall(r"TQ-A-2026-(\d{4})</a>", page)


def test_it_is_narrowed_by_day_cause_place_allegation_and_notice(ward, feldsher, path, clock):
    signed(ward)
    silent(ward)
    assert numbers(feldsher.get(path).text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, cause="fall").text) == ["0002"]
    assert numbers(feldsher.get(path, cause="blunt").text) == ["0001"]
    assert numbers(feldsher.get(path, place="A-KNEE-L").text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, alleged="yes").text) == ["0001"]
    assert numbers(feldsher.get(path, notice="none").text) == ["0002"]
    assert numbers(feldsher.get(path, notice="prepared").text) == ["0001"]
    assert numbers(feldsher.get(path, first="11.03.2026", last="11.03.2026").text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, first="12.03.2026").text) == []
    assert numbers(feldsher.get(path, year="1999").text) == ["0002", "0001"]


@pytest.mark.parametrize("wrong", [{"first": "yesterday"}, {"first": "12.03.2026", "last": "11.03.2026"}])
def test_days_that_cannot_be_are_explained_and_stay_typed(ward, feldsher, path, wrong):
    answer = feldsher.get(path, **wrong)
    assert answer.status_code == 422
    assert all(f'value="{text}"' in answer.text for text in wrong.values())
    assert "govuk-error-summary" in answer.text


def test_a_notice_past_its_time_stands_out(ward, house, feldsher, path):
    signed(ward)
    assert "Notice not sent" not in feldsher.get(path).text
    lines = register_lines(ward)
    assert not lines[0].overdue(ward.clock())
    ward.clock.advance(hours=25)
    assert register_lines(ward)[0].overdue(ward.clock())


def register_lines(ward) -> list[register.Line]:
    with ward.database.reading() as session:
        return register.lines(session, ward.facility, 2026)


def test_gaps_late_entries_and_allegations_without_a_notice_stand_out(ward):
    entry = TraumaEntry(number=3, alleged="yes", causes="", places="", issued_at=ward.clock())
    line = register.Line(3, entry, None, None, None)
    assert line.unreported
    assert register.Line(2, None, None, None, None).entry is None
    kept = register.Filter(alleged="yes").narrow([line, register.Line(2, None, None, None, None)])
    assert kept == [line]
    assert register.Filter().narrow([line]) == [line]


def test_the_files_hold_what_the_page_shows(ward, feldsher, path):
    signed(ward)
    silent(ward)
    plain = feldsher.get(path, form="csv")
    rows = list(csv.reader(io.StringIO(plain.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0].split("\n")[0] for row in rows[1:]] == ["TQ-A-2026-0002", "TQ-A-2026-0001"]
    with zipfile.ZipFile(io.BytesIO(feldsher.get(path, form="xlsx").data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "TQ-A-2026-0001" in texts
    assert "TQ-A-2026-0002" in texts
    only = feldsher.get(path, form="csv", alleged="yes").data.decode("utf-8-sig")
    assert "0001" in only
    assert "0002" not in only
    paper = feldsher.get(path, form="pdf")
    assert paper.mimetype == "application/pdf"
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    assert "TQ-A-2026-0002" in words


def test_nobody_of_the_administration_opens_it(ward, house, path):
    signed(ward)
    for form in ("", "csv", "xlsx", "pdf"):
        assert house.browser(Role.ADMINISTRATION).get(path, form=form).status_code in (403, 404)
