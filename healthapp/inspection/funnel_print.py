"""The funnel of the first screen on paper: the same points and curves, in black."""

from __future__ import annotations

from reportlab.platypus import Flowable

from healthapp.documents import geometry as page
from healthapp.documents.fonts import draw_text
from healthapp.i18n import gettext as _
from healthapp.inspection.funnel_svg import HEIGHT, WIDTH, Plot

#: A page is wider for its height than a screen.
FLAT = 0.8


class FunnelChart(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The funnel of the page, in black: a square is this facility, rings are others, curves are limits of chance."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.plot = plot

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.scale = available_width / WIDTH
        self.height = HEIGHT * self.scale * FLAT
        return self.width, self.height

    def _y(self, y: float) -> float:
        return (HEIGHT - y) * self.scale * FLAT

    def draw(self) -> None:
        canvas, plot = self.canv, self.plot
        canvas.setLineWidth(page.THIN)
        left, bottom = plot.left * self.scale, self._y(plot.bottom)
        canvas.line(left, self._y(plot.top), left, bottom)
        canvas.line(left, bottom, plot.right * self.scale, bottom)
        canvas.line(left, self._y(plot.mean), plot.right * self.scale, self._y(plot.mean))
        for dashes, pair in (([3, 2], plot.inner), ([], plot.outer)):
            canvas.setDash(dashes)
            for path in pair:
                self._curve(path)
        canvas.setDash([])
        for x, label in plot.across:
            draw_text(canvas, x * self.scale, bottom - 9, label, size=6.5, align="centre")
        for y, label in plot.up:
            draw_text(canvas, left - 4, self._y(y) - 2, label, size=6.5, align="right")
        draw_text(canvas, plot.right * self.scale, bottom - 18, _("people held on average"), size=6.5, align="right")
        for mark in plot.marks:
            x, y = mark.x * self.scale, self._y(mark.y)
            if mark.own:
                canvas.setFillGray(0)
                canvas.rect(x - 4, y - 4, 8, 8, fill=1)
            else:
                canvas.circle(x, y, 3)

    def _curve(self, path: str) -> None:
        """``path``: the points of the page's own curve, ``Mx,y Lx,y ...``."""
        pairs = [part.lstrip("ML").split(",") for part in path.split(" ")]
        drawn = self.canv.beginPath()
        for place, (x, y) in enumerate(pairs):
            (drawn.lineTo if place else drawn.moveTo)(float(x) * self.scale, self._y(float(y)))
        self.canv.drawPath(drawn)
