"""What a printed file says, read back with another library than the one that wrote it."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The text of each page, runs of white space as one space."""
    return [" ".join((page.extract_text() or "").split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """The text of the whole file as one line."""
    return " ".join(pages(pdf))


def solid(pdf: bytes) -> str:
    """The text without any white space: lines broken inside a word read as one."""
    return re.sub(r"\s", "", text(pdf))


def right_edges(pdf: bytes) -> list[tuple[int, float, str]]:
    """(page, x of the right end in points, text) of every run of text that stands upright."""
    from healthapp.documents.fonts import REGULAR, text_width

    found: list[tuple[int, float, str]] = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages, 1):

        def visit(run: str, cm: list[float], tm: list[float], _font: object, size: float, number: int = number) -> None:
            upright = not cm[1] and not cm[2]
            if run.strip() and upright:
                x = cm[0] * tm[4] + cm[4]
                found.append((number, x + text_width(run.strip(), REGULAR, size), run))

        page.extract_text(visitor_text=visit)
    return found


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of every font used -> whether it is embedded."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in font.get("/FontDescriptor", {})
    return found
