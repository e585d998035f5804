"""From JSON to the operators of ``expressions``. Whatever is not in the closed set is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screening.expressions import (
    AllOf,
    AnyOf,
    AtLeast,
    Cluster,
    Condition,
    Constant,
    CountYes,
    FirstMatch,
    Is,
    Lookup,
    Max,
    Number,
    Ref,
    Sum,
)
from screening.reading import Reader, Refused, int_at, str_at


@dataclass(frozen=True, slots=True)
class Grammar:
    """Parses expressions over the ids known so far, in their order: ``q1..q9`` is every id from q1 to q9."""

    ids: tuple[str, ...]

    def expand(self, where: str, name: str) -> tuple[str, ...]:
        """One id, or the ids of a range. Raises Refused for an id nobody declared before this place."""
        first, dots, last = name.partition("..")
        for one in (first, last) if dots else (first,):
            if one not in self.ids:
                raise Refused(f"{where}: {one!r} is not declared before it is used")
        if not dots:
            return (first,)
        start, end = self.ids.index(first), self.ids.index(last)
        if start >= end:
            raise Refused(f"{where}: {name!r} runs backwards")
        return self.ids[start : end + 1]

    def refs(self, where: str, data: object) -> tuple[str, ...]:
        names = [str_at(f"{where}[{at}]", value) for at, value in enumerate(_list(where, data))]
        found = tuple(ref for name in names for ref in self.expand(where, name))
        if not found or len(set(found)) != len(found):
            raise Refused(f"{where}: must name something, and nothing twice")
        return found

    def number(self, where: str, data: object) -> Number:
        if isinstance(data, str):
            return Ref(self._one(where, data))
        if type(data) is int:
            return Constant(data)
        name, inner = _only_operator(where, data)
        numbers: dict[str, Callable[[str, object], Number]] = {
            "sum": lambda at, given: Sum(self.refs(at, given)),
            "max": lambda at, given: Max(self.refs(at, given)),
            "count_yes": lambda at, given: CountYes(self.refs(at, given)),
            "lookup": self._lookup,
            "first_match": self._first_match,
        }
        if name not in numbers:
            raise Refused(f"{where}: {name!r} is no operator for a number; known are {', '.join(numbers)}")
        return numbers[name](f"{where}.{name}", inner)

    def condition(self, where: str, data: object) -> Condition:
        name, inner = _only_operator(where, data)
        conditions: dict[str, Callable[[str, object], Condition]] = {
            "is": self._is,
            "ge": self._at_least,
            "any": lambda at, given: AnyOf(self._conditions(at, given)),
            "all": lambda at, given: AllOf(self._conditions(at, given)),
            "cluster": self._cluster,
        }
        if name not in conditions:
            raise Refused(f"{where}: {name!r} is no operator for a condition; known are {', '.join(conditions)}")
        return conditions[name](f"{where}.{name}", inner)

    def _one(self, where: str, name: str) -> str:
        found = self.expand(where, name)
        if len(found) != 1:
            raise Refused(f"{where}: one id is needed, not the range {name!r}")
        return found[0]

    def _conditions(self, where: str, data: object) -> tuple[Condition, ...]:
        found = tuple(self.condition(f"{where}[{at}]", inner) for at, inner in enumerate(_list(where, data)))
        if not found:
            raise Refused(f"{where}: must hold a condition")
        return found

    def _is(self, where: str, data: object) -> Condition:
        names = [str_at(f"{where}[{at}]", value) for at, value in enumerate(_list(where, data))]
        if len(names) < 2:
            raise Refused(f"{where}: needs an item and at least one answer")
        return Is(self._one(where, names[0]), frozenset(names[1:]))

    def _at_least(self, where: str, data: object) -> Condition:
        parts = _list(where, data)
        if len(parts) != 2:
            raise Refused(f"{where}: needs a number and the least it must be")
        return AtLeast(self.number(f"{where}[0]", parts[0]), int_at(f"{where}[1]", parts[1]))

    def _cluster(self, where: str, data: object) -> Condition:
        reader = Reader(where, data)
        needed = reader.child("of")
        of = tuple((ref, needed.integer(name)) for name in needed.names() for ref in self.expand(needed.where, name))
        cluster = Cluster(of, reader.integer("at_least"))
        reader.close()
        if not 0 < cluster.at_least <= len(of):
            raise Refused(f"{where}.at_least: must be between 1 and {len(of)}")
        return cluster

    def _lookup(self, where: str, data: object) -> Number:
        parts = _list(where, data)
        if len(parts) != 2:
            raise Refused(f"{where}: needs an id and a table")
        rows: list[tuple[int, int, int]] = []
        for at, row in enumerate(_list(f"{where}[1]", parts[1])):
            low, high, points = (int_at(f"{where}[1][{at}]", value) for value in triple(f"{where}[1][{at}]", row))
            if high < low or (rows and low != rows[-1][1] + 1):
                raise Refused(f"{where}[1][{at}]: rows must follow each other without gap or overlap")
            rows.append((low, high, points))
        if not rows:
            raise Refused(f"{where}[1]: must have a row")
        return Lookup(self._one(where, str_at(where, parts[0])), tuple(rows))

    def _first_match(self, where: str, data: object) -> Number:
        cases: list[tuple[Condition | None, Number]] = []
        entries = _list(where, data)
        for at, entry in enumerate(entries):
            reader = Reader(f"{where}[{at}]", entry)
            last = at == len(entries) - 1
            if last == reader.has("when"):
                raise Refused(f"{reader.where}: every case but the last has a condition")
            when = None if last else self.condition(f"{reader.where}.when", reader.raw("when"))
            cases.append((when, self.number(f"{reader.where}.value", reader.raw("value"))))
            reader.close()
        if not cases:
            raise Refused(f"{where}: must have a case")
        return FirstMatch(tuple(cases))


def triple(where: str, data: object) -> list[object]:
    parts = _list(where, data)
    if len(parts) != 3:
        raise Refused(f"{where}: must have three entries")
    return parts


def _list(where: str, data: object) -> list[object]:
    if not isinstance(data, list):
        raise Refused(f"{where}: must be a list")
    return data


def _only_operator(where: str, data: object) -> tuple[str, object]:
    if not isinstance(data, dict) or len(data) != 1:
        raise Refused(f"{where}: must be an object with exactly one operator")
    ((name, inner),) = data.items()
    return str(name), inner
