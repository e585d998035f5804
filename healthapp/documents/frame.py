"""Header, footer and binding margin: a loose page still says whose it is, for whom, which copy, and proves itself."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm

from healthapp.documents import geometry as page
from healthapp.documents.codes import digest_groups, draw_qr, qr_payload
from healthapp.documents.fonts import BOLD, REGULAR, draw_text, fitted, text_width
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import format_date
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p

_QR_SIDE = 15.5 * mm
_RIGHT_EDGE = page.PAGE_WIDTH - page.RIGHT


def class_words(confidentiality: Confidentiality) -> str:
    """The confidentiality class in words."""
    return {
        Confidentiality.MEDICAL: _p("print", "MEDICAL CONFIDENCE"),
        Confidentiality.MEASURES: _("MEASURES ONLY · NO MEDICAL DATA"),
        Confidentiality.PRIVILEGED: _("PRIVILEGED · OPCAT art. 21.2"),
        Confidentiality.PERSON: _("THE PERSON'S OWN COPY"),
        Confidentiality.ANONYMOUS: _("NO PERSONAL DATA"),
    }[confidentiality]


def total_form(part: int) -> str:
    """Name of the form object that holds the page total of a part; it is written after the last page."""
    return f"page-total-{part}"


def institution(facility: str) -> str:
    """The first line of the header: ministry, department, and the facility's medical unit."""
    return _("Ministry of Justice · Main Medical Department · %(facility)s, medical unit", facility=facility)


def draw_frame(canvas: Any, sheet: Sheet, part: int, number: int) -> None:
    """Draw everything around the text of page ``number`` of one part of the file."""
    canvas.saveState()
    _margin(canvas, sheet)
    _header(canvas, sheet)
    _footer(canvas, sheet, part, number)
    canvas.restoreState()


def _margin(canvas: Any, sheet: Sheet) -> None:
    canvas.setLineWidth(page.THIN)
    canvas.line(2 * mm, page.PAGE_HEIGHT / 2, 7 * mm, page.PAGE_HEIGHT / 2)  # centres the hole punch
    if sheet.synthetic:
        canvas.saveState()
        canvas.translate(18.5 * mm, 60 * mm)
        canvas.rotate(90)
        draw_text(canvas, 0, 0, _("DEMONSTRATION · all names, numbers and facts are invented"), size=6.8)
        canvas.restoreState()


def _class_frame(canvas: Any, confidentiality: Confidentiality, y: float) -> float:
    """Draw the class at the right of line one; returns its width."""
    words = class_words(confidentiality)
    size = 6.6 if confidentiality is Confidentiality.MEASURES else 7.6
    width = text_width(words, BOLD, size) + 10
    left, centre = _RIGHT_EDGE - width, _RIGHT_EDGE - width / 2
    canvas.setLineWidth(1)
    if confidentiality is Confidentiality.PRIVILEGED:
        canvas.setFillGray(0)
        canvas.rect(left, y - 3.5, width, 13, fill=1, stroke=0)
        draw_text(canvas, centre, y, words, font=BOLD, size=size, align="centre", white=True)
        return width
    if confidentiality is not Confidentiality.ANONYMOUS:
        canvas.rect(left, y - 3.5, width, 13)
    if confidentiality is Confidentiality.MEASURES:
        canvas.setLineWidth(0.4)
        canvas.rect(left + 2, y - 1.5, width - 4, 9)
    draw_text(canvas, centre, y, words, font=BOLD, size=size, align="centre")
    return width


def _header(canvas: Any, sheet: Sheet) -> None:
    y = page.PAGE_HEIGHT - 12 * mm
    taken = _class_frame(canvas, sheet.confidentiality, y)
    text, size = fitted(sheet.institution, REGULAR, 7.6, page.WIDTH - taken - 8)
    draw_text(canvas, page.LEFT, y, text, size=size)
    y -= 14
    # A record without a register number shows its identifier of 36 signs, which must not crowd out the name.
    number, size = fitted(sheet.record, BOLD, 10, page.WIDTH * 0.36)
    draw_text(canvas, _RIGHT_EDGE, y, number, font=BOLD, size=size, align="right")
    who = _who(sheet)
    room = page.WIDTH - text_width(number, BOLD, size) - 12
    text, size = fitted(who or sheet.title, BOLD, 10, room)
    draw_text(canvas, page.LEFT, y, text, font=BOLD, size=size)
    y -= 10.5
    copy = _("Copy %(number)s", number=sheet.copy) if sheet.copy else ""
    addressee = _("To: %(addressee)s", addressee=sheet.addressee) if sheet.addressee else ""
    right = " · ".join(part for part in (copy, addressee) if part)
    right, size = fitted(right, REGULAR, 7.2, page.WIDTH * 0.6)
    draw_text(canvas, _RIGHT_EDGE, y, right, size=size, align="right")
    if who:
        room = page.WIDTH - text_width(right, REGULAR, size) - 10
        text, size = fitted(sheet.title, REGULAR, 7.2, room)
        draw_text(canvas, page.LEFT, y, text, size=size)
    canvas.setLineWidth(1)
    canvas.line(page.LEFT, y - 5, _RIGHT_EDGE, y - 5)


def _who(sheet: Sheet) -> str:
    if sheet.name_line:
        return _("Surname, name: %(line)s b. %(date)s", line="_" * 30, date="____.____.______")
    if not sheet.person or sheet.born is None:
        return sheet.person
    return _("%(person)s   b. %(date)s", person=sheet.person, date=format_date(sheet.born))


def _footer(canvas: Any, sheet: Sheet, part: int, number: int) -> None:
    top = 25.5 * mm
    canvas.setLineWidth(page.THIN)
    canvas.line(page.LEFT, top, _RIGHT_EDGE, top)
    code = f"record-code-{part}"
    if not canvas.hasForm(code):  # drawn once for each part, placed on each of its pages
        canvas.beginForm(code, 0, 0, _QR_SIDE, _QR_SIDE)
        draw_qr(canvas, qr_payload(sheet), 0, 0, _QR_SIDE)
        canvas.endForm()
    _place(canvas, code, page.LEFT, top - _QR_SIDE - 2.2)
    x, y = page.LEFT + _QR_SIDE + 9, top - 10
    width = page.WIDTH - _QR_SIDE - 9
    draw_text(canvas, x, y, sheet.digest_label or _("SHA-256 of the record"), font=BOLD, size=6.8)
    draw_text(canvas, x, y - 9, digest_groups(sheet.digest), size=7.3)
    form = _("Form %(code)s, version %(version)s", code=sheet.form, version=sheet.version)
    leaf = _("Ledger leaf %(leaf)s", leaf=sheet.leaf) if sheet.leaf else ""
    about = " · ".join(part for part in (form, _p("print", "language: English"), leaf) if part)
    text, size = fitted(about, REGULAR, 6.8, width)
    draw_text(canvas, x, y - 20, text, size=size)
    event = _("Printed by: %(who)s · %(day)s (Baku, UTC+4)", who=sheet.printed_by, day=format_date(sheet.printed_at))
    text, size = fitted(event, REGULAR, 6.8, width - 34 * mm)
    draw_text(canvas, x, y - 29, text, size=size)
    draw_text(canvas, x, y - 38, _("Check: the QR code or all 64 characters"), size=6.2)
    count = _("Page %(number)s / ", number=number)
    draw_text(canvas, _RIGHT_EDGE - 14, top - 43, count, font=BOLD, size=9.5, align="right")
    _place(canvas, total_form(part), _RIGHT_EDGE - 13, top - 43)


def _place(canvas: Any, form: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(form)
    canvas.restoreState()
