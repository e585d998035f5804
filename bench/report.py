"""What was measured against what was promised, as a page: ``docs/performance.md``. What was not measured says so."""

from __future__ import annotations

import argparse
import datetime as dt
import inspect
import os
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
#: Scenario -> (what it is, the most its median may be in ms; None: no promise).
SCENARIOS: dict[str, tuple[str, float | None]] = {
    "healthz": ("`/healthz`: connection, session, one statement", None),
    "worklist": ("Worklist of a unit, 50 rows", 40),
    "search": ("Name search (whole, part, plain letters, Cyrillic)", 20),
    "person": ("A person's page", 25),
    "person_of_700": ("The page of a person with 700 contacts", 25),
    "examination": ("A signed examination, read", None),
    "pages": ("Mixed pages (5 persons, 2 worklists, 2 searches, 1 examination)", None),
    "pdf": ("Examination as PDF", 150),
    "section_save": ("Autosave of a part", 20),
    "sign_in": ("Sign-in (one password hash)", None),
    "sign": ("Signature under an examination (one password hash)", None),
    "admit": ("Admission", 15),
}
#: The part of the page that ``python -m bench cases`` writes; it stays when the others are written anew.
DESK = "The desk of the Medical Department"
VISIT = "A visit: first screen and samples"
LEDGER = "The ledger by its size"
COPIES = "Bundles of copies"
SCORING = "Answers scored"
JOURNEY = "Documenting an injury"
#: Written by hand.
ADMISSION = "What an admission costs more in a large unit"
BY_HAND = "An examination by hand"
#: What parts of the benchmark write, and a page written anew keeps.
PARTS = (ADMISSION, DESK, VISIT, LEDGER, COPIES, SCORING, JOURNEY, BY_HAND)
GROWTH = 1.3
MANY = 10
PAGES_PER_SECOND, MANY_P95 = 100, 150
WORKER_MB = 150
#: Cores busy with other work from which on the page says so.
QUIET = 0.2


@dataclass(slots=True)
class Run:
    """One engine at one size. ``results``: of ``load.run``; ``pages``: of ``statements.count``."""

    engine: str
    people: int
    rows: int
    fill_seconds: float
    megabytes: float
    facts: dict[str, str]
    results: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str, dict[str, float]] = field(default_factory=dict)
    #: What each worker takes: its own pages, and its share of those that all processes of the server have in common.
    workers_mb: list[float] = field(default_factory=list)
    resident_mb: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    #: Cores that other work of the machine kept busy just before.
    others: float = 0.0

    def result(self, scenario: str, clients: int) -> dict[str, Any] | None:
        for row in self.results:
            if row["scenario"] == scenario and row["clients"] == clients:
                return row
        return None

    def value(self, scenario: str, clients: int, key: str) -> float | None:
        row = self.result(scenario, clients)
        return None if row is None or "missing" in row else float(row[key])


