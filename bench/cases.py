"""The Department's desk with 5,000 open cases and 60,000 events: time of the first page, and its statements.

``python -m bench cases [--engines sqlite,postgresql] [--cases N] [--events N] [--write]``. Cases are written in bulk in
the shape the services leave, spread over every pathway and state; what is measured is the whole page as a browser asks
for it, in this process. Ends with an error when the median of a page is over ``LIMIT``, or it takes more statements
than with 50 cases. ``--write`` puts the figures into ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import report
from bench.__main__ import busy_cores, database_of, databases, say
from bench.bulk import Rows, add_to, insert
from config import Config
from healthapp import create_app, logs, migrating
from healthapp.access import Identity, Role
from healthapp.cases.models import Case, CaseEvent
from healthapp.database import Database, uuid7
from healthapp.deadlines.models import Deadline
from healthapp.people.models import Facility, Person
from healthapp.settings.services import seed as seed_settings
from referrals import machine
from referrals.model import Mark
from referrals.pathways import PATHWAYS
from tests.support.house import SignedIn, enrolled
from tests.unit.referrals.drive import event, everywhere, taken

FEW, PLACES, TURNS = 50, 20, 15
#: Clocks of other rooms in the same table: what a few years of a large service leave.
OTHERS = 100_000
#: Milliseconds of server time for the first page.
LIMIT = 150
NOT_QUERIES = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")
ADDRESSES = {
    "desk, oldest first": "/cases",
    "longest in its step": "/cases?sort=step",
    "next limit first": "/cases?sort=clock",
    "one pathway": "/cases?pathway=illness_other",
    "in my hand": "/cases?mine=yes",
}


@dataclass(frozen=True)
class Road:
    """A case that waits somewhere, and the events by which it came there."""

    case: machine.Case
    events: tuple[machine.Event, ...]


def roads(length: int) -> list[Road]:
    """Every place where a case of any pathway can wait, with so many events: transfers fill it up."""
    found = []
    for pathway in PATHWAYS.values():
        for case, events in everywhere(pathway):
            if events and not case.outcome:
                found.append(_filled(Road(case, events), length))
    return found


def _filled(road: Road, length: int) -> Road:
    while len(road.events) < length:
        mark = next(way for way in machine.ways(road.case) if isinstance(way, Mark))
        made = event(road.case, mark)
        road = Road(taken(road.case, made), (*road.events, made))
    return road


class Country:
    """Facilities with people, each with one open case."""

    def __init__(self, database: Database, now: dt.datetime, length: int) -> None:
        self.database, self.now, self.rng = database, now, random.Random(5)
        self.roads, self.made, self.events = roads(length), 0, 0
        with database.unit(Identity.system("bench"), lambda: now) as uow:
            seed_settings(uow)
            rows = [Facility(id=uuid7(), code=f"B{n}", name=f"Nümunə {n}", kind="prison") for n in range(PLACES)]
            uow.session.add_all(rows)
            uow.session.flush()
            self.places = [row.id for row in rows]
            self.reviewer = enrolled(uow, Role.REVIEWER, None, suffix="bench")
            self.doctor = enrolled(uow, Role.DOCTOR, rows[0], suffix="bench")

    def clocks_of_others(self, many: int) -> None:
        """So many clocks that are not about cases, one in twenty of them open."""
        rows = [
            {
                "id": uuid7(), "kind": "intake", "facility_id": self.places[number % PLACES], "subject_kind": "",
                "state": "met" if number % 20 else "open", "started_at": self.now, "started_by": "-",
                "due_at": self.now - dt.timedelta(hours=number % 9_000), "legal_basis": "", "verified": True,
                "met_at": self.now, "ended_reason": "",
            }
            for number in range(many)
        ]  # fmt: skip
        with self.database.unit(Identity.system("bench"), lambda: self.now) as uow:
            insert(uow, Deadline, rows)
            uow.audited = True

    def grow(self, cases: int) -> int:
        """Up to so many open cases; how many events they have in all."""
        rows: Rows = {}
        while self.made < cases:
            self.made += 1
            self._case(rows)
        with self.database.unit(Identity.system("bench"), lambda: self.now) as uow:
            for model in (Person, Case, CaseEvent, Deadline):
                insert(uow, model, rows[model])
            uow.audited = True
        if self.database.dialect == "postgresql":
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")  # what the server does by itself within minutes
        return self.events

    def _case(self, rows: Rows) -> None:
        rng, add = self.rng, partial(add_to, rows)
        road, person, case = rng.choice(self.roads), uuid7(), uuid7()
        place, age = rng.choice(self.places), dt.timedelta(days=rng.randrange(2, 900), minutes=rng.randrange(1400))
        shift = self.now - age - road.events[0].at
        began, entered = self.now - age, (road.case.entered or road.events[-1].at) + shift
        mine = rng.random() < 0.02
        self.events += len(road.events)
        add(
            Person, id=person, number=f"B-{self.made}", surname="Nümunə", given_name="", father_name="",
            patronymic_suffix="", birth_date_estimated=False, registered_sex="male", identity_unknown=False,
            citizenship="", languages="az", facility_id=place, in_custody=True, created_at=began,
        )  # fmt: skip
        add(
            Case, id=case, number=f"K-2026-{self.made:05d}", pathway=road.case.pathway.id, version=1, person_id=person,
            opened_in=place, opened_at=began, opened_by=case, ground="request", icd10="", state=road.case.state,
            holder=road.case.pathway.state(road.case.state).holder, entered_at=entered, outcome="",
            returned=road.case.times("return_file"), events=len(road.events), papers=rng.randrange(4),
            assigned_to=self.reviewer[0].user_id if mine else None, assigned_name="-" if mine else None,
        )  # fmt: skip
        for number, one in enumerate(road.events, 1):
            key = uuid7()
            add(
                CaseEvent, id=key, case_id=case, place=number, code=one.code, at=one.at + shift,
                recorded_at=one.at + shift, actor=one.actor, recorded_by=one.recorded_by or one.actor,
                author_id=person, author_name="-", attached=sorted(one.attached), result=one.result, facts=[],
                percent=one.percent, until=one.until, note="", state=road.case.state, digest=key.bytes * 2,
            )  # fmt: skip
        for run in road.case.runs:
            started = run.started + shift
            add(
                Deadline, kind=run.clock, person_id=person, facility_id=place, subject_kind="referral_case",
                subject_id=case, state="open" if run.running else "met", started_at=started, started_by="-",
                due_at=started + dt.timedelta(days=rng.randrange(3, 400)) if rng.random() < 0.7 else None,
                legal_basis="", verified=run.clock.startswith("court"), ended_reason="",
                met_at=None if run.running else started,
            )  # fmt: skip


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().startswith(NOT_QUERIES):
            seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def pages(country: Country, app: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """(name, asking for it) of every view of the desk, and of the desk of one unit."""
    for who, (identity, login) in (("", country.reviewer), (", one unit", country.doctor)):
        browser = SignedIn(app, login, identity)
        for name, address in ADDRESSES.items():
            yield name + who, partial(browser.get, address)


def median_ms(ask: Callable[[], Any]) -> float:
    spent = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def statements(database: Database, ask: Callable[[], Any]) -> int:
    ask()  # what is kept between requests is kept now
    with counted(database) as seen:
        answer = ask()
    assert answer.status_code == 200, answer.status_code
    return len(seen)


@dataclass(frozen=True)
class Figure:
    """One view with ``FEW`` cases and with many: statements and the median of its time in milliseconds."""

    engine: str
    view: str
    statements: tuple[int, int]
    median: tuple[float, float]

    @property
    def wrong(self) -> list[str]:
        """What does not hold, in words."""
        (few, many), usual = self.statements, self.median[1]
        found = [f"{many} statements instead of {few}"] if many > few else []
        found += [f"{usual:.0f} ms"] if usual > LIMIT else []
        return [f"{self.engine}, {self.view}: {what}" for what in found]


def measure(country: Country, config: Config, cases: int) -> list[Figure]:
    database, found = country.database, []
    app = create_app(config, database=database, clock=lambda: country.now)
    country.grow(FEW)
    few = {name: statements(database, ask) for name, ask in pages(country, app)}
    usual_few = {name: median_ms(ask) for name, ask in pages(country, app)}
    began = time.perf_counter()
    country.clocks_of_others(OTHERS)
    events = country.grow(cases)
    say(f"  {cases:,} open cases with {events:,} events in {time.perf_counter() - began:.0f} s")
    for name, ask in pages(country, app):
        many, usual = statements(database, ask), median_ms(ask)
        ratio = usual / usual_few[name]
        say(f"  {name:32} {many:3} statements ({few[name]})  median {usual:6.1f} ms, {ratio:.1f} times that of {FEW}")
        found.append(Figure(database.dialect, name, (few[name], many), (usual_few[name], usual)))
    return found


def written(found: list[Figure], cases: int, events: int, others: float, began: str) -> list[str]:
    """The part of the page: what was promised, and each view on each engine."""
    many = f"{cases:,} cases"
    rows = [
        (one.engine, one.view, *map(str, one.statements), *(f"{spent:.1f} ms" for spent in one.median)) for one in found
    ]
    missed = [words for one in found for words in one.wrong]
    return [
        f"Made by `python -m bench cases --write` on {began}: {cases:,} open cases with {events:,} events, and",
        f"{OTHERS:,} clocks of other rooms; {others:.1f} cores were busy with other work just before. Time is that of",
        f"the whole page in the application itself, the median of {TURNS}. Promise: the first page within {LIMIT} ms,",
        f"and no more statements than with {FEW} cases.",
        f"**Missed**: {'; '.join(missed)}." if missed else "The promise is kept.",
        "",
        *report.table(("Database", "View", f"Statements, {FEW} cases", many, f"Median, {FEW} cases", many), rows),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench cases")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    options = parser.parse_args()
    if options.cases <= FEW:
        parser.error(f"more than {FEW} cases, against which they are held")
    logs.configure(30)
    found: list[Figure] = []
    events = 0
    began, others = f"{dt.datetime.now(dt.UTC):%d.%m.%Y %H:%M} UTC", busy_cores()
    for engine in options.engines:
        say(engine)
        folder = Path(tempfile.mkdtemp(prefix="bench-cases-"))
        try:
            with databases(engine) as pattern, database_of(folder, pattern, options.cases) as (database, url):
                migrating.upgrade(database)
                country = Country(database, dt.datetime.now(dt.UTC), options.events // options.cases)
                config = Config(
                    mode="test", data_dir=folder, database_url=url, key_file=folder / "keys" / "database.key"
                )
                found += measure(country, config, options.cases)
                events = country.events
                database.dispose()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if options.write:
        lines = written(found, options.cases, events, others, began)
        report.PAGE.write_text(report.with_part(report.PAGE.read_text("utf-8"), report.DESK, lines), "utf-8")
    wrong = [words for one in found for words in one.wrong]
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
