"""Feet, toes up: the right sole and the right foot from above. Charts of left feet are their exact mirrors.

The model is a right foot seen from above, 100 long, its big toe at negative `x`; the sole is the same contour turned.
"""

from __future__ import annotations

from collections.abc import Callable

from assets.body_charts.chart import Chart
from assets.body_charts.points import Table, points

SIZE = (320, 640)
TOES = (  # each from its inner side round the tip to its outer side, then the web
    "-18.7,81 -19.2,86 -19.6,91 -18.4,96 -15,99.2 -11.4,99 -8.6,96 -7.9,91 -8.6,86 -8.5,82.5 -7.9,80.3",
    "-7.3,82.5 -7.4,87 -7.3,91.4 -6.9,94.6 -4.8,97.4 -2,97 -0.5,94 -0.7,90 -1.2,85 -1.1,81 -0.6,78.8",
    "0,81 0.1,85 0.5,89 1.4,91.6 3.5,93.4 5.8,92.2 6.6,89.2 6.1,85 5.3,80.5 5.3,77.6 5.7,75.8",
    "6.4,77.8 6.9,81.2 7.6,84.4 8.8,86.6 10.8,87.6 12.6,86 12.9,83 12.1,79 11,75.4 10.9,73 11.2,71.6",
    "12.1,73.2 13,75.8 14.4,78.4 16.4,79.4 18.2,77.8 18.6,74.8 18,71",
)
ALL_TOES = [point for toe in TOES for point in points(toe)]
WEBS = [points(toe)[-1] for toe in TOES[:4]]
NAILS = (  # middle, half width, half height, lean
    (-14.1, 93.6, 3.6, 3.5, 0.02),
    (-4.4, 93.4, 1.85, 1.9, 0.10),
    (3.2, 89.5, 1.8, 1.8, 0.16),
    (10.1, 84.0, 1.65, 1.6, 0.22),
    (16.2, 76.6, 1.35, 1.3, 0.30),
)
NAIL = points("-1,-0.55 -0.6,-0.98 0,-1.06 0.6,-0.98 1,-0.55 1.02,0.3 0.75,0.9 0,1.05 -0.75,0.9 -1.02,0.3")
PADS = (  # middle and half sizes of the pad of each toe
    (-13.8, 90.6, 4.6, 6.4),
    (-4.2, 92.2, 2.7, 3.8),
    (3.3, 88.4, 2.6, 3.6),
    (10.2, 82.8, 2.4, 3.3),
    (15.9, 75.8, 2.1, 2.7),
)
PAD = points("-1,-0.2 -0.7,-0.85 0,-1 0.7,-0.85 1,-0.2")
SOLE_INNER = points("-12.3,20 -11,30 -10.6,38 -11.8,47 -14.2,56 -17.2,63.6 -19.4,70 -19.8,75")
SOLE_OUTER = points("18.2,66 18.9,60 18.6,52 17.6,43 16.2,33 14.8,23")
HEEL = points("13.4,13 10.6,5.4 5.4,0.9 -0.4,-0.2 -6.4,1.2 -11,5.8 -13,12.6")
TOP_INNER = points("-12.2,27 -11.4,35 -11.8,44 -13.6,53 -16.6,62 -19.2,69.6 -19.8,75")
TOP_OUTER = points("18.2,66 18.8,60 18.2,52 16.8,43 15,34 13.4,25.6 12.8,21")
ANKLE = points(
    "13.2,17.6 13.9,12.6 12.2,7.6 10,2 9.3,-6 9.9,-18c -10.3,-18c -9.7,-6 -10.6,3 -13.2,9.6 -14.3,15 -13.4,19.6"
)
JOINTS = (
    "-16.2,86.2 -11,86",
    "-6,88.6 -2,88.2",
    "1.4,84.8 5.2,84",
    "8,79.6 11.2,78.4",
    "13.6,73.6 16.2,72.4",
)
TENDONS = (
    "-13.4,76 -11,62 -7.2,46 -4,34",
    "-4.4,75 -3.4,62 -2,48 -0.6,36",
    "2,72.6 2.4,61 2.2,49 1.4,37",
    "7.4,69 7,59 5.6,49 3.6,38",
    "12.6,65 11.4,57 9.2,48 6.4,39",
)

Foot = Callable[[str | Table], Table]


