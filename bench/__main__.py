"""The benchmark of the application: ``python -m bench``; one part of it: ``... bench cases`` (see ``PARTS``)."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import itertools
import json
import os
import runpy
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import load, population, report, statements
from bench.report import Run
from config import Config
from healthapp import create_app, housekeeping, keys
from healthapp.database import Database
from tests.support import postgres
from tests.support.server import ROOT, Server

PARTS = ("cases", "copies", "inspection", "journey", "ledger", "prints", "screening")
#: The tests' PostgreSQL does not wait for the disk; what is measured here does, as a hospital's would.
DURABLE = "-c listen_addresses='' -c max_connections=100 -c shared_buffers=256MB"
WORKERS = 2


@contextmanager
def databases(engine: str) -> Iterator[str]:
    """The URL pattern of a server, empty for the embedded database."""
    if engine == "sqlite":
        yield ""
        return
    postgres.OPTIONS = DURABLE
    with postgres.server() as url:
        yield url


@contextmanager
def database_of(folder: Path, pattern: str, people: int) -> Iterator[tuple[Database, str]]:
    """A new empty database and the URL the server is given."""
    if not pattern:
        key = keys.key_for(folder / "keys" / "database.key", may_make=True)
        url = f"sqlite:///{folder / 'health.db'}"
        yield Database(url, key=key), url
        return
    admin = sa.create_engine(pattern.format(name="postgres"), isolation_level="AUTOCOMMIT")
    name = f"bench_{people}_{os.getpid()}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield Database(pattern.format(name=name)), pattern.format(name=name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.dispose()


@dataclass(slots=True)
class Driven:
    """One size, filled and served, with the clients that drive it; ``failed``: it takes no further part."""

    run: Run
    database: Database
    config: Config
    facts: dict[str, Any]
    server: Server
    clients: subprocess.Popen[str]
    failed: str = ""


def measure(engine: str, pattern: str, options: argparse.Namespace) -> tuple[list[Run], list[str]]:
    """Fill and serve every size, and drive them by turns: (what was measured, what failed and why).

    By turns, because a machine gets faster and slower within minutes: what is compared is measured within seconds.
    Everything it made is taken away again.
    """
    failed: list[str] = []
    with ExitStack() as stack:
        sizes: list[Driven] = []
        for people in options.people:
            try:
                sizes.append(stack.enter_context(prepared(engine, pattern, people, options)))
            except Exception as error:  # half an hour of other figures must not be lost with this one
                traceback.print_exc()
                failed.append(f"{engine}, {people:,} people: {type(error).__name__}")
        for (name, *_how), clients in load.steps(options.only, options.clients):
            for last in reversed(range(load.stretches(name, clients))):
                for size in sizes:
                    drive(size, last=not last)
        for size in sizes:
            remember(size)
        count(sizes)
        failed += [f"{engine}, {size.run.people:,} people: {size.failed}" for size in sizes if size.failed]
        return [size.run for size in sizes if not size.failed], failed


@contextmanager
def prepared(engine: str, pattern: str, people: int, options: argparse.Namespace) -> Iterator[Driven]:
    """A database of so many people, the server on it, and its clients at the start."""
    with (
        tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name,
        database_of(Path(name), pattern, people) as made,
    ):
        folder, (database, url) = Path(name), made
        say(f"{engine}: filling with {people:,} people ...")
        began = time.perf_counter()
        filled = population.fill(database, people)
        run = Run(engine, people, filled.rows, time.perf_counter() - began, _size(database, folder), _facts(database))
        say(f"  {run.rows:,} rows in {run.fill_seconds:.0f} s, {run.megabytes:,.0f} MB")
        config = Config(mode="demo", data_dir=folder, database_url=url, key_file=folder / "keys" / "database.key")
        app = create_app(config)
        known = statements.paths(app, load.ENDPOINTS)
        app.extensions["database"].dispose()
        run.others = busy_cores()
        servers, facts = _postmaster(database), asdict(filled)
        database.dispose()
        with Server(folder, database_url=url, workers=WORKERS) as server:
            plan = {
                "base": server.base, "facts": facts, "paths": known, "clients": options.clients,
                "requests": options.requests, "seconds": options.seconds, "only": options.only,
                "servers": servers + ([server.process.pid] if server.process else []),
            }  # fmt: skip
            with subprocess.Popen(
                [sys.executable, "-m", "bench.load"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            ) as clients:  # fmt: skip
                _tell(clients, json.dumps(plan))
                yield Driven(run, database, config, facts, server, clients)


def drive(size: Driven, *, last: bool) -> None:
    """The next stretch of a scenario with a number of clients; after the last, keep and say what came of it."""
    if size.failed:
        return
    try:
        _tell(size.clients, "next")
        assert size.clients.stdout is not None
        row = json.loads(size.clients.stdout.readline())
    except (OSError, ValueError):
        size.failed = "the clients ended with an error"
        return
    if not last:
        return
    size.run.results.append(row)
    words = row.get("missing") or (
        f"p50 {row['p50']:7.1f}  p95 {row['p95']:7.1f}  {row['rps']:7.1f}/s  "
        f"cpu {row['cpu']:6.1f}  n {row['count']:4} {row['failures'] or ''}"
    )
    say(f"  {row['scenario']:14} {size.run.people:7,} people {row['clients']:3} clients  {words}")


def remember(size: Driven) -> None:
    """What the workers took in the end."""
    if size.failed:
        return
    workers, run = size.server.workers(), size.run
    run.workers_mb = [_memory(number, "smaps_rollup", "Pss") for number in workers]
    run.resident_mb = [_memory(number, "status", "VmRSS") for number in workers]
    run.peak_mb = [_memory(number, "status", "VmHWM") for number in workers]
    say(f"  {run.people:,} people, memory of the workers: {', '.join(f'{size:.0f} MB' for size in run.workers_mb)}")


def count(sizes: list[Driven]) -> None:
    """The statements and the time of each page in the application itself, of all sizes by turns."""
    asking: list[tuple[Driven, statements.Pages]] = []
    for size in sizes:
        if not size.failed:
            with _losing_only(size):
                asking.append((size, statements.Pages(size.config, size.facts)))
    for name, _turn in itertools.product(statements.NAMES, range(statements.COUNTED)):
        for size, pages in asking:
            if not size.failed:
                with _losing_only(size):
                    pages.ask(name)
    for size, pages in asking:
        pages.dispose()
        size.run.pages = pages.found


@contextmanager
def _losing_only(size: Driven) -> Iterator[None]:
    """Half an hour of other figures must not be lost with what goes wrong with one size."""
    try:
        yield
    except Exception as error:
        traceback.print_exc()
        size.failed = type(error).__name__


def _tell(clients: subprocess.Popen[str], line: str) -> None:
    assert clients.stdin is not None
    clients.stdin.write(f"{line}\n")
    clients.stdin.flush()


def busy_cores(seconds: float = 3.0) -> float:
    """How many cores others keep busy while this waits."""
    before = _jiffies()
    time.sleep(seconds)
    (busy, total), (busy_then, total_then) = _jiffies(), before
    return (busy - busy_then) / max(1, total - total_then) * (os.cpu_count() or 1)


def _jiffies() -> tuple[int, int]:
    """(busy, all) of every core since the machine started; waiting for a disk is not busy."""
    spent = [int(number) for number in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(spent) - spent[3] - spent[4], sum(spent)


def say(text: str) -> None:
    print(text, flush=True)


def _facts(database: Database) -> dict[str, str]:
    """Version and durability of the engine."""
    with database.reading() as session:
        if database.dialect == "sqlite":
            cipher = session.scalar(sa.text("PRAGMA cipher_version"))
            version = session.scalar(sa.text("SELECT sqlite_version()"))
            return {"SQLite": f"{version}", "SQLCipher": f"{cipher}", "synchronous": "FULL", "journal": "WAL"}
        shown = {name: f"{session.scalar(sa.text(f'SHOW {name}'))}" for name in ("server_version", "fsync")}
        return {"PostgreSQL": shown["server_version"], "fsync": shown["fsync"]}


def _postmaster(database: Database) -> list[int]:
    """The process whose children answer this database, when it is one of this machine; none for SQLite."""
    if database.dialect == "sqlite":
        return []
    with database.reading() as session:
        status = Path(f"/proc/{session.scalar(sa.text('SELECT pg_backend_pid()'))}/status")
        words = status.read_text().split() if status.exists() else []
    return [int(words[words.index("PPid:") + 1])] if "postgres" in words[:2] else []


def _size(database: Database, folder: Path) -> float:
    if database.dialect == "sqlite":
        return sum(file.stat().st_size for file in folder.glob("health.db*")) / 1e6
    with database.reading() as session:
        return float(session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0) / 1e6


def _memory(number: int, file: str, kind: str) -> float:
    """Memory of a process in MB: its share (Pss), all it sees (VmRSS), the most it ever saw (VmHWM)."""
    for line in Path(f"/proc/{number}/{file}").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def whole(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    housekeeping.seldom()  # like the program whose parts it runs
    if len(sys.argv) > 1 and sys.argv[1] in PARTS:
        part = f"bench.{sys.argv.pop(1)}"
        if importlib.util.find_spec(part) is None:
            raise SystemExit(f"{part} does not exist")
        runpy.run_module(part, run_name="__main__", alter_sys=True)
        return
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench")
    parser.add_argument("--people", type=whole, default=[2_000, 20_000, 100_000], help="sizes, comma separated")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--clients", type=whole, default=[1, 4, 10])
    parser.add_argument("--requests", type=int, default=300, help="at most, of each scenario")
    parser.add_argument("--seconds", type=float, default=5.0, help="at most, for each scenario")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], help="scenarios, comma separated")
    parser.add_argument("--quick", action="store_true", help="60 requests or 2 seconds of each")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    if min(options.people) < population.LEAST:
        parser.error(f"at least {population.LEAST} people, so that some are examined")
    if options.quick:
        options.requests, options.seconds = 60, 2.0
    began = f"{dt.datetime.now(dt.UTC):%d.%m.%Y %H:%M} UTC"
    runs: list[Run] = []
    failed: list[str] = []
    for engine in options.engines:
        with databases(engine) as pattern:
            measured, missed = measure(engine, pattern, options)
        runs += measured
        failed += missed
    text = report.page(runs, failed, began, " ".join(sys.argv[1:]))
    if options.write:
        page = report.PAGE.read_text("utf-8") if report.PAGE.exists() else ""
        report.PAGE.write_text(report.keep_parts(text, page), encoding="utf-8")
        say(f"written to {report.PAGE}")
    else:
        print(text)
    if failed:
        raise SystemExit("not measured: " + "; ".join(failed))


if __name__ == "__main__":
    main()
