"""Several PDFs bound into one volume whose sheets are numbered through, ours and those that others brought.

The pages of others stay as they are; only what acts by itself (actions, scripts) is left behind. Same parts, same
bytes: no date, no identifier, no library name is written.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from healthapp.documents.fonts import BOLD, ONE_AT_A_TIME, REGULAR, draw_text, finish, text_width

#: Room of the number at the foot of a sheet, in points.
WIDTH, HEIGHT = 62 * mm, 13.0
_EDGE = 6 * mm


def sheets(data: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(PdfReader(io.BytesIO(data)).pages)


def bind(parts: Sequence[bytes], label: Callable[[int, int], str], *, title: str, watermark: str = "") -> bytes:
    """One PDF of all parts in order; ``label(sheet, sheets)`` stands at the foot of each sheet.

    ``watermark`` runs across every sheet in hairlines: a photocopier keeps it, and everything under it can be read.
    """
    writer = PdfWriter()
    across = PdfReader(io.BytesIO(_watermark(watermark))).pages[0] if watermark else None
    for part in parts:
        for source in PdfReader(io.BytesIO(part)).pages:
            page = writer.add_page(source)
            _calm(page)
            if across is not None:
                page.merge_page(across)
    total = len(writer.pages)
    stamps = PdfReader(io.BytesIO(_stamps([label(place, total) for place in range(1, total + 1)])))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        _stamp(writer, page, stamp)
    writer.metadata = None
    writer.add_metadata({"/Title": title, "/Producer": ""})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _calm(page: PageObject) -> None:
    """Nothing on the page may act when somebody opens or touches it."""
    page.pop("/AA", None)
    for annotation in page.get("/Annots", ()):
        found = annotation.get_object()
        for key in ("/A", "/AA"):
            found.pop(key, None)


def _watermark(text: str) -> bytes:
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=A4, invariant=1, initialFontName=REGULAR)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.setLineWidth(0.3)
    size = min(64.0, 760 / max(text_width(text, BOLD, 1), 0.1))
    drawn = canvas.beginText(-text_width(text, BOLD, size) / 2, -size / 3)
    drawn.setFont(BOLD, size)
    drawn.setTextRenderMode(1)
    with ONE_AT_A_TIME:
        drawn.textOut(text)
        canvas.drawText(drawn)
        finish(canvas)
        canvas.save()
    return out.getvalue()


def _stamps(texts: Sequence[str]) -> bytes:
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=REGULAR)
    with ONE_AT_A_TIME:
        for text in texts:
            width = min(text_width(text, BOLD, 8) + 8, WIDTH)
            canvas.setFillGray(1)
            canvas.setLineWidth(0.6)
            canvas.rect(WIDTH - width, 0.5, width - 0.5, HEIGHT - 1, fill=1, stroke=1)
            draw_text(canvas, WIDTH - 4, 3.6, text, font=BOLD, size=8, align="right")
            canvas.showPage()
        finish(canvas)
        canvas.save()
    return out.getvalue()


def _stamp(writer: PdfWriter, page: PageObject, stamp: PageObject) -> None:
    """Put ``stamp`` at the foot of ``page`` as it is seen, whichever way the page is turned.

    The page's own drawing is bracketed, not read: a damaged or strange content stream cannot spoil the number.
    """
    form = DecodedStreamObject()
    contents = stamp.get_contents()
    form.set_data(contents.get_data() if contents is not None else b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject((0, 0, WIDTH, HEIGHT)),
            NameObject("/Resources"): stamp["/Resources"].clone(writer),
        }
    )
    name = NameObject("/SheetNumber")
    own = page.get("/Resources", DictionaryObject())
    resources = DictionaryObject(own.get_object())
    drawn = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    drawn[name] = writer._add_object(form)
    resources[NameObject("/XObject")] = drawn
    page[NameObject("/Resources")] = resources
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    matrix = " ".join(f"{number:.3f}" for number in _place(page))
    after.set_data(f"\nQ q {matrix} cm {name} Do Q\n".encode())
    given = page.get("/Contents")
    inner = given.get_object() if given is not None else ArrayObject()
    streams = list(inner) if isinstance(inner, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), *streams, writer._add_object(after)])


def _place(page: PageObject) -> tuple[float, float, float, float, float, float]:
    """The matrix that puts the number at the lower right corner of the page as shown."""
    box = page.cropbox
    left, bottom, right, top = (float(number) for number in (box.left, box.bottom, box.right, box.top))
    turned = int(page.get("/Rotate", 0) or 0) % 360
    along, up = WIDTH + _EDGE, 4.0
    if turned == 90:
        return (0, 1, -1, 0, right - up, top - along)
    if turned == 180:
        return (-1, 0, 0, -1, left + along, top - up)
    if turned == 270:
        return (0, -1, 1, 0, left + up, bottom + along)
    return (1, 0, 0, 1, right - along, bottom + up)


__all__ = ["bind", "sheets"]
