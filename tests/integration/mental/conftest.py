"""A unit with one person in custody, staff of every profession, and browsers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from healthapp.access import Identity, Role
from healthapp.access.roles import NATIONAL
from healthapp.database import Database
from healthapp.deadlines import queries as due
from healthapp.people import services as people
from healthapp.people.models import Facility, Person
from healthapp.settings.services import seed
from tests import factories
from tests.integration.people.conftest import other, place, sign_in

__all__ = ["other", "place", "sign_in"]


@dataclass
class Unit:
    database: Database
    clock: object
    facility: Facility
    person: Person
    staff: dict[Role, Identity]

    def act(self, role: Role = Role.DOCTOR, at: dt.datetime | None = None):
        clock = (lambda: at) if at is not None else self.clock
        return self.database.unit(self.staff[role], clock)

    def do(self, service, command, role: Role = Role.DOCTOR, at: dt.datetime | None = None):
        """Run ``service(uow, person, command)`` and give back what it made."""
        with self.act(role, at) as uow:
            return service(uow, uow.session.get_one(Person, self.person.id), command)

    def clocks(self, *kinds: str) -> dict[str, list]:
        """Open clocks of the person by kind."""
        with self.database.reading() as session:
            rows = due.of_person(session, self.staff[Role.DOCTOR], self.person.id)
        found: dict[str, list] = {}
        for row in rows:
            if not kinds or row.kind in kinds:
                found.setdefault(row.kind, []).append(row)
        return found

    def another(self, surname: str) -> Person:
        arrival = factories.arrival(self.facility, self.clock(), surname=surname, not_the_same=True)
        with self.act(Role.FELDSHER) as uow:
            return people.admit(uow, arrival)


@pytest.fixture
def unit(database, clock, place) -> Unit:
    with database.unit(Identity.system("tests"), clock) as uow:
        seed(uow)
    staff = {role: factories.identity(role, None if role in NATIONAL else place) for role in Role}
    made = Unit(database, clock, place, None, staff)  # type: ignore[arg-type]
    made.person = made.another("Kərimli")
    return made
