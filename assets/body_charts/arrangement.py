"""The faces into which a set of lines cuts the plane.

Nodes lie on a grid of hundredths of a chart unit, as pairs of whole numbers. Faces come in the order in which their
edges were met, and every path drawn later starts where its face does: sets of whole numbers are walked in the same
order by every CPython, so a chart is drawn the same, byte for byte.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, pairwise

from assets.body_charts.points import Table
from assets.body_charts.polygons import area, meeting

GRID = 100.0
CELL = 8.0  # chart units; only segments that share a cell are compared
SAME_LINE = 0.004  # chart units between two lines that count as one

Node = tuple[int, int]


@dataclass(frozen=True)
class Face:
    nodes: list[Node]
    loop: Table
    area: float  # negative for the outside of an island


def faces_of(lines: list[Table]) -> tuple[list[Face], list[Face]]:
    """The faces of the arrangement, and the outsides of its islands."""
    order = _neighbours_by_angle(_without_loose_ends(_edges_between(lines)))
    places = {node: {end: index for index, end in enumerate(ends)} for node, ends in order.items()}
    seen: set[tuple[Node, Node]] = set()
    inner, outer = [], []
    for start, ends in order.items():
        for end in ends:
            if (start, end) in seen:
                continue
            nodes = []
            a, b = start, end
            while (a, b) not in seen:
                seen.add((a, b))
                nodes.append(a)
                a, b = b, order[b][(places[b][a] - 1) % len(order[b])]
            loop = [(x / GRID, y / GRID) for x, y in nodes]
            face = Face(nodes, loop, area(loop))
            (inner if face.area > 0 else outer).append(face)
    return inner, outer


def _edges_between(lines: list[Table]) -> set[tuple[Node, Node]]:
    """Every segment cut where it meets another, as edges between nodes."""
    segments = [(a, b) for line in lines for a, b in pairwise(line) if math.dist(a, b) > 1e-9]
    stops: list[dict[float, tuple | None]] = [{0.0: None, 1.0: None} for _ in segments]
    for i, j in _close_pairs(segments):
        _cut_each_other(segments, stops, i, j)
    edges = set()
    for (a, b), met in zip(segments, stops, strict=True):
        before = None
        for share in sorted(met):
            x, y = met[share] or (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
            node = (round(x * GRID), round(y * GRID))
            if before is not None and node != before:
                edges.add((min(before, node), max(before, node)))
            before = node
    return edges


def _close_pairs(segments: list[tuple]) -> dict[tuple[int, int], None]:
    """Pairs of segments near enough to meet, each once, in a fixed order."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (a, b) in enumerate(segments):
        (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
        for x in range(int(left // CELL), int(right // CELL) + 1):
            for y in range(int(top // CELL), int(bottom // CELL) + 1):
                cells.setdefault((x, y), []).append(index)
    return dict.fromkeys(pair for members in cells.values() for pair in combinations(members, 2))


def _cut_each_other(segments: list[tuple], stops: list[dict], i: int, j: int) -> None:
    (a, b), (c, d) = segments[i], segments[j]
    shares = meeting(a, b, c, d)
    if shares is None:
        _cut_by_ends(stops[i], (a, b), (c, d))
        _cut_by_ends(stops[j], (c, d), (a, b))
        return
    t, u = shares
    if -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9:
        point = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
        stops[i][min(max(t, 0), 1)] = point
        stops[j][min(max(u, 0), 1)] = point


def _cut_by_ends(stops: dict, segment: tuple, ends: tuple) -> None:
    """A parallel that runs along the segment cuts it where it starts and ends."""
    u, v = segment
    x, y = v[0] - u[0], v[1] - u[1]
    square = x**2 + y**2
    for end in ends:
        if abs(x * (end[1] - u[1]) - y * (end[0] - u[0])) / math.sqrt(square) < SAME_LINE:
            share = ((end[0] - u[0]) * x + (end[1] - u[1]) * y) / square
            if 0 < share < 1:
                stops[share] = end


def _without_loose_ends(edges: set[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """Each node's neighbours, after lines that end in the middle of nowhere were taken back to their crossing."""
    near: dict[Node, set[Node]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    loose = [node for node, ends in near.items() if len(ends) == 1]
    while loose:
        node = loose.pop()
        if len(near[node]) != 1:
            continue
        end = near[node].pop()
        near[end].discard(node)
        if len(near[end]) == 1:
            loose.append(end)
    return {node: ends for node, ends in near.items() if ends}


def _neighbours_by_angle(near: dict[Node, set[Node]]) -> dict[Node, list[Node]]:
    return {
        node: sorted(ends, key=lambda end, node=node: math.atan2(end[1] - node[1], end[0] - node[0]))
        for node, ends in near.items()
    }
