"""Smooth lines through points, as cubic Bezier pieces `(start, handle, handle, end)`.

The curves are interpolating splines of continuous curvature with centripetal parameter: they pass through every
point, do not swing out between them, and break at corners.
"""

from __future__ import annotations

import math
from itertools import pairwise

from assets.body_charts.points import Table, is_corner

Piece = tuple
FLAT_STEP = 1.6  # chart units between two points of a flattened curve


def spline(table: Table, closed: bool = False) -> list[Piece]:
    corners = [index for index, point in enumerate(table) if is_corner(point)]
    if closed:
        if not corners:
            return _run(_plain(table), closed=True)
        first = corners[0]
        table = [*table[first:], *table[:first], table[first]]
        corners = [index for index, point in enumerate(table) if is_corner(point)]
    cuts = sorted({0, len(table) - 1, *corners})
    plain = _plain(table)
    return [piece for start, end in pairwise(cuts) for piece in _run(plain[start : end + 1])]


def closed_spline_from_start(table: Table) -> list[Piece]:
    """A closed spline whose first piece starts at the first point, wherever its corners are."""
    corner = next((index for index, point in enumerate(table) if is_corner(point)), None)
    if corner is None:
        return _run(_plain(table), closed=True)
    pieces = spline(table, closed=True)
    first = (len(table) - corner) % len(table)
    return pieces[first:] + pieces[:first]


def straight(table: Table, closed: bool = False) -> list[Piece]:
    plain = _plain(table)
    if closed:
        plain = [*plain, plain[0]]
    return [piece for pair in pairwise(plain) for piece in _run(list(pair))]


def flatten(pieces: list[Piece]) -> Table:
    """The curve as a polyline."""
    out = []
    for start, one, two, end in pieces:
        length = math.dist(start, one) + math.dist(one, two) + math.dist(two, end)
        steps = 1 if length - math.dist(start, end) < 1e-6 else max(3, int(length / FLAT_STEP) + 1)
        for step in range(steps):
            t = step / steps
            u = 1 - t
            out.append(
                tuple(
                    u * u * u * start[k] + 3 * u * u * t * one[k] + 3 * u * t * t * two[k] + t**3 * end[k]
                    for k in (0, 1)
                )
            )
    return [*out, pieces[-1][3]] if pieces else out


def tenth(value: float) -> float:
    """Rounded to the tenths in which charts are written."""
    return round(value * 10) / 10.0


def rounded(pieces: list[Piece]) -> list[Piece]:
    return [tuple((tenth(p[0]), tenth(p[1])) for p in piece) for piece in pieces]


def mirror(pieces: list[Piece], width: float) -> list[Piece]:
    """The mirror image on a chart `width` wide, drawn in the same direction."""
    return [tuple((tenth(width - p[0]), p[1]) for p in piece) for piece in pieces]


def mirror_back(pieces: list[Piece], width: float) -> list[Piece]:
    """The mirror image, drawn backwards, so that it goes on where the line itself ended."""
    return [tuple((tenth(width - p[0]), p[1]) for p in reversed(piece)) for piece in reversed(pieces)]


def _plain(table: Table) -> Table:
    return [(float(point[0]), float(point[1])) for point in table]


def _run(plain: Table, closed: bool = False) -> list[Piece]:
    """The spline through points without corners; open runs have natural ends."""
    count = len(plain)
    if count < 2:
        return []
    if count == 2 and not closed:
        a, b = plain
        thirds = [(a[0] + (b[0] - a[0]) * n / 3, a[1] + (b[1] - a[1]) * n / 3) for n in (1, 2)]
        return [(a, *thirds, b)]
    spans = count if closed else count - 1
    chords = [(plain[i], plain[(i + 1) % count]) for i in range(spans)]
    lengths = [math.sqrt(max(math.dist(p, q), 1e-6)) for p, q in chords]
    tangents = _tangents(chords, lengths, closed)
    out = []
    for i, (p, q) in enumerate(chords):
        u, v, third = tangents[i], tangents[(i + 1) % count], lengths[i] / 3
        out.append((p, (p[0] + u[0] * third, p[1] + u[1] * third), (q[0] - v[0] * third, q[1] - v[1] * third), q))
    return out


def _tangents(chords: list, lengths: list[float], closed: bool) -> Table:
    """The tangent at each point: the solution of one row `before, here, after = right` for each of them."""
    slopes = [((q[0] - p[0]) / h, (q[1] - p[1]) / h) for (p, q), h in zip(chords, lengths, strict=True)]
    rows = []
    for i in range(len(chords) if closed else len(chords) + 1):
        if not closed and i == 0:
            rows.append((0.0, 2.0, 1.0, tuple(3 * s for s in slopes[0])))
        elif not closed and i == len(chords):
            rows.append((1.0, 2.0, 0.0, tuple(3 * s for s in slopes[-1])))
        else:
            h0, h1 = lengths[i - 1], lengths[i]
            right = tuple(3 * (h1 * slopes[i - 1][k] + h0 * slopes[i][k]) for k in (0, 1))
            rows.append((h1, 2 * (h0 + h1), h0, right))
    return _solve_ring(rows) if closed else _solve(rows)


def _solve(rows: list[tuple]) -> Table:
    """Thomas' algorithm for rows that know their neighbours alone."""
    (_, here, after, right), *others = rows
    afters, rights = [after / here], [(right[0] / here, right[1] / here)]
    for before, here, after, right in others:
        weight = here - before * afters[-1]
        last = rights[-1]
        afters.append(after / weight)
        rights.append(((right[0] - before * last[0]) / weight, (right[1] - before * last[1]) / weight))
    out = [rights[-1]]
    for after, right in zip(afters[-2::-1], rights[-2::-1], strict=True):
        out.append((right[0] - after * out[-1][0], right[1] - after * out[-1][1]))
    return out[::-1]


def _solve_ring(rows: list[tuple]) -> Table:
    """The same where the first and the last row are neighbours too (Sherman and Morrison)."""
    first, last = rows[0], rows[-1]
    corner, opposite, gamma = first[0], last[2], -first[1]
    opened = [
        (0.0, first[1] - gamma, first[2], first[3]),
        *rows[1:-1],
        (last[0], last[1] - corner * opposite / gamma, 0.0, last[3]),
    ]
    still = (0.0, 0.0)
    pushes = [(gamma, gamma), *[still] * (len(rows) - 2), (opposite, opposite)]
    x = _solve(opened)
    z = _solve([(before, here, after, push) for (before, here, after, _), push in zip(opened, pushes, strict=True)])
    shares = [(x[0][k] + corner * x[-1][k] / gamma) / (1 + z[0][k] + corner * z[-1][k] / gamma) for k in (0, 1)]
    return [tuple(x[i][k] - shares[k] * z[i][k] for k in (0, 1)) for i in range(len(rows))]
