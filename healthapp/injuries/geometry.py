"""Marks on a body chart: point, line, ellipse or polygon, as whole tenths of a chart unit.

A mark is plain data that is signed as it stands::

    {"chart": "FBM-A", "version": "body-map-v1", "shape": "ellipse", "points": [[2004, 3100]],
     "rx": 120, "ry": 80, "angle": 30}

``points``: one for a point or the centre of an ellipse, two for a line, 3 to 120 for a polygon.
``rx``, ``ry`` (tenths) and ``angle`` (whole degrees, clockwise) belong to the ellipse alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.injuries import charts
from healthapp.injuries.charts import Region

SHAPES = ("point", "line", "ellipse", "polygon")
MOST_MARKS = 12
MOST_POINTS = 120
_COUNTS = {"point": (1, 1), "line": (2, 2), "ellipse": (1, 1), "polygon": (3, MOST_POINTS)}
_FIELDS = {"chart", "version", "shape", "points"}
_ELLIPSE = {"rx", "ry", "angle"}
#: Sides of the polygon that stands for an ellipse where only straight lines can be drawn.
_ELLIPSE_STEPS = 36

Mark = Mapping[str, Any]


def read_marks(text: str) -> list[dict[str, Any]]:
    """The marks a page posts as JSON. Raises ValidationError; nothing unknown, off the sheet or off the body passes."""
    try:
        given = json.loads(text or "[]")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, list):
        raise ma.ValidationError(_("The marks could not be read. Place them again"))
    if len(given) > MOST_MARKS:
        raise ma.ValidationError(_("At most %(most)s marks for one lesion", most=MOST_MARKS))
    return [check(mark) for mark in given]


def check(given: Any) -> dict[str, Any]:
    """``given`` when it is a mark of the closed form above. Raises ValidationError."""
    unreadable = ma.ValidationError(_("The marks could not be read. Place them again"))
    if not isinstance(given, dict):
        raise unreadable
    shape = given.get("shape")
    wanted = _FIELDS | (_ELLIPSE if shape == "ellipse" else set())
    if shape not in SHAPES or set(given) != wanted:
        raise unreadable
    if not charts.known(str(given["chart"]), str(given["version"])):
        raise ma.ValidationError(_("This chart is not known, or of another version. Place the mark again"))
    if not _well_formed(given, *_COUNTS[shape]):
        raise unreadable
    sheet = charts.load(given["chart"])
    if not all(sheet.contains((x, y)) for x, y in outline(given)):
        raise ma.ValidationError(_("A mark lies outside the chart"))
    if region_of(given) is None:
        raise ma.ValidationError(_("A mark does not touch the body. Place it on the drawing"))
    return {key: given[key] for key in sorted(wanted)}


def _well_formed(given: dict[str, Any], least: int, most: int) -> bool:
    points = given["points"]
    if not isinstance(points, list) or not least <= len(points) <= most:
        return False
    if not all(isinstance(pair, list) and len(pair) == 2 and all(_whole(n) for n in pair) for pair in points):
        return False
    if given["shape"] == "ellipse":
        return (
            all(_whole(given[key]) for key in _ELLIPSE)
            and min(given["rx"], given["ry"]) >= 1
            and 0 <= given["angle"] < 180
        )
    return bool(given["shape"] != "line" or points[0] != points[1])


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= 100_000


def outline(mark: Mark) -> list[tuple[float, float]]:
    """The points the mark is drawn through, in tenths; an ellipse as a polygon."""
    points = [(float(x), float(y)) for x, y in mark["points"]]
    if mark["shape"] != "ellipse":
        return points
    (cx, cy), turn = points[0], math.radians(mark["angle"])
    made = []
    for step in range(_ELLIPSE_STEPS):
        t = 2 * math.pi * step / _ELLIPSE_STEPS
        x, y = mark["rx"] * math.cos(t), mark["ry"] * math.sin(t)
        made.append((cx + x * math.cos(turn) - y * math.sin(turn), cy + x * math.sin(turn) + y * math.cos(turn)))
    return made


def middle(mark: Mark) -> tuple[float, float]:
    """Where the mark's number stands and its region is looked up: its middle, in tenths."""
    points = mark["points"]
    if mark["shape"] != "polygon":
        return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
    area = cx = cy = 0.0
    ax, ay = points[-1]
    for bx, by in points:
        cross = ax * by - bx * ay
        area, cx, cy = area + cross, cx + (ax + bx) * cross, cy + (ay + by) * cross
        ax, ay = bx, by
    if abs(area) < 1:  # all on one line
        return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
    return cx / (3 * area), cy / (3 * area)


def region_of(mark: Mark) -> Region | None:
    """The region proposed for a mark: under its middle, else (a ring around a limb) under its first point."""
    found = charts.region_at(mark["chart"], middle(mark), mark["version"])
    return found or charts.region_at(mark["chart"], tuple(mark["points"][0]), mark["version"])


def at_region(chart_id: str, code: str) -> dict[str, Any]:
    """The mark of somebody who chose a region by name: a point in its middle. Raises KeyError."""
    x, y = charts.anchor_of(chart_id, code)
    return {
        "chart": chart_id,
        "points": [[int(x), int(y)]],
        "shape": "point",
        "version": charts.VERSION,
    }
