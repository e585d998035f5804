"""Two at the hospitals' desk at the same moment: whoever comes second knows what the first one did."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.hospitals import queries, schemas, services
from healthapp.hospitals.models import ReviewReminder, Ward
from tests.support import placing
from tests.support.house import House
from tests.support.together import together


def liaison(house: House):
    return lambda: house.database.unit(house.users[Role.LIAISON], house.clock)


def count(house: House, table: type, *conditions) -> int:
    with house.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def found(place):
    return lambda uow: queries.hospital(uow.session, uow.actor, place.id)


def test_one_ward_is_not_added_twice(house: House) -> None:
    place = placing.hospital(house)

    def add(name):
        return lambda uow, hospital: services.add_ward(uow, hospital, schemas.NewWard(name, "general", "men"))

    before = count(house, Ward)
    refusal = together(liaison(house), found(place), add("Şöbə 9"), add("ŞÖBƏ 9"))
    assert isinstance(refusal, services.WardKnown)
    assert count(house, Ward) == before + 1


def test_the_last_day_of_a_closed_ward_stands(house: House) -> None:
    place = placing.hospital(house)
    with liaison(house)() as uow:
        ward = services.add_ward(uow, found(place)(uow), schemas.NewWard("Şöbə 9", "general", "men"))
    today = house.clock().date()

    def close(day):
        return lambda uow, hospital: services.close_ward(uow, hospital, schemas.CloseWard(ward.id, day))

    assert together(liaison(house), found(place), close(today), close(today - dt.timedelta(days=3))) is None
    with house.database.reading() as session:
        assert session.get_one(Ward, ward.id).closed_on == today
    assert count(house, AuditEvent, AuditEvent.kind == "hospital.ward_closed") == 1


def test_a_reminder_is_seen_once(house: House, clock) -> None:
    row = placing.in_hospital(house)
    clock.now = dt.datetime(2026, 8, 20, 8, tzinfo=dt.UTC)

    def see(uow, placed):
        services.see_reminder(uow, placed, placed.clocks[0], 30)

    read = lambda uow: queries.of_case(uow.session, uow.actor, row.id)  # noqa: E731
    assert together(liaison(house), read, see, see, stored=False) is None
    assert count(house, ReviewReminder) == 1
