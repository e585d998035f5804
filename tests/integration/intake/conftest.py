"""A person who arrived two hours ago, and the people of the unit."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import pytest

from healthapp.access import Identity, Role
from healthapp.database import Database
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.demo import answers as demo
from healthapp.intake import queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.people.models import Facility, Person
from healthapp.records.models import ClinicalRecord
from tests import factories


@dataclass
class Unit:
    """A medical unit with one newcomer. ``act`` runs a service in a unit of work of somebody."""

    database: Database
    clock: object
    facility: Facility
    person: Person
    feldsher: Identity
    doctor: Identity

    def act(self, who: Identity):
        return self.database.unit(who, self.clock)

    def begin(self, kind: str = "intake", who: Identity | None = None) -> ClinicalRecord:
        with self.act(who or self.feldsher) as uow:
            return services.begin(uow, self.person, KINDS[kind])

    def save(self, record: ClinicalRecord, section: str, answers: dict, *, version: int | None = None, who=None):
        with self.act(who or self.feldsher) as uow:
            found = queries.find(uow.session, uow.actor, record.id)
            known = found.content.versions.get(section, 0) if version is None else version
            return services.save(uow, found, section=section, answers=answers, expected_version=known)

    def fill(self, record: ClinicalRecord, **wanted: dict) -> None:
        rng = random.Random(1)
        at = self.clock() - dt.timedelta(minutes=20)
        with self.act(self.feldsher) as uow:
            found = queries.find(uow.session, uow.actor, record.id)
            for part in found.sections:
                given = {**demo.vitals(at, rng), **wanted.get(part.key, {})}
                filled = demo.fill(part, given, at=at, rng=rng)
                demo.concluded({**found.answers, part.key: filled}, found.limits)
                known = found.content.versions.get(part.key, 0)
                services.save(uow, found, section=part.key, answers=filled, expected_version=known)
                found.content.sections[part.key] = filled

    def hand_in(self, record: ClinicalRecord, *, who=None, late_reason: str = "") -> None:
        with self.act(who or self.feldsher) as uow:
            found = queries.find(uow.session, uow.actor, record.id)
            services.hand_in(uow, found, method="password", late_reason=late_reason)

    def open_clocks(self) -> list[str]:
        from healthapp.deadlines import queries as due

        with self.database.reading() as session:
            return sorted(row.kind for row in due.of_person(session, self.feldsher, self.person.id))


@pytest.fixture
def unit(database, clock) -> Unit:
    with database.unit(Identity.system("test"), clock) as uow:
        facility = factories.facility(uow)
        person = factories.person(uow, facility)
        stay = factories.stay(uow, person, facility)
        for kind in (clocks.SAFETY_SCREEN, clocks.INTAKE):
            deadlines.start(
                uow,
                kind,
                facility_id=facility.id,
                started_at=stay.admitted_at,
                started_by="admission",
                person_id=person.id,
                stay_id=stay.id,
            )
    return Unit(
        database,
        clock,
        facility,
        person,
        factories.identity(Role.FELDSHER, facility),
        factories.identity(Role.DOCTOR, facility),
    )
