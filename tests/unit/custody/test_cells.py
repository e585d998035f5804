"""Cells: what each may hold, in the spellings people use, and what is said of everything else."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.custody import presenter
from healthapp.custody.cells import COLUMNS, parse
from healthapp.importing.report import CELL_REASONS
from tests.integration.custody.listing import ISMAYIL, LALE, RAUF

NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)


def values(**cells: str):
    row, wrong = parse({**RAUF, **cells}, NOW)
    assert wrong == []
    return row


def reasons(**cells: str) -> list[tuple[str, str]]:
    row, wrong = parse({**RAUF, **cells}, NOW)
    assert (row is None) == bool(wrong)
    return wrong


def test_a_whole_row():
    row = values()
    assert (row.surname, row.given_name, row.father_name, row.patronymic_suffix) == ("Kərimli", "Rauf", "Elçin", "ogly")
    assert (row.sex, row.born, row.fin) == ("male", dt.date(1991, 6, 14), "5ABC123")
    assert row.arrived == dt.datetime(2026, 3, 11, 8, 30, tzinfo=dt.UTC)
    assert (row.legal_status, row.origin, row.languages) == ("remand", "police", "az,ru")


def test_words_of_three_languages_and_iso_dates():
    row, wrong = parse(LALE, NOW)
    assert wrong == []
    assert (row.sex, row.legal_status, row.patronymic_suffix) == ("female", "convicted", "qizi")
    row, wrong = parse(ISMAYIL, NOW)
    assert (wrong, row.born) == ([], dt.date(1988, 2, 29))


@pytest.mark.parametrize("text", ["male", "MALE", "kişi", "KİŞİ", "Kisi", "К", "м", "Мужской", "m"])
def test_ways_to_write_a_man(text):
    assert values(sex=text).sex == "male"


@pytest.mark.parametrize("text", ["female", "qadın", "QADIN", "Qadin", "q", "ж", "Женский", "f"])
def test_ways_to_write_a_woman(text):
    assert values(sex=text).sex == "female"


@pytest.mark.parametrize(
    ("father", "ending", "expected"),
    [
        ("Elçin", "oğlu", ("Elçin", "ogly")),
        ("Elçin oğlu", "", ("Elçin", "ogly")),
        ("Elçin oğlu", "oğlu", ("Elçin", "ogly")),
        ("Эльчин", "оглы", ("Эльчин", "ogly")),
        ("Vaqif", "QIZI", ("Vaqif", "qizi")),
        ("Вагиф", "кызы", ("Вагиф", "qizi")),
        ("", "Эльчинович", ("Эльчинович", "slavic")),
        ("Эльчинович", "slavic", ("Эльчинович", "slavic")),
        ("Elçin", "", ("Elçin", "")),
        ("", "", ("", "")),
        ("", "oğlu", ("", "")),
        ("oğlu", "", ("oğlu", "")),
    ],
)
def test_fathers_names_however_the_columns_share_them(father, ending, expected):
    row = values(father_name=father, patronymic=ending)
    assert (row.father_name, row.patronymic_suffix) == expected


@pytest.mark.parametrize(
    "text", ["11.03.2026 9:05", "11.03.2026 09:05:00", "11.03.2026 9:05:00", "2026-03-11T09:05:00.000"]
)
def test_times_with_and_without_what_spreadsheets_add(text):
    assert values(admitted_at=text).arrived == dt.datetime(2026, 3, 11, 5, 5, tzinfo=dt.UTC)


def test_what_may_be_empty():
    row = values(given_name="", father_name="", patronymic="", birth_date="", fin="-", place="—", languages="")
    assert (row.given_name, row.born, row.fin, row.place, row.languages) == ("", None, "", "", "")


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("surname", "", "missing"),
        ("surname", "=cmd|' /C calc'!A0", "formula"),
        ("surname", "+994501234567", "formula"),
        ("surname", "@SUM(A1)", "formula"),
        ("surname", "-Kərimli", "formula"),
        ("surname", "Kərimli 2", "not_a_name"),
        ("surname", "...", "not_a_name"),
        ("surname", "x" * 101, "too_long"),
        ("surname", "Kərim\nli", "not_printable"),
        ("given_name", "Rauf\u202e", "not_printable"),
        ("given_name", "12", "not_a_name"),
        ("sex", "", "missing"),
        ("sex", "yes", "not_in_list"),
        ("birth_date", "31.02.1991", "no_such_date"),
        ("birth_date", "14/06/91", "no_such_date"),
        ("birth_date", "29.02.1990", "no_such_date"),
        ("birth_date", "14.06.1891", "too_long_ago"),
        ("birth_date", "12.03.2026", "in_the_future"),
        ("fin", "5ABC12", "not_a_fin"),
        ("fin", "5ABCO23", "not_a_fin"),
        ("fin", "5ABCI23", "not_a_fin"),
        ("fin", "5ABCƏ23", "not_a_fin"),
        ("legal_status", "guilty", "not_in_list"),
        ("origin", "", "missing"),
        ("admitted_at", "", "missing"),
        ("admitted_at", "11.03.2026", "no_time"),
        ("admitted_at", "31.02.2026 12:00", "no_such_moment"),
        ("admitted_at", "11.03.2026 25:00", "no_such_moment"),
        ("admitted_at", "11.03.2026 14:33", "in_the_future"),
        ("admitted_at", "01.01.1800 10:00", "too_long_ago"),
        ("place", "x" * 61, "too_long"),
        ("languages", "azerbaijani", "not_a_language"),
        ("languages", "az," + ",".join(["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj"]), "not_a_language"),
    ],
)
def test_what_is_wrong_with_one_cell(column, text, code):
    assert reasons(**{column: text}) == [(column, code)]


def test_every_wrong_cell_is_named():
    assert reasons(surname="", birth_date="31.02.1991", admitted_at="tomorrow") == [
        ("surname", "missing"),
        ("birth_date", "no_such_date"),
        ("admitted_at", "no_time"),
    ]


def test_nobody_arrives_before_birth():
    assert reasons(birth_date="11.03.2026", admitted_at="10.03.2026 23:59") == [("birth_date", "born_after_arrival")]
    assert values(birth_date="11.03.2026", admitted_at="2026-03-11T00:01:00").born == dt.date(2026, 3, 11)


def test_every_code_and_column_has_words():
    assert set(presenter.COLUMN_WORDS) == set(COLUMNS)
    cells = {"birth_date": "31.02.1991", "surname": ""}
    for _column, code in reasons(**cells):
        assert code in CELL_REASONS
