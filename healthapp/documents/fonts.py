"""The two embedded faces, and text drawn straight onto a page.

Noto Sans has every Azerbaijani and Cyrillic letter; FiraGO stands in for the few signs Noto lacks (≥ ≤ →).
A character neither face can draw is printed as ``[U+XXXX]``: a letter missing from a name is evidence lost.
Import this module before ``reportlab.platypus``: platypus takes its default face from ``rl_config`` once, and a
base-14 face, which is never embedded, must not slip in.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Iterator
from typing import Any, Literal

from pymupdf_fonts import fontbuffers
from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DocumentSans", "DocumentSans-Bold"
SPARE, SPARE_BOLD = "DocumentSigns", "DocumentSigns-Bold"
_SOURCES = {REGULAR: "notos", BOLD: "notosbo", SPARE: "figo", SPARE_BOLD: "figbo"}


def _register() -> None:
    rl_config.invariant = 1
    rl_config.useA85 = 0  # streams as they are: a fifth smaller, and sooner written
    rl_config.canvas_basefontname = REGULAR
    for name, key in _SOURCES.items():
        buffer = fontbuffers[key]
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(buffer() if callable(buffer) else buffer)))
    for italic in (0, 1):  # nothing is set in italics: they are the first to drown on a worn printer
        addMapping(REGULAR, 0, italic, REGULAR)
        addMapping(REGULAR, 1, italic, BOLD)


_register()
#: reportlab cuts font subsets with a reading position kept in the shared face: two documents drawn at once take each
#: other's glyphs, and a reader puts a face of its own in place of a broken one. One document at a time in a process.
ONE_AT_A_TIME = threading.RLock()


class ForeignFace(RuntimeError):
    """A document would use a face that is not embedded: it would look different on every machine."""


def finish(canvas: Any) -> None:
    """Hold a canvas to the embedded faces just before it is written. Raises ForeignFace."""
    foreign = set(canvas._doc.fontMapping) - set(_SOURCES)
    if foreign:
        raise ForeignFace(f"not embedded: {', '.join(sorted(foreign))}")


_MAIN: dict[int, Any] = pdfmetrics.getFont(REGULAR).face.charToGlyph
_SIGNS: dict[int, Any] = pdfmetrics.getFont(SPARE).face.charToGlyph


def visible(text: str) -> str:
    """``text`` composed (NFC), line ends as ``\\n``, and every control, format or undrawable character spelled out.

    Invisible characters (bidirectional overrides, zero-width signs, control codes) can make a printed line say
    something other than the record does, so they are shown, not obeyed.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return composed.translate(_VISIBLE)


class _Visible(dict[int, str]):
    """How each sign is shown, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = _shown(chr(code))
        return self[code]


_VISIBLE = _Visible()


def _shown(sign: str) -> str:
    if sign in "\n\u00a0" or " " <= sign <= "~":
        return sign
    if sign == "\t":
        return " "
    drawable = ord(sign) in _MAIN or ord(sign) in _SIGNS
    if not drawable or unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}:
        return f"[U+{ord(sign):04X}]"
    return sign


def needs_spare(sign: str) -> bool:
    """True where only the spare face has the glyph."""
    return ord(sign) not in _MAIN and ord(sign) in _SIGNS


def runs(text: str, font: str = REGULAR) -> Iterator[tuple[str, str]]:
    """``(face, piece)`` pairs that together draw ``visible(text)`` on one line."""
    spare = SPARE_BOLD if font == BOLD else SPARE
    face, piece = font, ""
    for sign in visible(text).replace("\n", " "):
        wanted = spare if needs_spare(sign) else font
        if wanted != face and piece:
            yield face, piece
            piece = ""
        face = wanted
        piece += sign
    if piece:
        yield face, piece


def text_width(text: str, font: str, size: float) -> float:
    """Width in points of ``text`` on one line."""
    return float(sum(pdfmetrics.stringWidth(piece, face, size) for face, piece in runs(text, font)))


def draw_text(
    canvas: Any,
    x: float,
    y: float,
    text: str,
    *,
    font: str = REGULAR,
    size: float = 7.2,
    align: Literal["left", "right", "centre"] = "left",
    white: bool = False,
) -> None:
    """Draw one line at ``(x, y)`` points, black (or white on a black field)."""
    pieces = list(runs(text, font))
    widths = [pdfmetrics.stringWidth(piece, face, size) for face, piece in pieces]
    x -= {"left": 0.0, "right": sum(widths), "centre": sum(widths) / 2}[align]
    canvas.setFillGray(1 if white else 0)
    for (face, piece), width in zip(pieces, widths, strict=True):
        canvas.setFont(face, size)
        canvas.drawString(x, y, piece)
        x += width


def fitted(text: str, font: str, size: float, width: float, smallest: float = 6.2) -> tuple[str, float]:
    """``(text, size)`` that fit ``width``: first smaller, then cut with an ellipsis (the body has the full text)."""
    full = text_width(text, font, size)
    if full <= width:
        return text, size
    size = max(smallest, size * width / full * 0.999)  # a rounding error must not cost a letter
    while text and text_width(text, font, size) > width:
        text = text[:-2].rstrip() + "…"
        if text == "…":
            break
    return text, size
