"""Tables as files that a spreadsheet opens: the first row is the head, every cell is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How a cell begins that a spreadsheet would run as a formula when the file is opened there (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Rows = Iterable[Sequence[str]]


def as_csv(rows: Rows) -> bytes:
    """UTF-8 with its mark, semicolons: what a spreadsheet in this country opens by itself."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """A workbook with one sheet whose head stays in sight."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell
