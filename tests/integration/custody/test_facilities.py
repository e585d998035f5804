"""Facilities: who sees which, what may be changed, and that nobody is left in a closed one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.people import facility_services
from healthapp.people.errors import Refused
from healthapp.people.facility_presenter import KINDS as KIND_WORDS
from healthapp.people.facility_schemas import KINDS, FacilityFacts
from healthapp.people.models import Facility
from tests import factories

NEW = {"code": "GOB", "name": "Göyçay kompleksi", "kind": "penitentiary", "reason": "Opened by order"}


@pytest.fixture
def reviewer():
    return factories.identity(Role.REVIEWER)


@pytest.fixture
def places(database, clock, reviewer):
    """(one with two people and one place, an empty one)"""
    with database.unit(reviewer, clock) as uow:
        full = factories.facility(uow, name="Bakı istintaq təcridxanası", capacity=1, region="Bakı")
        empty = factories.facility(uow, name="Şəki istintaq təcridxanası")
        for _number in range(2):
            factories.stay(uow, factories.person(uow, full), full)
        twin = factories.person(uow, full)
        twin.merged_into_id = factories.person(uow, empty, in_custody=False).id
    return full, empty


def facts(row: Facility, **changed) -> FacilityFacts:
    return FacilityFacts(
        **{
            "name": row.name,
            "kind": row.kind,
            "region": row.region,
            "capacity": row.capacity,
            "complex_id": row.complex_id,
            "opened_on": row.opened_on,
            "closed_on": row.closed_on,
            "verified": row.verified,
            "source": row.source,
            "reason": "As ordered",
            **changed,
        }
    )


def events(session):
    return session.scalars(
        sa.select(AuditEvent).where(AuditEvent.kind.like("facility.%")).order_by(AuditEvent.id)
    ).all()


def test_every_kind_has_words():
    assert set(KINDS) == set(KIND_WORDS)


def test_a_facility_with_people_cannot_be_closed(database, clock, reviewer, places):
    full, empty = places
    today = clock.now.date()
    with pytest.raises(Refused) as refused, database.unit(reviewer, clock) as uow:
        facility_services.change(uow, full.id, facts(full, closed_on=today))
    assert refused.value.field == "closed_on"
    with database.unit(reviewer, clock) as uow:
        assert facility_services.change(uow, empty.id, facts(empty, closed_on=today)) == ["closed_on"]
    with database.reading() as session:
        assert [(row.kind, row.details, row.reason) for row in events(session)] == [
            ("facility.changed", {"fields": "closed_on"}, "As ordered")
        ]


def test_a_facility_somebody_travels_to_cannot_be_closed(database, clock, reviewer, places):
    full, empty = places
    with database.unit(reviewer, clock) as uow:
        factories.stay(uow, factories.person(uow, full), full, heading_to_id=empty.id)
    with pytest.raises(Refused), database.unit(reviewer, clock) as uow:
        facility_services.change(uow, empty.id, facts(empty, closed_on=clock.now.date()))


def test_the_last_day_is_not_ahead(database, clock, reviewer, places):
    _full, empty = places
    tomorrow = clock.now.date() + dt.timedelta(days=1)
    with pytest.raises(Refused), database.unit(reviewer, clock) as uow:
        facility_services.change(uow, empty.id, facts(empty, closed_on=tomorrow))


def test_nothing_changed_is_no_event(database, clock, reviewer, places):
    with database.unit(reviewer, clock) as uow:
        assert facility_services.change(uow, places[0].id, facts(places[0])) == []
    with database.reading() as session:
        assert events(session) == []


def test_a_facility_is_part_of_one_complex_and_never_of_itself(database, clock, reviewer, places):
    full, empty = places
    with database.unit(reviewer, clock) as uow:
        facility_services.change(uow, full.id, facts(full, complex_id=empty.id))
    for row, complex_id in ((empty, full.id), (empty, empty.id), (empty, uuid.uuid4())):
        with pytest.raises(Refused), database.unit(reviewer, clock) as uow:
            facility_services.change(uow, row.id, facts(row, complex_id=complex_id))
    with pytest.raises(Refused), database.unit(reviewer, clock) as uow:
        facility_services.change(uow, empty.id, facts(empty, closed_on=clock.now.date()))


def test_the_list_counts_each_person_once(browser, places):
    page = browser.get("/facilities")
    assert browser.status == 200
    assert "200%, more people than places" in page
    assert "Remand prison" in page
    assert "not confirmed by the Medical Department" in page


def test_local_staff_see_their_own_facility_alone(browser, places):
    full, empty = places
    page = browser.as_(factories.identity(Role.FELDSHER, empty)).get("/facilities")
    assert empty.name in page
    assert full.name not in page
    assert "Add a facility" not in page
    for path in ("/facilities/new", f"/facilities/{full.id}/edit"):
        browser.get(path)
        assert browser.status in (403, 404)
    browser.post("/facilities/new", NEW)
    assert browser.status == 403


def test_a_new_facility(browser, database):
    browser.post("/facilities/new", NEW, capacity="900", opened_on="01.02.2024", verified="yes")
    assert (browser.status, browser.location) == (303, "/facilities")
    assert "Göyçay kompleksi" in browser.get("/facilities")
    with database.reading() as session:
        row = session.scalars(sa.select(Facility)).one()
        assert (row.capacity, row.opened_on, row.verified) == (900, dt.date(2024, 2, 1), True)
        assert events(session)[0].details == {"code": "GOB"}
    browser.post("/facilities/new", NEW)
    assert browser.status == 422
    assert "Another facility has this code" in browser.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "gob"}, "code"),
        ({"code": "ŞƏKİ"}, "code"),
        ({"code": "=A1"}, "code"),
        ({"code": "X" * 21}, "code"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"capacity": "20001"}, "capacity"),
        ({"complex_id": "not-an-id"}, "complex_id"),
        ({"complex_id": "00000000-0000-0000-0000-000000000000"}, "complex_id"),
        ({"opened_on": "31.02.2020"}, "opened_on"),
        ({"verified": "maybe"}, "verified"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field(browser, database, wrong, field):
    browser.post("/facilities/new", {**NEW, **wrong})
    assert browser.status == 422
    assert f'href="#{field}"' in browser.markup
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Facility)) == 0


@pytest.mark.parametrize("wrong", [{"opened_on": "02.01.2020", "closed_on": "01.01.2020"}, {"closed_on": "12.03.2026"}])
def test_what_is_wrong_with_a_day_the_page_does_not_ask_for_is_said_without_a_link(browser, database, wrong):
    browser.post("/facilities/new", {**NEW, **wrong})
    assert browser.status == 422
    assert "govuk-error-summary" in browser.markup
    assert "#closed_on" not in browser.markup
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Facility)) == 0


def test_editing_keeps_the_code_and_tells_why_it_cannot_close(browser, places, database):
    full, _empty = places
    page = browser.get(f"/facilities/{full.id}/edit")
    assert full.code in page
    values = {"name": "Yeni ad", "kind": "prison", "reason": "Renamed by decree"}
    browser.post(f"/facilities/{full.id}/edit", values)
    assert browser.status == 303
    browser.post(f"/facilities/{full.id}/edit", {**values, "code": "OTHER"})
    assert browser.status == 422
    browser.post(f"/facilities/{full.id}/edit", {**values, "closed_on": "11.03.2026"})
    assert browser.status == 422
    assert "2 people are there" in browser.text
    with database.reading() as session:
        row = session.get(Facility, full.id)
        assert (row.name, row.code, row.closed_on, row.capacity) == ("Yeni ad", full.code, None, None)


def test_an_unknown_facility_is_not_there(browser, places):
    browser.get("/facilities/00000000-0000-0000-0000-000000000000/edit")
    assert browser.status == 404
