"""A checked file in words: what is wrong with it, what each row would do, and the rejected rows as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.importing.checks import REJECTED, CheckedFile, Row
from healthapp.importing.reading import BadFile
from healthapp.web import spreadsheets

STATES: Mapping[str, Any] = {
    "checked": _l("checked, not applied"),
    "applied": _l("applied"),
    "given_up": _l("given up"),
}
#: What may be wrong with one cell.
CELL_REASONS: Mapping[str, Any] = {
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
    "not_a_fin": _l("is wrong; write 7 letters and digits, without I and O"),
    "not_a_language": _l("is no list of language codes such as az ru"),
    "not_in_list": _l("is none of the known answers"),
    "born_after_arrival": _l("is after the arrival"),
    "cells": _l("The row has more or fewer cells than the heading"),
}
_FILE: Mapping[str, Any] = {
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


def file_error(error: BadFile) -> str:
    """What is wrong with the file, and what to do."""
    text = str(_FILE[error.code])
    return text % error.values if error.values else text


def state(row: CheckedFile) -> str:
    return str(STATES[row.state])


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of a checked file: its cells in the order of the report's columns, and why it was rejected."""

    number: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The words of one kind of file.

    ``columns``: their names in the file. ``outcomes``: in the order of the page. ``cells``: what else than
    CELL_REASONS may be wrong with a cell. ``rows``: why a row whose cells are right is left to a person. ``names``:
    of the columns, where reasons are to say more than what stands in the heading.
    """

    columns: tuple[str, ...]
    outcomes: Mapping[str, Any]
    rows: Mapping[str, Any]
    cells: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)

    def counts(self, row: CheckedFile) -> list[tuple[str, int]]:
        """How many rows have each outcome."""
        return [(str(text), int(row.counts.get(kind, 0))) for kind, text in self.outcomes.items()]

    def lines(self, row: CheckedFile, *kinds: str) -> list[RowLine]:
        """The rows of these outcomes, as the file has them."""
        return [
            RowLine(stored["number"], tuple(stored["cells"][name] for name in self.columns), self.reasons(stored))
            for stored in row.rows
            if stored["kind"] in kinds
        ]

    def reasons(self, stored: Row) -> tuple[str, ...]:
        """Every reason of a rejected row, cell by cell."""
        return tuple(self._reasons(stored))

    def _reasons(self, stored: Row) -> Iterable[str]:
        for column, code in stored["wrong"]:
            text = str(self.cells.get(code) or CELL_REASONS[code])
            yield f"{self.names.get(column, column)}: {text}" if column else text
        if stored["reason"]:
            yield str(self.rows[stored["reason"]])

    def rejected_file(self, row: CheckedFile) -> bytes:
        """The rejected rows as they were given, led by their number and reasons, for a spreadsheet."""
        head = [_("Row"), _("Reasons"), *self.columns]
        rows = [[str(line.number), "; ".join(line.reasons), *line.cells] for line in self.lines(row, REJECTED)]
        return spreadsheets.as_csv([head, *rows])
