"""What one answer is worth: held against a table written by hand, and moved by one to see that somebody notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from screening import actions, check
from screening.engine import score
from screening.instrument import Instrument
from screening.library import shipped
from screening.model import Context, Definition, Item
from screening.partial import Partial, Ready
from tests.unit.screening.points import POINTS, WITHOUT, misread
from tests.unit.screening.support import DAY
from tests.unit.screening.test_mutations import noticed

ALL = shipped().all()
SUMMED = [
    one
    for one in ALL
    if one.definition.id != "news2"  # its points come from tables of ranges, with examples at every edge
    and any(score.id == "total" for score in one.definition.scores)
]
NAMES = [one.definition.key for one in ALL]


@pytest.mark.parametrize("instrument", ALL, ids=NAMES)
def test_every_answer_has_the_points_of_the_reference(instrument):
    assert (instrument.definition.id in POINTS) != (instrument.definition.id in WITHOUT)
    assert misread(instrument.definition) == []


def moved(definition: Definition) -> Iterator[tuple[str, Definition]]:
    """The definition with one answer a point dearer, and a point cheaper."""
    for place, item in enumerate(definition.items):
        for answer in item.points if item.scored and item.kind == "choice" else ():
            for step in (-1, 1):
                other = replace(item, points={**item.points, answer: item.points[answer] + step})
                items = (*definition.items[:place], other, *definition.items[place + 1 :])
                yield f"{item.id}={answer} {step:+}", replace(definition, items=items)


@pytest.mark.parametrize("instrument", ALL, ids=NAMES)
def test_no_answer_is_worth_another_point_unnoticed(instrument):
    silent = [
        what
        for what, definition in moved(instrument.definition)
        if not misread(definition)
        and not check.problems(definition, instrument.policies, actions.known())
        and not noticed(Instrument(definition, instrument.policies, instrument.sha256))
    ]
    assert silent == []


def asked_only(definition: Definition, answers: dict) -> dict:
    """The answers without those to questions that the others switch off, one gate after the other."""
    for item in definition.items:
        if Partial(Ready(definition), answers).enabled(item.id) is False:
            answers = {one: given for one, given in answers.items() if one != item.id}
    return answers


def legal(item: Item) -> list[str | int]:
    if item.kind == "integer":
        return [item.minimum or 0, item.maximum or 0]
    return [option.id for option in item.options]


@pytest.mark.parametrize("instrument", SUMMED, ids=[one.definition.key for one in SUMMED])
def test_the_total_is_the_sum_of_the_table(instrument):
    definition, table = instrument.definition, POINTS[instrument.definition.id]
    context = Context(DAY, language="en", sex="male", age=35)
    for item in table:
        for answer in table[item]:
            answers = {one.id: legal(one)[-1] for one in definition.items if one.kind != "text"}
            answers |= {one: max(table[one], key=table[one].__getitem__) for one in table}
            answers |= {"exposed": "yes"} if "exposed" in answers else {}
            answers |= {"substance": "alcohol", "q1": "yes"} if definition.id == "assist" else {}
            answers |= {item: answer}
            answers = asked_only(definition, answers)
            result = score(instrument, answers, context)
            assert result.status == "complete", (item, answer, result)
            assert result.scores["total"] == sum(table[one][answers[one]] for one in table if one in answers)
