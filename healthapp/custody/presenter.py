"""Custody lists in words: outcomes, reasons cell by cell, and the rejected rows as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from healthapp.custody.cells import FORMULA
from healthapp.custody.matching import HERE, MOVED, NEW, PLACE, REJECTED
from healthapp.custody.models import CustodyImport
from healthapp.custody.queries import rejected_rows
from healthapp.custody.reading import COLUMNS, BadFile
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

#: Nobody reads further down a page.
MOST_SHOWN = 300

OUTCOMES: dict[str, Any] = {
    NEW: _l("To be admitted"),
    MOVED: _l("To be received from another facility"),
    PLACE: _l("To change place"),
    HERE: _l("Already here"),
    REJECTED: _l("Rejected"),
    "left": _l("Not in the list any more"),
}
STATES: dict[str, Any] = {
    "checked": _l("checked, not applied"),
    "applied": _l("applied"),
    "given_up": _l("given up"),
}
COLUMN_WORDS: dict[str, Any] = {
    "surname": _l("Surname"),
    "given_name": _l("Given name"),
    "father_name": _l("Father's name"),
    "patronymic": _l("Patronymic ending"),
    "sex": _l("Sex"),
    "birth_date": _l("Birth date"),
    "fin": _l("FIN"),
    "legal_status": _l("Legal status"),
    "origin": _l("Came from"),
    "admitted_at": _l("Arrived at"),
    "place": _l("Wing and cell"),
    "languages": _l("Languages"),
}
#: What may be wrong with one cell.
CELL_REASONS: dict[str, Any] = {
    "missing": _l("empty, but needed"),
    "formula": _l("begins like a formula (= + - @)"),
    "not_printable": _l("holds signs that cannot be shown or a line break"),
    "too_long": _l("too long"),
    "not_a_name": _l("is not a name in letters"),
    "no_such_date": _l("is no date; write day.month.year"),
    "too_long_ago": _l("is too long ago"),
    "in_the_future": _l("lies in the future"),
    "no_time": _l("has no time; write day.month.year hours:minutes"),
    "no_such_moment": _l("is no date and time; write day.month.year hours:minutes"),
    "not_a_fin": _l("is no FIN: 7 letters and digits, without I and O"),
    "not_a_language": _l("is no list of language codes such as az ru"),
    "not_in_list": _l("is none of the known answers"),
    "born_after_arrival": _l("is after the arrival"),
    "cells": _l("The row has more or fewer cells than the heading"),
}
#: Why a row whose cells are right is left to a person.
ROW_REASONS: dict[str, Any] = {
    "doubled_fin": _l("This FIN stands in the list more than once"),
    "doubled_person": _l("This name and birth date stand in the list more than once"),
    "fin_other_birth": _l("The FIN is on file with another birth date"),
    "fin_other_name": _l("The FIN is on file with another name"),
    "other_fin": _l("Somebody held here has this name and birth date and another FIN"),
    "several": _l("Several people held here have this name and birth date"),
    "no_birth_date": _l("Somebody held here has this name; without both birth dates nobody can tell"),
    "dead": _l("The death of this person is on file"),
    "before_release": _l("The arrival lies before the end of the last stay"),
    "elsewhere": _l("On file in another facility, which must record the transfer first"),
    "before_last_movement": _l("The arrival lies before the last recorded movement"),
    "away": _l("Another place is given, but the person is recorded as out of the unit; record the return first"),
    "look_alike": _l("May be somebody on file; admit by hand and compare"),
}
_FILE: dict[str, Any] = {
    "empty": _l("The file is empty"),
    "too_big": _l("The file is larger than %(megabytes)s MB"),
    "packed": _l("This is a packed or Excel file. Save the table as “CSV UTF-8” and choose that file"),
    "encoding": _l("The file is not UTF-8, so its letters would be misread. Save the table as “CSV UTF-8”"),
    "quotes": _l("The quotation marks of the file do not match. Save the table anew as “CSV UTF-8”"),
    "heading": _l("The first row must name the columns, with ; or , between them: %(columns)s"),
    "missing_columns": _l("These columns are missing: %(columns)s"),
    "doubled_columns": _l("These columns stand there twice: %(columns)s"),
    "no_rows": _l("The list has no rows below the heading"),
    "too_many_rows": _l("The list has %(found)s rows; %(most)s at most are read at once"),
}


@dataclass(frozen=True, slots=True)
class Count:
    kind: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row as shown: who, and for a rejected one every reason."""

    number: int
    name: str
    birth_date: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of the page; ``more`` rows are not shown."""

    kind: str
    caption: str
    lines: tuple[RowLine, ...]
    more: int


def file_error(error: BadFile) -> str:
    """What is wrong with the file, and what to do."""
    text = str(_FILE[error.code])
    return text % error.values if error.values else text


def counts(row: CustodyImport) -> list[Count]:
    """How many rows do what, in the order of ``OUTCOMES``."""
    return [Count(kind, str(text), int(row.counts.get(kind, 0))) for kind, text in OUTCOMES.items()]


def shown(row: CustodyImport, kind: str) -> Shown:
    """The first rows of one outcome; the file of rejected rows has them all."""
    found = [stored for stored in row.rows if stored["kind"] == kind]
    lines = tuple(_line(stored) for stored in found[:MOST_SHOWN])
    return Shown(kind, str(OUTCOMES[kind]), lines, len(found) - len(lines))


def reasons(stored: Mapping[str, Any]) -> list[str]:
    """Every reason of a rejected row, cell by cell."""
    found = []
    for column, code in stored["wrong"]:
        text = str(CELL_REASONS[code])
        found.append(f"{COLUMN_WORDS[column]}: {text}" if column else text)
    if stored["reason"]:
        found.append(str(ROW_REASONS[stored["reason"]]))
    return found


def rejected_file(row: CustodyImport) -> bytes:
    """The rejected rows as CSV for a spreadsheet: UTF-8 with a byte order mark, ``;`` between the cells.

    A cell that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Row"), _("Reasons"), *COLUMNS])
    for stored in rejected_rows(row):
        cells = [stored["cells"][column] for column in COLUMNS]
        writer.writerow([stored["number"], *_safe(["; ".join(reasons(stored)), *cells])])
    return out.getvalue().encode("utf-8-sig")


def _safe(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell for cell in cells]


def _line(stored: Mapping[str, Any]) -> RowLine:
    cells = stored["cells"]
    name = " ".join(cells[part] for part in ("surname", "given_name", "father_name", "patronymic") if cells[part])
    return RowLine(stored["number"], name, cells["birth_date"], tuple(reasons(stored)))
