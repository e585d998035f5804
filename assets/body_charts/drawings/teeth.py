"""Permanent teeth with their FDI numbers; the patient's right is on the viewer's left.

Half of each arch is laid out along an ellipse and mirrored. Sizes are in millimetres of a real tooth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from assets.body_charts.chart import Chart
from assets.body_charts.points import Table, points

SIZE, SCALE, STEPS = (440, 560), 4.1, 400
INCISOR = points("-1,0.45 -0.5,0.92 0,1 0.5,0.92 1,0.45 0.82,-0.2 0.4,-0.85 0,-1 -0.4,-0.85 -0.82,-0.2")
CANINE = points("-1,0.2 -0.6,0.75 0,1 0.6,0.75 1,0.2 0.72,-0.5 0,-1 -0.72,-0.5")
PREMOLAR = points("-1,0.1 -0.82,0.68 0,1 0.82,0.68 1,0.1 0.78,-0.66 0,-1 -0.78,-0.66")
MOLAR = points(
    "-1,0 -0.96,0.66 -0.5,0.98 0,0.9 0.5,0.98 0.94,0.62 1,0 0.9,-0.66 0.45,-0.98 0,-0.9 -0.5,-0.98 -0.94,-0.66"
)
CROWNS = (INCISOR, INCISOR, CANINE, PREMOLAR, PREMOLAR, MOLAR, MOLAR, MOLAR)
EDGE, FURROW = ("-0.66,0.12 0,0.34 0.66,0.12",), ("-0.5,-0.05 0,0.06 0.5,-0.05",)
CROSS = ("-0.55,0 -0.1,0.08 0.55,0", "-0.12,0.55 -0.1,0.08 0.05,-0.55")
RELIEFS = (EDGE, EDGE, EDGE, FURROW, FURROW, CROSS, CROSS, CROSS)


@dataclass(frozen=True)
class Jaw:
    quadrant: int  # of the patient's left, FDI
    opposite: int
    axes: tuple[float, float]  # half width and depth of the arch
    front: int  # height of the front teeth on the sheet
    down: int  # 1 where the arch opens downwards
    teeth: tuple[tuple[float, float], ...]  # width along the arch and depth, from the middle outwards


UPPER = Jaw(
    quadrant=2,
    opposite=1,
    axes=(28.0, 40.0),
    front=52,
    down=1,
    teeth=((8.6, 7.0), (6.6, 6.2), (7.6, 8.0), (7.0, 9.0), (6.8, 9.0), (10.4, 11.0), (9.8, 10.8), (8.8, 10.0)),
)
LOWER = Jaw(
    quadrant=3,
    opposite=4,
    axes=(25.0, 38.5),
    front=508,
    down=-1,
    teeth=((5.4, 6.0), (6.0, 6.3), (6.9, 7.6), (7.0, 7.8), (7.2, 8.2), (11.0, 10.4), (10.6, 10.2), (10.2, 9.8)),
)


def teeth() -> Chart:
    chart = Chart("TT", "Permanent teeth (FDI numbers 11 to 48)", SIZE, "occlusal", origin=(SIZE[0] / 2, 0))
    for jaw in (UPPER, LOWER):
        arch, before = _arch(*jaw.axes), 0.0
        for number, (width, depth) in enumerate(jaw.teeth, 1):
            place, along = _on_arch(arch, before + width / 2)
            before += width
            _tooth(chart, jaw, number, _frame(jaw, place, along), width / 2, depth / 2)
    chart.line("0,76 0,120", once=True)
    chart.line("0,440 0,484", once=True)
    chart.line("0,280 150,280")
    return chart


def _tooth(chart: Chart, jaw: Jaw, number: int, at: Callable, w: float, d: float) -> None:
    """A tooth of half width `w` and half depth `d`, what is seen on its crown, and its number beside it."""
    chart.shape([at(u * (w * 0.955), v * d) for u, v in CROWNS[number - 1]])
    code, partner = f"{jaw.quadrant}{number}", f"{jaw.opposite}{number}"
    chart.seeds("TT", {code: at(0, 0)})
    chart.partners[f"TT-{code}"] = f"TT-{partner}"
    for line in RELIEFS[number - 1]:
        chart.line([at(u * w, v * d) for u, v in points(line)])
    x, y = at(0, d + 3.2)
    chart.text((x, y + 4.4), code, 13)
    chart.text((-x, y + 4.4), partner, 13)


def _frame(jaw: Jaw, place: tuple, along: tuple) -> Callable[[float, float], tuple]:
    """From the axes of a tooth, along the arch and outwards, to the sheet."""

    def at(u: float, v: float) -> tuple[float, float]:
        x = place[0] + along[0] * u + along[1] * v
        y = place[1] + along[1] * u + -along[0] * v
        return (SCALE * x, jaw.front + jaw.down * SCALE * y)

    return at


def _arch(width: float, depth: float) -> tuple[Table, list[float]]:
    """A quarter of a slightly squared ellipse from the middle outwards, with the length up to each point."""
    turns = [step / STEPS * math.pi / 2 for step in range(STEPS + 1)]
    line = [(width * math.sin(turn) ** 0.88, depth * (1 - max(0.0, math.cos(turn)) ** 0.88)) for turn in turns]
    lengths = [0.0]
    for a, b in pairwise(line):
        lengths.append(lengths[-1] + math.dist(a, b))
    return line, lengths


def _on_arch(arch: tuple[Table, list[float]], length: float) -> tuple[tuple, tuple]:
    """The point so far along the arch, and the direction there; beyond its end the arch runs on straight."""
    line, lengths = arch
    if length >= lengths[-1]:
        a, b = line[-2:]
        beyond = length - lengths[-1]
        along = ((b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b))
        return (b[0] + along[0] * beyond, b[1] + along[1] * beyond), along
    index = next(i for i in range(len(line) - 1) if lengths[i + 1] >= length)
    a, b = line[index : index + 2]
    share = (length - lengths[index]) / (lengths[index + 1] - lengths[index])
    place = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return place, ((b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b))
