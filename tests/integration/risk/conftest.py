"""A unit with one person in custody, and the tables of the room where the migration does not bring them yet."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from healthapp.access import Identity, Role
from healthapp.database import Database
from healthapp.people.models import Facility, Person, Stay
from healthapp.risk import content, scheduler, screens
from tests import factories
from tests.integration.people.conftest import other, place, sign_in

__all__ = ["other", "place", "sign_in"]


@dataclass
class Unit:
    database: Database
    clock: object
    facility: Facility
    person: Person
    stay: Stay
    nurse: Identity
    doctor: Identity

    def act(self, who: Identity | None = None):
        return self.database.unit(who or self.nurse, self.clock)

    def screen(self, instrument: str, answers: dict, *, who: Identity | None = None):
        """A signed screening."""
        with self.act(who) as uow:
            record = screens.begin(uow, self.person, instrument, "az")
            found = screens.load(uow.session, record)
            given = {"answers": answers, "mode": "read_aloud", "privacy": "private", "assessable": "yes"}
            screens.save(uow, found, given, expected_version=found.version)
            done = screens.finish(uow, screens.load(uow.session, record), method="password")
            scheduler.after_screening(uow, done)
            return done


@pytest.fixture
def unit(database, clock, place) -> Unit:
    assert content.KIND == "screening"
    with database.unit(Identity.system("tests"), clock) as uow:
        person = factories.person(uow, place)
        stay = factories.stay(uow, person, place)
    nurse, doctor = factories.identity(Role.NURSE, place), factories.identity(Role.DOCTOR, place)
    return Unit(database, clock, place, person, stay, nurse, doctor)
