"""Charts that survive a photocopier: black, white and hatching; every value also stands in words beside its shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from healthapp.documents import geometry as page
from healthapp.documents.fonts import BOLD, REGULAR, draw_text, fitted, text_width
from healthapp.i18n import format_number


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: ``share`` from 0 to 1 (None: a dotted frame, the words say why), ``before`` the earlier one or None."""

    label: str
    share: float | None
    words: str
    before: float | None = None


class Bars(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Shares as bars over one scale of 0 to 100 %, the earlier share as a triangle above the bar."""

    LINE, LABEL, WORDS, FOOT = 15.0, 0.46, 25 * mm, 12.0

    def __init__(self, bars: Sequence[Bar]) -> None:
        super().__init__()
        self.bars = list(bars)

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, self.LINE * len(self.bars) + self.FOOT
        return self.width, self.height

    def split(self, _available_width: float, available_height: float) -> list[Flowable]:
        fits = int((available_height - self.FOOT) / self.LINE)
        if fits < 2 or fits >= len(self.bars):
            return []
        return [Bars(self.bars[:fits]), Bars(self.bars[fits:])]

    def draw(self) -> None:
        left = self.width * self.LABEL
        room = self.width - left - self.WORDS
        for place, bar in enumerate(self.bars):
            self._bar(bar, left, self.height - (place + 1) * self.LINE, room)
        self._scale(left, room)

    def _bar(self, bar: Bar, left: float, y: float, room: float) -> None:
        canvas = self.canv
        text, size = fitted(bar.label, REGULAR, 7.5, left - 6)
        draw_text(canvas, left - 4, y + 3.2, text, size=size, align="right")
        canvas.setLineWidth(page.HAIR)
        if bar.share is None:
            canvas.setDash(1, 2)
        canvas.rect(left, y + 2, room, 6.5)
        canvas.setDash()
        if bar.share is not None:
            canvas.setFillGray(0)
            canvas.rect(left, y + 2, room * min(bar.share, 1), 6.5, fill=1, stroke=0)
        if bar.before is not None:
            x = left + room * min(bar.before, 1)
            path = canvas.beginPath()
            path.moveTo(x, y + 9)
            path.lineTo(x - 2.6, y + 13)
            path.lineTo(x + 2.6, y + 13)
            path.close()
            canvas.setFillGray(0)
            canvas.drawPath(path, fill=1, stroke=0)
        draw_text(canvas, left + room + 4, y + 2.8, bar.words, font=BOLD, size=7.5)

    def _scale(self, left: float, room: float) -> None:
        for quarter in range(5):
            draw_text(self.canv, left + room * quarter / 4, 1.5, f"{quarter * 25} %", size=6.2, align="centre")


@dataclass(frozen=True, slots=True)
class Column:
    """One stacked column; ``values`` in the order of the series."""

    label: str
    values: tuple[int, ...]


class Columns(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Counts stacked by series, from the foot: black, hatched, white; the sum above, the series named below."""

    PLOT, LEFT, FOOT, TOP = 52 * mm, 28.0, 30.0, 12.0

    def __init__(self, series: Sequence[str], columns: Sequence[Column]) -> None:
        super().__init__()
        self.series, self.columns = list(series), list(columns)

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, self.PLOT + self.FOOT + self.TOP
        return self.width, self.height

    def draw(self) -> None:
        most = self._axis(max([sum(column.values) for column in self.columns] or [1]) or 1)
        step = (self.width - self.LEFT) / max(len(self.columns), 1)
        wide = min(step * 0.6, 34.0)
        for place, column in enumerate(self.columns):
            self._column(column, self.LEFT + step * (place + 0.5), wide, most)
        x = self.LEFT
        for number, name in enumerate(self.series):
            _shaded(self.canv, x, 3, 9, 7, number)
            draw_text(self.canv, x + 13, 4, name, size=7.2)
            x += text_width(name, REGULAR, 7.2) + 28

    def _axis(self, most: int) -> float:
        step = nice_step(most)
        top = step * math.ceil(most / step)
        self.canv.setLineWidth(page.HAIR)
        for value in range(0, top + 1, step):
            y = self.FOOT + self.PLOT * value / top
            self.canv.line(self.LEFT - 3, y, self.width, y)
            draw_text(self.canv, self.LEFT - 6, y - 2.2, format_number(value), size=6.2, align="right")
        return float(top)

    def _column(self, column: Column, middle: float, wide: float, most: float) -> None:
        y = self.FOOT
        for number, value in enumerate(column.values):
            height = self.PLOT * value / most
            if value:
                _shaded(self.canv, middle - wide / 2, y, wide, height, number)
            y += height
        total = format_number(sum(column.values))
        room = text_width(total, BOLD, 7.2) / 2 + 1.5
        self.canv.setFillGray(1)
        self.canv.rect(middle - room, y + 1.2, 2 * room, 8, fill=1, stroke=0)  # no grid line runs through a number
        draw_text(self.canv, middle, y + 3, total, font=BOLD, size=7.2, align="centre")
        draw_text(self.canv, middle, self.FOOT - 10, column.label, size=7.2, align="centre")


def nice_step(most: int) -> int:
    """The distance of grid lines: 1, 2 or 5 times a power of ten, about five of them."""
    power = 1
    while True:
        for base in (1, 2, 5):
            if most / (base * power) <= 6:
                return base * power
        power *= 10


def _shaded(canvas: Any, x: float, y: float, wide: float, high: float, number: int) -> None:
    """A box in the look of series ``number``: black, hatched, white."""
    canvas.saveState()
    canvas.setLineWidth(page.THIN)
    if number == 0:
        canvas.setFillGray(0)
        canvas.rect(x, y, wide, high, fill=1)
    else:
        canvas.setFillGray(1)
        canvas.rect(x, y, wide, high, fill=1)
        if number == 1:
            _hatched(canvas, x, y, wide, high)
    canvas.restoreState()


def _hatched(canvas: Any, x: float, y: float, wide: float, high: float) -> None:
    path = canvas.beginPath()
    path.rect(x, y, wide, high)
    canvas.clipPath(path, stroke=0)
    offset = -high
    while offset < wide:
        canvas.line(x + offset, y, x + offset + high, y + high)
        offset += 4
