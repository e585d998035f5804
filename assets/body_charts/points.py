"""Tables of points, written as short text: `"0,0 8,.5 40,56c"`.

A table is a list of `(x, y)`; a point marked `c` becomes `(x, y, "c")`, a corner, where a smooth line breaks.
"""

from __future__ import annotations

import math

Table = list[tuple]


def points(shape: str | Table) -> Table:
    """The table a text stands for; a table is given back as it is."""
    if not isinstance(shape, str):
        return list(shape)
    return [_point(word) for word in shape.split()]


def _point(word: str) -> tuple:
    x, y = word.removesuffix("c").split(",")
    corner = ("c",) if word.endswith("c") else ()
    return (float(x), float(y), *corner)


def is_corner(point: tuple) -> bool:
    return len(point) > 2


def mirrored(shape: str | Table) -> Table:
    """The other half of a symmetric contour, from the end of this half back to its start; the midline not twice."""
    return [(-x, *rest) for x, *rest in reversed(points(shape)) if abs(x) > 1e-9]


def closed_half(shape: str | Table) -> Table:
    """A symmetric contour from the half that runs from midline to midline."""
    return points(shape) + mirrored(shape)


def stretched(shape: str | Table, x: float = 1.0, about: float = 0.0, onto: float | None = None) -> Table:
    """Widened or narrowed `x` times about the vertical line `about`, which comes to lie on `onto`."""
    onto = about if onto is None else onto
    return [((px - about) * x + onto, *rest) for px, *rest in points(shape)]


def moved(shape: str | Table, dx: float) -> Table:
    return [(x + dx, *rest) for x, *rest in points(shape)]


def placed(shape: str | Table, at: tuple[float, float], turn: float = 0.0, x: float = 1.0, y: float = 1.0) -> Table:
    """Scaled `x` and `y` times, turned `turn` degrees clockwise as one looks at it, and moved to `at`."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    out = []
    for px, py, *rest in points(shape):
        sx, sy = px * x, py * y
        out.append((cos * sx - sin * sy + at[0], sin * sx + cos * sy + at[1], *rest))
    return out
