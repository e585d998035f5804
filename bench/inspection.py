"""The first screen of a visit and a sample, at facilities of two sizes, 20 records a stay.

``python -m bench inspection [--engines sqlite,postgresql] [--stays 1000,5000] [--each 20] [--write]``. Rows are
written in bulk in the shape the services leave; what is measured is what the page itself calls, on a warm connection,
several times, and the whole unit of work of a draw, with its audit event and its commit. Times are what a member
waits; CPU is what this process computed of it (with SQLite all of it), whatever else the machine was doing. The last
column is the larger size's CPU over the smaller one's. ``--write`` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import report
from bench.__main__ import database_of, databases, say, whole
from bench.bulk import Rows, add_to, insert
from bench.population import analyze
from healthapp import migrating
from healthapp.access import Identity
from healthapp.database import Database, uuid7
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.injuries.models import TraumaEntry
from healthapp.inspection import frames, glance, samples
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.models import Visit
from healthapp.inspection.presenter import period_of
from healthapp.inspection.samples import Wanted
from healthapp.inspection.states import Kind, State
from healthapp.people.models import Facility, Movement, Person, Stay
from healthapp.records.models import ClinicalRecord
from healthapp.settings.services import seed as seed_settings

KINDS = ("intake", "screening", "safety_screen", "periodic", "return_court", "second_stage", "segregation_daily")
CLOCKS = ("countersign", "rescreen", "return_police", "segregation_daily", "safety_screen", "reoffer")
TIMES, CHUNK, DRAWN = 7, 20_000, 200
#: What is promised at 5,000 stays, in milliseconds.
AIMS = {"first screen": 1_000, "200 of admissions drawn": 200, "200 of records drawn": 200}
YEAR = dt.timedelta(days=365)


def fill(database: Database, stays: int, each: int, now: dt.datetime) -> uuid.UUID:
    """One facility's year: ``each`` records of every stay. Returns the facility."""
    rng = random.Random(11)
    migrating.upgrade(database)
    with database.unit(Identity.system("bench"), lambda: now) as uow:
        seed_settings(uow)
        place = Facility(id=uuid7(), code="B", name="Nümunə", kind="remand", capacity=stays)
        uow.session.add(place)
        uow.session.flush()
        tables: Rows = {}
        author = uuid7()
        for number in range(stays):
            _stay(tables, place.id, author, now - YEAR * rng.random(), each, rng, number)
        for model, rows in tables.items():
            for start in range(0, len(rows), CHUNK):
                insert(uow, model, rows[start : start + CHUNK])
        uow.audited = True
    analyze(database)
    return place.id


def _stay(
    tables: Rows,
    place: uuid.UUID,
    author: uuid.UUID,
    admitted: dt.datetime,
    records: int,
    rng: random.Random,
    number: int,
) -> None:
    person, stay = uuid7(), uuid7()
    add = partial(add_to, tables)
    add(
        Person, id=person, number=f"B-{number}", surname="Nümunə", given_name="", father_name="", patronymic_suffix="",
        birth_date_estimated=False, registered_sex="male", identity_unknown=False, citizenship="", languages="az",
        facility_id=place, in_custody=True, created_at=admitted,
    )  # fmt: skip
    add(
        Stay, id=stay, person_id=person, facility_id=place, admitted_at=admitted, entered_at=admitted, origin="police",
        legal_status="remand", life_sentence=False, place="", release_kind="", whereabouts="unit", isolated=False,
    )  # fmt: skip
    add(
        Movement, person_id=person, stay_id=stay, facility_id=place, kind="admission", occurred_at=admitted,
        recorded_at=admitted + dt.timedelta(minutes=5), other_place="", note="", without_exam=False,
    )  # fmt: skip
    for kind in CLOCKS:
        late = dt.timedelta(hours=rng.choice((1, 3, 30)))
        add(
            Deadline, kind=kind, person_id=person, stay_id=stay, facility_id=place, subject_kind="", state="met",
            started_at=admitted, started_by="admission", due_at=admitted + dt.timedelta(hours=24), legal_basis="",
            verified=True, met_at=admitted + late, ended_reason="",
        )  # fmt: skip
    for count in range(records):
        _record(tables, place, author, (person, stay), admitted + dt.timedelta(hours=rng.randrange(1, 700)), count, rng)


