"""The hand from which all hands are drawn: a left palm, fingers down the page.

The middle of the wrist lies at 0,0, fingers point to +y and the thumb to +x; the hand is 100 long.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from assets.body_charts.chart import Chart
from assets.body_charts.points import Table, placed, points

HANGING = -3.0  # degrees by which a hanging hand leans
ALONG = (0.10, 0.30, 0.46, 0.62, 0.74)  # where the half widths of a finger apply
WEB_DEPTH = 2.6

THUMB = points(
    "15,-6 15.2,0 17.2,7 20.8,14.5 25.2,22 28.8,30 31.4,37 34.2,45 36.4,53 37.4,59 36.6,62.8 "
    "33.8,64.2 30.6,62.4 28.4,57 26.2,50.4 24.2,45.4 22.2,42.4 20.6,43 19.8,47"
)
OUTER_EDGE = points("-23.6,43 -24.2,35 -24,25 -22,15 -18.2,7 -15.6,0 -15,-6")


@dataclass(frozen=True)
class Finger:
    name: str
    base: tuple[float, float]
    lean: float  # degrees towards the thumb
    length: float  # from the web
    widths: tuple[float, ...]  # half widths at `ALONG`

    def at(self, along: float, off: float) -> tuple[float, float]:
        """A point so far along the finger (1 is the tip) and so far off its axis, towards the thumb."""
        sin, cos = math.sin(math.radians(self.lean)), math.cos(math.radians(self.lean))
        x, y = self.base
        return (x + sin * self.length * along + cos * off, y + cos * self.length * along + -sin * off)

    def across(self, along: float, width: float, bend: float = 0.0) -> Table:
        """A crease across the finger whose middle lies `bend` further along."""
        return [self.at(along, -width), self.at(along + bend, 0), self.at(along, width)]

    def contour(self) -> Table:
        """From the side of the thumb round the tip to the other side."""
        tip, sides = self.widths[4], list(zip(ALONG, self.widths, strict=True))
        middle = 1 - tip * 0.98 / self.length
        rounding = [math.radians(angle) for angle in (62, 32, 0, -32, -62)]
        return [
            *[self.at(along, width) for along, width in sides],
            self.at(0.87, tip * 0.97),
            *[self.at(middle + math.cos(a) * tip * 0.98 / self.length, math.sin(a) * tip * 0.93) for a in rounding],
            self.at(0.87, -tip * 0.97),
            *[self.at(along, -width) for along, width in reversed(sides)],
        ]


FINGERS = (
    Finger("INDEX", (13.6, 52.5), 5.0, 41.0, (5.15, 5.0, 5.35, 4.6, 4.7)),
    Finger("MIDDLE", (2.2, 54.5), 0.5, 45.5, (5.15, 5.05, 5.45, 4.7, 4.8)),
    Finger("RING", (-9.0, 53.0), -4.5, 41.5, (4.95, 4.8, 5.15, 4.4, 4.5)),
    Finger("LITTLE", (-18.8, 47.5), -11.0, 33.0, (4.4, 4.1, 4.45, 3.8, 3.9)),
)


def webs() -> Table:
    """The lowest point between each finger and the next."""
    pairs = [(one.contour()[-1], two.contour()[0]) for one, two in pairwise(FINGERS)]
    return [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - WEB_DEPTH) for a, b in pairs]


def hand_contour() -> Table:
    """From the wrist below the thumb round to the wrist below the little finger."""
    index, *others = FINGERS
    fingers = index.contour()
    for web, finger in zip(webs(), others, strict=True):
        fingers += [web, *finger.contour()]
    return THUMB + fingers + OUTER_EDGE


def arm_contour() -> Table:
    """The hand without the ends that the forearm replaces."""
    return hand_contour()[1:-1]


def place_hand(shape: str | Table, wrist: tuple[float, float], x: float, y: float) -> Table:
    """At the end of an arm that hangs, scaled `x` and `y` times."""
    return placed(shape, wrist, HANGING, x, y)


def palm_creases(chart: Chart, hand: Callable) -> None:
    chart.line(hand("-13.4,0.5 0,3.2 13.6,0.5"))
    chart.line(hand("3.5,6 6.5,18 11.5,29 19.4,37"))
    chart.line(hand("-23,36.5 -12,37.5 0,40.5 6.4,47.5"))


def nails_and_knuckles(chart: Chart, hand: Callable, joints: bool) -> None:
    """The back of a small hand; `joints` draws the middle ones too."""
    for finger in FINGERS:
        at, w = finger.at, finger.widths[3]
        nail = [at(0.84, -w * 0.6), at(0.80, -w * 0.5), at(0.78, 0), at(0.80, w * 0.5), at(0.84, w * 0.6)]
        chart.line(hand(nail))
        if joints:
            chart.line(hand([at(0.44, -w * 0.55), at(0.455, 0), at(0.44, w * 0.55)]))
        chart.line(hand([at(-0.10, -w * 0.6), at(-0.155, 0), at(-0.10, w * 0.6)]))


def hand_regions(chart: Chart, hand: Callable, prefix: str) -> None:
    """Hand, fingers and thumb of a small hand."""
    chart.cut(hand("-22,5 24,5"))
    chart.cut(hand("-34,46 -19,47.5 -9,52 2.2,53.5 13.6,52 20.6,46.6 23,45"))
    chart.cut(hand("36,18 27,28 20.4,42 21.4,48"))
    chart.seeds(prefix, {"HAND@": hand("0,25")[0], "THUMB@": hand("32,52")[0]})
    for place in hand("2.5,75 -9,70 14,70 -22,65"):
        chart.seeds(prefix, {"FINGERS@": place})
