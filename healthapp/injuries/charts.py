"""The body charts: which there are, their regions, and which region lies under a point.

Coordinates are tenths of a chart unit, whole numbers: (2004, 421) is the point (200.4, 42.1) of the chart's
``viewBox``, x to the right, y downwards. Sides are the patient's. A version of the artwork never changes;
marks remember the version they were placed on.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from healthapp.i18n import language
from healthapp.i18n import lazy_gettext as _l

VERSION = "body-map-v1"
FOLDER = Path(__file__).parents[1] / "static" / "charts"
TENTHS = 10
#: A point this far outside every region still belongs to the nearest one: a hand trembles, an outline is thin.
REACH = 80
_TOKEN = re.compile(r"[MLCZ]|-?\d+(?:\.\d+)?")
_CURVE_STEPS = 6
_SVG = "{http://www.w3.org/2000/svg}"

Point = tuple[float, float]

#: Charts in the order they are offered, with their names.
NAMES: dict[str, Any] = {
    "FBM-A": _l("Male body, front"),
    "FBM-P": _l("Male body, back"),
    "FBM-L": _l("Male body, left side"),
    "FBM-R": _l("Male body, right side"),
    "FBF-A": _l("Female body, front"),
    "FBF-P": _l("Female body, back"),
    "FBF-L": _l("Female body, left side"),
    "FBF-R": _l("Female body, right side"),
    "CH-A": _l("Child, front"),
    "CH-P": _l("Child, back"),
    "HD-A": _l("Head, front"),
    "HD-P": _l("Head, back"),
    "HD-L": _l("Head, left side"),
    "HD-R": _l("Head, right side"),
    "HD-S": _l("Head, from above"),
    "HD-I": _l("Chin and neck, from below"),
    "RH-P": _l("Right palm"),
    "RH-D": _l("Right hand, back"),
    "LH-P": _l("Left palm"),
    "LH-D": _l("Left hand, back"),
    "RF-D": _l("Right foot, top"),
    "RF-P": _l("Right sole"),
    "LF-D": _l("Left foot, top"),
    "LF-P": _l("Left sole"),
    "PEF": _l("Perineum, female"),
    "PEM": _l("Perineum, male"),
    "TT": _l("Teeth"),
}
#: Charts that stand beside one another on a page: what a press of one tab shows. Free of the registered sex.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "male": (_l("Male, front and back"), ("FBM-A", "FBM-P")),
    "male_sides": (_l("Male, sides"), ("FBM-R", "FBM-L")),
    "female": (_l("Female, front and back"), ("FBF-A", "FBF-P")),
    "female_sides": (_l("Female, sides"), ("FBF-R", "FBF-L")),
    "child": (_l("Child"), ("CH-A", "CH-P")),
    "head": (_l("Head"), ("HD-A", "HD-P", "HD-R", "HD-L", "HD-S", "HD-I")),
    "hands": (_l("Hands"), ("RH-P", "LH-P", "RH-D", "LH-D")),
    "feet": (_l("Feet"), ("RF-D", "LF-D", "RF-P", "LF-P")),
    "teeth": (_l("Teeth"), ("TT",)),
    "perineum": (_l("Perineum"), ("PEF", "PEM")),
}
#: Marks and photographs of these belong to the intimate parts, under a consent and a permission of their own.
INTIMATE = frozenset({"PEF", "PEM"})


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of the body surface. ``icd_block``: "S0" ... "S9", the first signs of its injury codes."""

    code: str
    labels: Mapping[str, str]
    side: str
    aspect: str
    icd_block: str
    charts: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.labels.get(language(), self.labels["en"])


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn path. ``commands``: ("M"|"L", x, y), ("C", x1, y1, x2, y2, x, y) or ("Z",), in chart units."""

    commands: tuple[tuple[Any, ...], ...]
    filled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. ``width`` and ``height`` in chart units; ``areas``: closed rings of tenths by region code."""

    id: str
    view: str
    side: str | None
    width: int
    height: int
    outline: tuple[Line, ...]
    landmarks: tuple[Line, ...]
    numbers: tuple[tuple[float, float, str], ...]
    areas: Mapping[str, tuple[tuple[Point, ...], ...]]

    @property
    def name(self) -> str:
        return str(NAMES[self.id])

    def contains(self, point: Point) -> bool:
        """Whether ``point`` (tenths) lies on the sheet."""
        return 0 <= point[0] <= self.width * TENTHS and 0 <= point[1] <= self.height * TENTHS


def preload() -> None:
    """Read every chart and lay its regions ready, before workers are forked, so that they share them."""
    regions()
    for chart_id in NAMES:
        load(chart_id)


@cache
def regions(version: str = VERSION) -> Mapping[str, Region]:
    """Every region by code."""
    rows = json.loads((FOLDER / version / "regions.json").read_text("utf-8"))["regions"]
    return {
        row["code"]: Region(
            row["code"], row["label"], row["side"], row["aspect"], row["icd_block"], tuple(row["charts"])
        )
        for row in rows
    }


