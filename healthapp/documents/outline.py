"""A plain body outline to mark on with a pen: front, back and soles. Own geometry, height 100 units, midline at 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from reportlab.platypus import Flowable

from healthapp.documents.fonts import BOLD, draw_text

Point = tuple[float, float]
#: Right half of the standing figure from the neck down, as seen on the page.
_HALF: tuple[Point, ...] = (
    (2.3, 88), (2.5, 85.6), (6, 84), (10.3, 82.4), (12.6, 78.8), (13.2, 71), (14.7, 63), (16.4, 56), (18.4, 48.6),
    (20.2, 44.6), (20.2, 40.6), (18.7, 38.9), (17.2, 41.6), (16.6, 45.4), (16.2, 48.8), (13.4, 56.4), (11.6, 63.4),
    (10.5, 70), (9.6, 75.6), (8.9, 69), (8.0, 62), (9.5, 54.5), (10.2, 47), (9.4, 38), (7.7, 28.4), (8.1, 21.6),
    (6.1, 11), (5.5, 6), (7.6, 2.4), (6.9, 0.5), (3.6, 0.6), (2.9, 5.6), (3.1, 11), (3.0, 20), (2.8, 28.4), (1.7, 40),
    (0.4, 47.4),
)  # fmt: skip
_FOOT: tuple[Point, ...] = (
    (0, 0), (3.2, 1.6), (4.2, 8), (3.9, 18), (6.2, 30), (6.4, 38), (4.6, 43), (1, 46), (-2.6, 46.6), (-5, 43.6),
    (-5.2, 38), (-3.4, 28), (-2.6, 18), (-3.6, 8), (-2.8, 1.6),
)  # fmt: skip


def _closed_curve(canvas: Any, points: Sequence[Point], x: float, y: float, scale: float) -> None:
    """A closed Catmull-Rom curve through ``points``."""
    count = len(points)

    def at(index: int) -> Point:
        px, py = points[index % count]
        return x + px * scale, y + py * scale

    path = canvas.beginPath()
    path.moveTo(*at(0))
    for index in range(count):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (at(index + step) for step in (-1, 0, 1, 2))
        path.curveTo(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
    path.close()
    canvas.drawPath(path)


class BodyOutline(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One blank view. ``left`` and ``right`` name the person's side at that edge of the picture; sizes in points."""

    def __init__(
        self, view: Literal["front", "back", "soles"], caption: str, left: str, right: str, width: float, height: float
    ) -> None:
        super().__init__()
        self.view, self.caption, self.left, self.right = view, caption, left, right
        self.width, self.height = width, height

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas, middle = self.canv, self.width / 2
        canvas.saveState()
        canvas.setLineWidth(0.8)
        if self.view == "soles":
            self._soles(middle)
        else:
            self._figure(middle)
        draw_text(canvas, middle, self.height - 8, self.caption, font=BOLD, size=7.4, align="centre")
        draw_text(canvas, 3, self.height - 19, self.left, size=6.5)
        draw_text(canvas, self.width - 3, self.height - 19, self.right, size=6.5, align="right")
        canvas.restoreState()

    def _soles(self, middle: float) -> None:
        scale = (self.height - 30) / 52
        for side in (-1, 1):
            _closed_curve(self.canv, [(side * x, y) for x, y in _FOOT], middle + side * 9 * scale, 6, scale)

    def _figure(self, middle: float) -> None:
        canvas, scale, y = self.canv, (self.height - 26) / 101, 6.0
        _closed_curve(canvas, [*_HALF, *((-px, py) for px, py in reversed(_HALF))], middle, y, scale)
        canvas.ellipse(middle - 4.7 * scale, y + 86.8 * scale, middle + 4.7 * scale, y + 99.6 * scale)
        canvas.setLineWidth(0.4)
        if self.view == "back":
            canvas.line(middle, y + 84 * scale, middle, y + 47.6 * scale)
            return
        canvas.circle(middle, y + 59.6 * scale, 0.5 * scale)
        for side in (-1, 1):
            canvas.circle(middle + side * 4.6 * scale, y + 74.5 * scale, 0.6 * scale)
            knee = middle + side * 5.2 * scale
            canvas.ellipse(knee - 1.5 * scale, y + 26.8 * scale, knee + 1.5 * scale, y + 30.2 * scale)
