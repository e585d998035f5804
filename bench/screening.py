"""How many questionnaires one core scores in a second. ``python -m bench.screening [SECONDS]``.

Every instrument is scored with its own complete worked examples, then with the incomplete and wrong ones. The figure
that counts is ``complete answers``: the examples of every shipped instrument in turn, one context each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import time
from collections.abc import Callable, Sequence

from screening.engine import score
from screening.instrument import Instrument
from screening.library import Library, shipped
from screening.model import Context, Example
from screening.news2 import news2

DAY = dt.date(2026, 3, 11)
BATCH = 2000
Case = tuple[Instrument, Example, Context]


def cases(instruments: Sequence[Instrument]) -> list[Case]:
    """Every example that needs no special context, each with a context of its own."""
    return [
        (one, example, Context(DAY, language="en", sex=example.context.get("sex", "male"), age=35))
        for one in instruments
        for example in one.definition.examples
        if set(example.context) <= {"sex"}
    ]


def per_second(act: Callable[[], object], calls: int, seconds: float) -> float:
    """The best of many short runs, in the thread's own time: others on the machine shall not count."""
    best, ends = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < ends:
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=float, default=0.5, help="for each figure")
    seconds = parser.parse_args().seconds
    began = time.perf_counter()
    Library()
    print(f"read and check every definition  {(time.perf_counter() - began) * 1000:9.0f} ms")
    every = cases(shipped().all())
    whole = [case for case in every if case[1].expect["status"] == "complete"]
    rest = [case for case in every if case[1].expect["status"] != "complete"]
    for name, chosen in (("complete answers", whole), ("incomplete or wrong answers", rest)):
        print(f"{name:32} {per_second(*scorer(chosen), seconds):9,.0f} a second")
    act = lambda: [news2(18, 97, False, False, 120, 80, "A", 36.8) for _ in range(BATCH)]  # noqa: E731
    print(f"{'news2 of the intake form':32} {per_second(act, BATCH, seconds):9,.0f} a second")
    for name in shipped().ids():
        chosen = [case for case in whole if case[0].definition.id == name]
        print(f"  {name:30} {per_second(*scorer(chosen), seconds / 5):9,.0f}")


if __name__ == "__main__":
    main()
