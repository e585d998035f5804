"""What is known of a set of answers that is not whole: lowest and highest points, true, false and not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Protocol

from screening.expressions import (
    DECLINED,
    GAP,
    GAP_PERHAPS,
    HEARD,
    LEFT_OUT,
    LEFT_PERHAPS,
    NO_WORD,
    NOT_RATED,
    OFF,
    Answer,
    Bounds,
    Given,
    Mark,
    PartialCondition,
    Points,
    Sum,
)
from screening.model import Definition, Rule, Score

#: Bands with what leads to each; None: always.
PartialRules = tuple[tuple[str, PartialCondition | None], ...]
#: Of answers among which none was declined or could not be rated.
_NOBODY: frozenset[str] = frozenset()


class PointsOf(Protocol):
    """The points each legal answer to an item brings. Raises KeyError, or TypeError for what is no answer at all."""

    def __getitem__(self, answer: str | int, /) -> int: ...
    def get(self, answer: str | int, /) -> int | None: ...


class _AnyText:
    """Stands in the table of legal answers for an item of free text, which brings no points."""

    def __getitem__(self, answer: object, /) -> int:
        if isinstance(answer, str):
            return 0
        raise KeyError

    def get(self, answer: object, /) -> int | None:
        return 0 if isinstance(answer, str) else None


def legal_points(definition: Definition) -> dict[str, PointsOf]:
    """By item. Declining and not being testable are not answers."""
    return {item.id: _AnyText() if item.kind == "text" else item.points for item in definition.items}


def integers(definition: Definition) -> frozenset[str]:
    """Items that take a whole number: True and 1.0 find the same row of a table as 1, and are none."""
    return frozenset(item.id for item in definition.items if item.kind == "integer")


class Ready:
    """A definition made ready for answers that are not whole: what does not depend on them is done once.

    ``blank`` is what stands for each item that is always asked, ``low`` and ``high`` its points, without an answer.
    """

    def __init__(self, definition: Definition) -> None:
        self.items = {item.id: item for item in definition.items}
        self.legal, self.integers = legal_points(definition), integers(definition)
        self.spans = {item.id: item.span for item in definition.items}
        always = [item for item in definition.items if item.enable_when is None]
        self.blank: dict[str, Answer | Mark] = {item.id: GAP if item.required else LEFT_OUT for item in always}
        spans = {item.id: self.spans[item.id] if item.required else (0, 0) for item in always}
        self.low = {name: low for name, (low, _high) in spans.items()}
        self.high = {name: high for name, (_low, high) in spans.items()}
        self.gated = tuple(
            (item.id, item.enable_when.partial(), item.required)
            for item in definition.items
            if item.enable_when is not None
        )
        self.scores = tuple((one.id, one.value.partial(), frozenset(one.value.refs())) for one in definition.scores)
        self.worse = {score.id: score.worse for score in definition.scores}
        self.gaps = frozenset(item.id for item in always if item.required)
        self.flags = tuple(
            (flag.id, flag.when.partial(), _one(flag.action), _one(flag.action_if_unknown)) for flag in definition.flags
        )
        self.outcomes = tuple((one, _rules(one.rules), _rules(one.act_as)) for one in definition.outcomes)
        self.heard = frozenset(item.id for item in definition.items if item.declining_answers)


def _rules(rules: Iterable[Rule]) -> PartialRules:
    return tuple((rule.band, None if rule.when is None else rule.when.partial()) for rule in rules)


def _one(action: str | None) -> tuple[str, ...]:
    return (action,) if action else ()


class Partial:
    """One set of answers sorted into what they are: ``given`` has an answer or a mark for each item, ``low`` and
    ``high`` the points it can still have, and those of each score once it is settled.

    ``switched`` is True, False or None per item with a gate; None while the answers its gate needs are not there, and
    then the item may be answered but nobody misses it. ``open``: items whose answer would still change a score, and
    scores that are not settled for want of one.
    """

    def __init__(self, ready: Ready, answers: Mapping[str, Answer | None], points: Points | None = None) -> None:
        """``points``: of the answers where each is one; they are sorted one by one without."""
        self._ready = ready
        self.problems: list[str] = []
        self.switched: dict[str, bool | None] = {}
        self.disabled_answered: tuple[str, ...] = ()
        self.declined: Set[str] = _NOBODY
        self.not_testable: Set[str] = _NOBODY
        if points is None:
            self._sort(answers)
        else:
            self.legal: Mapping[str, Answer] = answers  # type: ignore[assignment]  # a None in it has no points
            self.given: dict[str, Answer | Mark] = {**ready.blank, **self.legal}
            self.low: Points = {**ready.low, **points}
            self.high: Points = {**ready.high, **points}
        gaps = set(ready.gaps.difference(self.legal, self.declined, self.not_testable))
        self.open: set[str] = {*self.declined, *self.not_testable}
        if ready.gated:
            self._switch(gaps)
        self.missing = self.in_order(gaps)
        self.open |= gaps

    def _sort(self, answers: Mapping[str, Answer | None]) -> None:
        ready = self._ready
        legal, integers = ready.legal, ready.integers
        self.declined, self.not_testable = set(), set()
        self.given, self.low, self.high = ready.blank.copy(), ready.low.copy(), ready.high.copy()
        given, low, high = self.given, self.low, self.high
        known: dict[str, Answer] = {}
        for name, answer in answers.items():
            table = legal.get(name)
            points = None if table is None or not isinstance(answer, str | int) else table.get(answer)
            if points is None or (name in integers and type(answer) is not int):
                self._not_legal(name, answer)
            else:
                known[name] = given[name] = answer  # type: ignore[assignment]
                low[name] = high[name] = points
        self.legal = known

    def _not_legal(self, name: str, answer: object) -> None:
        item = self._ready.items.get(name)
        if item is None:
            self.problems.append(f"{name}: no such item")
        elif answer is None:
            return
        elif isinstance(answer, str) and answer in item.allow:
            if answer == DECLINED:
                self.declined |= {name}
                self.given[name] = NO_WORD
            else:
                self.not_testable |= {name}
                self.given[name] = NOT_RATED
            self.low[name], self.high[name] = self._ready.spans[name]
        else:
            self.problems.append(f"{name}: not an answer to this item")

    def _switch(self, gaps: set[str]) -> None:
        """Put each item with a gate where its gate has it, in the order of the items; ``gaps`` takes those missed."""
        given, low, high, legal, spans = self.given, self.low, self.high, self.legal, self._ready.spans
        idle = []
        for name, gate, required in self._ready.gated:
            on = self.switched[name] = gate(given, low, high)
            answered = name in given
            if on is False and answered:
                idle.append(name)
            if name in legal:
                continue
            if on is False:
                given[name] = OFF
                low[name] = high[name] = 0
                self.open.discard(name)
                continue
            least, most = spans[name] if answered or required else (0, 0)
            low[name], high[name] = (least, most) if on else (min(0, least), max(0, most))
            if not answered:
                self._leave(name, gaps, required=required, surely=on is True)
        if idle:
            self.disabled_answered = tuple(idle)

    def _leave(self, name: str, gaps: set[str], *, required: bool, surely: bool) -> None:
        """Nobody answered an item that is asked, ``surely`` or perhaps."""
        if not required:
            self.given[name] = LEFT_OUT if surely else LEFT_PERHAPS
        elif surely:
            self.given[name] = GAP
            gaps.add(name)
        else:
            self.given[name] = GAP_PERHAPS
            self.open.add(name)

    def enabled(self, item: str) -> bool | None:
        """Whether the item is to be asked; None while nobody knows."""
        return self.switched.get(item, True)

    def in_order(self, names: Set[str]) -> tuple[str, ...]:
        """``names`` in the order of the items."""
        return tuple([name for name in self._ready.items if name in names]) if names else ()

    def naming(self) -> Given:
        """The same answers as an outcome's rules read them: where declining is an answer of its own, it is known.

        Flags and gates do not read them so. What somebody would not say about suicide stays unknown there.
        """
        if not self.declined:
            return self.given
        heard = self._ready.heard & self.declined
        return {**self.given, **dict.fromkeys(heard, HEARD)}

    def settle(self) -> list[int | None]:
        """Work out every score, in order, and remember it for what refers to it. None while an answer it needs is not
        there."""
        given, low, high, still_open = self.given, self.low, self.high, self.open
        settled: list[int | None] = []
        for name, value, refs in self._ready.scores:
            low[name], high[name] = value(given, low, high)
            if still_open.isdisjoint(refs):
                settled.append(low[name])
            else:
                still_open.add(name)
                settled.append(None)
        return settled

    def reassuring(self, score: str) -> int:
        """The most reassuring value a settled score can still have."""
        return (self.low if self._ready.worse[score] == "high" else self.high)[score]

    def points(self, score: str) -> Bounds:
        """The lowest and highest value a settled score can still have."""
        return self.low[score], self.high[score]

    def prorate(self, score: Score) -> int | None:
        """The sum grown by proportion, rounded half up; None where too much is missing for it."""
        assert isinstance(score.value, Sum)
        of, low, switched = score.value.of, self.low, self.switched
        asked = [ref for ref in of if switched.get(ref, True) is not False] if switched else of
        left = self.open.intersection(asked)
        answered = [low[ref] for ref in asked if ref not in left] if left else [low[ref] for ref in asked]
        if not answered or len(asked) - len(answered) > score.missing.most:
            return None
        # Python's round() goes to the even neighbour: 4.5 would become 4 and lose a band.
        value = (2 * sum(answered) * len(asked) + len(answered)) // (2 * len(answered))
        low[score.id] = self.high[score.id] = value
        self.open.discard(score.id)
        return value
