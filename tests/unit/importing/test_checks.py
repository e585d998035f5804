"""Judging the rows of a file: each alone by its values, and together, because one thing may be named once."""

from __future__ import annotations

from healthapp.importing import checks
from healthapp.importing.checks import CHANGED, NEW, REJECTED


def row(code: str, wrong: str = "") -> checks.Row:
    return {"entry": {"code": code}, "wrong": [["code", wrong]] if wrong else []}


def test_a_row_is_rejected_for_its_cells_for_what_is_on_file_or_for_standing_twice():
    rows = [row("a"), row("b", "too_long"), row("c"), row("c"), row("d"), row("e"), row("e", "formula")]
    rows.append({"entry": {}, "wrong": [["", "cells"]]})
    known = {"a": (CHANGED, ""), "d": (REJECTED, "overlaps")}
    made = checks.judged(rows, lambda entry: entry["code"], lambda entry: known.get(entry["code"], (NEW, "")))
    assert [(one["kind"], one["reason"]) for one in made] == [
        (CHANGED, ""),
        (REJECTED, ""),
        (REJECTED, "doubled"),
        (REJECTED, "doubled"),
        (REJECTED, "overlaps"),
        (REJECTED, "doubled"),
        (REJECTED, ""),
        (REJECTED, ""),
    ]
    assert checks.counted(made) == {"new": 0, "changed": 1, "same": 0, "rejected": 7}
