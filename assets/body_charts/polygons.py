"""Loops and polylines: what lies inside, what is cut off, what is joined."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from assets.body_charts.points import Table

OVERRUN = 0.5  # a masked line runs on this far, so that it surely meets the border it ends at


def edges(loop: list) -> Iterator[tuple]:
    """Pairs of neighbours, the last with the first."""
    return zip(loop, loop[1:] + loop[:1], strict=True)


def area(loop: Table) -> float:
    """The signed area: positive for one sense of rotation, negative for the other."""
    return 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(loop))


def crossings(loop: Table, y: float) -> list[float]:
    """Where the level `y` cuts the loop, from left to right."""
    cut = [(a, b) for a, b in edges(loop) if (a[1] > y) != (b[1] > y)]
    return sorted(a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in cut)


def inside(loop: Table, point: tuple) -> bool:
    x, y = point[:2]
    answer = False
    previous = loop[-1]
    for here in loop:
        if (here[1] > y) != (previous[1] > y):
            level = (previous[0] - here[0]) * (y - here[1]) / (previous[1] - here[1]) + here[0]
            answer ^= x < level
        previous = here
    return answer


def inner_point(loop: Table) -> tuple | None:
    """A point well inside the loop, or None where the loop is a hair."""
    ys = sorted(point[1] for point in loop)
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        y = ys[0] + share * (ys[-1] - ys[0]) + 0.0137  # off the level of any written point
        xs = crossings(loop, y)
        gaps = [(xs[i + 1] - xs[i], i) for i in range(0, len(xs) - 1, 2)]
        width, i = max(gaps, default=(0, 0))
        if width > 0.5:
            return ((xs[i] + xs[i + 1]) / 2, y)
    return None


def meeting(a: tuple, b: tuple, c: tuple, d: tuple) -> tuple[float, float] | None:
    """How far along a-b and along c-d the two lines meet, in shares of each; None for parallels."""
    r, s = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    turn = r[0] * s[1] - r[1] * s[0]
    if abs(turn) < 1e-12:
        return None
    x, y = c[0] - a[0], c[1] - a[1]
    return (x * s[1] - y * s[0]) / turn, (x * r[1] - y * r[0]) / turn


def right_half(line: Table, middle: float) -> list[Table]:
    """The parts of a polyline that do not lie left of `middle`."""
    out: list[Table] = []
    kept: Table = []
    for index, point in enumerate(line):
        if point[0] >= middle - 1e-9:
            if not kept and index > 0:
                kept.append(_on_level(line[index - 1], point, middle))
            kept.append(point)
        elif kept:
            out.append([*kept, _on_level(kept[-1], point, middle)])
            kept = []
    return [*out, kept] if kept else out


def _on_level(a: tuple, b: tuple, x: float) -> tuple:
    share = (x - a[0]) / (b[0] - a[0]) if abs(b[0] - a[0]) > 1e-12 else 0
    return (x, a[1] + share * (b[1] - a[1]))


def masked(line: Table, loop: Table, want_inside: bool) -> list[Table]:
    """The pieces of a polyline inside (or outside) a loop."""
    out = []
    for a, b in pairwise(line):
        length = math.dist(a, b)
        if length < 1e-9:
            continue
        r = (b[0] - a[0], b[1] - a[1])
        met = [shares for c, d in edges(loop) if (shares := meeting(a, b, c, d))]
        stops = sorted([0.0, 1.0, *(t for t, u in met if 0 < t < 1 and 0 <= u <= 1)])
        for start, end in pairwise(stops):
            half = (start + end) / 2
            if end - start < 1e-9 or inside(loop, (a[0] + half * r[0], a[1] + half * r[1])) != want_inside:
                continue
            first = start if start == 0.0 else start - OVERRUN / length
            last = end if end == 1.0 else end + OVERRUN / length
            out.append([(a[0] + t * r[0], a[1] + t * r[1]) for t in (first, last)])
    return out


def merged(loops: list[Table]) -> list[Table]:
    """Touching loops of one sense of rotation as one: edges gone both ways cancel out."""
    counts: dict[tuple, int] = {}
    for a, b in (edge for loop in loops for edge in edges(loop)):
        if counts.get((b, a), 0):
            counts[b, a] -= 1
        else:
            counts[a, b] = counts.get((a, b), 0) + 1
    following: dict[tuple, list] = {}
    for a, b in (edge for edge, count in counts.items() for _ in range(count)):
        following.setdefault(a, []).append(b)
    out = []
    while following:
        loop = _without_straights(_walk(following))
        if len(loop) >= 3:
            out.append(loop)
    return out


def _walk(following: dict[tuple, list]) -> Table:
    """One loop along the edges that are left; they are used up."""
    first = here = next(iter(following))
    loop = []
    while ends := following.get(here):
        end = ends.pop()
        if not ends:
            del following[here]
        loop.append(here)
        here = end
        if here == first:
            break
    return loop


def _without_straights(loop: Table) -> Table:
    around = zip(loop[-1:] + loop[:-1], loop, loop[1:] + loop[:1], strict=True)
    return [p for a, p, b in around if abs((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])) > 1e-9]
