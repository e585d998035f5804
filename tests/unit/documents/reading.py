"""What a printed file says, read back with another library than the one that wrote it."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import NamedTuple
from unittest import mock

from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font


class Run(NamedTuple):
    """Words that were drawn together: where on the page they begin, in points, and how large; ``upright`` or turned."""

    words: str
    x: float
    size: float
    upright: bool


class Page(NamedTuple):
    text: str
    runs: tuple[Run, ...]


@lru_cache(maxsize=4)
def _read(pdf: bytes) -> tuple[Page, ...]:
    """Each page, read once however many questions are asked of it, and each face once however many pages it is on:
    reading takes twice as long as drawing.
    """
    found: list[Page] = []
    faces: dict[int, tuple[DictionaryObject, Font]] = {}
    parsed = Font.from_font_resource

    def once(resource: DictionaryObject) -> Font:
        if id(resource) not in faces:
            faces[id(resource)] = resource, parsed(resource)
        return faces[id(resource)][1]

    with mock.patch.object(Font, "from_font_resource", once):
        for page in PdfReader(io.BytesIO(pdf)).pages:
            runs: list[Run] = []

            def visit(
                words: str, cm: list[float], tm: list[float], _font: object, size: float, runs: list[Run] = runs
            ) -> None:
                if words.strip():
                    runs.append(Run(words, cm[0] * tm[4] + cm[4], size, upright=not cm[1] and not cm[2]))

            words = page.extract_text(visitor_text=visit) or ""
            found.append(Page(words, tuple(runs)))
    return tuple(found)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, runs of white space as one space."""
    return [" ".join(page.text.split()) for page in _read(pdf)]


def text(pdf: bytes) -> str:
    """The text of the whole file as one line."""
    return " ".join(pages(pdf))


def solid(pdf: bytes) -> str:
    """The text without any white space: lines broken inside a word read as one."""
    return re.sub(r"\s", "", text(pdf))


def right_edges(pdf: bytes) -> list[tuple[int, float, str]]:
    """(page, x of the right end in points, text) of every run of text that stands upright."""
    from healthapp.documents.fonts import REGULAR, text_width

    return [
        (number, run.x + text_width(run.words.strip(), REGULAR, run.size), run.words)
        for number, page in enumerate(_read(pdf), 1)
        for run in page.runs
        if run.upright
    ]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of every font used -> whether it is embedded."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in font.get("/FontDescriptor", {})
    return found
