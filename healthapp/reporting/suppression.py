"""Which figures must be left out before a table leaves clinical hands, so that no small number can be read or computed.

Rule: counts of 1 to 4 are hidden, and beside each as many more as it takes that no sum gives it away. A hidden count
can be computed from the sums exactly when, in the graph that joins every row's sum with every column's by the hidden
cells, its cell lies on no circle; so a circle is closed around each small count, through the cheapest cells.
A zero stays a zero: it names nobody. Pure: no database, no words.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

#: The smallest count that may be shown, zero apart.
SMALLEST = 5
Place = TypeVar("Place", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A count between the two sums it belongs to."""

    ends: tuple[Hashable, Hashable]
    count: int


def small(count: int) -> bool:
    """Whether a count says too much about too few."""
    return 0 < count < SMALLEST


def hidden_in_list(counts: Sequence[int]) -> frozenset[int]:
    """Places to hide in a list shown with its sum; place ``len(counts)`` is the sum itself."""
    values = [*counts, sum(counts)]
    cells = {place: _Cell(("sum", "outside"), count) for place, count in enumerate(values)}
    return frozenset(_protected(cells))


def hidden_in_table(counts: Sequence[Sequence[int]], *, told: bool = False) -> frozenset[tuple[int, int]]:
    """(row, column) to hide in a table shown with all its sums; the row and column after the last are the sums.

    ``told``: what each row amounts to stands in another table too, so a sum left out of this one would cover nothing.
    Raises ValueError when the rows are not equally long.
    """
    if len({len(row) for row in counts}) > 1:
        raise ValueError("the rows of a table are equally long")
    full = [[*row, sum(row)] for row in counts]
    full.append([sum(column) for column in zip(*full, strict=True)])
    cells = {
        (row, column): _Cell((("row", row), ("column", column)), count)
        for row, line in enumerate(full)
        for column, count in enumerate(line)
    }
    known = {(row, len(line)) for row, line in enumerate(counts) if not small(sum(line))} if told else set()
    return frozenset(_protected(cells, known))


def _protected(cells: Mapping[Place, _Cell], known: Set[Place] = frozenset()) -> set[Place]:
    """The small ones and whatever closes a circle around each, smallest first; nothing ``known`` can be part of one."""
    hidden = {place for place, cell in cells.items() if small(cell.count)}
    open_ones = {place: cell for place, cell in cells.items() if place not in known}
    for place in sorted(hidden, key=lambda place: (cells[place].count, str(place))):
        hidden |= set(_way_round(open_ones, hidden, place))
    return hidden


def _way_round(cells: Mapping[Place, _Cell], hidden: set[Place], place: Place) -> list[Place]:
    """The cheapest other way between the two sums of ``place``; empty where the table has none."""
    start, goal = cells[place].ends
    dearest = sum(cell.count for cell in cells.values()) + 1
    beside: dict[Hashable, list[tuple[int, Hashable, Place]]] = {}
    for other, cell in cells.items():
        if other == place:
            continue
        # What is hidden already costs nothing. A zero is the last choice: a reader may know that it is one.
        cost = 0 if other in hidden else cell.count or dearest
        first, second = cell.ends
        beside.setdefault(first, []).append((cost, second, other))
        beside.setdefault(second, []).append((cost, first, other))
    waiting: list[tuple[int, int, Hashable, tuple[Place, ...]]] = [(0, 0, start, ())]
    seen: set[Hashable] = set()
    tie = 0
    while waiting:
        spent, _tie, node, way = heapq.heappop(waiting)
        if node == goal:
            return list(way)
        if node in seen:
            continue
        seen.add(node)
        for cost, further, other in beside.get(node, ()):
            if further not in seen:
                tie += 1
                heapq.heappush(waiting, (spent + cost, tie, further, (*way, other)))
    return []
