"""How many questionnaires one core scores in a second. ``python -m bench screening [SECONDS] [--write]``.

Every instrument is scored with its own complete worked examples, then with the incomplete and wrong ones. The figure
that counts is ``complete answers``: the examples of every shipped instrument in turn, one context each. ``--write``
puts the figures into docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from typing import cast

from bench import report
from screening.engine import score
from screening.instrument import Instrument
from screening.library import Library, shipped
from screening.model import Context, Example, Sex
from screening.news2 import news2

DAY = dt.date(2026, 3, 11)
BATCH = 2000
#: Complete answers a second on one core.
PROMISE = 100_000
WHOLE = "complete answers of every instrument in turn"
Case = tuple[Instrument, Example, Context]


def cases(instruments: Sequence[Instrument]) -> list[Case]:
    """Every example that needs no special context, each with a context of its own."""
    return [
        (one, example, Context(DAY, language="en", sex=cast("Sex", example.context.get("sex", "male")), age=35))
        for one in instruments
        for example in one.definition.examples
        if set(example.context) <= {"sex"}
    ]


def per_second(act: Callable[[], object], calls: int, seconds: float) -> float:
    """The best of many short runs, in the thread's own time: others on the machine shall not count."""
    best, ends = 0.0, time.perf_counter() + seconds
    while not best or time.perf_counter() < ends:
        began = time.thread_time()
        act()
        best = max(best, calls / (time.thread_time() - began))
    return best


def scorer(chosen: Sequence[Case]) -> tuple[Callable[[], object], int]:
    batch = list(itertools.islice(itertools.cycle(chosen), BATCH))

    def act() -> None:
        for instrument, example, context in batch:
            score(instrument, example.answers, context)

    return act, len(batch)


def measured(seconds: float) -> dict[str, float]:
    """What is scored to how often in a second: all instruments together, then each alone."""
    every = cases(shipped().all())
    whole = [case for case in every if case[1].expect["status"] == "complete"]
    rest = [case for case in every if case[1].expect["status"] != "complete"]
    found = {
        WHOLE: per_second(*scorer(whole), seconds),
        "incomplete or wrong answers": per_second(*scorer(rest), seconds),
        "NEWS2 of the intake form": per_second(
            lambda: [news2(18, 97, False, False, 120, 80, "A", 36.8) for _ in range(BATCH)], BATCH, seconds
        ),
    }
    for name in shipped().ids():
        chosen = [case for case in whole if case[0].definition.id == name]
        found[f"`{name}`"] = per_second(*scorer(chosen), seconds / 5)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench screening")
    parser.add_argument("seconds", nargs="?", type=float, default=0.5, help="for each figure")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    options = parser.parse_args()
    began = time.perf_counter()
    Library()
    print(f"read and check every definition: {(time.perf_counter() - began) * 1000:.0f} ms")
    found = measured(options.seconds)
    for name, figure in found.items():
        print(f"{name:44} {figure:9,.0f} a second")
    kept = found[WHOLE] > PROMISE
    if options.write:
        lines = [
            f"Promise: more than {PROMISE:,} complete answers a second on one core. Processor time of one thread.",
            "",
            *report.table(
                ("What is scored", "a second"),
                [(name, report.marked(f"{figure:,.0f}", kept=kept or name != WHOLE)) for name, figure in found.items()],
            ),
        ]
        report.write_part(report.SCORING, " ".join(["screening", *sys.argv[1:]]), lines)
    if not kept:
        raise SystemExit(f"fewer than {PROMISE:,} complete answers a second")


if __name__ == "__main__":
    main()
