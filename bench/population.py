"""A database of N invented people, filled by bulk inserts in the shape the services leave behind.

Names, search tokens, signed bodies and their digests are made by the program's own functions; only the services'
one-by-one writing is left out. The event log has its rows without leaves of the ledger, which pages do not read.
Ten facilities hold between 100 and 1,000 people each; everybody else has been released. In each facility 55 arrivals
wait for their examination, and everybody examined who is held has a running clock for the periodic one. Everybody
has the clocks of the planned screens, met up to now.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bench.bodies import forms
from bench.story import BENCH, CHUNK, Batch, Place, Story
from healthapp import migrating
from healthapp.access import Role
from healthapp.accounts import passwords
from healthapp.accounts import services as account_services
from healthapp.database import Database, utc_now
from healthapp.deadlines import kinds
from healthapp.demo import accounts
from healthapp.i18n import local
from healthapp.people.models import (
    Facility,
    NumberSeries,
)
from healthapp.settings import current
from healthapp.settings.services import seed

FACILITIES = 10
ARRIVALS = 55
#: Drafts in facility 0 for the saving of parts, and complete ones in facility 1 for the signing.
EDITED, SIGNERS = 20, 400
CONTACTS = 700
#: Fewer people would leave nobody examined to look at.
LEAST = FACILITIES * (ARRIVALS + 5)
SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a load needs to know of the database it drives. Identifiers as text."""

    people: int
    rows: int
    facility: str
    ordinary: list[str]
    busy: str
    drafts: list[str]
    to_sign: list[str]
    signed: list[str]


def prepare(database: Database, now: dt.datetime) -> list[Place]:
    """Schema, settings, facilities and the demonstration's accounts."""
    migrating.upgrade(database)
    with database.unit(BENCH, lambda: now) as uow:
        seed(uow)
        rows = [
            Facility(
                code=f"B{number}",
                name=f"Sınaq müəssisəsi {number}",
                kind="women" if number == 2 else "penitentiary",
                region="Bakı",
                capacity=1_000,
                opened_on=dt.date(2010, 1, 1),
                source="benchmark",
                is_demo=True,
            )
            for number in range(FACILITIES)
        ]
        uow.session.add_all(rows)
        uow.session.flush()
        users = accounts.add(uow, rows)
        staff = [(users["feldsher"], users["doctor"]), (users["feldsher-other"], users["doctor-other"])]
        password = passwords.hashed(accounts.PASSWORD)
        for number in range(2, FACILITIES):
            made = []
            for role in (Role.FELDSHER, Role.DOCTOR):
                user = account_services.create(
                    uow,
                    username=f"bench-{role.value}-{number}",
                    name=f"Sınaq {role.value} {number}",
                    password_hash=password,
                    must_change=False,
                    is_demo=True,
                )
                account_services.assign(uow, user, role=role, facility_id=rows[number].id)
                made.append(user)
            staff.append((made[0], made[1]))
    return [Place(row, *pair) for row, pair in zip(rows, staff, strict=True)]


