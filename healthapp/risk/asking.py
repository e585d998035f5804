"""Asking one question after the other: which comes next, which key chooses which answer, how far one has come."""

from __future__ import annotations

from dataclasses import dataclass

from healthapp.risk.content import Screen
from screening import engine
from screening.model import Item

#: What the dashes above a question say: behind, here, still to come, asked only after certain answers.
DONE, NOW, LATER, PERHAPS = "done", "now", "", "opt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is: the question's number among those that count, how many these are, and a state for each."""

    number: int
    of: int
    states: tuple[str, ...]


def at_a_time(screen: Screen) -> bool:
    """Whether it is asked question by question. What is measured is written down on one page."""
    return all(item.kind != "integer" for item in screen.definition.items)


def item_of(screen: Screen, name: str) -> Item | None:
    return next((item for item in screen.definition.items if item.id == name), None)


def after(screen: Screen, name: str) -> Item | None:
    """The question after ``name``; None when it was the last. Text that nobody must give is asked as well."""
    return _first(screen, _index(screen, name) + 1)


def before(screen: Screen, name: str) -> Item | None:
    """The question asked before ``name``, or None."""
    asked = engine.enabled(screen.instrument, screen.answers)
    earlier = screen.definition.items[: _index(screen, name)]
    return next((item for item in reversed(earlier) if asked[item.id]), None)


def resume(screen: Screen) -> Item | None:
    """The first question to be asked that has no answer; None when all have."""
    asked = engine.enabled(screen.instrument, screen.answers)
    for item in screen.definition.items:
        if asked[item.id] and item.kind != "text" and item.id not in screen.answers:
            return item
    return None


def place(screen: Screen, name: str) -> Place:
    """How far one is at ``name``. Questions of text belong to the one before them and are not counted."""
    asked = engine.enabled(screen.instrument, screen.answers)
    counted = [item for item in screen.definition.items if item.kind != "text"]
    here = [item for item in screen.definition.items[: _index(screen, name) + 1] if item.kind != "text"]
    current = here[-1].id if here else ""
    states = []
    for item in counted:
        if item.id == current:
            states.append(NOW)
        elif item.id in screen.answers:
            states.append(DONE)
        else:
            states.append(LATER if asked[item.id] and item.enable_when is None else PERHAPS)
    sure = [item for item in counted if item.enable_when is None or asked[item.id]]
    number = next((at for at, item in enumerate(sure, 1) if item.id == current), 1)
    return Place(number, len(sure), tuple(states))


def keys(item: Item) -> dict[str, str]:
    """Which digit chooses which answer: the points where the form counts in digits, else 1, 2, 3 ..."""
    options = [option.id for option in item.options]
    digits = [option for option in options if len(option) == 1 and option.isdigit()]
    if digits == options:
        found = {option: option for option in options}
    else:
        found = {option: str(number) for number, option in enumerate(options, 1) if number < 10}
    free = [str(number) for number in range(10) if str(number) not in found.values() and number >= len(found)]
    return found | dict(zip(sorted(item.allow), free, strict=False))


def _index(screen: Screen, name: str) -> int:
    return next(at for at, item in enumerate(screen.definition.items) if item.id == name)


def _first(screen: Screen, start: int) -> Item | None:
    asked = engine.enabled(screen.instrument, screen.answers)
    return next((item for item in screen.definition.items[start:] if asked[item.id]), None)
