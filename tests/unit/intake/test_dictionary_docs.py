"""docs/data-dictionary.md is what the models and the intake dictionary say today."""

from __future__ import annotations

from pathlib import Path

from healthapp.datadictionary import document
from healthapp.i18n import in_language
from healthapp.intake.dictionary import SECTIONS, document_rows

PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == document(), "run: python -m healthapp.datadictionary > docs/data-dictionary.md"


def test_every_field_and_column_has_a_row_of_eight_parts():
    rows = document_rows()
    fields = [field for section in SECTIONS.values() for field in section.fields]
    assert len(rows) == len(fields) + sum(len(field.columns) for field in fields)
    assert {len(row) for row in rows} == {8}


def test_the_page_is_english_whatever_the_reader_speaks():
    with in_language("ru"):
        rows = document_rows()
    row = next(row for row in rows if row[0] == "B vitals" and row[1].startswith("`temperature`"))
    assert row == ("B vitals", "`temperature` Temperature", "decimal", "", "°C", "36.1–38", "25–45", "yes")


def test_a_conditional_question_names_its_condition():
    rows = {row[1].split()[0]: row for row in document_rows() if row[0] == "H suicide"}
    assert rows["`action_taken`"][7] == "yes, asked when risk_level = high or imminent"
    assert rows["`attempts[].method`"][7] == ""
    assert rows["`attempts`"][7] == "no, asked when attempt_ever = yes"
    assert rows["`risk_review_at`"][6] == "any day"
