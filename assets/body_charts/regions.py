"""Named regions from the faces of an arrangement: each face bears the name of the seed that lies in it.

So the regions tile the silhouette by construction and never overlap; borders are thinned out once, for both sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from assets.body_charts.arrangement import GRID, Face, Node, faces_of
from assets.body_charts.points import Table
from assets.body_charts.polygons import area, edges, inner_point, inside
from assets.body_charts.splines import tenth
from assets.body_charts.thinning import thinned

SLIVER = 6.0  # square chart units; a smaller face without a name joins its neighbour
THINNED_BY = 0.12  # chart units a border may move when points are left out
SPECK = 0.5  # square chart units; a smaller loop is left out

Owner = dict[tuple[Node, Node], int]


class ChartError(Exception):
    """A chart whose lines and seeds do not fit together."""


def regions_of(lines: list[Table], seeds: list[tuple], on_body: Callable[[tuple], bool]) -> dict[str, list[Table]]:
    """The loops of each region, in tenths; `seeds` are names and points. Raises `ChartError`."""
    faces, islands = faces_of(lines)
    names = _names(faces, seeds)
    owner = _owners(faces, islands)
    _name_slivers(faces, names, owner, on_body)
    borders = _borders(names, owner)
    near: dict[Node, set[Node]] = {}
    for a, b in ((a, b) for border in borders.values() for a, ends in border.items() for b in ends):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    kept = thinned(near, THINNED_BY * GRID)
    return {name: _loops(border, kept) for name, border in borders.items()}


def _names(faces: list[Face], seeds: list[tuple]) -> dict[int, str]:
    names: dict[int, str] = {}
    for name, point in seeds:
        around = [index for index, face in enumerate(faces) if inside(face.loop, point)]
        if not around:
            raise ChartError(f"{name} at {point} lies in no face")
        index = min(around, key=lambda index: faces[index].area)
        if names.setdefault(index, name) != name:
            raise ChartError(f"{name} and {names[index]} lie in one face at {point}")
    return names


def _owners(faces: list[Face], islands: list[Face]) -> Owner:
    """Which face lies along each edge, seen in that direction."""
    owner = {edge: index for index, face in enumerate(faces) for edge in edges(face.nodes)}
    for island in islands:
        around = [
            index
            for index, face in enumerate(faces)
            if face.area > 1e-6 - island.area
            and island.nodes[0] not in face.nodes
            and inside(face.loop, island.loop[0])
        ]
        if around:
            host = min(around, key=lambda index: faces[index].area)
            owner |= dict.fromkeys(edges(island.nodes), host)
    return owner


def _name_slivers(faces: list[Face], names: dict[int, str], owner: Owner, on_body: Callable[[tuple], bool]) -> None:
    """A sliver takes the name of the neighbour with the longest common border; any larger face must bear one."""
    for index, face in enumerate(faces):
        if index in names:
            continue
        if face.area >= SLIVER:
            point = inner_point(face.loop)
            if point and on_body(point):
                raise ChartError(f"a face of {face.area:.1f} at {point} has no name")
            continue
        shared: dict[str, float] = {}
        for a, b in edges(face.nodes):
            name = names.get(owner.get((b, a), -1))
            if name:
                shared[name] = shared.get(name, 0) + math.dist(a, b)
        middle = tuple(sum(point[k] for point in face.loop) / len(face.loop) for k in (0, 1))
        if shared and on_body(middle):
            names[index] = max(shared, key=lambda name: shared[name])


def _borders(names: dict[int, str], owner: Owner) -> dict[str, dict[Node, list[Node]]]:
    """The edges of each region that have another region, or none, beyond them."""
    borders: dict[str, dict[Node, list[Node]]] = {}
    for (a, b), face in owner.items():
        name = names.get(face)
        if name and names.get(owner.get((b, a), -1)) != name:
            borders.setdefault(name, {}).setdefault(a, []).append(b)
    return borders


def _loops(border: dict[Node, list[Node]], kept: set[Node]) -> list[Table]:
    left = {node: list(ends) for node, ends in border.items()}
    loops = []
    while left:
        written = [(tenth(x / GRID), tenth(y / GRID)) for x, y in _walk(left) if (x, y) in kept]
        loop = [point for before, point in zip(written[-1:] + written[:-1], written, strict=True) if point != before]
        if len(loop) >= 3 and abs(area(loop)) > SPECK:
            loops.append(loop)
    return loops


def _walk(left: dict[Node, list[Node]]) -> list[Node]:
    """One loop along a border, turning most sharply where two loops touch; the edges are used up."""
    first = here = next(iter(left))
    before, nodes = None, []
    while ends := left.get(here):
        if len(ends) > 1 and before is not None:
            ends.sort(key=lambda end, at=here, back=before: _turn(at, back, end))
        end = ends.pop()
        if not ends:
            del left[here]
        nodes.append(here)
        before, here = here, end
        if here == first:
            break
    return nodes


def _turn(at: Node, back: Node, end: Node) -> float:
    came = math.atan2(back[1] - at[1], back[0] - at[0])
    return (math.atan2(end[1] - at[1], end[0] - at[0]) - came) % (2 * math.pi)
