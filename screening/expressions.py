"""The closed set of operators a definition may use, and nothing beside it.

Numbers: a reference, a constant, ``sum``, ``max``, ``count_yes``, ``lookup``, ``first_match``.
Conditions: ``is``, ``ge``, ``any``, ``all``, ``cluster``. Two more operators are properties of an item:
``reverse`` (its points count backwards) and the gate, spelled ``enable_when``.

Every node compiles twice. ``exact`` is a closure for answers of which none is missing. ``partial`` is one over whatever
is known: a number becomes its lowest and highest possible value, a condition becomes true, false or None for not known.
A property test holds both readings together.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

Answer = str | int
Answers = Mapping[str, Answer]
Points = dict[str, int]
Bounds = tuple[int, int]
ExactNumber = Callable[[Answers, Points], int]
ExactCondition = Callable[[Answers, Points], bool]

#: Words that stand where an answer could, and are none.
DECLINED = "declined"  # asked, and the person would not say
NOT_TESTABLE = "not_testable"  # could not be rated: no common language, an injury, a tube
MISSING = "missing"  # only inside ``is``: nothing was recorded
RESERVED = frozenset({DECLINED, NOT_TESTABLE, MISSING})


class Mark:
    """What stands for an item where no legal answer does. Marks are told apart as objects: a text may say anything."""

    __slots__ = ()


#: Asked, and the person would not say; the same where that is an answer of its own; could not be rated.
NO_WORD, HEARD, NOT_RATED = Mark(), Mark(), Mark()
#: Nobody answered: an item that had to be, one that need not, and both while nobody knows whether it is to be asked.
GAP, LEFT_OUT, GAP_PERHAPS, LEFT_PERHAPS = Mark(), Mark(), Mark(), Mark()
#: Other answers switched it off.
OFF = Mark()
Given = Mapping[str, Answer | Mark]
PartialNumber = Callable[[Given, Points, Points], Bounds]
PartialCondition = Callable[[Given, Points, Points], bool | None]


class Number(Protocol):
    def refs(self) -> Iterator[str]: ...
    def exact(self) -> ExactNumber: ...
    def partial(self) -> PartialNumber: ...


class Condition(Protocol):
    def refs(self) -> Iterator[str]: ...
    def exact(self) -> ExactCondition: ...
    def partial(self) -> PartialCondition: ...


def _known(answers: frozenset[str]) -> Mapping[object, bool | None]:
    """What an item with each answer or mark says to the question whether it was answered with one of ``answers``; what
    is not in it says no. Nobody knows what a missing answer would have been, nor one that was declined."""
    declined = DECLINED in answers
    return {
        **dict.fromkeys(answers, True),
        NO_WORD: True if declined else None,
        HEARD: declined,
        NOT_RATED: True if NOT_TESTABLE in answers else None,
        GAP: True if MISSING in answers else None,
        LEFT_OUT: MISSING in answers,
        GAP_PERHAPS: None,
    }


def _getter(refs: tuple[str, ...]) -> Callable[[Points], tuple[int, ...]]:
    if len(refs) == 1:
        only = refs[0]
        return lambda points: (points[only],)
    return operator.itemgetter(*refs)


@dataclass(frozen=True, slots=True)
class Constant:
    value: int

    def refs(self) -> Iterator[str]:
        yield from ()

    def exact(self) -> ExactNumber:
        value = self.value
        return lambda answers, points: value

    def partial(self) -> PartialNumber:
        both = self.value, self.value
        return lambda given, low, high: both


@dataclass(frozen=True, slots=True)
class Ref:
    """The points of an item, the value of a measured one, or a score declared earlier."""

    ref: str

    def refs(self) -> Iterator[str]:
        yield self.ref

    def exact(self) -> ExactNumber:
        ref = self.ref
        return lambda answers, points: points[ref]

    def partial(self) -> PartialNumber:
        ref = self.ref
        return lambda given, low, high: (low[ref], high[ref])


@dataclass(frozen=True, slots=True)
class Sum:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        get = _getter(self.of)
        return lambda answers, points: sum(get(points))

    def partial(self) -> PartialNumber:
        get = _getter(self.of)
        return lambda given, low, high: (sum(get(low)), sum(get(high)))


@dataclass(frozen=True, slots=True)
class Max:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        get = _getter(self.of)
        return lambda answers, points: max(get(points))

    def partial(self) -> PartialNumber:
        get = _getter(self.of)
        return lambda given, low, high: (max(get(low)), max(get(high)))


@dataclass(frozen=True, slots=True)
class CountYes:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        of = self.of
        return lambda answers, points: sum(map(operator.eq, map(answers.get, of), repeat("yes")))

    def partial(self) -> PartialNumber:
        of, known = self.of, _known(_YES)

        def evaluate(given: Given, low: Points, high: Points) -> Bounds:
            found = [known.get(given[item], False) for item in of]
            return found.count(True), found.count(True) + found.count(None)

        return evaluate


_YES = frozenset({"yes"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """A measured value's points by a table of ranges: rows of lowest, highest, points, without a gap."""

    ref: str
    rows: tuple[tuple[int, int, int], ...]

    def refs(self) -> Iterator[str]:
        yield self.ref

    def exact(self) -> ExactNumber:
        ref, edges = self.ref, [low for low, _, _ in self.rows[1:]]
        points_of = [points for _, _, points in self.rows]
        return lambda answers, points: points_of[bisect_right(edges, points[ref])]

    def partial(self) -> PartialNumber:
        ref, edges = self.ref, [first for first, _, _ in self.rows[1:]]
        points_of = [points for _, _, points in self.rows]

        def evaluate(given: Given, low: Points, high: Points) -> Bounds:
            reached = points_of[bisect_right(edges, low[ref]) : bisect_right(edges, high[ref]) + 1]
            return min(reached), max(reached)

        return evaluate


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """The first case whose condition holds; the last case has none and always does."""

    cases: tuple[tuple[Condition | None, Number], ...]

    def refs(self) -> Iterator[str]:
        for when, value in self.cases:
            if when is not None:
                yield from when.refs()
            yield from value.refs()

    def exact(self) -> ExactNumber:
        cases = [(when.exact(), value.exact()) for when, value in self.cases if when is not None]
        otherwise = self.cases[-1][1].exact()

        def evaluate(answers: Answers, points: Points) -> int:
            for when, value in cases:
                if when(answers, points):
                    return value(answers, points)
            return otherwise(answers, points)

        return evaluate

    def partial(self) -> PartialNumber:
        cases = [(when.partial(), value.partial()) for when, value in self.cases if when is not None]
        otherwise = self.cases[-1][1].partial()

        def evaluate(given: Given, low: Points, high: Points) -> Bounds:
            possible: list[Bounds] = []
            for when, value in cases:
                holds = when(given, low, high)
                if holds is not False:
                    possible.append(value(given, low, high))
                if holds is True:
                    break
            else:
                possible.append(otherwise(given, low, high))
            return min(least for least, _ in possible), max(most for _, most in possible)

        return evaluate