def _record(
    tables: Rows,
    place: uuid.UUID,
    author: uuid.UUID,
    whose: tuple[uuid.UUID, uuid.UUID],
    at: dt.datetime,
    count: int,
    rng: random.Random,
) -> None:
    record, signed = uuid7(), at + dt.timedelta(minutes=rng.randrange(3, 2000))
    kind = "intake" if count == 0 else "injury" if rng.random() < 0.01 else rng.choice(KINDS[1:])
    tables.setdefault(ClinicalRecord, []).append(
        {
            "id": record, "kind": kind, "person_id": whose[0], "stay_id": whose[1], "facility_id": place,
            "event_time": at, "recorded_time": at, "state": "signed", "author_id": author, "author_name": "-",
            "author_role": "feldsher", "schema_version": 1, "handed_in_at": signed, "signed_at": signed,
            "signer_name": "-", "digest": record.bytes * 2, "late_reason": "", "summary": {}, "revision": 2,
        }
    )  # fmt: skip
    tables.setdefault(RecordFact, []).append(
        {
            "facility_id": place, "event_time": at, "record_id": record, "kind": kind, "person_id": whose[0],
            "stay_id": whose[1], "author_id": author, "handed_in_at": signed, "minutes": rng.randrange(2, 60),
            "late_minutes": int((signed - at).total_seconds() // 60), "skin": "yes", "asked": "yes",
            "alleged": rng.choice(("no", "no", "yes", "")), "presence": "none", "interpreter": "not_needed",
            "refused": 0, "unexplained": 0, "lesions": 1, "described": 1, "degrees": 1, "overall": True,
            "statement": 40, "photographs": 1, "plain": rng.random() < 0.1, "pattern": "",
            "words": f"{rng.randrange(50_000):016x}",
        }
    )  # fmt: skip
    if kind == "injury":
        entries = tables.setdefault(TraumaEntry, [])
        entries.append(
            {
                "id": uuid7(), "record_id": record, "person_id": whose[0], "facility_id": place, "year": 2026,
                "number": len(entries) + 1, "issued_at": signed, "occasion": "", "alleged": "no", "lesions": 1,
                "causes": "", "places": "",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds: the first time, the median of the others, and the least CPU of this process."""

    first: float
    median: float
    cpu: float


def timed(act: Callable[[], object]) -> Timed:
    spent, computed = [], []
    for _time in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        act()
        spent.append((time.perf_counter() - began) * 1000)
        computed.append((time.process_time() - used) * 1000)
    return Timed(spent[0], statistics.median(spent[1:]), min(computed))


def visit_of(database: Database, place: uuid.UUID, now: dt.datetime) -> tuple[Identity, Visit]:
    """A member and an open visit over the last year."""
    member = Identity(uuid7(), "A member")
    today = local(now).date()
    visit = Visit(id=uuid7(), facility_id=place, kind=Kind.AD_HOC, state=State.IN_PROGRESS, number="B-1")
    visit.period_from, visit.period_to = today - dt.timedelta(days=366), today
    visit.opened_at = visit.arrived_at = now
    with database.unit(member, lambda: now) as uow:
        uow.session.add(visit)
        uow.audited = True
    return member, visit


def measure(database: Database, place: uuid.UUID, now: dt.datetime) -> dict[str, Timed]:
    """The first screen, and draws of 200, by name."""
    member, visit = visit_of(database, place, now)
    with database.reading() as session:
        period = period_of(session, visit, now)

    def screen() -> None:
        with database.reading() as session:
            glance.read(session, visit, period)

    def draw(code: str) -> Callable[[], object]:
        def act() -> None:
            with database.unit(member, lambda: now) as uow:
                current = uow.session.get_one(Visit, visit.id)
                samples.draw(uow, current, period, Wanted(code, "none", DRAWN, "7F-19-C4", "measured"))

        return act

    found = {"first screen": timed(screen)}
    for code in ("admissions", "records"):
        with database.reading() as session:
            size = frames.size(session, period, frames.FRAMES[code])
        say(f"  frame of {code}: {size:,}")
        found[f"{DRAWN} of {code} drawn"] = timed(draw(code))
    return found


HEAD = ("Engine", "What", "Stays", "Records", "first ms", "median ms", "CPU ms", "aim ms", "ratio of CPU")


def of_engine(engine: str, sizes: list[int], each: int) -> list[tuple[str, ...]]:
    """Every size on one engine, as rows of the table."""
    now = dt.datetime.now(dt.UTC)
    runs = []
    for stays in sizes:
        say(f"{engine}: {stays:,} stays, {stays * each:,} records")
        folder = Path(tempfile.mkdtemp(prefix="bench-inspection-"))
        try:
            with databases(engine) as pattern, database_of(folder, pattern, stays) as (database, _url):
                runs.append(measure(database, fill(database, stays, each, now), now))
                database.dispose()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    rows: list[tuple[str, ...]] = []
    for name, aim in AIMS.items():
        for stays, run in zip(sizes, runs, strict=True):
            one = run[name]
            last = f"{one.cpu / runs[0][name].cpu:.2f}" if stays == sizes[-1] and len(sizes) > 1 else ""
            shown = (f"{one.first:.0f}", kept_aim(one.median, aim), f"{one.cpu:.0f}", f"{aim:,}", last)
            rows.append((engine, name, f"{stays:,}", f"{stays * each:,}", *shown))
            say("  " + " | ".join(rows[-1][1:]))
    return rows


def kept_aim(median: float, aim: float) -> str:
    return report.marked(f"{median:.0f}", kept=median <= aim)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench inspection")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--stays", type=whole, default=[1_000, 5_000], help="sizes, comma separated")
    parser.add_argument("--each", type=int, default=20, help="records of each stay")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    rows = [row for engine in options.engines for row in of_engine(engine, options.stays, options.each)]
    if options.write:
        report.write_part(report.VISIT, " ".join(["inspection", *sys.argv[1:]]), report.table(HEAD, rows))


if __name__ == "__main__":
    main()
