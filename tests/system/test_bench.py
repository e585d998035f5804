"""Given few rows, when the benchmarks run, then each comes to its end and everything it drives answers as it should.

No time is judged here: a benchmark that broke unseen would be missed on the day somebody asks what became slow.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from bench import __main__ as program
from bench import load, statements
from bench.__main__ import Driven
from bench.load import ORDER, Measured
from bench.population import LEAST
from bench.report import Run
from tests.support.server import ROOT

pytestmark = [pytest.mark.slow]

#: ``  worklist           900 people   2 clients  p50    38.8 ...  n    8 {failures}``
DRIVEN = re.compile(r"^  (\w+) +[\d,]+ people +\d+ clients .* n +\d+ ?(.*)$", re.MULTILINE)


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *words], cwd=ROOT, check=False, capture_output=True, text=True, timeout=300
    )


def test_the_whole_application_is_driven_without_a_failure() -> None:
    done = ran(*f"--people {LEAST} --engines sqlite --clients 2 --requests 4 --seconds 1".split())
    assert done.returncode == 0, done.stderr[-3000:]
    assert {name: trouble.strip() for name, trouble in DRIVEN.findall(done.stdout)} == {
        name: "" for name, *_rest in ORDER
    }
    assert "## Promises" in done.stdout


class Asked(list[tuple[int, str]]):
    """What was asked of the sizes, in order. One of 3 people is never ready; one of 4 breaks at its first page."""

    @contextmanager
    def prepared(self, engine: str, _pattern: str, people: int, _options: object) -> Iterator[Driven]:
        if people == 3:
            raise OSError
        server = SimpleNamespace(workers=list)
        yield Driven(Run(engine, people, 0, 0, 0, {}), None, people, {}, server, Clients(self, people))

    def pages(self, people: int, _facts: object) -> SimpleNamespace:
        def ask(name: str) -> None:
            self.append((people, name))
            if people == 4:
                raise ValueError

        return SimpleNamespace(found={}, ask=ask, dispose=lambda: None)

    def of(self, *sizes: int) -> list[tuple[int, str]]:
        return [one for one in self if one[0] in sizes]


class Clients:
    """Those of one size: each stretch of ``healthz`` adds an answer to what was measured before."""

    def __init__(self, asked: Asked, people: int) -> None:
        self.asked, self.people, self.stdin, self.stdout = asked, people, self, self

    def write(self, _line: str) -> None:
        self.asked.append((self.people, "stretch"))

    def flush(self) -> None: ...

    def readline(self) -> str:
        row = {"scenario": "healthz", "clients": 1, "count": len(self.asked.of(self.people)), "failures": {}}
        return json.dumps(row | dict.fromkeys(("rps", "cpu", "p50", "p90", "p95"), 1.0))


def test_all_sizes_are_driven_by_turns_and_what_is_whole_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    monkeypatch.setattr(program, "prepared", asked.prepared)
    monkeypatch.setattr(statements, "Pages", asked.pages)
    runs, failed = program.measure("sqlite", "", Namespace(people=[1, 3, 2, 4], only=["healthz"], clients=[1]))
    assert failed == ["sqlite, 3 people: OSError", "sqlite, 4 people: ValueError"]
    assert [[row["count"] for row in run.results] for run in runs] == [[load.STRETCHES]] * 2
    driven = ["stretch"] * load.STRETCHES
    whole = [*driven, *(name for name in statements.NAMES for _turn in range(statements.COUNTED))]
    assert asked.of(1, 2) == [(people, what) for what in whole for people in (1, 2)]
    assert asked.of(4) == [(4, what) for what in (*driven, statements.NAMES[0])]


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("inspection --engines sqlite --stays 30 --each 3", "200 of records drawn"),
        ("ledger 200", "sqlite | 200 |"),
        ("copies --records 2 --people 8", "pseudonymised | 2 |"),
        ("screening 0.001", "`tb-w4ss`"),
        ("journey --people 600 --rounds 1", "report as PDF"),
    ],
)
def test_a_part_comes_to_its_end(words: str, last: str) -> None:
    """Its exit may be an error: on a machine at work a promise can be missed."""
    done = ran(*words.split())
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    assert last in done.stdout


@pytest.mark.parametrize(
    ("name", "clients", "most", "seconds"),
    [
        ("person", 1, 30, 0.5),
        ("person", 10, 30, 5),
        ("pages", 1, 30, 0.5),
        ("pages", 3, 100, 5),
        ("pages", 9, 34, 5),
        ("pages", 30, 10, 5),
        ("sign", 1, 6, 0.5),
    ],
)
def test_one_client_is_measured_in_stretches_and_what_is_promised_of_many_for_longer_with_them(
    name: str, clients: int, most: int, seconds: float
) -> None:
    share = {name: share for name, *_rest, share in ORDER}[name]
    assert load.limits(name, clients, 300 * share, 5) == (most, seconds)


def test_what_is_measured_in_stretches_is_told_as_one() -> None:
    measured = Measured()
    for answers, elapsed, spent in (([(0.25, 200)] * 3, 0.5, 0.75), ([(0.5, 200), (0.125, 500)], 1.5, 0.5)):
        measured.answers += answers
        measured.elapsed += elapsed
        measured.spent += spent
    assert measured.summary(200) == {
        "count": 4, "failures": {"500": 1}, "rps": 2, "cpu": 250, "p50": 250, "p90": 500, "p95": 500,
    }  # fmt: skip
    assert "missing" in measured.summary(303)


@pytest.mark.parametrize("words", [f"--people {LEAST - 1}", "cases --cases 1"])
def test_too_few_rows_are_refused_in_words(words: str) -> None:
    done = ran(*words.split())
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "at least" in done.stderr or "more than" in done.stderr


def test_a_process_that_ends_meanwhile_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "children", lambda _servers: ["1", "2147483647"])  # no process has that number
    assert list(load.cores_used([])) == ["1"]
    monkeypatch.setattr(load, "cores_used", lambda _servers: {"1": 5.0, "3": 2.0})
    assert load.spent_since({"1": 4.0, "2": 9.0}, []) == 3.0
