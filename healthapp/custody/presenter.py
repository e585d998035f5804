"""Custody lists in words: outcomes, and reasons cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healthapp.custody.cells import COLUMNS
from healthapp.custody.matching import HERE, MOVED, NEW, PLACE, REJECTED
from healthapp.custody.models import CustodyImport
from healthapp.i18n import lazy_gettext as _l
from healthapp.importing.checks import Row
from healthapp.importing.report import Report
from healthapp.people.presenter import LEGAL, ORIGINS, SEXES

#: Nobody reads further down a page.
MOST_SHOWN = 300

#: Of no time: they stand on a list that is to be applied, on one that was, and on one that was given up.
OUTCOMES: dict[str, Any] = {
    NEW: _l("New arrivals"),
    MOVED: _l("Arrivals from another facility"),
    PLACE: _l("Changes of place"),
    HERE: _l("Already here"),
    REJECTED: _l("Rejected"),
    "left": _l("Not in the list any more"),
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
#: What a cell looks like, of the columns that do not take any words.
EXAMPLES: dict[str, str] = {
    "birth_date": "11.03.1991",
    "fin": "5ZK3H8Q",
    "admitted_at": "11.03.2026 14:30",
    "languages": "az ru",
}
#: The answers there are to a column.
ANSWERS: dict[str, Mapping[str, Any]] = {"sex": SEXES, "legal_status": LEGAL, "origin": ORIGINS}
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
REPORT = Report(COLUMNS, OUTCOMES, ROW_REASONS, names=COLUMN_WORDS)


def columns() -> list[tuple[str, str, str]]:
    """(heading in the file, meaning, what a cell may hold or looks like; empty for words of any kind)."""
    held = EXAMPLES | {name: ", ".join(str(text) for text in answers.values()) for name, answers in ANSWERS.items()}
    return [(name, str(text), held.get(name, "")) for name, text in COLUMN_WORDS.items()]


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


def shown(row: CustodyImport, kind: str) -> Shown:
    """The first rows of one outcome; the file of rejected rows has them all."""
    found = [stored for stored in row.rows if stored["kind"] == kind]
    lines = tuple(_line(stored) for stored in found[:MOST_SHOWN])
    return Shown(kind, str(OUTCOMES[kind]), lines, len(found) - len(lines))


def _line(stored: Row) -> RowLine:
    cells = stored["cells"]
    name = " ".join(cells[part] for part in ("surname", "given_name", "father_name", "patronymic") if cells[part])
    return RowLine(stored["number"], name, cells["birth_date"], REPORT.reasons(stored))
