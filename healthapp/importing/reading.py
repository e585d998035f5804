"""From the bytes of a file to rows of cells. Anything that is not the agreed table is refused as a whole.

UTF-8 with or without a byte order mark; columns by name, in any order; ``;`` or ``,`` between them. A file in
a Windows code page is refused rather than guessed: a guess would turn ə and ı into other letters unnoticed.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
SEPARATORS = (";", ",")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0")


class BadFile(ValueError):
    """The file as a whole cannot be read. ``code`` with ``values`` for its message; nothing was stored."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class RawRow:
    """``number``: as a spreadsheet counts, the heading being 1. ``whole``: as many cells as the heading has."""

    number: int
    cells: dict[str, str]
    whole: bool


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[RawRow]
    ignored: list[str]


def read(data: bytes, columns: tuple[str, ...], *, longest: int = LONGEST_CELL, most: int = MOST_ROWS) -> Table:
    """At most ``most`` rows of the file under ``columns``, cells of at most ``longest`` signs. Raises BadFile."""
    text = _decode(data)
    separator = _separator(text, columns)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise BadFile("quotes") from None
    heading = [name.strip().lower() for name in lines[0]]
    _check_heading(heading, columns)
    rows = [
        _row(number, heading, line, columns, longest)
        for number, line in enumerate(lines[1:], 2)
        if any(map(str.strip, line))
    ]
    if not rows:
        raise BadFile("no_rows")
    if len(rows) > most:
        raise BadFile("too_many_rows", most=most, found=len(rows))
    return Table(rows, [name[:60] for name in heading if name and name not in columns])


def _decode(data: bytes) -> str:
    if not data.strip():
        raise BadFile("empty")
    if len(data) > MOST_BYTES:
        raise BadFile("too_big", megabytes=MOST_BYTES // 1024 // 1024)
    if data.startswith(_PACKED):
        raise BadFile("packed")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile("encoding")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("encoding") from None
    if "\x00" in text:
        raise BadFile("encoding")
    if not text.strip():
        raise BadFile("empty")
    return unicodedata.normalize("NFC", text.lstrip("\r\n"))


def _separator(text: str, columns: tuple[str, ...]) -> str:
    """The sign that parts the heading into the most known names."""
    heading = text.splitlines()[0].lower()
    found = {sign: len({part.strip(' "') for part in heading.split(sign)} & set(columns)) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: found[sign])
    if found[best] < 2:
        raise BadFile("heading", columns=";".join(columns))
    return best


def _check_heading(heading: list[str], columns: tuple[str, ...]) -> None:
    if len(heading) > MOST_COLUMNS:
        raise BadFile("heading", columns=";".join(columns))
    missing = [name for name in columns if name not in heading]
    if missing:
        raise BadFile("missing_columns", columns=", ".join(missing))
    doubled = sorted({name for name in columns if heading.count(name) > 1})
    if doubled:
        raise BadFile("doubled_columns", columns=", ".join(doubled))


def _row(number: int, heading: list[str], line: list[str], columns: tuple[str, ...], longest: int) -> RawRow:
    """Only cells of known columns are kept: what else a list may hold (a diagnosis) is none of our reading."""
    cells = {name: cell.strip()[:longest] for name, cell in zip(heading, line, strict=False) if name in columns}
    return RawRow(number, {name: cells.get(name, "") for name in columns}, len(line) == len(heading))
