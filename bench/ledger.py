"""The ledger's cost against its size: append, sequence, prove, verify. ``python -m bench ledger [SIZE ...]``.

``--engines sqlite,postgresql`` (SQLite alone otherwise, encrypted). Leaves are as long as real ones; the rows they
speak of are not part of the figures. ``--write`` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bench import report
from bench.__main__ import database_of, databases, say
from healthapp import migrating
from healthapp.access import Identity
from healthapp.database import Database, uuid7
from healthapp.ledger import append, queries, services
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.leaf import Leaf, actor_digest
from healthapp.ledger.merkle import leaf_hash
from healthapp.ledger.models import LedgerEntry, LedgerQueue
from healthapp.ledger.note import parse
from healthapp.ledger.sequencer import sequence_all
from healthapp.ledger.verify import snapshot, verify

BENCH = Identity.system("bench")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CHUNK = 20_000
_seconds = itertools.count()


def tick() -> dt.datetime:
    """A clock that moves on by a second each time: verification rightly objects to one that runs back."""
    return START + dt.timedelta(seconds=next(_seconds))


def fill(database: Database, count: int) -> None:
    """``count`` entries with their queue, as ``append`` writes them, a second apart."""
    for start in range(0, count, CHUNK):
        entries = [entry() for _ in range(min(CHUNK, count - start))]
        with database.unit(BENCH) as uow:
            uow.session.execute(sa.insert(LedgerEntry), entries)
            waiting = [{"at": row["at"], "entry_id": row["id"]} for row in entries]
            uow.session.execute(sa.insert(LedgerQueue), waiting)


def entry() -> dict[str, object]:
    event, subject, salt, at = uuid7(), uuid7(), os.urandom(16), tick()
    leaf = Leaf(event, at, "record.opened", actor_digest(salt, subject), salt * 2, "clinical_record", subject).encode()
    return {
        "id": event, "at": at, "leaf": leaf, "leaf_hash": leaf_hash(leaf), "salt": salt,
        "subject_id": subject, "subject_digest": None,
    }  # fmt: skip


def append_once(database: Database, count: int) -> None:
    with database.unit(BENCH, tick) as uow:
        for _ in range(count):
            append(
                uow, event_id=uuid7(), at=uow.now(), kind="record.opened", event_digest=bytes(32),
                actor_id=uuid7(), subject_kind="clinical_record", subject_id=uuid7(),
            )  # fmt: skip


def median_ms(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def seconds(act: Callable[[], object]) -> float:
    return median_ms(act, 1) / 1000


def _append_and_place(database: Database, count: int) -> None:
    append_once(database, count)
    sequence_all(database, BENCH)


def measure(database: Database, keyring: Keyring, size: int) -> list[str]:
    """One row of the table, at ``size`` leaves."""
    with database.reading() as session:
        have = queries.size(session)
    filled = seconds(lambda: fill(database, size - have))
    placed = seconds(lambda: sequence_all(database, BENCH))
    with database.unit(BENCH) as uow:
        note = services.sign_checkpoint(uow, keyring)
    one, hundred = median_ms(lambda: append_once(database, 1), 20), median_ms(lambda: append_once(database, 100), 20)
    batch = median_ms(lambda: _append_and_place(database, 100), 5) - hundred
    with database.reading() as session:
        inclusion = median_ms(lambda: queries.inclusion_path(session, size // 3, size), 50)
        consistency = median_ms(lambda: queries.consistency_path(session, size // 3, size), 50)
    with database.reading() as session:
        began = time.perf_counter()
        report = verify(snapshot(session), keyring.verifier, earlier=[parse(note.encode())])
        checked = time.perf_counter() - began
    assert report.intact, report.findings[:3]
    return [
        f"{size:,}", f"{one:.2f}", f"{hundred:.1f}", f"{batch:.1f}", f"{placed * 1e6 / max(size - have, 1):.0f}",
        f"{inclusion:.2f}", f"{consistency:.2f}", f"{checked:.1f}", f"{filled:.0f}",
    ]  # fmt: skip


HEAD = [
    "leaves", "append 1 ms", "append 100 ms", "place 100 ms", "place each us", "inclusion ms", "consistency ms",
    "verify s", "(fill s)",
]  # fmt: skip
#: The most a column may show, at any size.
AIMS = {"append 100 ms": 20.0, "inclusion ms": 50.0, "consistency ms": 50.0, "verify s": 60.0}


def of_engine(engine: str, sizes: list[int]) -> list[list[str]]:
    """One row for each size, printed as it comes."""
    rows, folder = [], Path(tempfile.mkdtemp(prefix="bench-ledger-"))
    try:
        with databases(engine) as pattern, database_of(folder, pattern, sizes[-1]) as (database, _url):
            migrating.upgrade(database)
            keyring = Keyring.open(folder / "keys", may_make=True)
            say(" | ".join([engine, *HEAD]))
            for size in sizes:
                row = [aimed(head, value) for head, value in zip(HEAD, measure(database, keyring, size), strict=True)]
                say(" | ".join([engine, *row]))
                rows.append([engine, *row])
            database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def aimed(head: str, value: str) -> str:
    return report.marked(value, kept=float(value.replace(",", "")) <= AIMS.get(head, float("inf")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench ledger")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["sqlite"])
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    rows = [row for engine in options.engines for row in of_engine(engine, sorted(options.sizes))]
    if options.write:
        aims = "Aims at any size: " + ", ".join(f"{head} at most {aim:.0f}" for head, aim in AIMS.items()) + "."
        lines = [aims, "", *report.table(["engine", *HEAD], rows)]
        report.write_part(report.LEDGER, " ".join(["ledger", *sys.argv[1:]]), lines)


if __name__ == "__main__":
    main()
