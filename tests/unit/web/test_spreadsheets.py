"""Tables as files: an empty cell stays empty, and nothing that a spreadsheet would run as a formula gets through."""

from __future__ import annotations

import csv
import io

import pytest

from healthapp.web import spreadsheets


@pytest.mark.parametrize(
    ("cell", "written"),
    [("", ""), ("12", "12"), ("=1+1", "'=1+1"), ("+994", "'+994"), ("-", "'-"), ("@x", "'@x"), ("a=b", "a=b")],
)
def test_only_a_cell_that_would_be_run_is_made_harmless(cell, written):
    text = spreadsheets.as_csv([[cell, "x"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [[written, "x"]]
