"""Diagnoses as they are typed: by code or by words, and only what the book knows."""

from __future__ import annotations

import pytest

from healthapp.i18n import in_language
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


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\N{CYRILLIC CAPITAL LETTER A}15", "A15"),
        ("\N{CYRILLIC SMALL LETTER ES}34.1", "C34.1"),
        ("\N{CYRILLIC CAPITAL LETTER EN}10", "H10"),
        ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}10", "I10"),
        ("\N{LATIN SMALL LETTER DOTLESS I}10", "I10"),
        ("F32,1", "F32.1"),
        ("f321", "F32.1"),
        ("t0811", None),
    ],
)
def test_a_code_typed_on_another_keyboard_is_the_one_it_looks_like(typed, code):
    assert icd10.code_in(typed) == code
    assert icd10.code_in(f"{typed} x") == code
    if code is not None:
        assert icd10.search(typed)[0][0] == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("astma", "J45"),
        ("АСТМА", "J45"),
        ("asthma", "J45"),
        ("vərəm", "A15"),
        ("VƏRƏM", "A15"),
        ("verem", "A15"),
        ("туберкулёз", "A15"),
        ("туберкулез лёгкого", "A16"),
        ("diabet", "E11"),
        ("şəkərli diabet", "E10"),
        ("диабет 2", "E11"),
        ("İNSULT", "I64"),
        ("insult", "I64"),
        ("инсульт", "I64"),
        ("İİV", "B24"),
        ("ВИЧ", "B24"),
        ("СПИД", "B24"),
        ("qoturluq", "B86"),
        ("чесотка", "B86"),
        ("hamilə", "Z33"),
        ("təzyiq", "I10"),
        ("asma xəsarət", "X70"),
        ("özünəxəsarət kəsik", "X78"),
        ("порез", "X78"),
        ("şizofreniya", "F20"),
        ("travmadan sonrakı", "F43.1"),
    ],
)
@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_a_diagnosis_is_found_in_any_language_whatever_the_page_speaks(typed, code, language):
    with in_language(language):
        assert code in dict(icd10.search(typed))


def test_a_code_is_called_by_its_name_in_the_readers_language_or_in_english_and_says_so():
    called = {}
    for language in ("az", "ru", "en"):
        with in_language(language):
            called[language] = (icd10.title("J45"), icd10.title("J45.0"), icd10.title("Q99.99"))
    english = "Predominantly allergic asthma"
    assert called["en"] == ("Asthma", english, "Q99.99")
    assert called["az"] == ("Astma", f"Astma · {english} (ingiliscə)", "Q99.99")
    assert called["ru"] == ("Астма", f"Астма · {english} (по-английски)", "Q99.99")


def test_codes_under_a_category_come_after_all_that_were_named_themselves():
    with in_language("az"):
        found = [code for code, _title in icd10.search("diabet")]
    assert found[:6] == ["E10", "E10.9", "E11", "E11.9", "E14", "O24"]
    assert found[6:8] == ["E10.0", "E10.1"]


def test_every_name_is_of_a_code_of_the_book_and_stands_in_both_languages():
    names = icd10.names()
    assert set(names) <= set(icd10.titles())
    for code, own in names.items():
        assert set(own) == {"az", "ru", "also"}, code
        assert own["az"].strip() == own["az"] != "", code
        assert own["ru"].strip() == own["ru"] != "", code
    for language in ("az", "ru"):
        called = [own[language] for own in names.values()]
        assert len(called) == len(set(called)), "two codes of one name cannot be told apart"


def test_all_of_mental_health_and_self_harm_has_names():
    wanted = [code for code in icd10.titles() if len(code) == 3 and (code[0] == "F" or "X60" <= code <= "X84")]
    assert [code for code in wanted if code not in icd10.names()] == []
