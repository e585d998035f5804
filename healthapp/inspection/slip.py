"""The slip for the pocket, form NN-1: A6, no name and no finding, the signed note as a QR code and in full."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from healthapp.documents.codes import draw_qr
from healthapp.documents.fonts import BOLD, ONE_AT_A_TIME, REGULAR, draw_text, finish, fitted, text_width
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.inspection.proof_models import VisitCheckpoint
from healthapp.inspection.proof_words import moment_word
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.note import encode64, parse

FORM = "NN-1"
_WIDTH, _HEIGHT = A6
_LEFT, _RIGHT = 9 * mm, _WIDTH - 9 * mm


def grouped(text: str, size: int = 8) -> str:
    """In groups, the way it is read aloud and compared."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def render_slip(row: VisitCheckpoint, *, visit: str, vkey: str, language: str, synthetic: bool) -> bytes:
    """The PDF of one slip in ``language``, with an English line under what must be understood abroad."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A6, invariant=1, initialFontName=REGULAR, lang=language)
    canvas.setTitle(f"{FORM} {visit}-{row.number}")
    with ONE_AT_A_TIME, in_language(language):
        _draw(canvas, row, visit, vkey, synthetic)
        finish(canvas)
        canvas.save()
    return buffer.getvalue()


def _draw(canvas: Any, row: VisitCheckpoint, visit: str, vkey: str, synthetic: bool) -> None:
    checkpoint = Checkpoint.from_text(parse(row.note).text)
    y = _HEIGHT - 13 * mm
    draw_text(canvas, _LEFT, y, _("CHECKPOINT"), font=BOLD, size=14)
    draw_text(canvas, _RIGHT, y, f"{visit}-{row.number}", font=BOLD, size=11, align="right")
    draw_text(canvas, _LEFT, y - 11, "Checkpoint of the ledger · keep this slip", size=7.5)
    canvas.setLineWidth(1)
    canvas.line(_LEFT, y - 16, _RIGHT, y - 16)
    side = 47 * mm
    top = y - 21
    draw_qr(canvas, row.note, _LEFT, top - side, side)
    _facts(canvas, _LEFT + side + 3 * mm, top, row, checkpoint)
    y = top - side - 10
    draw_text(canvas, _LEFT, y, _("Root (SHA-256), to compare by eye"), size=6.5)
    text, size = fitted(grouped(encode64(checkpoint.root), 11), BOLD, 9, _RIGHT - _LEFT)
    draw_text(canvas, _LEFT, y - 10, text, font=BOLD, size=size)
    y = _paragraph(canvas, y - 22, _words(checkpoint.size), 7.4)
    y = _exact(canvas, y - 3, _("The signed note itself, if the QR code cannot be read:"), row.note.split("\n"))
    y = _exact(canvas, y - 2, _("Public key of the ledger; keep it from your first slip:"), [vkey])
    canvas.setLineWidth(0.5)
    draw_text(canvas, _LEFT, 15 * mm, _("Taken by: %(name)s", name=row.taken_by_name), size=7)
    canvas.line(_LEFT, 12.5 * mm, _RIGHT, 12.5 * mm)
    if synthetic:
        draw_text(canvas, _LEFT, 8 * mm, _("DEMONSTRATION · all names, numbers and facts are invented"), size=5.6)
    draw_text(canvas, _RIGHT, 8 * mm, _("Form %(code)s, version %(version)s", code=FORM, version="1"), size=5.6,
              align="right")  # fmt: skip


def _words(size: int) -> str:
    return _(
        "No name and no finding stands here: this is the fingerprint of all %(size)s entries. Check it at the next "
        "visit or at home; whatever was changed, deleted or moved since then will show.",
        size=size,
    )


def _facts(canvas: Any, x: float, y: float, row: VisitCheckpoint, checkpoint: Checkpoint) -> None:
    witnesses = [line.name for line in parse(row.note).signatures if line.name != checkpoint.origin]
    facts = (
        (_("Entries"), str(row.size), 14),
        (_("Date, time"), format_moment(row.taken_at), 8),
        (_("Moment"), moment_word(row.moment), 8),
        (_("Witnesses"), ", ".join(witnesses) or _("none yet"), 8),
    )
    y -= 7
    for label, value, size in facts:
        draw_text(canvas, x, y, label, size=6.5)
        shown, fit = fitted(value, BOLD, size, _RIGHT - x)
        draw_text(canvas, x, y - size - 1, shown, font=BOLD, size=fit)
        y -= size + 13


def _paragraph(canvas: Any, y: float, text: str, size: float) -> float:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, REGULAR, size) > _RIGHT - _LEFT:
            draw_text(canvas, _LEFT, y, line, size=size)
            y -= size * 1.25
            longer = word
        line = longer
    draw_text(canvas, _LEFT, y, line, size=size)
    return y - size * 1.25


def _exact(canvas: Any, y: float, label: str, lines: list[str]) -> float:
    """Text that may have to be typed: sign by sign, broken where the width ends."""
    draw_text(canvas, _LEFT, y, label, size=6)
    y -= 7.5
    for line in lines:
        rest = line
        while rest:
            count = len(rest)
            while text_width(rest[:count], REGULAR, 5.8) > _RIGHT - _LEFT:
                count -= 1
            draw_text(canvas, _LEFT, y, rest[:count], size=5.8)
            rest = rest[count:]
            y -= 7
    return y
