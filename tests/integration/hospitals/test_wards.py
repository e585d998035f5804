"""Wards of a hospital: opened, closed when nobody is there, opened again under the same name."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
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
