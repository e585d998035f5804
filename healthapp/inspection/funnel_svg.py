"""The funnel plot: each facility by people held and injury rate, with exact limits around the common rate."""

from __future__ import annotations

import math
from dataclasses import dataclass

from healthapp.inspection.items.exposure import LINES, Funnel
from healthapp.inspection.items.poisson import limits

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 56, 44, 14, 16
STEPS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A facility on the plot, in pixels."""

    x: float
    y: float
    own: bool
    far: bool
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """What the template draws. Paths are SVG path data; ticks are (pixel, label)."""

    width: int
    height: int
    left: int
    bottom: int
    right: int
    top: int
    mean: float
    inner: tuple[str, str]
    outer: tuple[str, str]
    marks: tuple[Mark, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


def plot(found: Funnel) -> Plot | None:
    """The plot of ``found``; None where nobody was held."""
    widest = max((point.held for point in found.points), default=0.0)
    if widest <= 0:
        return None
    most = nice(widest * 1.08)
    upper = [100 * limits(found.rate * held / 100, LINES[1])[1] / held for held in _grid(most) if held > most / 12]
    tallest = nice(max([point.rate for point in found.points] + upper + [found.rate, 0.5]) * 1.05)

    def x(held: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * held / most, 1)

    def y(rate: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(rate, tallest) / tallest, 1)

    def line(level: float, side: int) -> str:
        pairs = [(held, 100 * limits(found.rate * held / 100, level)[side] / held) for held in _grid(most)]
        return "M" + " L".join(f"{x(held)},{y(rate)}" for held, rate in pairs)

    return Plot(
        *(WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, TOP, y(found.rate)),
        inner=(line(LINES[0], 0), line(LINES[0], 1)),
        outer=(line(LINES[1], 0), line(LINES[1], 1)),
        marks=tuple(
            Mark(x(point.held), y(point.rate), point.own, point.place.startswith("far"), point.name)
            for point in found.points
            if point.held > 0
        ),
        across=tuple((x(most * part / 4), f"{most * part / 4:g}") for part in range(5)),
        up=tuple((y(tallest * part / 4), f"{tallest * part / 4:g}".replace(".", ",")) for part in range(5)),
    )


def _grid(most: float) -> list[float]:
    return [most * (number + 1) / STEPS for number in range(STEPS)]


def nice(value: float) -> float:
    """The next round number: 1, 2, 4, 6 or 8 times a power of ten."""
    power = float(10 ** math.floor(math.log10(value)))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)
