"""The first screen of a visit and a sample, at a facility with 5,000 stays and 100,000 records.

``python -m bench inspection [--engines sqlite,postgresql] [--stays N] [--records N]``. Rows are written in bulk in the
shape the services leave; what is measured is what the page itself calls, on a warm connection, several times.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.__main__ import database_of, databases, say
from bench.bulk import insert
from healthapp import migrating
from healthapp.access import Identity
from healthapp.database import Database, uuid7
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.injuries.models import TraumaEntry
from healthapp.inspection import frames, glance, sampling
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.items import Period
from healthapp.people.models import Facility, Movement, Person, Stay
from healthapp.records.models import ClinicalRecord
from healthapp.settings.services import seed as seed_settings

KINDS = ("intake", "screening", "safety_screen", "periodic", "return_court", "second_stage", "segregation_daily")
CLOCKS = ("countersign", "rescreen", "return_police", "segregation_daily", "safety_screen", "reoffer")
TIMES, CHUNK = 7, 20_000
YEAR = dt.timedelta(days=365)


def fill(database: Database, stays: int, records: int, now: dt.datetime) -> uuid.UUID:
    """One facility's year. Returns the facility."""
    rng = random.Random(11)
    migrating.upgrade(database)
    with database.unit(Identity.system("bench"), lambda: now) as uow:
        seed_settings(uow)
        place = Facility(id=uuid7(), code="B", name="Nümunə", kind="remand", capacity=stays)
        uow.session.add(place)
        uow.session.flush()
        tables: dict[Any, list[dict[str, Any]]] = {}
        author = uuid7()
        for number in range(stays):
            _stay(tables, place.id, author, now - YEAR * rng.random(), records // stays, rng, number)
        for model, rows in tables.items():
            for start in range(0, len(rows), CHUNK):
                insert(uow, model.__table__, rows[start : start + CHUNK])
        uow.audited = True
        return place.id


def _stay(
    tables: dict[Any, list[dict[str, Any]]],
    place: uuid.UUID,
    author: uuid.UUID,
    admitted: dt.datetime,
    records: int,
    rng: random.Random,
    number: int,
) -> None:
    person, stay = uuid7(), uuid7()
    add = lambda model, **row: tables.setdefault(model, []).append({"id": uuid7(), **row})  # noqa: E731
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
    tables: dict[Any, list[dict[str, Any]]],
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


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """(first, median of the others) in milliseconds."""
    spent = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        spent.append((time.perf_counter() - began) * 1000)
    return spent[0], sorted(spent[1:])[len(spent) // 2 - 1]


def measure(database: Database, place: uuid.UUID, now: dt.datetime) -> None:
    """The first screen, and draws of 200."""
    today = local(now).date()
    period = Period(place, today - dt.timedelta(days=366), today, now)
    visit: Any = SimpleNamespace(id=uuid7(), facility_id=place, opened_at=now)

    def screen() -> None:
        with database.reading() as session:
            glance.read(session, visit, period)

    say("  first screen            first {:6.0f} ms, then {:6.0f} ms".format(*timed(screen)))
    for code in ("admissions", "records"):
        frame = frames.FRAMES[code]

        def draw(frame: Any = frame) -> None:
            with database.reading() as session:
                lines = frames.lines(session, period, frame, "none")
            sampling.draw(lines, "7F-19-C4", 200)
            sampling.pack(lines)

        with database.reading() as session:
            size = frames.size(session, period, frame)
        say(f"  200 of {size:7,} {code:10} first %6.0f ms, then %6.0f ms" % timed(draw))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench inspection")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--stays", type=int, default=5_000)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    now = dt.datetime.now(dt.UTC)
    for engine in options.engines:
        say(f"{engine}: {options.stays:,} stays, {options.records:,} records")
        folder = Path(tempfile.mkdtemp(prefix="bench-inspection-"))
        try:
            with databases(engine) as pattern, database_of(folder, pattern, options.stays) as (database, _url):
                measure(database, fill(database, options.stays, options.records, now), now)
                database.dispose()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
