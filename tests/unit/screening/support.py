"""Running worked examples: what a definition says of itself, held against what the engine says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from screening.engine import score
from screening.instrument import Instrument
from screening.model import Context, Example
from screening.result import Result

#: The day all examples are scored on; every shipped cut-off is in force then.
DAY = dt.date(2026, 3, 11)
LANGUAGE_OF_EXAMPLES = "en"


def context_of(given: Mapping[str, object]) -> Context:
    values = {**given}
    if "policies" in values:
        values["policies"] = tuple(values["policies"].items())
    return Context(**{"on": DAY, "language": LANGUAGE_OF_EXAMPLES, **values})


def run(instrument: Instrument, example: Example) -> Result:
    return score(instrument, example.answers, context_of(example.context))


def differences(result: Result, expect: Mapping[str, object]) -> list[str]:
    """Where a result is not what was expected. Of a mapping only the named keys count; None means not there."""
    found = []
    for field, wanted in expect.items():
        got = getattr(result, field)
        if isinstance(wanted, Mapping):
            found += [f"{field}.{k}: {got.get(k)!r} not {v!r}" for k, v in wanted.items() if got.get(k) != v]
        elif got != wanted:
            found.append(f"{field}: {got!r} not {wanted!r}")
    return found
