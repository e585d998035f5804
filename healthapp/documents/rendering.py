"""From a story to bytes: one pass, no clock, no environment, same input same bytes."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate

from healthapp.documents import geometry as page
from healthapp.documents.blocks import EndMark, flat
from healthapp.documents.embedding import embed
from healthapp.documents.fonts import BOLD, ONE_AT_A_TIME, REGULAR, draw_text, finish
from healthapp.documents.frame import draw_frame, total_form
from healthapp.documents.values import Sheet
from healthapp.i18n import in_language

_TAGS = {"az": "az-AZ", "ru": "ru-RU", "en": "en-GB"}


class _PageCountCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Each part's page total is one form object written last, so that a single pass is enough."""

    def __init__(self, *args: Any, totals: dict[int, int], files: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._totals = totals
        self._files = files

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        for part, total in self._totals.items():
            self.beginForm(total_form(part), 0, -3, 40, 12)
            draw_text(self, 0, 0, str(total), font=BOLD, size=9.5)
            self.endForm()
        embed(self._doc, self._files)
        finish(self)
        super().save()


def render(sheet: Sheet, story: Iterable[Any]) -> bytes:
    """The PDF of ``story`` inside the frame of ``sheet``."""
    return render_set([(sheet, story)])


def render_set(parts: Sequence[tuple[Sheet, Iterable[Any]]]) -> bytes:
    """Several documents in one file, each with its own frame, page count and end; all in the first one's language.

    The file's title is form and record number only: a file manager must not show a person's name.
    """
    first, last = parts[0][0], parts[-1][0]
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=(page.PAGE_WIDTH, page.PAGE_HEIGHT),
        title=f"{first.form} {first.record}" + (f" - {last.record}" if last is not first else ""),
        author=first.institution,
        subject=first.title,
        creator="",
        producer="",
        lang=_TAGS[first.language],
        initialFontName=REGULAR,
        invariant=1,
    )
    totals: dict[int, int] = {}
    story: list[Any] = []
    for part, (sheet, content) in enumerate(parts):
        document.addPageTemplates(_template(part, sheet, totals))
        if part:
            story += [NextPageTemplate(f"part-{part}"), PageBreak()]
        story += [*flat(content), EndMark()]
    files = {
        f"{file_name(sheet).removesuffix('.pdf')}.tlog-proof": sheet.proof for sheet, _story in parts if sheet.proof
    }
    canvas = functools.partial(_PageCountCanvas, initialFontName=REGULAR, totals=totals, files=files)
    with ONE_AT_A_TIME, in_language(first.language):
        document.build(story, canvasmaker=canvas)
    return buffer.getvalue()


def _template(part: int, sheet: Sheet, totals: dict[int, int]) -> PageTemplate:
    def on_page(canvas: Any, _document: object) -> None:
        totals[part] = totals.get(part, 0) + 1
        draw_frame(canvas, sheet, part, totals[part])

    height = page.PAGE_HEIGHT - page.TOP - page.BOTTOM
    frame = Frame(page.LEFT, page.BOTTOM, page.WIDTH, height, 0, 0, 0, 0)
    return PageTemplate(f"part-{part}", [frame], onPage=on_page)


def file_name(sheet: Sheet) -> str:
    """``QM-1_QM-2026-001207.pdf``: form and record number, never a name."""
    safe = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in sheet.record)
    return f"{sheet.form}_{safe}.pdf"
