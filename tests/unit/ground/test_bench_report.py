"""The page of what was measured: growth is judged between sizes, and what is not measured anew stays."""

from __future__ import annotations

import re

import pytest

from bench import report
from bench.report import Run

ROWS_OF_A_SIZE = re.compile(r"(?:sqlite|postgresql), [\d,]+ people")


def run(people: int, milliseconds: float) -> Run:
    """Of which every scenario took so long."""
    made = Run("sqlite", people, 0, 0, 0, {})
    took = dict.fromkeys(("p50", "p90", "p95", "rps", "cpu"), milliseconds)
    for name in report.SCENARIOS:
        made.results += [{"scenario": name, "clients": many, "count": 1, "failures": {}} | took for many in (1, 10)]
        made.pages[name] = {"status": 200, "statements": 1, "milliseconds": milliseconds, "kilobytes": 1}
    return made


def growth(*runs: Run) -> str:
    return report.page(list(runs), [], "", "").partition("## Growth")[2].partition("## Statements")[0]


def headings(page: str) -> set[str]:
    return set(re.findall(r"^## (.+)$", page, re.MULTILINE))


@pytest.mark.parametrize(("large", "told"), [(13.0, "1.30"), (13.2, "**1.32** (missed)")])
def test_every_scenario_is_set_against_the_smallest_size(large: float, told: str) -> None:
    lines = [
        line for line in growth(run(20_000, 11), run(100_000, large), run(2_000, 10)).splitlines() if "10.0" in line
    ]
    assert len(lines) == len(report.SCENARIOS) + 1  # and the mixed pages of many clients
    assert {line.split(" | ")[3] for line in lines} == {told}
    assert "one size only" in growth(run(2_000, 10))


def test_a_page_written_anew_keeps_every_part_that_it_does_not_measure() -> None:
    standing = report.PAGE.read_text("utf-8")
    anew = report.keep_parts(report.page([], [], "", ""), standing)
    assert {title for title in headings(standing) - headings(anew) if not ROWS_OF_A_SIZE.fullmatch(title)} == set()
    for title in report.PARTS:
        assert report.part(anew, title) == report.part(standing, title) != []
