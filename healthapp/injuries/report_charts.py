"""Body charts on paper, drawn from the same shapes as on screen (``drawing``), in points instead of chart units."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from healthapp import documents as kit
from healthapp.documents import geometry as page
from healthapp.documents.fonts import BOLD, draw_text
from healthapp.i18n import gettext as _
from healthapp.injuries import charts, drawing, lesions, presenter
from healthapp.injuries.charts import Line
from healthapp.intake.queries import Examination

#: Two rows of bodies fit on one page under the heading.
_BODY_HEIGHT, _DETAIL_HEIGHT = 100 * mm, 62 * mm
#: Room under a drawing for three lines: its name, where the patient's left is, which version of the artwork.
_FOOT = 30
#: Room for the heading above the first row.
_HEADING = 40
_MARK = (0.62, 0.08, 0.08)


def section(found: Examination, number: str) -> list[Any]:
    """Every chart that bears a mark."""
    marks = lesions.all_marks(found.answers.get("lesions", {}))
    wanted = [chart for chart in charts.NAMES if any(mark["chart"] == chart for _number, mark in marks)]
    if not wanted:
        return kit.section(number, _("Body charts"), kit.plain(_("No mark was placed."), "body"))
    drawn = [ChartDrawing(presenter.sheet(chart, marks)) for chart in wanted]
    return kit.section(number, _("Body charts"), *_rows(drawn), need=drawn[0].height + _HEADING)


def _rows(drawn: list[ChartDrawing]) -> list[Flowable]:
    """Charts side by side, as many as fit the width."""
    made: list[Flowable] = []
    row: list[ChartDrawing] = []
    for chart in [*drawn, None]:
        if row and (chart is None or sum(one.width for one in [*row, chart]) > page.WIDTH):
            table = Table([row], colWidths=[one.width for one in row], hAlign="LEFT")
            table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
            made += [table, Spacer(1, 3)]
            row = []
        if chart is not None:
            row.append(chart)
    return made


class ChartDrawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One chart with its marks, its name and the letters of the patient's sides."""

    def __init__(self, sheet: presenter.Sheet) -> None:
        super().__init__()
        chart = sheet.chart
        self.sheet = sheet
        self.scale = (_BODY_HEIGHT if chart.height > 2 * chart.width else _DETAIL_HEIGHT) / chart.height
        self.width, self.height = chart.width * self.scale + 10, chart.height * self.scale + _FOOT

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas, chart = self.canv, self.sheet.chart
        canvas.saveState()
        canvas.translate(0, _FOOT)
        canvas.setLineJoin(1)
        canvas.setLineCap(1)
        for line in chart.outline:  # first: parts of it are filled white
            self._line(line, 0.7, 0.15)
        for line in chart.landmarks:
            self._line(line, 0.35, 0.5)
        for x, y, number in chart.numbers:
            draw_text(canvas, *self._at(x, y), number, size=5.5, align="centre")
        for mark in self.sheet.marks:
            self._mark(mark)
        left, right = self.sheet.sides
        draw_text(canvas, *self._at(6, 24), left, font=BOLD, size=8)
        draw_text(canvas, *self._at(chart.width - 6, 24), right, font=BOLD, size=8, align="right")
        canvas.restoreState()
        draw_text(canvas, 0, 20, chart.name, font=BOLD, size=6.8)
        draw_text(canvas, 0, 12, self.sheet.note, size=5.2)
        draw_text(canvas, 0, 5, f"{chart.id} · {charts.VERSION}", size=5.2)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale, (self.sheet.chart.height - y) * self.scale

    def _line(self, line: Line, width: float, grey: float) -> None:
        made = self.canv.beginPath()
        for command, *numbers in line.commands:
            points = [part for at in range(0, len(numbers), 2) for part in self._at(numbers[at], numbers[at + 1])]
            {"M": made.moveTo, "L": made.lineTo, "C": made.curveTo, "Z": made.close}[command](*points)
        self.canv.setLineWidth(width)
        self.canv.setStrokeGray(grey)
        self.canv.setFillGray(1)
        self.canv.drawPath(made, stroke=1, fill=1 if line.filled else 0)

    def _mark(self, mark: drawing.Drawn) -> None:
        canvas = self.canv
        canvas.setStrokeColorRGB(*_MARK)
        canvas.setLineWidth(1.1)
        if mark.shape == "point":
            x, y = mark.points[0]
            canvas.line(*self._at(x - 4, y), *self._at(x + 4, y))
            canvas.line(*self._at(x, y - 4), *self._at(x, y + 4))
        else:
            made = canvas.beginPath()
            made.moveTo(*self._at(*mark.points[0]))
            for point in mark.points[1:]:
                made.lineTo(*self._at(*point))
            if mark.shape != "line":
                made.close()
            canvas.drawPath(made, stroke=1, fill=0)
        self._number(mark)

    def _number(self, mark: drawing.Drawn) -> None:
        """The number in its circle, with the line that leads to the mark."""
        canvas, radius = self.canv, max(drawing.BADGE * self.scale, 4.2)
        start, end = mark.lead
        canvas.setStrokeGray(0.1)
        canvas.setLineWidth(0.4)
        canvas.line(*self._at(*start), *self._at(*end))
        canvas.setFillGray(1)
        x, y = self._at(*mark.badge)
        canvas.circle(x, y, radius, stroke=1, fill=1)
        draw_text(canvas, x, y - radius * 0.42, str(mark.number), font=BOLD, size=radius * 1.2, align="centre")
