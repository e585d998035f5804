"""The pages of custody lists: give a file, see what it would do, apply it, take the rejected rows along."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.custody.models import CustodyImport
from healthapp.people import identifiers
from healthapp.people.models import Stay
from tests import factories
from tests.integration.custody.listing import COLUMNS, ISMAYIL, LALE, RAUF, table
from tests.integration.custody.pages import Browser


@pytest.fixture
def place(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        return factories.facility(uow, name="Bakı istintaq təcridxanası")


@pytest.fixture
def head(browser, place):
    return browser.as_(factories.identity(Role.HEAD, place))


def give(browser: Browser, place, data: bytes, name: str = "siyahı.csv") -> str:
    return browser.post(f"/custody/lists/new/{place.id}", {"list": (io.BytesIO(data), name)})


def digest(browser: Browser) -> str:
    return browser.markup.partition('name="digest" value="')[2][:64]


def stays(database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Stay))


def test_from_the_file_to_the_people(head, place, database):
    assert "No list was checked yet." in head.get("/custody/lists")
    page = head.get(f"/custody/lists/new/{place.id}")
    assert "admitted_at Arrived at: 11.03.2026 14:30" in page
    assert "sex Sex: Male, Female, Not recorded" in page
    give(head, place, table(RAUF, ISMAYIL, {**LALE, "birth_date": "31.02.1979"}))
    assert head.status == 303
    shown = head.location
    page = head.get(shown)
    assert "New arrivals 2" in page
    assert "Rejected 1" in page
    assert "Birth date: is no date; write day.month.year" in page
    assert "İsmayılov İlqar Işıq oğlu" in page
    assert stays(database) == 0
    head.post(f"{shown}/apply", digest=digest(head))
    assert (head.status, head.location) == (303, shown)
    page = head.get(shown)
    assert "The list is applied." in page
    assert "New arrivals 2" in page
    assert "To be" not in page, "an applied list speaks of what it will do"
    assert "Kərimli Rauf" not in page
    assert "Quliyeva" in page
    assert "Apply the list" not in page
    assert stays(database) == 2
    head.post(f"{shown}/apply", digest="")
    assert "already" in head.get(shown)
    assert stays(database) == 2


def test_somebody_nobody_knows_has_a_name_among_those_the_list_leaves_out(head, place, database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        unknown = factories.person(uow, place, surname="", given_name="", father_name="", identity_unknown=True)
        factories.stay(uow, unknown, place)
    give(head, place, table(RAUF))
    assert f"Unknown person {unknown.number} {unknown.number}" in head.get(head.location)


def test_the_rejected_rows_as_a_file(head, place, database):
    give(head, place, b"\xef\xbb\xbf" + table({**RAUF, "surname": "=1+1"}, separator=","))
    shown = head.location
    head.post(f"{shown}/rejected")
    assert (head.status, head.answer.mimetype) == (200, "text/csv")
    assert head.answer.headers["Content-Disposition"] == 'attachment; filename="rejected-rows.csv"'
    data = head.answer.data
    assert data.startswith(b"\xef\xbb\xbfRow;Reasons;surname;")
    assert ";'=1+1;Rauf;" in data.decode()
    with database.reading() as session:
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "custody.rejected_taken")).one()
        assert event.details == {"rows": 1}


def test_columns_nobody_asked_for_are_named_and_not_kept(head, place, database):
    give(head, place, table({**RAUF, "diagnosis": "F20.0"}, columns=(*COLUMNS, "diagnosis")))
    assert "Columns that were not read: diagnosis" in head.get(head.location)
    with database.reading() as session:
        assert "F20.0" not in str(session.scalars(sa.select(CustodyImport)).one().rows)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04....", "packed or Excel"),
        ("surname;Məmmədov".encode("cp1251", "replace") + b"\xc8\xe2", "not UTF-8"),
        (table(RAUF).decode().replace("ə", "").encode("cp1254"), "not UTF-8"),
        (table(RAUF, separator="\t"), "must name the columns"),
        (table(RAUF, columns=COLUMNS[1:]), "These columns are missing: surname"),
        (table(), "no rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read(head, place, database, data, words):
    page = give(head, place, data)
    assert head.status == 422
    assert words in page
    assert 'href="#list"' in head.markup
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CustodyImport)) == 0


def test_no_file_at_all(head, place):
    assert "The file is empty" in head.post(f"/custody/lists/new/{place.id}")
    assert head.status == 422


def test_a_file_name_and_cells_are_shown_as_text(head, place):
    give(head, place, table({**RAUF, "surname": "<script>alert(1)</script>"}), name="<b>.csv")
    page = head.get(head.location)
    assert "<script>alert(1)</script>" in page
    assert "<script>alert(1)" not in head.markup


def test_what_changed_in_between_is_shown_before_anything_is_applied(head, place, database, clock):
    give(head, place, table(RAUF))
    shown = head.location
    head.get(shown)
    seen = digest(head)
    with database.unit(factories.identity(Role.HEAD, place), clock) as uow:
        person = factories.person(uow, place, in_custody=False)
        identifiers.put(uow, person.id, {"fin": "5ABC123"})
        person.birth_date = person.birth_date.replace(year=1980)
    head.post(f"{shown}/apply", digest=seen)
    page = head.get(shown)
    assert "Nothing was applied" in page
    assert "The FIN is on file with another birth date" in page
    assert stays(database) == 0


def test_giving_up_forgets_the_names(head, place, database):
    give(head, place, table(RAUF))
    shown = head.location
    head.post(f"{shown}/give-up")
    assert (head.status, head.location) == (303, "/custody/lists")
    assert "given up" in head.get("/custody/lists")
    assert "Kərimli" not in head.get(shown)
    head.post(f"{shown}/give-up")
    assert head.status == 303


def test_three_languages(browser, place):
    browser.as_(factories.identity(Role.ADMINISTRATION, place))
    for language, words in (("az", "Yeni gələnlər"), ("ru", "Новые поступления"), ("en", "New arrivals")):
        give(browser.speak(language), place, table(RAUF))
        assert words in browser.get(browser.location)


def test_who_may_not(browser, head, place, database, clock):
    give(head, place, table(RAUF))
    shown = head.location
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        elsewhere = factories.facility(uow)
    for identity, status in (
        (factories.identity(Role.HEAD, elsewhere), 404),
        (factories.identity(Role.DOCTOR, place), 404),
        (factories.identity(Role.REVIEWER), 404),
    ):
        browser.as_(identity).get(shown)
        assert browser.status == status
        for act in ("apply", "give-up", "rejected"):
            browser.post(f"{shown}/{act}")
            assert browser.status == status
        give(browser, place, table(RAUF))
        assert browser.status == status
    browser.as_(factories.identity(Role.REVIEWER)).get("/custody/lists")
    assert browser.status == 403


def test_a_closed_facility_takes_no_list(head, place, database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        uow.session.merge(place).closed_on = clock.now.date()
    give(head, place, table(RAUF))
    assert head.status == 404


def test_a_long_list_is_shown_by_its_beginning(head, place, monkeypatch):
    monkeypatch.setattr("healthapp.custody.presenter.MOST_SHOWN", 2)
    rows = [{**RAUF, "fin": "", "sex": "?", "given_name": name} for name in ("Anar", "Elnur", "Orxan", "Tural")]
    give(head, place, table(*rows))
    page = head.get(head.location)
    assert "2 further rows are not shown here." in page
    assert "Elnur" in page
    assert "Orxan" not in page
    head.post(f"{head.answer.request.path}/rejected")
    assert "Orxan" in head.answer.data.decode()
