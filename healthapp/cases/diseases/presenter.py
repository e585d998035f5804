"""The list of diseases and what an import would do, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from healthapp.cases.diseases.models import DiseaseItem
from healthapp.cases.diseases.reading import COLUMNS
from healthapp.i18n import format_date
from healthapp.i18n import lazy_gettext as _l
from healthapp.importing.checks import CHANGED, NEW, REJECTED, SAME
from healthapp.importing.report import Report

_OUTCOMES: dict[str, Any] = {
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
REPORT = Report(COLUMNS, _OUTCOMES, _ROW_REASONS, cells=_WRONG)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the list."""

    code: str
    text: str
    criteria: str
    icd10: str
    since: str
    source: str


def entry_lines(items: list[DiseaseItem]) -> list[EntryLine]:
    return [
        EntryLine(item.code, item.text, item.criteria, ", ".join(item.icd10), format_date(item.valid_from), item.source)
        for item in items
    ]


def entry_text(item: DiseaseItem) -> str:
    """The entry in one line, for choices and prints."""
    return f"{item.code} {item.text}"
