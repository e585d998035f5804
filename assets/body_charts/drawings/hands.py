"""Hands, fingers up: the right palm with its thumb on the viewer's right, the right back with its thumb on the left.

Charts of left hands are their exact mirrors.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from assets.body_charts.chart import Chart
from assets.body_charts.drawings.hand_model import FINGERS, hand_contour, webs
from assets.body_charts.points import Table, points

SIZE, SCALE, WRIST_HEIGHT = (380, 600), 4.35, 470
THUMB_SIDE = points("13.8,-26c 13.6,-20 13.8,-13")
OUTER_SIDE = points("-14,-13 -13.6,-20 -13.8,-26c")
THUMB_LEAN, THUMB_LENGTH = math.radians(14), 24.0

Hand = Callable[[str | Table], Table]
At = Callable[[float, float], tuple]


def right_palm() -> Chart:
    chart = Chart("RH-P", "Right hand, palmar view", SIZE, "palmar", side="right", twin="LH-P")
    chart.shape(_palm(THUMB_SIDE + hand_contour() + OUTER_SIDE))
    chart.line(_palm("-13.6,0.6 0,3 13.8,0.8"))
    chart.line(_palm("-13,-2.4 0,-0.4 13.2,-2.2"))
    chart.line(_palm("1.5,6.5 5.2,16 8.6,25.5 13.4,32.6 20,37.6"))
    chart.line(_palm("20.6,39 11,36.6 -2,31.4 -15,24.4"))
    chart.line(_palm("-23.6,37.5 -14,37 -3,40.4 4.6,45.2 7.6,50"))
    for finger in FINGERS:
        for along, width, share in ((0.05, 0, 0.72), (0.415, 2, 0.78), (0.445, 2, 0.62), (0.715, 3, 0.74)):
            chart.line(_palm(finger.across(along, finger.widths[width] * share, bend=-0.008)))
    chart.line(_palm("34,46.6 30.4,47.4 26.6,49.2"))
    chart.line(_palm("28,33.6 25,37 23.2,40.2"))
    _fingers(chart, _palm, "PAL", nails=False)
    chart.cut(_palm("0.5,3 0.5,7 5.2,16 8.6,25.5 13.4,32.6 20,37.6 24,40.6"))
    chart.cut(_palm("0.5,3 0.5,7 -4,16 -6,30 -8,37.4 -30,37.4"))
    _seeds(chart, _palm, "PAL", {"THENAR@": (15, 20), "HYPOTHENAR@": (-15, 20), "PALM@": (0, 40)})
    return chart


def right_back_of_the_hand() -> Chart:
    chart = Chart("RH-D", "Right hand, dorsal view", SIZE, "dorsal", side="right", twin="LH-D")
    chart.shape(_back(THUMB_SIDE + hand_contour() + OUTER_SIDE))
    joints = ((0.42, 2, 0.5), (0.445, 2, 0.68), (0.47, 2, 0.5), (0.705, 3, 0.6), (0.725, 3, 0.5))
    for finger in FINGERS:
        at = finger.at
        for along, width, share in joints:
            chart.line(_back(finger.across(along, finger.widths[width] * share, bend=0.006)))
        w = finger.widths[0] * 0.62
        knuckle = [at(-0.20, -w), at(-0.165, -w * 0.5), at(-0.152, 0), at(-0.165, w * 0.5), at(-0.20, w)]
        chart.line(_back(knuckle))
        a, b = at(-0.30, 0), at(-0.62, 0)
        chart.line(_back([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), (b[0] * 0.93, b[1])]))  # tendon
    _nail(chart, _back, _on_thumb, 3.5, 0.60, 0.93)
    for along, width in ((0.28, 2.6), (0.33, 3.4), (0.38, 2.6)):
        chart.line(_back([_on_thumb(along, -width), _on_thumb(along + 0.01, 0), _on_thumb(along, width)]))
    chart.line(_back("23.6,27 21,31.4 21.4,36"))
    chart.line(_back("-12.6,2 0,0 12.8,2"))
    chart.line(_back("-13,-4.4 -9.6,-7.4 -6.8,-4.2 -8.6,-0.6"))
    _fingers(chart, _back, "DOR", nails=True)
    chart.cut(_back("-2.6,4 -3.2,30 -3.5,58"))
    chart.cut(_back("-30,30 20,34 28.4,35.2"))
    halves = {"KNUCKLES-RAD@": (6, 45), "KNUCKLES-ULN@": (-15, 40), "HANDBACK-RAD@": (8, 20)}
    _seeds(chart, _back, "DOR", {**halves, "HANDBACK-ULN@": (-12, 20), "THUMB-NAIL@": _on_thumb(0.78, 0)})
    return chart


def _palm(shape: str | Table) -> Table:
    return _on_sheet(shape, 1)


def _back(shape: str | Table) -> Table:
    return _on_sheet(shape, -1)


def _on_sheet(shape: str | Table, across: int) -> Table:
    middle = SIZE[0] / 2 - 6 * SCALE * across
    return [(middle + across * SCALE * x, WRIST_HEIGHT - SCALE * y, *rest) for x, y, *rest in points(shape)]


def _on_thumb(along: float, off: float) -> tuple[float, float]:
    """A point so far along the end of the thumb and so far off its axis."""
    sin, cos = math.sin(THUMB_LEAN), math.cos(THUMB_LEAN)
    return (28.0 + sin * THUMB_LENGTH * along + cos * off + 0.6, 40.0 + cos * THUMB_LENGTH * along + -sin * off)


def _seeds(chart: Chart, hand: Hand, prefix: str, places: dict[str, tuple]) -> None:
    chart.seeds(prefix, {name: hand([place])[0] for name, place in places.items()})


def _fingers(chart: Chart, hand: Hand, prefix: str, nails: bool) -> None:
    gaps = [(x, y + 0.6) for x, y in reversed(webs())]
    chart.cut(hand([(-30, 45), *gaps, (20.6, 50.5)]))
    for finger in FINGERS:
        for along, width in ((0.43, 2), (0.715, 3)):
            half = finger.widths[width] + 0.7
            chart.cut(hand([finger.at(along, -half), finger.at(along, half)]))
        parts = {"PROX": 0.27, "MID": 0.57, "DIST": 0.79 if nails else 0.85}
        if nails:
            _nail(chart, hand, finger.at, finger.widths[4] * 0.66, 0.845, 0.975)
            parts["NAIL"] = 0.92
        _seeds(chart, hand, prefix, {f"{finger.name}-{part}@": finger.at(along, 0) for part, along in parts.items()})
    chart.cut(hand("38.5,46 31,48.2 23.2,50.2"))
    chart.cut(hand("33,30.5 27,35 21.3,44.4"))
    chart.cut(hand("-22,4 0,5.2 22,4"))
    _seeds(chart, hand, prefix, {"THUMB-PROX@": (28, 42), "THUMB-DIST@": (31, 52), "WRIST@": (0, -10)})


def _nail(chart: Chart, hand: Hand, at: At, width: float, base: float, tip: float) -> None:
    """A nail between two places along the finger; its outline is a border too."""
    middle = (base + tip) / 2
    side = [(base + 0.008, 0.75), (base + 0.03, 1), (middle, 1.04), (tip - 0.03, 0.96), (tip, 0.45)]
    there = [at(along, width * share) for along, share in side]
    back = [at(along, -width * share) for along, share in reversed(side)]
    chart.line(hand([at(base, 0), *there, at(tip + 0.006, 0), *back]), closed=True, cut=True)
