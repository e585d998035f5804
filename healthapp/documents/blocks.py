"""Headings, sections, boxes, ruled lines: the pieces that keep a page from breaking badly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from healthapp.documents import geometry as page
from healthapp.documents.fonts import BOLD, REGULAR, draw_text, fitted, text_width
from healthapp.documents.paragraphs import marked, plain
from healthapp.i18n import gettext as _


def flat(items: Iterable[Any]) -> Iterator[Any]:
    """Flowables out of nested lists; None is left out."""
    for item in items:
        if isinstance(item, list | tuple):
            yield from flat(item)
        elif item is not None:
            yield item


def title(text: str, subtitle: str = "") -> list[Flowable]:
    """The document's own title and the line under it."""
    return [plain(text, "title"), plain(subtitle, "subtitle") if subtitle else Spacer(1, 4)]


class Heading(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Section bar: black number tab, title, rule; also an entry in the file's outline."""

    def __init__(self, number: str, text: str) -> None:
        super().__init__()
        self.number, self.text, self.height = number, text, 15.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        return available_width, self.height + 6

    def draw(self) -> None:
        canvas = self.canv
        tab = 0.0
        if self.number:
            tab = max(22.0, text_width(self.number, BOLD, 9.5) + 10)
            canvas.setFillGray(0)
            canvas.rect(0, 2, tab, self.height, fill=1, stroke=0)
            draw_text(canvas, tab / 2, 6.4, self.number, font=BOLD, size=9.5, align="centre", white=True)
            tab += 6
        text, size = fitted(self.text, BOLD, 10.2, self.width - tab)
        draw_text(canvas, tab, 6.2, text, font=BOLD, size=size)
        canvas.setLineWidth(page.LINE)
        canvas.line(0, 2, self.width, 2)
        key = f"section-{self.number}-{canvas.getPageNumber()}-{self.text}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(f"{self.number}  {self.text}".strip(), key, 0, closed=True)


def section(number: str, text: str, *body: Any, need: float = 26 * mm) -> list[Flowable]:
    """Heading and body; never a heading alone at the foot of a page. ``need``: points that must fit under it."""
    content = list(flat(body))
    if content and isinstance(content[0], CondPageBreak):  # a table guards itself: the heading joins its need
        need = max(need, content[0].height + 26)
        content = content[1:]
    return [CondPageBreak(need), Spacer(1, 2), Heading(number, text), Spacer(1, 1.5), *content]


def keep(*body: Any) -> KeepTogether:
    """One block that stays on a page. Conditional breaks inside would force a page of their own: they are dropped."""
    content: list[Flowable] = []
    for item in flat(body):
        if isinstance(item, KeepTogether):
            content += item._content
        elif not isinstance(item, CondPageBreak):
            content.append(item)
    return KeepTogether(content)


def boxed(*body: Any, weight: float = 1.2, padding: float = 5) -> Table:
    """A framed block over the whole width."""
    table = Table([[list(flat(body))]], colWidths=[page.WIDTH])
    table.setStyle(
        [
            ("FONT", (0, 0), (-1, -1), REGULAR, 8),
            ("BOX", (0, 0), (-1, -1), weight, (0, 0, 0)),
            ("LEFTPADDING", (0, 0), (-1, -1), padding + 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), padding + 2),
            ("TOPPADDING", (0, 0), (-1, -1), padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ]
    )
    return table


def note(text: str) -> Flowable:
    """A small remark in our own words (may hold markup)."""
    return marked(text, "note")


class RuledLines(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Lines to write on; ``step`` in points.

    ``boxed``: the frame around them is the last line. ``most``: as many lines as the rest of the page holds, from
    ``count`` up to that.
    """

    def __init__(self, count: int, step: float = 8 * mm, *, boxed: bool = False, most: int = 0) -> None:
        super().__init__()
        self.count, self.step, self.boxed, self.most = count, step, boxed, most

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        if self.most:
            self.count = min(self.most, max(self.count, int(available_height / self.step)))
        self.width, self.height = available_width, self.count * self.step
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(page.THIN)
        for line in range(1, self.count + (0 if self.boxed else 1)):
            y = self.height - line * self.step + (0 if self.boxed else 2)
            self.canv.line(0, y, self.width, y)


class EndMark(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Nothing can be typed in after this line."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Where the page is full it goes into the gap above the footer: no page is begun for this line alone."""
        self.width = available_width
        height = 16 if available_height >= 16 else 0
        self.base = 0 if height else -10
        return available_width, height

    def draw(self) -> None:
        words = _("end of document")
        half = text_width(words, REGULAR, 6.8) / 2 + 8
        centre = self.width / 2
        self.canv.setLineWidth(page.THIN)
        self.canv.line(0, self.base + 4, centre - half, self.base + 4)
        self.canv.line(centre + half, self.base + 4, self.width, self.base + 4)
        draw_text(self.canv, centre, self.base + 1.8, words, size=6.8, align="centre")
