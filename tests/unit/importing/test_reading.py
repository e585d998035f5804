"""The file as a whole: what is read, and what is refused before a single row is looked at."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from healthapp.custody.cells import COLUMNS
from healthapp.importing import reading
from healthapp.importing.reading import LONGEST_CELL, MOST_BYTES, MOST_ROWS, BadFile
from tests.integration.custody.listing import ISMAYIL, LALE, RAUF, table


def read(data: bytes) -> reading.Table:
    return reading.read(data, COLUMNS)


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_both_separators_with_and_without_a_mark(separator, mark):
    found = read(mark + table(RAUF, ISMAYIL, separator=separator))
    assert [row.number for row in found.rows] == [2, 3]
    assert found.rows[0].cells["surname"] == "Kərimli"
    assert found.rows[0].cells["place"] == "2-ci korpus, 14"
    assert found.rows[1].cells["given_name"] == "İlqar"
    assert all(row.whole for row in found.rows)


def test_columns_in_any_order_and_case_and_others_are_not_read():
    columns = ("Diaqnoz", *reversed(COLUMNS))
    data = table({**RAUF, "Diaqnoz": "HIV"}, columns=columns).replace(b"surname", b" Surname ")
    found = read(data)
    assert found.ignored == ["diaqnoz"]
    assert found.rows[0].cells == {column: RAUF[column] for column in COLUMNS}


def test_blank_lines_keep_the_count_of_a_spreadsheet():
    lines = table(RAUF, LALE).split(b"\r\n")
    found = read(b"\r\n".join([lines[0], b"", lines[1], b";;;;;;;;;;;", lines[2], b"", b""]))
    assert [(row.number, row.cells["given_name"]) for row in found.rows] == [(3, "Rauf"), (5, "Lalə")]


def test_rows_of_another_width_are_told_apart():
    data = table(RAUF) + b"only;three;cells\r\n" + b";".join([b"x"] * 14)
    assert [row.whole for row in read(data).rows] == [True, False, False]


def test_decomposed_letters_are_put_together():
    row = {**RAUF, "surname": "Çələbi"}
    assert read(table(row)).rows[0].cells["surname"] == "Çələbi"


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("list.csv", b"0" * 1_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (table(RAUF).decode().encode("cp1254", "replace").replace(b"?", b"\xfe"), "encoding"),
        (table({**RAUF, "surname": "Иванов"}).decode().encode("cp1251", "replace"), "encoding"),
        (table(RAUF).decode().encode("utf-16"), "encoding"),
        (b"surname;given_name\x00;", "encoding"),
        (_zip(), "packed"),
        (gzip.compress(table(RAUF)), "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "packed"),
        (table(RAUF, separator="\t"), "heading"),
        (table(RAUF, separator="|"), "heading"),
        (b"Kerimli;Rauf\r\nKerimli;Rauf\r\n", "heading"),
        (table(RAUF, columns=tuple(name for name in COLUMNS if name != "fin")), "missing_columns"),
        (table(RAUF, columns=(*COLUMNS, "fin")), "doubled_columns"),
        (table(), "no_rows"),
        (table() + b";;;;;;;;;;;\r\n", "no_rows"),
        (table(RAUF) + b'"unfinished;1;2', "quotes"),
        (table(*[RAUF] * (MOST_ROWS + 1)), "too_many_rows"),
        (b"surname;given_name;" + b"x;" * 100, "heading"),
        (b"a" * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused_whole(data, code):
    with pytest.raises(BadFile) as refused:
        read(data)
    assert refused.value.code == code


def test_a_giant_cell_is_cut_and_a_monstrous_one_refused():
    assert len(read(table({**RAUF, "place": "x" * 10_000})).rows[0].cells["place"]) == LONGEST_CELL
    with pytest.raises(BadFile) as refused:
        read(table({**RAUF, "place": "x" * 200_000}))
    assert refused.value.code == "quotes"


def test_the_missing_columns_are_named():
    with pytest.raises(BadFile) as refused:
        read(table(RAUF, columns=("surname", "given_name")))
    assert refused.value.values["columns"].startswith("father_name, patronymic, sex")
