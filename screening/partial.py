"""What is known of a set of answers that is not whole: lowest and highest points, true, false and not known."""

from __future__ import annotations

from collections.abc import Mapping

from screening.expressions import DECLINED, MISSING, NOT_TESTABLE, Answer, Bounds, Sum
from screening.model import Definition, Item, Score


def is_legal(item: Item, answer: object) -> bool:
    """Whether this is an answer to the item; declining and not being testable are not answers."""
    if item.kind == "text":
        return isinstance(answer, str)
    if item.kind == "integer":
        return type(answer) is int and answer in item.points
    return isinstance(answer, str) and answer in item.points


class Partial:
    """One set of answers sorted into what they are. Implements ``expressions.Known``.

    ``enabled`` is True, False or None per item; None while the answers its gate needs are not there, and then the
    item may be answered but nobody misses it.
    """

    def __init__(self, definition: Definition, answers: Mapping[str, Answer | None]) -> None:
        self._items = {item.id: item for item in definition.items}
        self._scores: dict[str, Bounds] = {}
        self.unsettled: set[str] = set()
        self.legal: dict[str, Answer] = {}
        self.declined: set[str] = set()
        self.not_testable: set[str] = set()
        self.problems: list[str] = []
        for name, answer in answers.items():
            self._sort(name, answer)
        self.enabled: dict[str, bool | None] = {}
        for item in definition.items:
            self.enabled[item.id] = True if item.enable_when is None else item.enable_when.holds(self)
        given = self.legal.keys() | self.declined | self.not_testable
        self.disabled_answered = tuple(name for name in self._items if self.enabled[name] is False and name in given)
        self.missing = tuple(
            name for name, item in self._items.items() if item.required and self.enabled[name] and name not in given
        )

    def _sort(self, name: str, answer: object) -> None:
        item = self._items.get(name)
        if item is None:
            self.problems.append(f"{name}: no such item")
        elif answer is None:
            return
        elif is_legal(item, answer):
            assert isinstance(answer, str | int)
            self.legal[name] = answer
        elif isinstance(answer, str) and answer in item.allow:
            (self.declined if answer == DECLINED else self.not_testable).add(name)
        else:
            self.problems.append(f"{name}: not an answer to this item")

    def points(self, ref: str) -> Bounds:
        if ref in self._scores:
            return self._scores[ref]
        item = self._items[ref]
        if ref in self.legal:
            points = item.points[self.legal[ref]]
            return points, points
        enabled = self.enabled[ref]
        if enabled is False or self._left_out(item):
            return 0, 0
        low, high = item.span
        return (low, high) if enabled else (min(0, low), max(0, high))

    def answered(self, item: str, answers: frozenset[str]) -> bool | None:
        if item in self.legal:
            return self.legal[item] in answers
        if self.enabled[item] is False:
            return False
        if item in self.declined:
            return True if DECLINED in answers else None
        if item in self.not_testable:
            return True if NOT_TESTABLE in answers else None
        if MISSING in answers and self.enabled[item]:
            return True
        return False if self._left_out(self._items[item]) else None

    def _left_out(self, item: Item) -> bool:
        """Nobody had to answer it, and nobody did."""
        return not item.required and item.id not in self.declined and item.id not in self.not_testable

    def settle(self, score: Score) -> int | None:
        """Work out a score and remember it for what refers to it. None while an answer it needs is not there."""
        low, high = score.value.bounds(self)
        self._scores[score.id] = low, high
        if not any(self._open(ref) for ref in score.value.refs()):
            return low
        self.unsettled.add(score.id)
        return None

    def _open(self, ref: str) -> bool:
        if ref in self._scores:
            return ref in self.unsettled
        return ref not in self.legal and self.enabled[ref] is not False and not self._left_out(self._items[ref])

    def prorate(self, score: Score) -> int | None:
        """The sum grown by proportion, rounded half up; None where too much is missing for it."""
        assert isinstance(score.value, Sum)
        asked = [ref for ref in score.value.of if self.enabled[ref] is not False]
        answered = [ref for ref in asked if not self._open(ref)]
        if not answered or len(asked) - len(answered) > score.missing.most:
            return None
        raw = sum(self.points(ref)[0] for ref in answered)
        # Python's round() goes to the even neighbour: 4.5 would become 4 and lose a band.
        value = (2 * raw * len(asked) + len(answered)) // (2 * len(answered))
        self._scores[score.id] = value, value
        self.unsettled.discard(score.id)
        return value


class ForNaming:
    """The same answers as an outcome's rules read them: where declining is an answer of its own, it is known.

    Flags and gates do not read them so. What somebody would not say about suicide stays unknown there.
    """

    def __init__(self, known: Partial, definition: Definition) -> None:
        self._known = known
        self._heard = {item.id for item in definition.items if item.declining_answers} & known.declined

    def points(self, ref: str) -> Bounds:
        return self._known.points(ref)

    def answered(self, item: str, answers: frozenset[str]) -> bool | None:
        return DECLINED in answers if item in self._heard else self._known.answered(item, answers)