def machine() -> dict[str, str]:
    """What the figures depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "Processor": f"{model or platform.machine()}, {os.cpu_count()} cores",
        "Memory": f"{memory:.0f} GB",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Pace of one core": f"{pace():.0f} ms to compile the standard library's argparse",
    }


def pace(turns: int = 20) -> float:
    """Milliseconds of one core for what is the same everywhere: to compile a module of the standard library.

    Machines that call themselves the same differ, and a shared one from hour to hour: times are compared by this. A
    loop that counts would not do: it needs no memory, and pages do.
    """
    source, spent = inspect.getsource(argparse), []
    for _turn in range(turns):
        began = time.process_time()
        compile(source, "argparse.py", "exec")
        spent.append(time.process_time() - began)
    return min(spent) * 1000


def page(runs: list[Run], failed: list[str], began: str, options: str) -> str:
    """The whole page."""
    parts = [
        "# What the system costs, measured",
        "",
        f"Made by `python -m bench {options}` on {began}; run it again to check. `bench/README.md` says how.",
        "A real server (gunicorn, two workers of four threads) is driven over loopback by a client process on the",
        "same machine, which takes its share of the cores. Times are what a client waits, in milliseconds; CPU is what",
        "workers and database computed for one answer, in milliseconds, whatever else the machine was doing.",
        "",
        *table(("", ""), machine().items()),
        "",
        *_engines(runs),
        *_disturbed(runs),
        *(f"Not measured, because the run ended with an error: {what}." for what in failed),
        "## Promises",
        "",
        *_promises(runs),
        "",
        "## Growth",
        "",
        *_growth(runs),
        "",
        "## Statements",
        "",
        "Statements of one request in the application itself, the shortest of twenty times, and the size of the page.",
        "",
        *_statements(runs),
        "",
    ]
    for run in runs:
        parts += [f"## {_title(run)}", "", *_measured(run), ""]
    return "\n".join(parts).rstrip() + "\n"


def with_part(text: str, title: str, lines: Iterable[str]) -> str:
    """The page with the part of this title in the place it had, or at the end; the rest stays as it is."""
    parts = text.rstrip().split("\n## ")
    made = f"{title}\n\n" + "\n".join(lines).strip()
    places = [place for place, part in enumerate(parts) if place and part.startswith(f"{title}\n")]
    if places:
        parts[places[0]] = made + ("\n" if places[0] < len(parts) - 1 else "")
    else:
        parts[-1] = parts[-1].rstrip() + "\n"
        parts.append(made)
    return "\n## ".join(parts).rstrip() + "\n"


def keep_parts(text: str, page: str) -> str:
    """``text``, a page written anew, with the parts of the page it replaces."""
    for title in PARTS:
        if found := part(page, title):
            text = with_part(text, title, found)
    return text


def write_part(title: str, command: str, lines: Iterable[str]) -> None:
    """Put a part on the page, with what it was made by, when and where."""
    made = f"Made by `python -m bench {command}` on {dt.datetime.now(dt.UTC):%d.%m.%Y %H:%M} UTC on this machine:"
    told = [f"{made} {', '.join(machine().values())}.", "", *lines]
    PAGE.write_text(with_part(PAGE.read_text("utf-8"), title, told), encoding="utf-8")


def part(text: str, title: str) -> list[str]:
    """The lines of the part of this title; none where the page has no such part."""
    found = [part for part in text.split("\n## ")[1:] if part.startswith(f"{title}\n")]
    return found[0].split("\n")[1:] if found else []


def _title(run: Run) -> str:
    return f"{run.engine}, {run.people:,} people"


def _engines(runs: list[Run]) -> list[str]:
    head = (
        "Database",
        "Rows",
        "Filled in",
        "Size",
        "Other work",
        "A worker's memory",
        "Resident",
        "At most",
        "Settings",
    )
    rows = [
        (
            _title(run),
            f"{run.rows:,}",
            f"{run.fill_seconds:.0f} s",
            f"{run.megabytes:,.0f} MB",
            f"{run.others:.1f} cores",
            _sizes(run.workers_mb),
            _sizes(run.resident_mb),
            _sizes(run.peak_mb),
            "; ".join(f"{key} {value}" for key, value in run.facts.items()),
        )
        for run in runs
    ]
    return [
        *table(head, rows),
        "",
        "A worker's memory is its own pages and its share of those it has in common with the other processes of the",
        "server, because the application is made before they are forked; resident counts the common ones in each once",
        "more. At most: while passwords were checked, which takes 64 MB for each of four at once.",
        "",
    ]


def _disturbed(runs: list[Run]) -> list[str]:
    if max((run.others for run in runs), default=0) < QUIET:
        return []
    return [
        "**The machine was not quiet**: other work kept the cores busy that the table names, so the times below are",
        "longer than on a machine of its own, and differ between runs. CPU is the figure to compare.",
        "",
    ]


def _sizes(megabytes: list[float]) -> str:
    return ", ".join(f"{size:.0f} MB" for size in megabytes) or "not measured"


def _promises(runs: list[Run]) -> list[str]:
    head = ("Promise", *(_title(run) for run in runs))
    rows = [
        (f"{text}: median at most {limit:.0f} ms", *(_kept(run.value(name, 1, "p50"), limit) for run in runs))
        for name, (text, limit) in SCENARIOS.items()
        if limit is not None
    ]
    rows.append(
        (
            f"{MANY} clients: at least {PAGES_PER_SECOND} pages a second",
            *(_kept(run.value("pages", MANY, "rps"), PAGES_PER_SECOND, least=True) for run in runs),
        )
    )
    rows.append(
        (
            f"{MANY} clients: 95 % of the pages within {MANY_P95} ms",
            *(_kept(run.value("pages", MANY, "p95"), MANY_P95) for run in runs),
        )
    )
    rows.append(
        (
            f"Less than {WORKER_MB} MB a worker, after all of it",
            *(_kept(max(run.workers_mb, default=None), WORKER_MB) for run in runs),
        )
    )
    return table(head, rows)


def marked(shown: str, *, kept: bool) -> str:
    """A figure of a promise, as it stands in a table."""
    return shown if kept else f"**{shown}** (missed)"


def _kept(value: float | None, limit: float, *, least: bool = False) -> str:
    if value is None:
        return "not measured"
    kept = value >= limit if least else value <= limit
    return marked(f"{value:.1f}", kept=kept)


def _growth(runs: list[Run]) -> list[str]:
    """Median of the largest over that of the smallest, for one client; of many what is promised of them."""
    lines = []
    for engine in dict.fromkeys(run.engine for run in runs):
        same = sorted((run for run in runs if run.engine == engine), key=lambda run: run.people)
        if len(same) < 2:
            lines.append(f"{engine}: one size only, no growth measured.")
            continue
        small, large = same[0], same[-1]
        lines += [f"{engine}, {large.people:,} people against {small.people:,} (promise: at most {GROWTH}):", ""]
        asked = [(text, name, 1, "p50") for name, (text, _limit) in SCENARIOS.items()]
        asked.append((f"{MANY} clients: 95 % of the mixed pages", "pages", MANY, "p95"))
        rows = []
        for text, name, clients, share in asked:
            first, last = small.value(name, clients, share), large.value(name, clients, share)
            spent, more = small.value(name, clients, "cpu"), large.value(name, clients, "cpu")
            alone, larger = _alone(small, name), _alone(large, name)
            row = (_number(first), _number(last), _ratio(first, last), _ratio(spent, more), _ratio(alone, larger))
            rows.append((text, *row))
        head = ("One client", "median, small", "large", "ratio", "ratio of CPU", "ratio in the application alone")
        lines += [*table(head, rows), ""]
    return lines


def _alone(run: Run, name: str) -> float | None:
    """The shortest time in the application, which other work of the machine lengthens least."""
    page_ = run.pages.get(name)
    return page_["milliseconds"] if page_ is not None and page_["status"] == 200 else None


def _ratio(small: float | None, large: float | None) -> str:
    if not small or large is None:
        return "not measured"
    ratio = large / small
    return marked(f"{ratio:.2f}", kept=ratio <= GROWTH)


def _statements(runs: list[Run]) -> list[str]:
    head = ("Page", *(_title(run) for run in runs))
    names = [name for name in SCENARIOS if any(name in run.pages for run in runs)]
    rows = [(SCENARIOS[name][0], *(_counted(run.pages.get(name)) for run in runs)) for name in names]
    return table(head, rows) if rows else ["Not counted."]


def _counted(page_: dict[str, float] | None) -> str:
    if page_ is None or page_["status"] != 200:
        return "not measured"
    return f"{page_['statements']:.0f} ({page_['milliseconds']:.1f} ms, {page_['kilobytes']:.0f} kB)"


def _measured(run: Run) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for row in run.results:
        text = SCENARIOS[row["scenario"]][0]
        if "missing" in row:
            rows.append((text, str(row["clients"]), f"not measured: {row['missing']}"))
            continue
        trouble = ", ".join(f"{count} x {what}" for what, count in row["failures"].items())
        values = (row[key] for key in ("p50", "p90", "p95", "rps", "cpu"))
        rows.append((text, str(row["clients"]), *(f"{value:.1f}" for value in values), str(row["count"]), trouble))
    return table(("Scenario", "Clients", "p50", "p90", "p95", "a second", "CPU", "count", "failures"), rows)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.1f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [str(cell).replace("|", "/").replace("\n", " ") for cell in row]
        cells += [""] * (len(head) - len(cells))
        lines.append("| " + " | ".join(cells) + " |")
    return lines
