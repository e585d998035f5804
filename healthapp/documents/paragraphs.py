"""Styles and paragraphs. User text is escaped and kept as written; only our own sentences may hold markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph
from reportlab.platypus.paragraph import cleanBlockQuotedText

from healthapp.documents import fonts

_SIZES: dict[str, tuple[float, float, str, dict[str, float]]] = {
    # name: size, leading (points), face, the rest
    "title": (13, 16.5, fonts.BOLD, {"spaceAfter": 1}),
    "subtitle": (9, 12, fonts.REGULAR, {"spaceAfter": 4}),
    "body": (9, 12.4, fonts.REGULAR, {"spaceAfter": 3}),
    "note": (7.6, 10, fonts.REGULAR, {"spaceBefore": 2.5, "spaceAfter": 2}),
    "cell": (8.2, 10.4, fonts.REGULAR, {}),
    "cell-bold": (8.2, 10.4, fonts.BOLD, {}),
    "head": (7.4, 9.2, fonts.BOLD, {}),
    "dense": (7.5, 9.3, fonts.REGULAR, {}),
    "dense-bold": (7.5, 9.3, fonts.BOLD, {}),
    "label": (6.5, 7.8, fonts.REGULAR, {}),
    "quote": (9.4, 13.6, fonts.REGULAR, {"leftIndent": 9 * mm, "spaceAfter": 2.2}),
    "plain": (12, 17, fonts.REGULAR, {"spaceAfter": 4}),
    "plain-item": (12, 17, fonts.REGULAR, {"spaceAfter": 4, "leftIndent": 14, "bulletIndent": 0}),
    "plain-cell": (10.5, 14, fonts.REGULAR, {}),
    "plain-cell-bold": (10.5, 14, fonts.BOLD, {}),
    "plain-cell-head": (9.2, 11.6, fonts.BOLD, {}),
    "plain-cell-label": (8.2, 10.2, fonts.REGULAR, {}),
    "plain-note": (9.4, 13, fonts.REGULAR, {"spaceBefore": 3, "spaceAfter": 3}),
    "plain-head": (13.5, 18, fonts.BOLD, {"spaceBefore": 5, "spaceAfter": 3, "keepWithNext": 1}),
    "plain-quote": (11.5, 16.5, fonts.REGULAR, {"leftIndent": 9 * mm, "spaceAfter": 5}),
}

#: A number and its unit, "№ 7" and thousands never part at a line end.
_GLUE = re.compile(
    r"(?<=\d) (?=%|°C|mm\b|cm\b|sm\b|kg\b|kq\b|mg\b|mq\b|ml\b|mmol|min\b|h\b|dəq\b|saat\b|gün\b"
    r"|мм\b|см\b|кг\b|мг\b|мл\b|ммоль|мин\b|ч\b|дн|\d{3}(?!\w))|(?<=№) (?=\w)|(?<=\w) (?=…)"
)


@cache
def style(name: str, alignment: int = 0) -> ParagraphStyle:
    """A named style; ``alignment`` 0 left, 1 centre, 2 right."""
    size, leading, face, rest = _SIZES[name]
    return ParagraphStyle(
        f"{name}-{alignment}",
        fontName=face,
        bulletFontName=face,
        bulletFontSize=size,
        fontSize=size,
        leading=leading,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
        alignment=alignment,
        **rest,
    )


def escaped(text: str) -> str:
    """User text made safe inside markup: nothing in it is interpreted, line breaks stay."""
    return escape(fonts.visible(text)).replace("\n", "<br/>")


class _Faced(dict[int, str]):
    """Each sign in the face that has it, worked out the first time it is met."""

    def __init__(self, spare: str) -> None:
        super().__init__()
        self.spare = spare

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = f'<font name="{self.spare}">{sign}</font>' if fonts.needs_spare(sign) else sign
        return self[code]


_FACED = {spare: _Faced(spare) for spare in (fonts.SPARE, fonts.SPARE_BOLD)}


def _faced(markup: str, spare: str) -> str:
    return markup.translate(_FACED[spare])


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that breaks its lines once for a width: a table asks for them when it measures and when it draws."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Splitting a paragraph that fits nowhere throws its lines away; then they are broken anew.
        if getattr(self, "_laid_out_for", None) != available_width or not hasattr(self, "blPara"):
            self._laid_out_for = available_width
            self._laid_out: tuple[float, float] = super().wrap(available_width, available_height)
        return self._laid_out


def marked(markup: str, name: str = "cell", alignment: int = 0, **options: Any) -> Text:
    """A paragraph of OUR text, which may hold ``<b>``; user text inside it must have gone through ``escaped``."""
    look = style(name, alignment)
    spare = fonts.SPARE_BOLD if look.fontName == fonts.BOLD else fonts.SPARE
    text = _faced(_GLUE.sub("\u00a0", markup), spare)
    if "<" in text or "&" in text:
        return Text(text, look, **options)
    return Text(text, look, frags=[_of_one_face(look).clone(text=cleanBlockQuotedText(text))], **options)


@cache
def _of_one_face(look: ParagraphStyle) -> Any:
    """The fragment the parser makes of a text without markup in this style: most cells, which then need no parser."""
    return Paragraph("x", look).frags[0]


def plain(text: str, name: str = "cell", alignment: int = 0, **options: Any) -> Text:
    """A paragraph of any text exactly as it is; an empty one prints a dash, since an empty cell can be written into."""
    return marked(escaped(text.strip()) or "—", name, alignment, **options)


class Quote(Text):
    """Words of a person: a bar at the left that runs with the text over pages."""

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.setLineWidth(2.2)
        self.canv.line(2.5 * mm, -self.style.spaceAfter, 2.5 * mm, self.height)
        self.canv.restoreState()
        super().draw()


def quote(text: str, number: int | None = None, name: str = "quote") -> Quote:
    """Verbatim words; ``number`` lets a court cite the sentence."""
    return Quote((_numbered(number) if number else "") + _faced(escaped(text), fonts.SPARE), style(name))


def quotes(sentences: Sequence[tuple[int, str]], name: str = "quote") -> Quote:
    """Verbatim words that run on, each sentence after its number."""
    said = (_numbered(number) + _faced(escaped(text), fonts.SPARE) for number, text in sentences)
    return Quote("&nbsp; ".join(said), style(name))


def _numbered(number: int) -> str:
    return f'<font name="{fonts.BOLD}" size="7">{number}</font>&nbsp; '
