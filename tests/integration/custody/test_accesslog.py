"""Who opened a file: complete for the institution, without a trace of the preventive mechanism."""

from __future__ import annotations

import dataclasses
import io

import pypdf
import pytest
import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Role
from healthapp.accounts.events import BREAK_GLASS_OPENED, BREAK_GLASS_REVIEWED
from healthapp.audit.events import ACCESS_REFUSED
from healthapp.audit.models import AuditEvent
from healthapp.identifiers import uuid7
from healthapp.people import accesslog, merging
from healthapp.people.events import PERSON_OPENED, PERSON_SEARCHED
from tests import factories


@pytest.fixture
def file(database, clock):
    """(facility, person) opened by a feldsher, refused to an administrator, opened in an emergency."""
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow, name="Bakı istintaq təcridxanası")
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
    clock.advance(minutes=1)
    with database.unit(factories.identity(Role.FELDSHER, place), clock) as uow:
        audit.record(uow, PERSON_OPENED, about=person)
        audit.record(uow, PERSON_SEARCHED, about=person, found=1)
    clock.advance(minutes=1)
    with database.unit(factories.identity(Role.ADMIN), clock) as uow:
        audit.record(uow, ACCESS_REFUSED, about=person, permission="chart_read", endpoint="people.show", answer=403)
    clock.advance(minutes=1)
    glass = uuid7()
    with database.unit(factories.identity(Role.DOCTOR), clock) as uow:
        audit.record(
            uow, BREAK_GLASS_OPENED, about=person, subject=("break_glass", glass), reason="Sinə ağrısı", hours=4
        )
    with database.unit(factories.identity(Role.AUDITOR), clock) as uow:
        audit.record(uow, BREAK_GLASS_REVIEWED, about=person, subject=("break_glass", glass), justified=True)
    clock.advance(minutes=1)
    visitor = factories.identity(Role.NPG)
    with database.unit(visitor, clock) as uow:
        audit.record(uow, PERSON_OPENED, about=person)
    clock.advance(minutes=1)
    return place, person, dataclasses.replace(visitor, visiting=frozenset({place.id}))


@pytest.fixture
def doctor(browser, file):
    return browser.as_(factories.identity(Role.DOCTOR, file[0]))


def kinds(database, identity, person) -> list[str]:
    with database.reading() as session:
        return [row.event.kind for row in accesslog.page(session, identity, person).rows]


def test_every_access_and_nothing_else(database, file):
    place, person, visitor = file
    expected = ["access.break_glass", "access.refused", "person.opened"]
    assert kinds(database, factories.identity(Role.DOCTOR, place), person) == expected
    assert kinds(database, factories.identity(Role.REVIEWER), person) == expected
    assert kinds(database, visitor, person) == ["person.opened", *expected]


def test_an_office_of_the_institution_hides_the_mechanism_even_from_its_members(database, file):
    place, person, visitor = file
    doctor = factories.identity(Role.DOCTOR, place)
    both = dataclasses.replace(visitor, assignments=(*visitor.assignments, *doctor.assignments))
    assert len(kinds(database, both, person)) == 3


def test_the_log_follows_joined_entries(database, clock, file):
    place, person, _visitor = file
    doctor = factories.identity(Role.DOCTOR, place)
    with database.unit(doctor, clock) as uow:
        other = factories.person(uow, place, in_custody=False)
        audit.record(uow, PERSON_OPENED, about=other)
        merging.merge(uow, kept_id=person.id, merged_id=other.id, reason="Same person")
    assert kinds(database, doctor, person)[0] == "person.opened"
    assert kinds(database, doctor, other) == kinds(database, doctor, person)


def test_pages_meet_without_gap_or_repetition(database, clock, file):
    place, person, _visitor = file
    doctor = factories.identity(Role.DOCTOR, place)
    with database.unit(doctor, clock) as uow:
        for _number in range(120):
            audit.record(uow, PERSON_OPENED, about=person)
    seen, after = [], None
    with database.reading() as session:
        for _page in range(3):
            found = accesslog.page(session, doctor, person, after=after)
            seen += [row.event.id for row in found.rows]
            after = found.older
    assert after is None
    assert len(seen) == len(set(seen)) == 123


