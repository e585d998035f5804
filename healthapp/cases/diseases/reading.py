"""From the rows of an imported list to its entries, or what is wrong with each cell. Codes, not words."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from healthapp.dates import read_date
from healthapp.importing.reading import RawRow
from healthapp.intake import icd10
from healthapp.web.spreadsheets import FORMULA

COLUMNS = ("code", "text", "criteria", "icd10", "valid_from", "valid_to", "source")
LONGEST = {"code": 20, "text": 1000, "criteria": 4000, "source": 300}
LONGEST_CELL = 5000
NEEDED = ("code", "text", "valid_from", "source")
_BETWEEN = re.compile(r"[\s,;/]+")


def parse(raw: RawRow) -> tuple[dict[str, Any], list[list[str]]]:
    """(entry as JSON, [[column, code of what is wrong], ...]). Dates are ISO text."""
    if not raw.whole:
        return {}, [["", "cells"]]
    cells, wrong = raw.cells, []
    for name, text in cells.items():
        problem = _problem(name, text)
        if problem:
            wrong.append([name, problem])
    codes, unknown = mapping(cells["icd10"])
    if unknown:
        wrong.append(["icd10", "no_such_code"])
    days: dict[str, dt.date | None] = {}
    for name in ("valid_from", "valid_to"):
        days[name] = _day(cells[name])
        if cells[name] and days[name] is None:
            wrong.append([name, "no_such_date"])
    first, last = days["valid_from"], days["valid_to"]
    if first and last and last < first:
        wrong.append(["valid_to", "before_first_day"])
    entry: dict[str, Any] = {name: cells[name] for name in ("code", "text", "criteria", "source")}
    entry |= {name: day.isoformat() if day else None for name, day in days.items()}
    return {**entry, "icd10": codes}, wrong


def _problem(name: str, text: str) -> str:
    if not text:
        return "missing" if name in NEEDED else ""
    if len(text) > LONGEST.get(name, LONGEST_CELL - 1):
        return "too_long"
    if text[0] in FORMULA:
        return "formula"
    plain = text.replace("\n", " ").replace("\t", " ") if name in ("text", "criteria") else text
    return "" if plain.isprintable() else "not_printable"


def _day(text: str) -> dt.date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def mapping(text: str) -> tuple[list[str], list[str]]:
    """(codes and ranges of ICD-10 in upper case, those that do not exist): ``"A15-A19, I50.0"``."""
    known: list[str] = []
    unknown: list[str] = []
    for part in filter(None, _BETWEEN.split(text.replace("–", "-").upper())):
        ends = part.removesuffix(".-").split("-")
        right = len(ends) <= 2 and all(icd10.code_in(end) == end for end in ends) and ends == sorted(ends)
        (known if right else unknown).append(part.removesuffix(".-"))
    return known, unknown


def covers(codes: list[str], code: str) -> bool:
    """Whether one of ``codes`` (codes and ranges) holds the ICD-10 ``code`` or what it is a part of."""
    return bool(code) and any(_holds(entry, code) for entry in codes)


def _holds(entry: str, code: str) -> bool:
    first, dash, last = entry.partition("-")
    if not dash:
        return code == first or code.startswith(f"{first}.") or ("." in first and code.startswith(first))
    return first <= code[: len(first)] and code[: len(last)] <= last
