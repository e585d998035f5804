"""A chart with its numbered marks as plain shapes, the one source of the drawing on screen and on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from healthapp.injuries import charts, geometry
from healthapp.injuries.charts import TENTHS, Line
from healthapp.injuries.geometry import Mark

#: Radius of the circle that bears a number, in chart units.
BADGE = 9.0
#: Height of a figure printed on a chart; its place is the middle of its foot.
_FIGURE = 13.0
#: Where the circle may stand around its mark: the nearest ring first, on each ring outwards from the body's middle.
_RINGS = (22.0, 32.0, 44.0, 58.0, 74.0, 92.0)
_TURNS = (0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark: the ``points`` it is drawn through, in chart units.

    Its number stands in a circle around ``badge``; ``lead`` is the line from the mark to that circle.
    """

    number: int
    shape: str
    points: tuple[Point, ...]
    badge: Point
    lead: tuple[Point, Point]

    @property
    def path(self) -> str:
        """SVG path data; a point is drawn as a small cross."""
        if self.shape == "point":
            x, y = self.points[0]
            return f"M{x - 4:g} {y:g}L{x + 4:g} {y:g}M{x:g} {y - 4:g}L{x:g} {y + 4:g}"
        pairs = "L".join(f"{x:g} {y:g}" for x, y in self.points)
        return f"M{pairs}" + ("" if self.shape == "line" else "Z")

    @property
    def lead_path(self) -> str:
        (ax, ay), (bx, by) = self.lead
        return f"M{ax:g} {ay:g}L{bx:g} {by:g}"


@dataclass(frozen=True, slots=True)
class Area:
    """A region of a chart as a closed path, with what a mark in it proposes."""

    code: str
    label: str
    side: str
    aspect: str
    path: str


def on_chart(chart_id: str, marks: Iterable[tuple[int, Mark]]) -> list[Drawn]:
    """The marks that lie on a chart, in chart units rounded to a hundredth so that every reader gets the same.

    Numbers keep clear of one another, of the figures printed beside teeth and of the edge; where they stand follows
    from the marks alone.
    """
    chart, made = charts.load(chart_id), list[Drawn]()
    taken: list[Point] = [(x, y - _FIGURE / 3) for x, y, _text in chart.numbers]
    for number, mark in marks:
        if mark["chart"] != chart_id:
            continue
        points = tuple((round(x / TENTHS, 2), round(y / TENTHS, 2)) for x, y in geometry.outline(mark))
        mx, my = geometry.middle(mark)
        badge = _badge((mx / TENTHS, my / TENTHS), points, chart.width, chart.height, taken)
        taken.append(badge)
        made.append(Drawn(number, mark["shape"], points, badge, _lead(points, badge)))
    return made


def _badge(middle: Point, points: tuple[Point, ...], width: float, height: float, taken: list[Point]) -> Point:
    reach = max(math.dist(middle, point) for point in points)
    outwards = 0.0 if middle[0] >= width / 2 else 180.0
    place = middle
    for ring in _RINGS:
        for turn in _TURNS:
            angle = math.radians(outwards + turn)
            distance = ring + reach
            x, y = middle[0] + distance * math.cos(angle), middle[1] - distance * math.sin(angle)
            place = (round(x, 2), round(y, 2))
            within = BADGE + 2 <= x <= width - BADGE - 2 and BADGE + 2 <= y <= height - BADGE - 2
            if within and all(math.dist(place, other) >= 2 * BADGE + 3 for other in taken):
                return place
    return (
        round(min(max(place[0], BADGE + 2), width - BADGE - 2), 2),
        round(min(max(place[1], BADGE + 2), height - BADGE - 2), 2),
    )


def _lead(points: tuple[Point, ...], badge: Point) -> tuple[Point, Point]:
    """From the nearest point of the mark to the rim of the circle."""
    start = min(points, key=lambda point: (math.dist(point, badge), point))
    distance = math.dist(start, badge) or 1.0
    along = (distance - BADGE) / distance
    end = (start[0] + (badge[0] - start[0]) * along, start[1] + (badge[1] - start[1]) * along)
    return start, (round(end[0], 2), round(end[1], 2))


@cache
def path(line: Line) -> str:
    """SVG path data of a drawn line."""
    return "".join(f"{command}{' '.join(f'{n:g}' for n in numbers)}" for command, *numbers in line.commands)


def areas(chart_id: str) -> list[Area]:
    """The regions of a chart as closed paths, for a pointer to find."""
    known = charts.regions()
    return [
        Area(code, known[code].label, known[code].side, known[code].aspect, shape)
        for code, shape in _area_paths(chart_id).items()
    ]


@cache
def _area_paths(chart_id: str) -> dict[str, str]:
    return {
        code: "".join("M" + "L".join(f"{x / TENTHS:.1f} {y / TENTHS:.1f}" for x, y in ring) + "Z" for ring in rings)
        for code, rings in charts.load(chart_id).areas.items()
    }


def viewers_sides(chart_id: str) -> tuple[str, str] | None:
    """Which side of the patient stands at the viewer's left and right: ("right", "left"); None on one-sided charts."""
    chart = charts.load(chart_id)
    if chart.side is not None or chart.view == "lateral":
        return None
    return ("left", "right") if chart.view in ("posterior", "superior") else ("right", "left")
