"""A worked example must notice when a number that decides is moved by one: cut-offs, thresholds, tables."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening import parse
from screening.engine import score
from screening.instrument import Instrument
from screening.library import INSTRUMENTS, shipped
from screening.model import Context, Policy
from screening.reading import Refused
from tests.unit.screening.further import further
from tests.unit.screening.support import DAY, differences, run

ALL = shipped().all()
PLAIN = Context(DAY, language="en", sex="male", age=35)
#: So many questions with four answers each are tried in a second.
SHORT = 7
#: Changes the data of a definition in place.
Change = Callable[[Any], None]


def path_of(instrument: Instrument) -> Path:
    """The definition of an instrument, in its own directory or below the one of words that may not be sold."""
    (found,) = INSTRUMENTS.rglob(f"{instrument.definition.id}/{instrument.definition.version}.json")
    return found


#: Every version of every instrument, shells among them: (id, version) to its file.
FILES = {(one.definition.id, one.definition.version): path_of(one) for one in ALL}


def noticed(instrument: Instrument) -> bool:
    known = (*instrument.definition.examples, *further(instrument.definition))
    return any(differences(run(instrument, example), example.expect) for example in known)


def alike(one: Instrument, other: Instrument) -> bool:
    """Whether two definitions say the same of every set of answers there is; for short ones, by trying them all."""
    items = [item for item in one.definition.items if item.kind == "choice"]
    if len(items) > SHORT:
        return False
    ways = [(None, *(option.id for option in item.options), *item.allow) for item in items]
    for chosen in itertools.product(*ways):
        answers = {item.id: answer for item, answer in zip(items, chosen, strict=True) if answer is not None}
        if score(one, answers, PLAIN)._replace(sha256="") != score(other, answers, PLAIN)._replace(sha256=""):
            return False
    return True


def moved(policy: Policy) -> Iterator[Policy]:
    """The policy with one cut a point lower, and a point higher, wherever a band would still be left."""
    for at in range(1, len(policy.cuts)):
        for step in (-1, 1):
            cuts = [list(cut) for cut in policy.cuts]
            cuts[at - 1][1] += step
            cuts[at][0] += step
            if cuts[at - 1][0] <= cuts[at - 1][1] and cuts[at][0] <= cuts[at][1]:
                yield replace(policy, cuts=tuple(tuple(cut) for cut in cuts))


CUTS = [(one, policy, other) for one in ALL for policy in one.policies for other in moved(policy)]


@pytest.mark.parametrize(
    ("instrument", "policy", "other"), CUTS, ids=[f"{policy.key} {other.cuts}" for _, policy, other in CUTS]
)
def test_an_example_stands_on_both_sides_of_every_cut(instrument, policy, other):
    others = tuple(other if one is policy else one for one in instrument.policies)
    assert noticed(instrument.with_policies(others))


def thresholds(data: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Where in a definition's rules a number stands that decides something."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "ge":
                yield (*path, key, 1)
            if key == "max_missing":
                yield (*path, key)
            if key == "cluster":
                yield (*path, key, "at_least")
                yield from ((*path, key, "of", name) for name in value["of"])
            yield from thresholds(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from thresholds(value, (*path, at))


def tables(data: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "lookup":
                yield (*path, key, 1)
            else:
                yield from tables(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from tables(value, (*path, at))


def parts(data: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Where several grounds stand side by side, each of which must count."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("any", "all", "rules") and isinstance(value, list) and len(value) > 1:
                yield from ((*path, key, place) for place in range(len(value)))
            yield from parts(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from parts(value, (*path, place))


def at(data, path):
    for step in path:
        data = data[step]
    return data


RULES = ("items", "scores", "outcomes", "flags")


def shifted(path: tuple[object, ...], by: int) -> Change:
    def change(data):
        at(data, path[:-1])[path[-1]] += by

    return change


def left_out(path: tuple[object, ...]) -> Change:
    def change(data):
        del at(data, path[:-1])[path[-1]]

    return change


def in_turn(*changes: Change) -> Change:
    def change(data):
        for one in changes:
            one(data)

    return change


def changes(data: dict) -> Iterator[tuple[str, Change]]:
    """What is changed, and how: to be done to a copy, as a thousand copies at once would be made by every worker."""
    rules = {key: data[key] for key in RULES if key in data}
    for path in thresholds(rules):
        for step in (-1, 1):
            yield f"{path} {step:+}", shifted(path, step)
    for path in parts(rules):
        yield f"{path} left out", left_out(path)
    for path in tables(rules):
        for row in range(len(at(rules, path))):
            for step in (-1, 1):
                yield f"{path} row {row} worth {step:+}", shifted((*path, row, 2), step)
        for row in range(1, len(at(rules, path))):
            for step in (-1, 1):
                both = in_turn(shifted((*path, row - 1, 1), step), shifted((*path, row, 0), step))
                yield f"{path} row {row} {step:+}", both


SHIPPED = {key: json.loads(path.read_text()) for key, path in sorted(FILES.items())}
CHANGES = [(key, what, change) for key, data in SHIPPED.items() for what, change in changes(data)]


@pytest.mark.parametrize(
    ("key", "what", "change"), CHANGES, ids=[f"{name}@{version} {what}" for (name, version), what, _ in CHANGES]
)
def test_an_example_notices_a_changed_rule(key, what, change):
    other = copy.deepcopy(SHIPPED[key])
    change(other)
    try:
        definition = parse.definition(key[0], other)
    except Refused:
        return  # the format itself notices
    instrument = shipped().get(*key)
    changed_one = Instrument(definition, instrument.policies, instrument.sha256)
    # A ground may be left out only where no answers at all could tell.
    assert noticed(changed_one) or ("left out" in what and alike(instrument, changed_one)), what


EXAMPLES = [(one, example) for one in ALL for example in further(one.definition)]


@pytest.mark.parametrize(
    ("instrument", "example"),
    EXAMPLES,
    ids=[f"{one.definition.key}: {example.name}" for one, example in EXAMPLES],
)
def test_a_further_example(instrument, example):
    assert differences(run(instrument, example), example.expect) == []
