"""One chart while it is drawn: contours, thin lines, cuts between regions and a seed in each region.

Drawings speak in units of their model (heights of a body or a head); the chart moves and scales them to its sheet. On
a symmetric chart the half on the viewer's right is drawn, and the other half is its exact mirror: numbers are rounded
to tenths first and then mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assets.body_charts.points import Table, closed_half, points
from assets.body_charts.polygons import inside, masked, merged, right_half
from assets.body_charts.regions import regions_of
from assets.body_charts.splines import (
    Piece,
    closed_spline_from_start,
    flatten,
    mirror,
    mirror_back,
    rounded,
    spline,
    straight,
    tenth,
)

OUTLINE, LANDMARKS = "outline", "landmarks"
LETTERS = {"left": "L", "right": "R", "midline": "M"}
OPPOSITE = {"left": "right", "right": "left"}
ROUND = 0.5523  # how far the handles of a quarter circle reach, in radii


@dataclass(frozen=True)
class Stroke:
    group: str
    pieces: list[Piece]
    closed: bool = False
    filled: bool = False
    silhouette: bool = False


@dataclass
class Chart:
    code: str
    title: str
    size: tuple[int, int]
    view: str
    sex: str = "any"
    side: str | None = None  # of a chart that shows one side; a symmetric chart has none
    scale: float = 1.0
    origin: tuple[float, float] = (0.0, 0.0)
    twin: str | None = None  # the code of its mirror image
    strokes: list[Stroke] = field(default_factory=list)
    texts: list[tuple] = field(default_factory=list)  # (x, y), what, size
    partners: dict[str, str] = field(default_factory=dict)  # codes whose mirror image bears another name
    _lines: list[Table] = field(default_factory=list)
    _seeds: list[tuple] = field(default_factory=list)
    _mask: Table = field(default_factory=list)

    @property
    def symmetric(self) -> bool:
        return self.side is None

    @property
    def viewers_right(self) -> str:
        """The patient's side there, on a symmetric chart."""
        return "right" if self.view in {"posterior", "superior"} else "left"

    def on_sheet(self, shape: str | Table) -> Table:
        return [
            (self.origin[0] + self.scale * x, self.origin[1] + self.scale * y, *rest) for x, y, *rest in points(shape)
        ]

    # contours and lines

    def half_outline(self, half: str | Table) -> None:
        """The silhouette of a symmetric chart, from its half on the viewer's right, midline to midline."""
        self.symmetric_shape(half, group=OUTLINE, filled=True, silhouette=True, cut=True)

    def symmetric_shape(
        self,
        half: str | Table,
        group: str = LANDMARKS,
        filled: bool = False,
        silhouette: bool = False,
        cut: bool = False,
    ) -> None:
        """A closed contour from its half on the viewer's right, midline to midline."""
        pieces = closed_spline_from_start(self.on_sheet(closed_half(half)))
        right = rounded(pieces[: len(points(half)) - 1])
        whole = right + mirror_back(right, self.size[0])
        self.strokes.append(Stroke(group, whole, closed=True, filled=filled, silhouette=silhouette))
        if cut:
            self._lines.append(flatten(right))

    def shape(self, shape: str | Table) -> None:
        """A closed contour of the silhouette that is not symmetric in itself."""
        pieces = rounded(spline(self.on_sheet(shape), closed=True))
        self._stroke(Stroke(OUTLINE, pieces, closed=True, filled=True, silhouette=True), self.symmetric)
        self._lines.append(flatten(pieces))

    def line(
        self,
        shape: str | Table,
        group: str = LANDMARKS,
        once: bool = False,
        closed: bool = False,
        smooth: bool = True,
        cut: bool = False,
        filled: bool = False,
    ) -> None:
        """A line, and its mirror image on a symmetric chart unless it is drawn `once`; `cut` parts regions too."""
        pieces = rounded((spline if smooth else straight)(self.on_sheet(shape), closed))
        self._stroke(Stroke(group, pieces, closed, filled), self.symmetric and not once)
        if cut:
            self._lines.append(flatten(pieces))

    def symmetric_line(self, half: str | Table, group: str = LANDMARKS) -> None:
        """An open line across the midline, from its half on the viewer's right that starts there."""
        table = points(half)
        whole = [(-x, *rest) for x, *rest in reversed(table)][:-1] + table
        right = rounded(spline(self.on_sheet(whole))[1 - len(table) :])
        self.strokes.append(Stroke(group, mirror_back(right, self.size[0]) + right))

    def dot(self, x: float, y: float, radius: float) -> None:
        """A small circle, and its mirror image unless it lies on the midline."""
        k = ROUND * radius
        around = [(radius, 0), (radius, k), (k, radius), (0, radius), (-k, radius), (-radius, k), (-radius, 0)]
        around += [(-radius, -k), (-k, -radius), (0, -radius), (k, -radius), (radius, -k), (radius, 0)]
        ring = self.on_sheet([(x + dx, y + dy) for dx, dy in around])
        pieces = rounded([tuple(ring[i : i + 4]) for i in (0, 3, 6, 9)])
        self._stroke(Stroke(LANDMARKS, pieces, closed=True), self.symmetric and abs(x) > 1e-6)

    def text(self, point: tuple, what: str, size: int) -> None:
        self.texts.append((self.on_sheet([point])[0], what, size))

    def _stroke(self, stroke: Stroke, twice: bool) -> None:
        self.strokes.append(stroke)
        if twice:
            self.strokes.append(replace(stroke, pieces=mirror(stroke.pieces, self.size[0])))

    # regions

    def mask(self, shape: str | Table) -> None:
        """A loop inside or outside of which later cuts are kept."""
        self._mask = flatten(spline(self.on_sheet(shape), closed=True))[:-1]

    def cut(self, shape: str | Table, smooth: bool = False, closed: bool = False, mask: str | None = None) -> None:
        """A border between regions; `mask` is "in" or "out" of the loop given before."""
        table = self.on_sheet(shape)
        if not closed:  # ends on the tenths, where the corners of outlines lie
            for end in (0, -1):
                x, y, *rest = table[end]
                table[end] = (tenth(x), tenth(y), *rest)
        line = flatten((spline if smooth else straight)(table, closed))
        self._lines += masked(line, self._mask, mask == "in") if mask else [line]

    def seeds(self, prefix: str, places: str | dict[str, tuple]) -> None:
        """Names regions: `"EYE@ 18,64 NOSE-M 3,78"` under `prefix`; `@` stands for the side, `-M` for the midline."""
        if isinstance(places, str):
            words = places.split()
            pairs = [(name, points(point)[0]) for name, point in zip(words[::2], words[1::2], strict=True)]
        else:
            pairs = list(places.items())
        self._seeds += [(f"{prefix}-{name}", self.on_sheet([point])[0]) for name, point in pairs]

    def regions(self) -> dict[str, list[Table]]:
        """The loops of each region, by its code."""
        loops = [flatten(stroke.pieces)[:-1] for stroke in self.strokes if stroke.silhouette]
        lines = self._lines
        if self.symmetric:
            middle = self.size[0] / 2
            lines = [part for line in lines for part in right_half(line, middle)]
            lines.append([(middle, -5.0), (middle, self.size[1] + 5.0)])
        found = regions_of(lines, self._seeds, lambda point: any(inside(loop, point) for loop in loops))
        if not self.symmetric:
            return {code.replace("@", f"-{LETTERS[self.side]}"): loops for code, loops in found.items()}
        return {code: loops for name, right in found.items() for code, loops in self._both_halves(name, right)}

    def _both_halves(self, name: str, right: list[Table]) -> list[tuple[str, list[Table]]]:
        left = mirrored_loops(right, self.size[0])
        if name in self.partners:
            return [(name, right), (self.partners[name], left)]
        if name.endswith("@"):
            here, there = LETTERS[self.viewers_right], LETTERS[OPPOSITE[self.viewers_right]]
            return [(f"{name[:-1]}-{here}", right), (f"{name[:-1]}-{there}", left)]
        return [(name, merged(right + left))]


def mirrored_loops(loops: list[Table], width: float) -> list[Table]:
    """The mirror image, in the same sense of rotation."""
    return [[(tenth(width - x), y) for x, y in reversed(loop)] for loop in loops]
