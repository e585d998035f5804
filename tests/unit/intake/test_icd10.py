"""Diagnoses as they are typed: by code or by words, and only what the book knows."""

from __future__ import annotations

import pytest

from healthapp.intake import icd10


@pytest.mark.parametrize("typed", ["F32.1", "f32.1", " f32 ", "moderate depressive", "DEPRESSIVE moderate"])
def test_a_diagnosis_is_found_by_code_and_by_words_in_any_order(typed):
    assert "F32.1" in dict(icd10.search(typed))


def test_codes_that_begin_so_come_first_and_a_list_stays_short():
    found = [code for code, _title in icd10.search("F3")]
    assert len(found) == icd10.MOST
    assert all(code.startswith("F3") for code in found)


@pytest.mark.parametrize("typed", ["", "f", "zzzzz", "%", "F99.99x"])
def test_what_finds_nothing(typed):
    assert icd10.search(typed) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("f32.1", "F32.1"), ("F32.1 Moderate depressive episode", "F32.1"), ("Q99.99", None), ("Depressiya", None)],
)
def test_only_a_code_of_the_book_is_taken_from_what_was_typed(typed, code):
    assert icd10.code_in(typed) == code