class Population:
    """Makes the rows of one person after another."""

    def __init__(self, database: Database, places: list[Place], now: dt.datetime, seed_: int = 1) -> None:
        self.database, self.places, self.now = database, places, now
        self.rng = random.Random(seed_)
        self.batch = Batch()
        self.forms = {
            (kind, sex): forms(kind, sex)
            for kind in ("safety_screen", "intake", "return_court")
            for sex in ("male", "female")
        }
        self.numbers: dict[tuple[uuid.UUID, int], int] = defaultdict(int)
        self.books: dict[tuple[uuid.UUID, int], int] = defaultdict(int)
        self.fins: set[str] = set()
        wanted = (
            kinds.SAFETY_SCREEN, kinds.INTAKE, kinds.COUNTERSIGN, kinds.PERIODIC, kinds.RETURN_COURT,
            kinds.RECEPTION_SCREEN, kinds.SCREEN_DUE,
        )  # fmt: skip
        with database.reading() as session:
            self.lengths = {kind: current(session, kind.setting, now) for kind in wanted}

    def fill(self, people: int) -> Filled:
        """``people``, those whose drafts wait for a signature, and the one with 700 contacts."""
        held_each = min(1_000, max(100, people // 200))
        ordinary: list[str] = []
        drafts: list[str] = []
        signed: list[str] = []
        for position in range(people):
            place, rank = self.places[position % FACILITIES], position // FACILITIES
            if rank < ARRIVALS:
                one = self.arrival(place, screened=rank >= ARRIVALS // 5)
                if position % FACILITIES == 0 and rank < EDITED:
                    drafts.append(str(one.draft()))
            elif rank < held_each:
                one = self.resident(place)
            else:
                one = self.former(place)
            if position % FACILITIES == 0 and rank >= ARRIVALS and len(ordinary) < 300:
                ordinary.append(str(one.person_id))
                signed.append(str(one.intake_id))
            if position % CHUNK == 0:
                self.batch.flush(self.database)
        to_sign = [str(self.arrival(self.places[1], screened=True).draft()) for _ in range(SIGNERS)]
        busy = self.contacts(self.places[0], CONTACTS)
        self.batch.flush(self.database)
        self.batch.flush_tokens(self.database)
        self._number_series()
        return Filled(
            people, self.batch.inserted, str(self.places[0].facility.id), ordinary, busy, drafts, to_sign, signed
        )

    def arrival(self, place: Place, *, screened: bool) -> Story:
        """Somebody of the last day who waits for the intake examination."""
        one = Story(self, place, self.now - dt.timedelta(minutes=self.rng.randrange(130, 23 * 60)))
        one.admit()
        one.examination("safety_screen", one.at(60), kinds.SAFETY_SCREEN, signed=screened)
        one.clock(kinds.INTAKE, one.admitted_at, "admission")
        one.screens(self.now if screened else one.admitted_at)
        return one

    def resident(self, place: Place) -> Story:
        """Somebody examined who is held today."""
        one = Story(self, place, self.now - dt.timedelta(hours=self.rng.randrange(40, 300 * 24)))
        one.settle()
        one.clock(kinds.PERIODIC, one.at(600), "examined")
        one.screens(self.now)
        return one

    def former(self, place: Place) -> Story:
        """Somebody who was examined, stayed and was released."""
        one = Story(self, place, self.now - dt.timedelta(hours=self.rng.randrange(400 * 24, 2_000 * 24)))
        one.settle()
        one.release(one.admitted_at + dt.timedelta(hours=self.rng.randrange(30 * 24, 390 * 24)))
        return one

    def contacts(self, place: Place, count: int) -> str:
        """Somebody held for six years who was taken to court and examined on return ``count`` times."""
        one = Story(self, place, self.now - dt.timedelta(days=6 * 365))
        one.settle(court_days=0)
        step = (self.now - one.admitted_at - dt.timedelta(days=9)) / count
        for number in range(count):
            one.court_day(one.admitted_at + dt.timedelta(days=3) + number * step)
        one.screens(self.now)
        return str(one.person_id)

    def number(self, place: Place, at: dt.datetime) -> str:
        where = (place.facility.id, local(at).year)
        self.numbers[where] += 1
        return f"{place.facility.code}-{where[1]}-{self.numbers[where]:04}"

    def entered(self, place: Place, year: int) -> int:
        """The next number in the book of records of that facility and year."""
        self.books[place.facility.id, year] += 1
        return self.books[place.facility.id, year]

    def fin(self) -> str:
        while (made := "".join(self.rng.choices(SIGNS, k=7))) in self.fins:
            pass
        self.fins.add(made)
        return made

    def _number_series(self) -> None:
        rows = [{"facility_id": place, "year": year, "last": last} for (place, year), last in self.numbers.items()]
        with self.database.unit(BENCH) as uow:
            uow.session.execute(sa.insert(NumberSeries), rows)


def fill(database: Database, people: int) -> Filled:
    """Fill an empty database with ``people``."""
    if database.dialect == "sqlite":

        @sa.event.listens_for(database.engine, "connect")
        def _hurry(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -600000")

    now = utc_now()
    filled = Population(database, prepare(database, now), now).fill(people)
    analyze(database)
    return filled


def analyze(database: Database) -> None:
    """What the planner of PostgreSQL knows of a database that grew over years, a new one must be told; the embedded
    engine is never told anything (docs/decisions/0018-no-statistics.md).
    """
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
