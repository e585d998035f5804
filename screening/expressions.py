"""The closed set of operators a definition may use, and nothing beside it.

Numbers: a reference, a constant, ``sum``, ``max``, ``count_yes``, ``lookup``, ``first_match``.
Conditions: ``is``, ``ge``, ``any``, ``all``, ``cluster``. Two more operators are properties of an item:
``reverse`` (its points count backwards) and the gate, spelled ``enable_when``.

Every node answers twice. ``exact`` compiles it to a closure for answers of which none is missing. ``bounds`` and
``holds`` read it over whatever is known: a number becomes its lowest and highest possible value, a condition becomes
true, false or None for not known. A property test holds both readings together.
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


class Known(Protocol):
    """What is known of one set of answers."""

    def points(self, ref: str) -> Bounds:
        """The lowest and highest points an item or score can still have."""

    def answered(self, item: str, answers: frozenset[str]) -> bool | None:
        """Whether the item was answered with one of these; None where nobody knows."""


class Number(Protocol):
    def refs(self) -> Iterator[str]: ...
    def exact(self) -> ExactNumber: ...
    def bounds(self, known: Known) -> Bounds: ...


class Condition(Protocol):
    def refs(self) -> Iterator[str]: ...
    def exact(self) -> ExactCondition: ...
    def holds(self, known: Known) -> bool | None: ...


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

    def bounds(self, known: Known) -> Bounds:
        return self.value, self.value


@dataclass(frozen=True, slots=True)
class Ref:
    """The points of an item, the value of a measured one, or a score declared earlier."""

    ref: str

    def refs(self) -> Iterator[str]:
        yield self.ref

    def exact(self) -> ExactNumber:
        ref = self.ref
        return lambda answers, points: points[ref]

    def bounds(self, known: Known) -> Bounds:
        return known.points(self.ref)


@dataclass(frozen=True, slots=True)
class Sum:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        get = _getter(self.of)
        return lambda answers, points: sum(get(points))

    def bounds(self, known: Known) -> Bounds:
        spans = [known.points(ref) for ref in self.of]
        return sum(low for low, _ in spans), sum(high for _, high in spans)


@dataclass(frozen=True, slots=True)
class Max:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        get = _getter(self.of)
        return lambda answers, points: max(get(points))

    def bounds(self, known: Known) -> Bounds:
        spans = [known.points(ref) for ref in self.of]
        return max(low for low, _ in spans), max(high for _, high in spans)


@dataclass(frozen=True, slots=True)
class CountYes:
    of: tuple[str, ...]

    def refs(self) -> Iterator[str]:
        yield from self.of

    def exact(self) -> ExactNumber:
        of = self.of
        return lambda answers, points: sum(map(operator.eq, map(answers.get, of), repeat("yes")))

    def bounds(self, known: Known) -> Bounds:
        found = [known.answered(item, _YES) for item in self.of]
        return found.count(True), found.count(True) + found.count(None)


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

    def bounds(self, known: Known) -> Bounds:
        low, high = known.points(self.ref)
        reached = [points for first, last, points in self.rows if first <= high and last >= low]
        return min(reached), max(reached)


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

    def bounds(self, known: Known) -> Bounds:
        possible: list[Bounds] = []
        for when, value in self.cases:
            holds = True if when is None else when.holds(known)
            if holds is not False:
                possible.append(value.bounds(known))
            if holds is True:
                break
        return min(low for low, _ in possible), max(high for _, high in possible)


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

    def holds(self, known: Known) -> bool | None:
        return known.answered(self.item, self.answers)


@dataclass(frozen=True, slots=True)
class AtLeast:
    value: Number
    least: int

    def refs(self) -> Iterator[str]:
        yield from self.value.refs()

    def exact(self) -> ExactCondition:
        value, least = self.value.exact(), self.least
        return lambda answers, points: value(answers, points) >= least

    def holds(self, known: Known) -> bool | None:
        low, high = self.value.bounds(known)
        if low >= self.least:
            return True
        return False if high < self.least else None


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

    def holds(self, known: Known) -> bool | None:
        found = [condition.holds(known) for condition in self.of]
        if True in found:
            return True
        return None if None in found else False


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

    def holds(self, known: Known) -> bool | None:
        found = [condition.holds(known) for condition in self.of]
        if False in found:
            return False
        return None if None in found else True


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

    def holds(self, known: Known) -> bool | None:
        surely = possibly = 0
        for ref, needed in self.of:
            low, high = known.points(ref)
            surely += low >= needed
            possibly += high >= needed
        if surely >= self.at_least:
            return True
        return False if possibly < self.at_least else None
