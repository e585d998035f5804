"""What may enter the file of a case as bytes: a whole, open, silent PDF, or a picture. Everything else says why not.

A PDF that carries a script, starts a program, sends a form or hides another file is refused as a whole: taking the
poison out would change a document somebody signed. Printed anew or scanned, it can be brought again.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from healthapp.documents import volume
from healthapp.vault import images

MAX_BYTES = 25 * 1024 * 1024
MAX_SHEETS = 300
#: Objects looked at in one PDF; an ordinary scan of 300 sheets has a few thousand.
MAX_OBJECTS = 200_000
#: What everything but the pictures of one PDF unpacks to; the drawing of an ordinary sheet is some kilobytes.
MAX_UNPACKED = 64 * 1024 * 1024
PDF = "application/pdf"
_KEYS = frozenset(
    "/JS /JavaScript /AA /XFA /EF /EmbeddedFile /EmbeddedFiles /RichMediaContent /RichMediaSettings /Launch".split()
)
_ACTIONS = frozenset(
    "/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /Movie /Sound /RichMediaExecute".split()
)
_SUBTYPES = frozenset("/FileAttachment /RichMedia /3D /Movie /Sound /Screen".split())
_BROKEN = (
    *(PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError),
    *(struct.error, zlib.error, AssertionError, NotImplementedError),
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said to the user, not to the log


class RefusedFile(ValueError):
    """``code``: empty, too_large, not_accepted, damaged, encrypted, active, bomb, too_many_sheets, no_sheets."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Accepted:
    """``media_type`` as found by reading, not as claimed; a picture is one sheet."""

    media_type: str
    sheets: int


def check(data: bytes) -> Accepted:
    """Raises RefusedFile."""
    if not data:
        raise RefusedFile("empty")
    if len(data) > MAX_BYTES:
        raise RefusedFile("too_large")
    if b"%PDF-" in data[:1024]:
        return Accepted(PDF, _pdf(data))
    try:
        return Accepted(images.check(data).media_type, 1)
    except images.NotAnImage as error:
        known = {"damaged": "damaged", "too_many_pixels": "too_large"}
        raise RefusedFile(known.get(error.code, "not_accepted")) from error


def _pdf(data: bytes) -> int:
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        raise RefusedFile("damaged")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise RefusedFile("encrypted")
        room = MAX_UNPACKED
        for found in _objects(reader):
            if _acts(found):
                raise RefusedFile("active")
            room -= _unpacked(found, room)
        count = len(reader.pages)
        if not count:
            raise RefusedFile("no_sheets")
        if count > MAX_SHEETS:
            raise RefusedFile("too_many_sheets")
        volume.bind([data], lambda _place, _all: "1", title="")
    except RefusedFile:
        raise
    except _BROKEN as error:
        raise RefusedFile("damaged") from error
    return count


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached from the document, each once."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    looked = 0
    while waiting:
        found = waiting.pop()
        looked += 1
        if looked > MAX_OBJECTS:
            raise RefusedFile("damaged")
        if isinstance(found, IndirectObject):
            if found.idnum not in seen:
                seen.add(found.idnum)
                waiting.append(reader.get_object(found))
        elif isinstance(found, DictionaryObject):
            yield found
            waiting += list(dict.values(found))
        elif isinstance(found, ArrayObject):
            waiting += list(list.__iter__(found))


def _unpacked(found: DictionaryObject, room: int) -> int:
    """Bytes that a packed stream becomes; never more than ``room`` of them are unpacked. Pictures are left alone."""
    if not isinstance(found, StreamObject) or found.get("/Subtype") == "/Image":
        return 0
    filters = found.get("/Filter", ())
    data = found._data
    for name in filters if isinstance(filters, ArrayObject) else (filters,):
        if name not in ("/FlateDecode", "/Fl"):
            break
        data = zlib.decompressobj().decompress(data, room + 1)
        if len(data) > room:
            raise RefusedFile("bomb")
    return len(data)


def _acts(found: DictionaryObject) -> bool:
    if _KEYS & set(found):
        return True
    if "/Encrypt" in found:
        raise RefusedFile("encrypted")
    return str(found.get("/S", "")) in _ACTIONS or str(found.get("/Subtype", "")) in _SUBTYPES
