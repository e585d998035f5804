"""A layered layout for small directed graphs: top to bottom, no box on another, long edges led around boxes.

The usual four passes (Sugiyama): edges against the given order of nodes are turned round; every node gets the layer
below its lowest predecessor; edges over several layers get a bend in each; layers are ordered by the mean of their
neighbours, and x follows by weighted least squares with a minimal distance (pool adjacent violators).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SWEEPS = 30
RELAXATIONS = 80
#: Distances in px: between neighbours of a layer, and between layers.
ACROSS, DOWN = 26.0, 30.0


@dataclass(slots=True)
class Node:
    """A box with its size in px; a bend has no width. ``x`` is its middle, ``y`` its top.

    ``ceiling`` and ``floor`` are the borders of its layer: lines move sideways only between layers.
    """

    key: str
    width: float
    height: float
    bend: bool = False
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    ceiling: float = 0.0
    floor: float = 0.0
    above: list[Node] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as the nodes it passes, top to bottom; ``upwards`` when it points from the last to the first."""

    nodes: tuple[Node, ...]
    upwards: bool


@dataclass(frozen=True, slots=True)
class Layout:
    nodes: dict[str, Node]
    lines: tuple[Line, ...]
    width: float
    height: float


def arrange(nodes: Sequence[Node], edges: Iterable[tuple[str, str]]) -> Layout:
    """Place ``nodes``, given roughly in reading order; an edge to an earlier node points upwards.

    Raises KeyError for an edge to an unknown node.
    """
    known = {node.key: node for node in nodes}
    place = {node.key: index for index, node in enumerate(nodes)}
    forward = [(b, a, True) if place[b] < place[a] else (a, b, False) for a, b in edges if a != b]
    _rank(known, forward)
    lines = tuple(_led(known[a], known[b], upwards) for a, b, upwards in forward)
    layers = _layers(known.values(), lines)
    _order(layers)
    _spread(layers)
    width = _into_view(layers)
    return Layout(known, lines, width, _stack(layers))


def _rank(known: dict[str, Node], forward: list[tuple[str, str, bool]]) -> None:
    """Longest path from above; ``known`` is in reading order, so one pass is enough.

    What nothing leads to comes down to just above what it leads to, save the very first.
    """
    below = defaultdict(list)
    for a, b, _upwards in forward:
        below[a].append(b)
    for key, node in known.items():
        for other in below[key]:
            known[other].layer = max(known[other].layer, node.layer + 1)
    reached = {b for _a, b, _upwards in forward}
    for key, node in list(known.items())[1:]:
        if key not in reached and below[key]:
            node.layer = min(known[other].layer for other in below[key]) - 1


def _led(top: Node, bottom: Node, upwards: bool) -> Line:
    nodes = [top]
    for layer in range(top.layer + 1, bottom.layer):
        nodes.append(Node("", 0.0, 0.0, bend=True, layer=layer))
    nodes.append(bottom)
    for upper, lower in itertools.pairwise(nodes):
        upper.below.append(lower)
        lower.above.append(upper)
    return Line(tuple(nodes), upwards)


def _layers(nodes: Iterable[Node], lines: tuple[Line, ...]) -> list[list[Node]]:
    every = list(nodes) + [node for line in lines for node in line.nodes if node.bend]
    layers: list[list[Node]] = [[] for _ in range(max(node.layer for node in every) + 1)]
    for node in every:
        layers[node.layer].append(node)
    return layers


def _order(layers: list[list[Node]]) -> None:
    best = [list(layer) for layer in layers]
    fewest = _all_crossings(best)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            place = _places(layers)
            layer.sort(key=lambda node, place=place, down=downwards: _mean(node, place, down))  # type: ignore[misc]
        _swap(layers)
        crossings = _all_crossings(layers)
        if crossings < fewest:
            fewest, best = crossings, [list(layer) for layer in layers]
    for layer, kept in zip(layers, best, strict=True):
        layer[:] = kept


def _places(layers: list[list[Node]]) -> dict[int, int]:
    return {id(node): index for layer in layers for index, node in enumerate(layer)}


def _mean(node: Node, place: dict[int, int], downwards: bool) -> float:
    near = node.above if downwards else node.below
    return sum(place[id(other)] for other in near) / len(near) if near else float(place[id(node)])


def _swap(layers: list[list[Node]]) -> None:
    """Neighbours change places wherever that crosses fewer lines."""
    place = _places(layers)
    for layer in layers:
        for index in range(len(layer) - 1):
            left, right = layer[index], layer[index + 1]
            if _crossed(left, right, place) > _crossed(right, left, place):
                layer[index], layer[index + 1] = right, left
                place[id(left)], place[id(right)] = index + 1, index


def _crossed(left: Node, right: Node, place: dict[int, int]) -> int:
    return sum(
        place[id(a)] > place[id(b)]
        for one, two in ((left.above, right.above), (left.below, right.below))
        for a in one
        for b in two
    )


def _all_crossings(layers: list[list[Node]]) -> int:
    place = _places(layers)
    return sum(
        place[id(a)] > place[id(b)]
        for layer in layers
        for index, left in enumerate(layer)
        for right in layer[index + 1 :]
        for a in left.below
        for b in right.below
    )


def _spread(layers: list[list[Node]]) -> None:
    for layer in layers:
        x = 0.0
        for node in layer:
            node.x = x + node.width / 2
            x += node.width + ACROSS
    for turn in range(RELAXATIONS):
        for layer in layers if turn % 2 == 0 else reversed(layers):
            _settle(layer)


def _settle(layer: list[Node]) -> None:
    """Every node as near to its neighbours' middle as the distances allow: least squares over ordered blocks."""
    offsets = [0.0]
    for left, right in itertools.pairwise(layer):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + ACROSS)
    blocks: list[tuple[float, float, int]] = []
    for node, offset in zip(layer, offsets, strict=True):
        wish, weight = _wish(node)
        total, mass, count = (wish - offset) * weight, weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / mass:
            before = blocks.pop()
            total, mass, count = total + before[0], mass + before[1], count + before[2]
        blocks.append((total, mass, count))
    index = 0
    for total, mass, count in blocks:
        for _ in range(count):
            layer[index].x = total / mass + offsets[index]
            index += 1


def _wish(node: Node) -> tuple[float, float]:
    """Where a node would like to be, and how much: a straight line between bends matters most."""
    near = [(other, 8.0 if node.bend and other.bend else 1.0) for other in node.above + node.below]
    if not near:
        return node.x, 0.1
    weight = sum(share for _other, share in near)
    return sum(other.x * share for other, share in near) / weight, weight


def _into_view(layers: list[list[Node]]) -> float:
    left = min(node.x - node.width / 2 for layer in layers for node in layer)
    for layer in layers:
        for node in layer:
            node.x -= left
    return max(node.x + node.width / 2 for layer in layers for node in layer)


def _stack(layers: list[list[Node]]) -> float:
    y = 0.0
    for layer in layers:
        height = max(node.height for node in layer)
        for node in layer:
            node.y = y + (height - node.height) / 2
            node.ceiling, node.floor = y, y + height
        y += height + DOWN
    return y - DOWN