def test_the_page_tells_who_what_and_why(doctor, file, database):
    _place, person, _visitor = file
    page = doctor.get(f"/people/{person.id}/access-log")
    assert doctor.status == 200
    assert "feldsher of the tests, feldsher" in page
    assert "Sinə ağrısı" in page
    assert "emergency access, reviewed" in page
    assert "refused" in page
    assert "npg" not in page.lower()
    assert "National Preventive Group" not in page
    page = doctor.get(f"/people/{person.id}/access-log")
    assert "Looked at who opened the file" in page


def test_the_page_with_a_strange_position_is_the_first(doctor, file):
    _place, person, _visitor = file
    for after in ("x", "%00", "A" * 4000, "../../etc"):
        doctor.get(f"/people/{person.id}/access-log?after={after}")
        assert doctor.status == 200


def test_who_may_read_it(browser, file, clock, database):
    place, person, visitor = file
    path = f"/people/{person.id}/access-log"
    for identity in (factories.identity(Role.HEAD, place), factories.identity(Role.REVIEWER), visitor):
        browser.as_(identity).get(path)
        assert browser.status == 200
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        elsewhere = factories.facility(uow)
    for identity in (
        factories.identity(Role.FELDSHER, place),
        factories.identity(Role.ADMINISTRATION, place),
        factories.identity(Role.DOCTOR, elsewhere),
        factories.identity(Role.NPG),
        factories.identity(Role.ADMIN),
    ):
        browser.as_(identity).get(path)
        assert browser.status == 404


def pdf_text(browser) -> str:
    reader = pypdf.PdfReader(io.BytesIO(browser.answer.data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("language", "words"),
    [("az", "FAYLIMI KİM AÇIB"), ("ru", "отказано системой"), ("en", "WHO OPENED MY FILE")],
)
def test_the_sheet_for_the_person(doctor, file, database, language, words):
    _place, person, _visitor = file
    path = f"/people/{person.id}/access-sheet"
    assert "Language of the sheet" in doctor.get(path)
    doctor.post(path, language=language, first_day="01.03.2026", last_day="11.03.2026")
    assert (doctor.status, doctor.answer.mimetype) == (200, "application/pdf")
    assert person.surname not in doctor.answer.headers["Content-Disposition"]
    text = pdf_text(doctor)
    if language != "az":
        assert words in text
    assert "Sinə ağrısı" in text
    assert "916" in text
    assert "npg of the tests" not in text
    with database.reading() as session:
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "person.access_sheet_printed")).one()
        assert event.details == {"rows": 4, "language": language}
        assert event.subject_digest.hex()[:8] in text.replace(" ", "")


def test_the_sheet_hides_the_mechanism_even_when_it_prints(browser, file):
    _place, person, visitor = file
    path = f"/people/{person.id}/access-sheet"
    browser.as_(visitor).post(path, language="en", first_day="01.03.2026", last_day="11.03.2026")
    assert browser.status == 200
    assert "npg of the tests" not in pdf_text(browser).replace("Printed by: npg of the tests", "")


def test_a_sheet_without_rows_says_so(doctor, file):
    _place, person, _visitor = file
    doctor.post(f"/people/{person.id}/access-sheet", language="en", first_day="01.01.2020", last_day="02.01.2020")
    assert "Nobody opened the file in these days." in pdf_text(doctor)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"language": ""}, "language"),
        ({"language": "xx"}, "language"),
        ({"first_day": ""}, "first_day"),
        ({"first_day": "31.02.2026"}, "first_day"),
        ({"last_day": "28.02.2026"}, "last_day"),
    ],
)
def test_a_wrong_order_for_the_sheet(doctor, file, wrong, field, database):
    _place, person, _visitor = file
    given = {"language": "az", "first_day": "01.03.2026", "last_day": "11.03.2026", **wrong}
    doctor.post(f"/people/{person.id}/access-sheet", given)
    assert doctor.status == 422
    assert f'href="#{field}"' in doctor.markup
    with database.reading() as session:
        kind = AuditEvent.kind == "person.access_sheet_printed"
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(kind)) == 0


def test_a_feldsher_may_print_but_not_this(browser, file):
    place, person, _visitor = file
    browser.as_(factories.identity(Role.FELDSHER, place))
    browser.get(f"/people/{person.id}/access-sheet")
    assert browser.status == 404
