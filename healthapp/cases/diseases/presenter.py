"""The list of diseases and what an import would do, in words; the rejected rows as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from healthapp.cases.diseases.models import DiseaseItem, DiseaseList
from healthapp.cases.diseases.reading import COLUMNS
from healthapp.cases.diseases.services import CHANGED, NEW, REJECTED, SAME
from healthapp.custody.cells import FORMULA
from healthapp.custody.presenter import CELL_REASONS, STATES
from healthapp.i18n import format_date
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

OUTCOME_WORDS: dict[str, Any] = {
    NEW: _l("New entries"),
    CHANGED: _l("Entries that replace an older version"),
    SAME: _l("Already on the list"),
    REJECTED: _l("Rejected"),
}
COLUMN_WORDS: dict[str, Any] = {
    "code": _l("Number in the list"),
    "text": _l("Name of the disease"),
    "criteria": _l("Diagnostic criteria"),
    "icd10": _l("Codes and ranges of ICD-10, for example A15-A19, I50.0"),
    "valid_from": _l("First day in force"),
    "valid_to": _l("Last day, empty while in force"),
    "source": _l("The act it stands in, with number and date"),
}
_WRONG: dict[str, Any] = {
    "no_such_code": _l("holds a code that ICD-10 does not have"),
    "before_first_day": _l("lies before the first day in force"),
}
_ROW_REASONS: dict[str, Any] = {
    "doubled": _l("This number stands in the file twice for the same first day"),
    "stands_otherwise": _l("This number is on the list from that day with other words; give a later first day"),
    "overlaps": _l("Another version of this number is in force at that time"),
}


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the file: its number, what it names, and for a rejected one every reason."""

    number: int
    code: str
    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the list."""

    code: str
    text: str
    criteria: str
    icd10: str
    since: str
    source: str


def state(row: DiseaseList) -> str:
    return str(STATES[row.state])


def counts(row: DiseaseList) -> list[tuple[str, int]]:
    return [(str(text), int(row.counts.get(kind, 0))) for kind, text in OUTCOME_WORDS.items()]


def lines(row: DiseaseList, *kinds: str) -> list[RowLine]:
    return [_line(stored) for stored in row.rows if stored["kind"] in kinds]


def _line(stored: dict[str, Any]) -> RowLine:
    return RowLine(stored["number"], stored["cells"]["code"], stored["cells"]["text"], tuple(_reasons(stored)))


def _reasons(stored: dict[str, Any]) -> list[str]:
    found = []
    for column, code in stored["wrong"]:
        words = str(_WRONG.get(code) or CELL_REASONS[code])
        found.append(f"{column}: {words}" if column else words)
    if stored["reason"]:
        found.append(str(_ROW_REASONS[stored["reason"]]))
    return found


def rejected_file(row: DiseaseList) -> bytes:
    """The rejected rows as they were given, with the reasons in a last column; UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*COLUMNS, _("reasons")])
    for stored in row.rows:
        if stored["kind"] == REJECTED:
            cells = [stored["cells"][name] for name in COLUMNS]
            writer.writerow([*(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells), *_joined(stored)])
    return out.getvalue().encode("utf-8-sig")


def _joined(stored: dict[str, Any]) -> list[str]:
    return ["; ".join(_reasons(stored))]


def entry_lines(items: list[DiseaseItem]) -> list[EntryLine]:
    return [
        EntryLine(item.code, item.text, item.criteria, ", ".join(item.icd10), format_date(item.valid_from), item.source)
        for item in items
    ]


def entry_text(item: DiseaseItem) -> str:
    """The entry in one line, for choices and prints."""
    return f"{item.code} {item.text}"
