"""Leaving out points of a net of borders that hardly move the line (Douglas and Peucker), once for both neighbours."""

from __future__ import annotations

import math

Node = tuple[int, int]


def thinned(near: dict[Node, set[Node]], tolerance: float) -> set[Node]:
    """The nodes to keep: every junction, and those without which a border would move by more than `tolerance`."""
    kept = {node for node, ends in near.items() if len(ends) != 2}
    _between_junctions(near, kept, tolerance)
    _free_loops(near, kept, tolerance)
    return kept


def _between_junctions(near: dict[Node, set[Node]], kept: set[Node], tolerance: float) -> None:
    visited = set()
    for start in sorted(kept):
        for end in near[start]:
            if (start, end) in visited:
                continue
            chain = [start, end]
            visited.add((start, end))
            while chain[-1] not in kept:
                chain.append(_onward(near, chain[-1], chain[-2]))
            visited.add((chain[-1], chain[-2]))
            _keep_bends(chain if chain[0] < chain[-1] else chain[::-1], kept, tolerance)


def _free_loops(near: dict[Node, set[Node]], kept: set[Node], tolerance: float) -> None:
    """Loops without a junction keep their first node and the one farthest from it."""
    done: set[Node] = set()
    for start in sorted(near):
        if start in kept or start in done:
            continue
        loop, free = _loop_from(near, start, kept)
        done.update(loop)
        if free:
            far = max(loop, key=lambda node, start=start: math.dist(node, start))
            kept.update((start, far))
            middle = loop.index(far)
            _keep_bends(loop[: middle + 1], kept, tolerance)
            _keep_bends([*loop[middle:], start], kept, tolerance)


def _loop_from(near: dict[Node, set[Node]], start: Node, kept: set[Node]) -> tuple[list[Node], bool]:
    """The chain that starts here, and whether it comes back without meeting a kept node."""
    loop, before, here = [start], start, _onward(near, start, None)
    while here != start:
        if here in kept:
            return loop, False
        loop.append(here)
        before, here = here, _onward(near, here, before)
    return loop, True


def _onward(near: dict[Node, set[Node]], here: Node, before: Node | None) -> Node:
    return next(node for node in near[here] if node != before)


def _keep_bends(chain: list[Node], kept: set[Node], tolerance: float) -> None:
    if len(chain) < 3:
        return
    a, b = chain[0], chain[-1]
    offs = [_off_line(a, b, node) for node in chain[1:-1]]
    worst = max(offs)
    if worst > tolerance:
        index = offs.index(worst) + 1
        kept.add(chain[index])
        _keep_bends(chain[: index + 1], kept, tolerance)
        _keep_bends(chain[index:], kept, tolerance)


def _off_line(a: Node, b: Node, node: Node) -> float:
    length = math.dist(a, b)
    if length < 1e-9:
        return math.dist(a, node)
    return abs((b[0] - a[0]) * (node[1] - a[1]) - (b[1] - a[1]) * (node[0] - a[0])) / length