@cache
def load(chart_id: str, version: str = VERSION) -> Chart:
    """One chart with its geometry. Raises KeyError for an unknown chart or version."""
    known = _catalogue(version)[chart_id]
    root = ET.parse(FOLDER / version / known["file"]).getroot()  # noqa: S314 - our own artwork
    groups = {group.get("id"): group for group in root.iter(f"{_SVG}g")}
    _x, _y, width, height = (int(float(part)) for part in known["viewBox"].split())
    return Chart(
        id=chart_id,
        view=known["view"],
        side=known["side"],
        width=width,
        height=height,
        outline=tuple(_lines(groups["outline"])),
        landmarks=tuple(_lines(groups["landmarks"])),
        numbers=tuple(
            (float(text.get("x", 0)), float(text.get("y", 0)), text.text or "") for text in root.iter(f"{_SVG}text")
        ),
        areas={path.get("data-region", ""): _rings(path.get("d", "")) for path in groups["regions"]},
    )


def known(chart_id: str, version: str = VERSION) -> bool:
    """Whether there is such a chart of such a version."""
    return version == VERSION and chart_id in NAMES


def group_of(chart_id: str) -> str:
    """The group a chart stands in. Raises StopIteration for an unknown chart."""
    return next(code for code, (_name, members) in GROUPS.items() if chart_id in members)


def regions_of(chart_id: str) -> list[Region]:
    """The regions of a chart by name: the list that stands in for the drawing."""
    found = [regions()[code] for code in load(chart_id).areas]
    return sorted(found, key=lambda region: region.label)


def region_at(chart_id: str, point: Point, version: str = VERSION) -> Region | None:
    """The region under ``point`` (tenths), or the nearest one within ``REACH``; None off the body."""
    areas = load(chart_id, version).areas
    for code, rings in areas.items():
        if inside(point, rings):
            return regions(version)[code]
    code, distance = min(((code, _distance(point, rings)) for code, rings in areas.items()), key=lambda pair: pair[1])
    return regions(version)[code] if distance <= REACH else None


@cache
def anchor_of(chart_id: str, code: str, version: str = VERSION) -> Point:
    """A point well inside the region: where a mark goes when only its name was chosen. Raises KeyError."""
    rings = load(chart_id, version).areas[code]
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    steps = 24
    candidates = [
        (float(round(left + (right - left) * i / steps)), float(round(top + (bottom - top) * j / steps)))
        for i in range(1, steps)
        for j in range(1, steps)
    ]
    within = [point for point in candidates if inside(point, rings)]
    return max(within, key=lambda point: _distance(point, rings))


def inside(point: Point, rings: tuple[tuple[Point, ...], ...]) -> bool:
    """Even-odd rule over closed rings."""
    x, y = point
    odd = False
    for ring in rings:
        ax, ay = ring[-1]
        for bx, by in ring:
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
            ax, ay = bx, by
    return odd


def _distance(point: Point, rings: tuple[tuple[Point, ...], ...]) -> float:
    best = float("inf")
    for ring in rings:
        start = ring[-1]
        for end in ring:
            best = min(best, _to_segment(point, start, end))
            start = end
    return float(best**0.5)


def _to_segment(point: Point, start: Point, end: Point) -> float:
    """Squared distance of ``point`` from a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0 if not length else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    along = min(1.0, max(0.0, along))
    x, y = start[0] + along * dx - point[0], start[1] + along * dy - point[1]
    return x * x + y * y


@cache
def _catalogue(version: str) -> dict[str, dict[str, Any]]:
    if version != VERSION:
        raise KeyError(version)
    rows = json.loads((FOLDER / version / "charts.json").read_text("utf-8"))["charts"]
    return {row["id"]: row for row in rows}


def _lines(group: ET.Element) -> list[Line]:
    return [Line(_commands(path.get("d", "")), path.get("fill") == "#fff") for path in group.iter(f"{_SVG}path")]


def _commands(d: str) -> tuple[tuple[Any, ...], ...]:
    made: list[tuple[Any, ...]] = []
    tokens = _TOKEN.findall(d)
    place, command = 0, ""
    takes = {"M": 2, "L": 2, "C": 6, "Z": 0}
    while place < len(tokens):
        if tokens[place] in takes:
            command = tokens[place]
            place += 1
        count = takes[command]
        made.append((command, *(float(token) for token in tokens[place : place + count])))
        place += count
        command = "L" if command == "M" else command
    return tuple(made)


def _rings(d: str) -> tuple[tuple[Point, ...], ...]:
    rings: list[list[Point]] = []
    for command, *numbers in _commands(d):
        if command == "M":
            rings.append([(numbers[0] * TENTHS, numbers[1] * TENTHS)])
        elif command == "L":
            rings[-1].append((numbers[0] * TENTHS, numbers[1] * TENTHS))
        elif command == "C":
            rings[-1] += _curve(rings[-1][-1], [number * TENTHS for number in numbers])
    return tuple(tuple(ring) for ring in rings)


def _curve(start: Point, numbers: list[float]) -> list[Point]:
    (x0, y0), (x1, y1, x2, y2, x3, y3) = start, numbers
    made = []
    for step in range(1, _CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        u = 1 - t
        made.append(
            (
                u**3 * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3,
                u**3 * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3,
            )
        )
    return made
