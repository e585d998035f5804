"""Wards of a hospital: opened, closed when nobody is there, opened again under the same name."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.cases.schemas import Take
from healthapp.hospitals import queries
from healthapp.hospitals.models import HospitalStay, Ward, WardReport
from healthapp.people.models import Facility
from tests.support import placing
from tests.support.house import House

WARD = {"name": "Ward 3", "kind": "general", "takes": "men"}


@pytest.fixture
def place(house: House) -> Facility:
    row = placing.hospital(house)
    assert house.browser(Role.LIAISON).post(f"/hospitals/places/{row.id}/wards", WARD).status_code == 303
    return row


def ward_of(house: House) -> Ward:
    with house.database.reading() as session:
        return session.scalars(sa.select(Ward)).one()


def close(house: House, place: Facility, **changes: object):
    form = {"closing_id": str(ward_of(house).id), "closed_on": "11.03.2026", **changes}
    return house.browser(Role.LIAISON).post(f"/hospitals/places/{place.id}/wards/close", form)


def open_wards(house: House, place: Facility) -> list[str]:
    with house.database.reading() as session:
        found = queries.hospital(session, house.users[Role.LIAISON], place.id)
        return [one.ward.name for one in found.wards]


def test_a_closed_ward_is_gone_from_the_lists_and_its_reports_stay(house: House, place: Facility) -> None:
    told = {"ward_id": ward_of(house).id, "at_date": "11.03.2026", "at_time": "14:00", "told_by": "Head nurse"}
    liaison = house.browser(Role.LIAISON)
    liaison.post(f"/hospitals/places/{place.id}/beds", {**told, "capacity": "4", "occupied": "1"})
    assert close(house, place).status_code == 303
    assert (ward_of(house).closed_on, open_wards(house, place)) == (dt.date(2026, 3, 11), [])
    page = liaison.get(f"/hospitals/places/{place.id}").get_data(as_text=True)
    assert "Head nurse" in page
    assert (
        liaison.post(f"/hospitals/places/{place.id}/beds", {**told, "capacity": "4", "occupied": "1"}).status_code
        == 422
    )
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(WardReport)) == 1
        assert session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "hospital.ward_closed")).one()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closed_on": "12.03.2026"}, "closed_on"),
        ({"closed_on": "31.02.2026"}, "closed_on"),
        ({"closing_id": "7"}, "closing_id"),
        ({"closing_id": ""}, "closing_id"),
        ({"closing_id": "00000000-0000-7000-8000-000000000000"}, "closing_id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(house: House, place: Facility, changes, field: str) -> None:
    answer = close(house, place, **changes)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.get_data(as_text=True)
    assert open_wards(house, place) == ["Ward 3"]


def test_a_ward_is_not_closed_around_the_people_in_it(house: House, place: Facility) -> None:
    placing.in_hospital(house, place)
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        uow.session.scalars(sa.select(HospitalStay)).one().ward_id = ward_of(house).id
        uow.audited = True
    assert close(house, place).status_code == 422
    assert open_wards(house, place) == ["Ward 3"]


def offered(house: House, place: Facility):
    """A placement with a bed in the ward of ``place``, not left for yet."""
    row = placing.opened(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    placing.asked(house, row, place)
    placing.answered(house, row, offered=True, ward=ward_of(house).id)
    return row


def test_a_ward_with_a_bed_kept_for_somebody_is_closed_once_the_bed_is_taken_back(house: House, place) -> None:
    row = offered(house, place)
    refused = close(house, place)
    assert refused.status_code == 422
    assert 'href="#closing_id' in refused.get_data(as_text=True)
    assert open_wards(house, place) == ["Ward 3"]
    liaison = house.browser(Role.LIAISON)
    given = {"actor": "hospital", "attached": ["bed_answer"], "version": str(placing.found(house, row).row.events)}
    without = liaison.post(f"/cases/{row.id}/steps/take_back_bed", given)
    assert 'href="#note' in without.get_data(as_text=True)  # the person is told why
    assert liaison.post(f"/cases/{row.id}/steps/take_back_bed", {**given, "note": "Təmir"}).status_code == 303
    assert close(house, place).status_code == 303
    after = placing.found(house, row)
    assert after.row.state == "bed_refused"
    assert [run.clock for run in after.case.runs if run.running] == ["psych.bed_days"]
    with house.database.reading() as session:
        ((_asked, _where, answer),) = queries.requests(session, row.id)
        assert queries.taken_back(after, answer)
    placing.asked(house, row, place)  # the way on


def test_a_bed_is_not_given_in_a_ward_that_was_closed_meanwhile(house: House, place: Facility, monkeypatch) -> None:
    """The form was checked against the wards as they stood; the ward went before its answer was written."""
    row = offered(house, place)
    take_back = Take("take_back_bed", actor="hospital", attached=("bed_answer", "reasons"), note="Təmir")
    placing.taken(house, row, Role.LIAISON, take_back)
    placing.asked(house, row, place)
    with house.database.reading() as session:
        before = queries.hospital(session, house.users[Role.LIAISON], place.id)
    close(house, place)
    monkeypatch.setattr(queries, "hospital", lambda *_any: before)
    form = {"answer": "offered", "ward_id": str(before.wards[0].ward.id), "told_by": "Head nurse", "reason": ""}
    at = {"at_date": "11.03.2026", "at_time": "14:32", "version": str(placing.found(house, row).row.events)}
    answer = house.browser(Role.LIAISON).post(f"/cases/{row.id}/bed/answer", {**form, **at})
    assert answer.status_code == 422
    assert 'href="#ward_id' in answer.get_data(as_text=True)
    assert placing.found(house, row).row.state == "bed_requested"


def test_a_hospital_is_not_closed_around_a_bed_it_keeps_nor_around_its_patients(house: House, place: Facility) -> None:
    row = offered(house, place)
    department = house.browser(Role.REVIEWER)
    form = {"name": place.name, "kind": place.kind, "capacity": "40", "closed_on": "11.03.2026", "reason": "As ordered"}
    edit = f"/facilities/{place.id}/edit"
    refused = department.post(edit, form)
    assert (refused.status_code, "çarpayı saxlayır" in refused.get_data(as_text=True)) == (422, True)
    placing.departed(house, row)
    refused = department.post(edit, form)
    assert (refused.status_code, 'href="#closed_on' in refused.get_data(as_text=True)) == (422, True)
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        uow.session.scalars(sa.select(HospitalStay)).one().ended_at = uow.now()
        uow.audited = True
    assert department.post(edit, form).status_code == 303


def test_a_closed_hospital_offers_no_bed_but_its_refusal_is_recorded(house: House, place: Facility) -> None:
    row = placing.opened(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    placing.asked(house, row, place)
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        uow.session.get_one(Facility, place.id).closed_on = uow.now().date()
    liaison, address = house.browser(Role.LIAISON), f"/cases/{row.id}/bed/answer"
    form = {"told_by": "Head nurse", "at_date": "11.03.2026", "at_time": "14:32"}
    form["version"] = str(placing.found(house, row).row.events)
    answer = liaison.post(address, {**form, "answer": "offered"})
    assert (answer.status_code, 'href="#answer' in answer.get_data(as_text=True)) == (422, True)
    assert placing.found(house, row).row.state == "bed_requested"
    refusal = {**form, "answer": "refused", "reason": "other", "note": "The hospital is closed"}
    assert liaison.post(address, refusal).status_code == 303
    placing.asked(house, row, placing.hospital(house, "Another hospital"))  # the way on


def test_a_closed_name_is_opened_again_and_makes_no_second_ward(house: House, place: Facility) -> None:
    close(house, place)
    again = house.browser(Role.LIAISON).post(f"/hospitals/places/{place.id}/wards", {**WARD, "name": "ward 3"})
    assert again.status_code == 303
    assert open_wards(house, place) == ["ward 3"]
    assert ward_of(house).closed_on is None


def test_who_does_not_tell_beds_closes_no_ward(house: House, place: Facility) -> None:
    form = {"closing_id": str(ward_of(house).id), "closed_on": "11.03.2026"}
    assert house.browser(Role.DOCTOR).post(f"/hospitals/places/{place.id}/wards/close", form).status_code == 403
    assert open_wards(house, place) == ["Ward 3"]
