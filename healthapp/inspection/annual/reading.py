"""From the rows of a file of years to figures, or what is wrong with each cell. Codes, not words.

The columns are those of the mechanism's own table (its annual reports, 2015 to 2022): year, all visits, scheduled,
ad hoc. That the parts make the whole is checked: a digit that slipped is found before it stands in a report.
"""

from __future__ import annotations

from typing import Any

from healthapp.importing.reading import RawRow
from healthapp.people.facility_schemas import KINDS
from healthapp.web.spreadsheets import FORMULA

COLUMNS = ("year", "place", "total", "scheduled", "ad_hoc", "follow_up", "source")
NEEDED = ("year", "total", "scheduled", "ad_hoc", "source")
NUMBERS = ("total", "scheduled", "ad_hoc", "follow_up")
#: Places the mechanism visits beside those whose records are here (OPCAT 4: wherever people are deprived of liberty).
ELSEWHERE = ("police_station", "guardhouse", "migrants", "social_care", "other")
PLACES = (*KINDS, *ELSEWHERE)
FIRST_YEAR, MOST = 1990, 100_000
LONGEST_CELL, LONGEST_SOURCE = 500, 300


def parse(raw: RawRow, this_year: int) -> tuple[dict[str, Any], list[list[str]]]:
    """(figures as JSON, [[column, code of what is wrong], ...])."""
    if not raw.whole:
        return {}, [["", "cells"]]
    wrong = [[name, problem] for name, text in raw.cells.items() if (problem := _problem(name, text, this_year))]
    entry: dict[str, Any] = {"place": raw.cells["place"], "source": raw.cells["source"]}
    if not wrong:
        entry |= {name: int(raw.cells[name]) if raw.cells[name] else None for name in ("year", *NUMBERS)}
        if entry["total"] != entry["scheduled"] + entry["ad_hoc"] + (entry["follow_up"] or 0):
            wrong.append(["total", "no_sum"])
    return entry, wrong


def _problem(name: str, text: str, this_year: int) -> str:
    if not text:
        return "missing" if name in NEEDED else ""
    if text[0] in FORMULA:
        return "formula"
    if not text.isprintable():
        return "not_printable"
    if name in ("year", *NUMBERS):
        return _number(name, text, this_year)
    if name == "place":
        return "" if text in PLACES else "not_in_list"
    return "too_long" if len(text) > LONGEST_SOURCE else ""


def _number(name: str, text: str, this_year: int) -> str:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        return "no_number"
    value = int(text)
    if name != "year":
        return "" if value <= MOST else "no_number"
    if value < FIRST_YEAR:
        return "too_long_ago"
    return "in_the_future" if value > this_year else ""
