"""A worked example must notice when a number that decides is moved by one: cut-offs, thresholds, tables."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from screening import parse
from screening.instrument import Instrument
from screening.library import INSTRUMENTS, shipped
from screening.model import Policy
from screening.reading import Refused
from tests.unit.screening.support import differences, run

ALL = shipped().all()
FILES = {path.parent.name: path for path in INSTRUMENTS.rglob("1.0.0.json")}


def noticed(instrument: Instrument) -> bool:
    return any(differences(run(instrument, example), example.expect) for example in instrument.definition.examples)


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


def at(data, path):
    for step in path:
        data = data[step]
    return data


RULES = ("items", "scores", "outcomes", "flags")


def changed(data: dict) -> Iterator[tuple[str, dict]]:
    rules = {key: data[key] for key in RULES if key in data}
    for path in thresholds(rules):
        for step in (-1, 1):
            other = copy.deepcopy(data)
            at(other, path[:-1])[path[-1]] += step
            yield f"{path} {step:+}", other
    for path in tables(rules):
        for row in range(len(at(rules, path))):
            for step in (-1, 1):
                other = copy.deepcopy(data)
                at(other, path)[row][2] += step
                yield f"{path} row {row} worth {step:+}", other
        for row in range(1, len(at(rules, path))):
            for step in (-1, 1):
                other = copy.deepcopy(data)
                at(other, path)[row - 1][1] += step
                at(other, path)[row][0] += step
                yield f"{path} row {row} {step:+}", other


CHANGES = [
    (name, what, other) for name, path in sorted(FILES.items()) for what, other in changed(json.loads(path.read_text()))
]


@pytest.mark.parametrize(("name", "what", "other"), CHANGES, ids=[f"{name} {what}" for name, what, _ in CHANGES])
def test_an_example_notices_a_changed_rule(name, what, other):
    try:
        definition = parse.definition(name, other)
    except Refused:
        return  # the format itself notices
    instrument = shipped().get(name, "1.0.0")
    assert noticed(Instrument(definition, instrument.policies, instrument.sha256)), what