def right_sole() -> Chart:
    chart = Chart("RF-P", "Right foot, plantar view (sole)", SIZE, "plantar", side="right", twin="LF-P")
    chart.shape(_sole(SOLE_INNER + ALL_TOES + SOLE_OUTER + HEEL))
    for x, y, width, height in PADS:
        chart.line(_sole([(x + u * width, y + v * height) for u, v in PAD]))
    chart.line(_sole("-18.6,80.4 -13.6,78.6 -8.6,79.2 -4,78.6 1,77 6,74.2 11,70.4 17,66.6"))
    chart.line(_sole("-16.8,62.6 -11,57.6 -4.4,58.6 -1.8,64 -3.4,71"))
    chart.line(_sole("-1.8,62 5,57.6 12,55.4 18.2,55"))
    chart.line(_sole("-10.6,52 -5,46 -2,37 -3.2,27 -8.6,20.4"))
    chart.line(_sole("-12,17.6 -6,22.6 1,24.2 8,22.4 13.6,17.4"))
    chart.line(_sole("-8,7 -4.4,4.6 0,3.8 4.6,4.6 8,7"))
    _toes(chart, _sole, "PLA")
    chart.cut(_sole("-2,80 -1.8,68 -1.8,57 1.4,57"))
    chart.cut(_sole("-24,60 -14,57.5 -1.8,57 8,56.4 24,54"))
    chart.cut(_sole("1.6,58 1.6,40 1.6,20"))
    chart.cut(_sole("-24,18 -12,17.6 -6,22 1,23.6 8,21.8 13.6,17.4 24,16"))
    halves = {"BALL-MED@": (-12, 68), "BALL-LAT@": (8, 64), "ARCH-MED@": (-6, 40), "ARCH-LAT@": (10, 40)}
    _seeds(chart, _sole, "PLA", {**halves, "HEEL@": (0, 10)})
    return chart


def right_foot_from_above() -> Chart:
    chart = Chart("RF-D", "Right foot, dorsal view", SIZE, "dorsal", side="right", twin="LF-D")
    chart.shape(_top(TOP_INNER + ALL_TOES + TOP_OUTER + ANKLE))
    for number, (x, y, width, height, lean) in enumerate(NAILS, 1):
        leaning = [(u * width, v * height) for u, v in NAIL]
        chart.line(_top([(x + u + lean * v, y + v - lean * u) for u, v in leaning]), closed=True, cut=True)
        _seeds(chart, _top, "FDO", {f"TOE{number}-NAIL@": (x, y)})
    for a, b in map(points, JOINTS):
        chart.line(_top([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 0.6), b]))
    for tendon in TENDONS:
        chart.line(_top(tendon))
    chart.line(_top("-9.4,20.6 -6.6,17.4 -6.6,12.6 -9,9.6"))
    chart.line(_top("9.4,17.6 7.2,14.8 7.4,10.2 9.4,7.8"))
    chart.line(_top("-7,24 0,21.6 7.6,23"))
    _toes(chart, _top, "FDO")
    chart.cut(_top("-24,60 -10,60.5 6,57 24,51"))
    chart.cut(_top("-24,27 -8,31 8,30 24,24"))
    chart.cut(_top("-24,2 0,0 24,0"))
    _seeds(chart, _top, "FDO", {"FOREFOOT@": (0, 68), "MIDFOOT@": (0, 45), "ANKLE@": (0, 15), "SHINLOW@": (0, -10)})
    return chart


def _sole(shape: str | Table) -> Table:
    return [(SIZE[0] / 2 - 5.75 * x - 1, 606 - 5.75 * y, *rest) for x, y, *rest in points(shape)]


def _top(shape: str | Table) -> Table:
    return [(SIZE[0] / 2 + 5.1 * x + 1, 535 - 5.1 * y, *rest) for x, y, *rest in points(shape)]


def _seeds(chart: Chart, foot: Foot, prefix: str, places: dict[str, tuple]) -> None:
    chart.seeds(prefix, {name: foot([place])[0] for name, place in places.items()})


def _toes(chart: Chart, foot: Foot, prefix: str) -> None:
    """The border between toes and foot, just inside the webs."""
    webs = [(x, y + 0.45) for x, y in WEBS]
    chart.cut(foot([*points("-24,81.5 -18.9,81"), *webs, *points("17,69.2 24,66")]))
    middles = enumerate(points("-13.6,86 -4.2,87 3,84 9.6,79 15,73"), 1)
    _seeds(chart, foot, prefix, {f"TOE{number}@": place for number, place in middles})