@dataclass(frozen=True, slots=True)
class Is:
    item: str
    answers: frozenset[str]

    def refs(self) -> Iterator[str]:
        yield self.item

    def exact(self) -> ExactCondition:
        item = self.item
        wanted = frozenset(None if answer == MISSING else answer for answer in self.answers)
        return lambda answers, points: answers.get(item) in wanted

    def partial(self) -> PartialCondition:
        item, known = self.item, _known(self.answers)
        return lambda given, low, high: known.get(given[item], False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    value: Number
    least: int

    def refs(self) -> Iterator[str]:
        yield from self.value.refs()

    def exact(self) -> ExactCondition:
        value, least = self.value.exact(), self.least
        return lambda answers, points: value(answers, points) >= least

    def partial(self) -> PartialCondition:
        value, needed = self.value.partial(), self.least

        def evaluate(given: Given, low: Points, high: Points) -> bool | None:
            least, most = value(given, low, high)
            if least >= needed:
                return True
            return False if most < needed else None

        return evaluate


def _first_to_settle(of: tuple[Condition, ...], *, settled: bool) -> PartialCondition:
    """``settled`` as soon as one part is; not known while one part is not; else the opposite."""
    asked = [(part.item, _known(part.answers)) for part in of if isinstance(part, Is)]
    parts = [part.partial() for part in of if not isinstance(part, Is)]

    def evaluate(given: Given, low: Points, high: Points) -> bool | None:
        otherwise: bool | None = not settled
        for item, known in asked:  # most are of this kind alone: read without a call for each
            holds = known.get(given[item], False)
            if holds is settled:
                return settled
            if holds is None:
                otherwise = None
        for part in parts:
            holds = part(given, low, high)
            if holds is settled:
                return settled
            if holds is None:
                otherwise = None
        return otherwise

    return evaluate


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]

    def refs(self) -> Iterator[str]:
        for condition in self.of:
            yield from condition.refs()

    def exact(self) -> ExactCondition:
        parts = [condition.exact() for condition in self.of]

        def evaluate(answers: Answers, points: Points) -> bool:
            for part in parts:  # noqa: SIM110 - half the time of any() over a generator, and this is the inner loop
                if part(answers, points):
                    return True
            return False

        return evaluate

    def partial(self) -> PartialCondition:
        return _first_to_settle(self.of, settled=True)


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple[Condition, ...]

    def refs(self) -> Iterator[str]:
        for condition in self.of:
            yield from condition.refs()

    def exact(self) -> ExactCondition:
        parts = [condition.exact() for condition in self.of]

        def evaluate(answers: Answers, points: Points) -> bool:
            for part in parts:  # noqa: SIM110 - as above
                if not part(answers, points):
                    return False
            return True

        return evaluate

    def partial(self) -> PartialCondition:
        return _first_to_settle(self.of, settled=False)


@dataclass(frozen=True, slots=True)
class Cluster:
    """At least so many of these items have at least their points."""

    of: tuple[tuple[str, int], ...]
    at_least: int

    def refs(self) -> Iterator[str]:
        for ref, _ in self.of:
            yield ref

    def exact(self) -> ExactCondition:
        get, needed, at_least = _getter(tuple(self.refs())), tuple(points for _, points in self.of), self.at_least
        return lambda answers, points: sum(map(operator.ge, get(points), needed)) >= at_least

    def partial(self) -> PartialCondition:
        get, needed, at_least = _getter(tuple(self.refs())), tuple(points for _, points in self.of), self.at_least

        def evaluate(given: Given, low: Points, high: Points) -> bool | None:
            if sum(map(operator.ge, get(low), needed)) >= at_least:
                return True
            return False if sum(map(operator.ge, get(high), needed)) < at_least else None

        return evaluate
