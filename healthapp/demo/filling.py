"""Filling an empty database with the demonstration: the plan's people, in the order in which things happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from config import Config
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import RoleAssignment, User
from healthapp.database import Clock, Database, utc_now
from healthapp.demo import (
    accounts,
    cases,
    facilities,
    hospitals,
    injuries,
    inspection,
    mental,
    oversight,
    paper,
    plan,
    risk,
)
from healthapp.demo.story import Staff, Step, Story
from healthapp.i18n import local
from healthapp.people.models import Facility, Person
from healthapp.settings.services import seed as seed_settings
from healthapp.vault import Store

#: The feldsher and the doctor whose names stand under the invented records of each facility.
STAFF = (
    ("feldsher", "doctor"),
    ("feldsher-other", "doctor-other"),
    ("feldsher-women", "doctor-women"),
    ("feldsher-treatment", "doctor-treatment"),
)


class DemoRefused(RuntimeError):
    """The demonstration must not be mixed with anything real. The message says why."""


def fill(database: Database, config: Config, *, people: int, seed: int, clock: Clock = utc_now) -> None:
    """Make facilities, accounts and ``people`` invented people. Raises DemoRefused."""
    if config.mode not in ("demo", "development", "test"):
        raise DemoRefused("a production database is never filled with invented people")
    with _hurried(database):
        _fill(database, config, people, seed, clock())


@contextmanager
def _hurried(database: Database) -> Iterator[None]:
    """No act waits until the disk has it: thousands follow one another, and what is lost of them is invented again.

    The file stays whole if the machine stops; only the last acts may be missing. Everything is on the disk at the end.
    """
    less = {"sqlite": "PRAGMA synchronous = NORMAL", "postgresql": "SET synchronous_commit = off"}[database.dialect]

    def hurry(connection: Any, _record: object) -> None:
        if database.dialect == "postgresql":
            connection.autocommit = True  # what is set in a transaction ends with one that is rolled back
        connection.cursor().execute(less)
        if database.dialect == "postgresql":
            connection.autocommit = False

    database.dispose()
    sa.event.listen(database.engine, "connect", hurry)
    try:
        yield
    finally:
        sa.event.remove(database.engine, "connect", hurry)
        database.dispose()  # the next connections wait for the disk again


def _fill(database: Database, config: Config, people: int, seed: int, now: dt.datetime) -> None:
    with database.unit(Identity.system("demo"), lambda: now) as uow:
        if any(uow.session.scalar(sa.select(sa.func.count()).select_from(held)) for held in (Person, User, Facility)):
            raise DemoRefused("the database already holds people, accounts or facilities")
        seed_settings(uow)
        places = facilities.add(uow)
        users = accounts.add(uow, places)
        inspection.add_mandates(uow, users)
    staff = _staff(database, places, users)
    steps: list[tuple[Step, int]] = []
    for planned in plan.people(people, seed, facilities=len(places), today=local(now).date()):
        story = Story(database, planned, staff[plan.held_in(planned)], now, seed)
        steps += [(step, planned.position) for step in story.steps()]
    steps += [(step, people) for step in inspection.past_visit(database, users, places[0], now, seed)]
    for (_at, act), _position in sorted(steps, key=lambda entry: (entry[0][0], entry[1])):
        act()
    paper.add(database, staff, now)
    # Before what is told of people in the unit today: whoever is in hospital is not among them.
    hospitals.add(database, Store.of(config), users, staff, now)
    mental.add(database, users, staff, now, seed)
    risk.add(database, users, staff, now, seed)
    injuries.fill(database, config, staff, now, seed)
    cases.fill(database, config, places, users, now)
    oversight.add(database, users, staff, now)


def _staff(database: Database, places: list[Facility], users: dict[str, User]) -> list[Staff]:
    with database.reading() as session:
        held = {row.user_id: row for row in session.scalars(sa.select(RoleAssignment))}

    def who(username: str) -> Identity:
        user = users[username]
        row = held[user.id]
        return Identity(user.id, user.name, (Assignment(Role(row.role), row.facility_id),))

    return [Staff(place, who(feldsher), who(doctor)) for place, (feldsher, doctor) in zip(places, STAFF, strict=True)]
