"""Sixty days of two units, four hundred people and eight episodes, with a clock the test drives.

A second book, kept by the test from the printed rules alone, says what must stand on which worklist. At many moments,
and a minute before and after what is due, both are compared: nothing may be missing, early, late or at another unit.
The days cross the end of summer time (Baku, 25 October 2015), the process is started anew, and people are moved.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from healthapp.access import Identity, Role
from healthapp.database import uuid7
from healthapp.deadlines import kinds
from healthapp.deadlines import queries as due
from healthapp.people import movements
from healthapp.people.models import Person, Stay
from healthapp.people.schemas import Move
from healthapp.risk import handover, policy, queries, reviews, scheduler, services, watch
from healthapp.risk.models import RiskEpisode
from healthapp.risk.schemas import Open, Review
from healthapp.worklist import queries as worklist
from tests import factories

BAKU = ZoneInfo("Asia/Baku")
FIRST = dt.datetime(2015, 9, 1, 8, 0, tzinfo=BAKU)
DAYS, PEOPLE, EPISODES, SEED = 60, 400, 8, 20151025
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
ASKED = {kind.code for kind in (kinds.RECEPTION_SCREEN, kinds.RESCREEN, kinds.SCREEN_DUE)}
EPISODE = (kinds.RISK_PLAN, kinds.RISK_ASSESSMENT, kinds.RISK_REVIEW, kinds.RISK_POST_CLOSURE, kinds.RISK_HAND_OVER)
MINE = ASKED | {kind.code for kind in EPISODE}
#: From the printed rules: when each planned screen opens and is due after admission.
PLAN = {
    "reception": (0 * DAY, 4 * HOUR),
    "day_1": (0 * DAY, 1 * DAY),
    "day_7": (6 * DAY, 7 * DAY),
    "day_14_audit": (14 * DAY, 21 * DAY),
    "day_14_phq9": (14 * DAY, 21 * DAY),
    "day_28": (27 * DAY, 28 * DAY),
    "half_year": (196 * DAY, 210 * DAY),
    "half_year_k10": (196 * DAY, 210 * DAY),
}
#: What answers one clock alone; every other is answered by ASQ.
ALONE = {"reception-suicide": "reception", "audit": "day_14_audit", "phq-9": "day_14_phq9", "k10": "half_year_k10"}
LOCK_UP = dt.time(22, 0)
EVENTS = {"self_harm": HOUR, "threat": HOUR, "sentence": 4 * HOUR, "family_change": 4 * HOUR, "withdrawal": 4 * HOUR}
REVIEW_WITHIN = {1: 7 * DAY, 2: 7 * DAY, 3: 2 * DAY, 4: 1 * DAY}
BOTH = (("health", "Dr A"), ("psychology", "B"))
Key = tuple[object, str, str, dt.datetime]


class Book:
    """What the test expects, by person: (person, kind, event, due) -> (unit, from when it can be done)."""

    def __init__(self) -> None:
        self.open: dict[object, dict[Key, tuple[object, dt.datetime]]] = defaultdict(dict)
        self.ever = 0

    def add(self, person, kind, code, due_at, place, opens):
        self.open[person][person, kind, code, due_at.astimezone(dt.UTC)] = (place, opens)
        self.ever += 1

    def take(self, person, wanted) -> None:
        self.open[person] = {key: row for key, row in self.open[person].items() if not wanted(key, row)}

    def move(self, person, place) -> None:
        self.open[person] = {key: (place, row[1]) for key, row in self.open[person].items()}

    def every(self) -> Iterator[tuple[Key, tuple[object, dt.datetime]]]:
        return itertools.chain.from_iterable(rows.items() for rows in self.open.values())

    def at(self, place, now) -> Iterator[Key]:
        """What the worklist of ``place`` shows: what can be done now and is due within a fortnight."""
        until = now + worklist.HORIZON
        return (key for key, (where, opens) in self.every() if opens <= now and key[3] <= until and where == place)


class World:
    def __init__(self, database, clock, places) -> None:
        self.database, self.clock, self.places = database, clock, places
        self.book, self.dice = Book(), random.Random(SEED)
        self.nurses = {place.id: factories.identity(Role.NURSE, place) for place in places}
        self.where: dict[object, object] = {}
        self.stays: dict[object, object] = {}
        self.episodes: dict[object, int] = {}
        self.compared = self.opened = 0

    @property
    def now(self):
        return self.clock.now

    def act(self, who=None):
        return self.database.unit(who or Identity.system("simulation"), self.clock)

    # what happens

    def admit(self) -> None:
        place = self.dice.choice(self.places)
        with self.act() as uow:
            person = factories.person(uow, place)
            stay = factories.stay(uow, person, place, admitted_at=self.now)
            scheduler.plan_stay(uow, person.id, place.id, self.now, stay.id)
        self.where[person.id], self.stays[person.id] = place.id, stay.id
        for code, (opens, until) in PLAN.items():
            kind = "reception_screen" if code == "reception" else "screen_due"
            self.book.add(person.id, kind, code, self.now + until, place.id, self.now + opens)

    def event(self, person) -> None:
        code = self.dice.choice(sorted(EVENTS))
        with self.act() as uow:
            for _told in range(2):
                scheduler.raise_trigger(
                    uow, person_id=person, facility_id=self.where[person], code=code, at=self.now, stay_id=None
                )
        self.book.add(person, "rescreen", code, self.now + EVENTS[code], self.where[person], self.now)

    def screen(self, person, instrument) -> None:
        record = SimpleNamespace(
            id=uuid7(), person_id=person, facility_id=self.where[person], stay_id=self.stays[person]
        )
        result = SimpleNamespace(status="complete", instrument=instrument)
        with self.act() as uow:
            uow.audited = True
            scheduler.after_screening(uow, SimpleNamespace(record=record, result=result, person_id=person))

        def wanted(key, row) -> bool:
            if key[1] not in ASKED or row[1] > self.now:
                return False
            if instrument == "reception-suicide":  # asks about suicide too, but is no ASQ of the first day
                return key[2] not in {*ALONE.values(), "day_1"} or key[2] == "reception"
            return key[2] == ALONE[instrument] if instrument in ALONE else key[2] not in ALONE.values()

        self.book.take(person, wanted)

    def given_a_cell(self, person) -> None:
        """The checklist comes before the cell."""
        self.move(person, "cell_change", place="7")
        mine = self.book.open[person]
        for key, row in list(mine.items()):
            if key[1:3] == ("reception_screen", "reception") and self.now < key[3]:
                del mine[key]
                mine[(*key[:3], self.now)] = row

    def before_lock_up(self) -> dt.datetime:
        """Four hours from now, or until the doors close, if that is sooner."""
        here = self.now.astimezone(BAKU)
        closes = dt.datetime.combine(here.date(), LOCK_UP, BAKU)
        return min(self.now + 4 * HOUR, closes) if closes > here else self.now + 4 * HOUR

    def move(self, person, kind, **more) -> None:
        with self.act() as uow:
            movements.record(uow, uow.session.get_one(Person, person), Move(kind, self.now, **more))

    def court(self, person) -> None:
        self.move(person, "to_court", other_place="Bakı")
        self.step(dt.timedelta(hours=3))
        self.move(person, "return_court")
        self.book.add(person, "rescreen", "court_return", self.before_lock_up(), self.where[person], self.now)

    def transfer(self, person) -> None:
        other = next(place for place in self.places if place.id != self.where[person])
        self.move(person, "transfer_out", other_facility_id=other.id)
        self.step(dt.timedelta(hours=5))
        self.move(person, "transfer_in", place="12")
        self.where[person] = other.id
        self.book.move(person, other.id)
        self.book.add(person, "rescreen", "transfer_in", self.before_lock_up(), other.id, self.now)
        if person in self.episodes:
            self.book.add(person, "risk_hand_over", "transfer_in", self.now + 4 * HOUR, other.id, self.now)

    def release(self, person) -> None:
        self.move(person, "release", release_kind="end_of_sentence")
        self.book.take(person, lambda *_row: True)
        if person in self.episodes:
            self.book.add(person, "risk_hand_over", "release", self.now + 4 * HOUR, self.where[person], self.now)

    # episodes

    def episode(self, uow, person) -> RiskEpisode:
        row = queries.open_of(uow.session, person)
        assert row is not None
        return row

    def open(self, person, level) -> None:
        with self.act(self.nurses[self.where[person]]) as uow:
            services.open_episode(uow, uow.session.get_one(Person, person), Open("concern", level, "Says goodbye"))
        self.episodes[person], self.opened = level, self.opened + 1
        for kind, span in (("risk_plan", HOUR), ("risk_assessment", DAY), ("risk_review", DAY)):
            self.book.add(person, kind, "opened", self.now + span, self.where[person], self.now)

    def plan(self, person) -> None:
        with self.act(self.nurses[self.where[person]]) as uow:
            row = services.add_action(uow, self.episode(uow, person), text="x", owner="y", due_at=self.now + DAY)
            services.end_action(uow, self.episode(uow, person), row, state="done", outcome="")
        self.book.take(person, lambda key, _row: key[1] == "risk_plan")

    def review(self, person, kind="review", level=None) -> None:
        wanted = self.episodes[person] if level is None else level
        command = Review(kind, self.now, BOTH, True, "no", wanted, findings="calmer", person_view="better")
        with self.act(self.nurses[self.where[person]]) as uow:
            reviews.record(uow, self.episode(uow, person), command)
        met = {"assessment": {"risk_assessment"}, "review": {"risk_review"}, "contact": set()}
        met["closure"] = {"risk_plan", "risk_assessment", "risk_review"}
        self.book.take(person, lambda key, _row: key[1] in met[kind])
        self.episodes[person] = wanted
        if kind == "review":
            self.book.add(
                person, "risk_review", "reviewed", self.now + REVIEW_WITHIN[wanted], self.where[person], self.now
            )
        if kind == "closure":
            del self.episodes[person]
            for days in (7, 30, 90):
                self.book.add(
                    person, "risk_post_closure", "closed", self.now + days * DAY, self.where[person], self.now
                )

    def take_on(self, person) -> None:
        with self.act(self.nurses[self.where[person]]) as uow:
            handover.take_on(uow, self.episode(uow, person), received_by="Dr C")
        self.book.take(person, lambda key, _row: key[1] == "risk_hand_over")

    # time, and the comparison

    def step(self, span) -> None:
        self.clock.advance(seconds=span.total_seconds())

    def to(self, moment) -> None:
        self.clock.now = max(self.now, moment.astimezone(dt.UTC))

    def restart(self) -> None:
        """Every connection is given up, as when the process begins anew."""
        self.database.dispose()

    def compare(self) -> None:
        """Both worklists as they stand now, row for row, and which rows are overdue."""
        with self.database.reading() as session:
            for place in self.places:
                rows = due.due(
                    session, self.nurses[place.id], MINE, limit=5000, now=self.now, until=self.now + worklist.HORIZON
                )
                shown = {(row.person_id, row.kind, row.started_by, row.due_at) for row in rows}
                expected = set(self.book.at(place.id, self.now))
                assert shown == expected, f"{self.now}: {list(shown ^ expected)[:3]}"
                late = {key for key in shown if key[3] < self.now}
                assert {key for key in expected if key[3] < self.now} == late
                self.compared += len(rows)

    def at_the_minute(self, key) -> None:
        """A minute before it is due it is on the list and not late; a minute after, it is late, at the same unit."""
        place, _opens = self.book.open[key[0]][key]
        with self.database.reading() as session:
            for shift, late in ((-MINUTE, False), (MINUTE, True)):
                moment = key[3] + shift
                listed = due.due(session, self.nurses[place], {key[1]}, limit=5000, now=moment, until=key[3])
                found = [row for row in listed if (row.person_id, row.started_by, row.due_at) == (key[0], *key[2:])]
                assert len(found) == 1, key
                assert (found[0].due_at < moment) is late


@pytest.fixture
def world(database, clock, place, other):
    clock.now = FIRST.astimezone(dt.UTC)
    return World(database, clock, [place, other])


def agenda_of(world, begun) -> list[tuple[dt.datetime, int, object]]:
    """Everything that will happen, in order: arrivals, events, movements, answers, comparisons, two new beginnings."""
    dice = world.dice
    found: list[tuple[dt.datetime, int, object]] = []

    def later(days: float, act) -> None:
        found.append((begun + days * DAY, len(found), act))

    def often(count: int, first: float, last: float, act) -> None:
        for _time in range(count):
            later(first + dice.random() * (last - first), act)

    chosen = set(dice.sample(range(20, PEOPLE - 20), EPISODES))
    for number, day in enumerate(sorted(dice.random() * 30 for _person in range(PEOPLE))):
        later(day, world.admit)
        if number in chosen:
            later(day + 2 / 24, lambda: world.open(list(world.where)[-1], dice.choice((1, 2, 3))))
        if number % 3 == 0:
            later(day + 1 / 24, lambda: world.given_a_cell(list(world.where)[-1]))
    for quarter in range(DAYS * 4):
        later(quarter / 4 + 1 / 8, world.compare)
    for day in (20, 40):
        later(day, world.restart)
    often(150, 1, DAYS - 1, lambda: world.event(somebody(world)))
    often(40, 2, DAYS - 2, lambda: world.court(somebody(world)))
    often(25, 2, DAYS - 2, lambda: world.transfer(somebody(world)))
    often(15, 10, DAYS - 2, lambda: leave(world, somebody(world)))
    often(1500, 0, DAYS, lambda: answer(world))
    return sorted(found, key=lambda row: row[:2])


@pytest.mark.slow
def test_sixty_days(world):
    begun, minutes = world.now, 0
    for at, _order, act in agenda_of(world, begun):
        world.to(at)
        act()
        work_on_episodes(world)
        if minutes < 400 and world.dice.random() < 0.2:
            soon = [key for key, (_place, opens) in world.book.every() if opens <= key[3] - MINUTE]
            if soon:
                world.at_the_minute(world.dice.choice(soon))
                minutes += 1
    world.compare()
    assert world.now.astimezone(BAKU).utcoffset() != begun.astimezone(BAKU).utcoffset(), "summer time ended meanwhile"
    assert (len(world.where), world.opened) == (PEOPLE, EPISODES)
    assert world.book.ever > 2000
    assert minutes == 400
    assert world.compared > 20_000


def somebody(world):
    with world.database.reading() as session:
        held = [person for person in world.where if person in world.stays]
        for _try in range(50):
            person = world.dice.choice(held)
            stay = session.get_one(Stay, world.stays[person])
            if stay.released_at is None:
                return person
    raise AssertionError("nobody is left")


def leave(world, person) -> None:
    if person not in world.episodes:
        world.release(person)
        del world.stays[person]


def answer(world) -> None:
    """Somebody works through the list: what is due next at one unit, sometimes late."""
    place = world.dice.choice(world.places).id
    ready = sorted(
        (key for key in world.book.at(place, world.now) if key[1] in ASKED),
        key=lambda key: (key[3], str(key[0])),
    )
    if ready:
        person, _kind, code, _due = world.dice.choice(ready[:8])
        world.screen(person, {alone: name for name, alone in ALONE.items()}.get(code, "asq"))


def work_on_episodes(world) -> None:
    """What an episode asks for is done soon after it is due, step by step down to its closing."""
    for person, level in list(world.episodes.items()):
        mine = {key[1]: key[3] for key in world.book.open[person]}
        if "risk_hand_over" in mine:
            world.take_on(person)
        elif "risk_plan" in mine and world.dice.random() < 0.2:
            world.plan(person)
        elif "risk_assessment" in mine and mine["risk_assessment"] < world.now + 12 * HOUR:
            world.review(person, "assessment")
        elif mine.get("risk_review", world.now + DAY) < world.now + HOUR:
            if level == 1 and "risk_plan" not in mine:
                world.review(person, "contact")
                world.step(DAY)
                world.review(person, "closure", 0)
            else:
                world.review(person, "review", max(level - 1, 1))


def test_the_watch_over_the_night_in_which_summer_time_ends(world):
    """At level 2 the limit is 30 minutes of real time by night, in the hour that comes twice as well."""
    world.admit()
    person = next(iter(world.where))
    world.to(dt.datetime(2015, 10, 24, 23, 0, tzinfo=BAKU))
    world.open(person, 2)
    seen = 0
    while world.now < dt.datetime(2015, 10, 25, 8, 0, tzinfo=BAKU).astimezone(dt.UTC):
        world.step(dt.timedelta(minutes=world.dice.choice((17, 22, 26, 29))))
        with world.act(world.nurses[world.where[person]]) as uow:
            row = world.episode(uow, person)
            limit = dt.timedelta(minutes=60 if 6 <= world.now.astimezone(BAKU).hour < 22 else 30)
            watch.observe(uow, row, seen="calm", observed_at=uow.now(), text="")
            seen += 1
        with world.database.reading() as session:
            row = queries.open_of(session, person)
            rows = queries.observations_of(session, [row.id], row.opened_at)[row.id]
            standing = watch.judge(row, rows, world.now, policy.watch(session))
        assert standing.due_at == world.now + limit
        assert (standing.late, standing.missed) == (0, 0)
        assert world.now < standing.opens < standing.closes <= standing.due_at
    assert seen > 20
