"""The table in which a site brings the words of a shell: right ones are read, wrong ones come back with every fault."""

from __future__ import annotations

import csv
import io

import pytest

from screening import sheet
from screening.library import shipped
from screening.model import Texts

SHELLS = ["cssrs-screener", "sbq-r", "dast-10", "sapas", "sds", "ftnd", "6cit", "assist"]


def filled(name: str) -> list[list[str]]:
    rows = [list(row) for row in sheet.template(shipped().get(name).definition)]
    return [rows[0], *([*row[:4], f"Word {number}"] for number, row in enumerate(rows[1:]))]


def given(rows: list[list[str]], name: str, sign: str = ";") -> Texts | list[sheet.Fault]:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    definition = shipped().get(name).definition
    return sheet.read(out.getvalue().encode(), definition, "az", "official", "Letter of the owner")


def codes(found: Texts | list[sheet.Fault]) -> list[tuple[str, str]]:
    assert isinstance(found, list)
    return [(fault.code, fault.place) for fault in found]


def test_these_are_all_shells():
    assert sorted(SHELLS) == [one for one in shipped().ids() if shipped().get(one).definition.text == "site"]


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_filled_in_table_becomes_the_words_of_the_form(name, sign):
    found = given(filled(name), name, sign)
    assert isinstance(found, Texts)
    assert set(found.items) == {item.id for item in shipped().get(name).definition.items}
    assert not found.banner


@pytest.mark.parametrize("name", SHELLS)
def test_an_empty_table_misses_every_word(name):
    content = sheet.as_csv(sheet.template(shipped().get(name).definition))
    found = sheet.read(content, shipped().get(name).definition, "ru", "working", "x")
    assert {code for code, _place in codes(found)} == {"empty"}
    assert len(found) == len(sheet.template(shipped().get(name).definition)) - 1


@pytest.mark.parametrize("name", SHELLS)
def test_a_missing_item_is_named(name):
    rows = [row for row in filled(name) if not (row[0] in ("item", "answer") and row[1] == rows_first(name))]
    found = codes(given(rows, name))
    assert ("missing", f"item {rows_first(name)}") in found
    assert {code for code, _place in found} == {"missing"}


def rows_first(name: str) -> str:
    return shipped().get(name).definition.items[0].id


def test_unbalanced_points_are_named_with_both_numbers():
    rows = filled("dast-10")
    reversed_item = next(row for row in rows if row[:3] == ["answer", "q3", "yes"])
    assert reversed_item[3] == "0"
    reversed_item[3] = "1"
    found = given(rows, "dast-10")
    assert codes(found) == [("points", "answer q3 yes")]
    assert found[0].detail == "1 ≠ 0"


def test_every_fault_is_told_at_once():
    rows = filled("sapas")
    rows[3][4] = ""
    rows.append(["item", "q9", "", "", "A ninth question"])
    rows.append(rows[4])
    rows.append(["item", "q8", "", "", "x" * 2001])
    found = {code for code, _place in codes(given([row for row in rows if row[1] != "q7"], "sapas"))}
    assert found == {"empty", "unknown", "twice", "too_long", "missing"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not_a_table"),
        (b"", "columns"),
        (b"a;b;c\n1;2;3", "columns"),
        (b'part;item;answer;points;text\n"open', "not_a_table"),
        (b"part;item;answer;points;text\n" + b"item;q1;;;x\n" * 2001, "too_many"),
    ],
)
def test_what_is_no_table_is_said(content, code):
    found = sheet.read(content, shipped().get("sds").definition, "az", "official", "x")
    assert [fault.code for fault in found] == [code]


def test_short_rows_and_other_columns_do_no_harm():
    found = sheet.read(b"part;item;answer;points;text\ntitle\n", shipped().get("sds").definition, "az", "official", "x")
    assert ("empty", "title") in codes(found)


def test_a_line_that_ends_before_the_column_of_the_part_is_said_to_be_unknown():
    """The columns may stand in any order; a short line of such a table was an error page."""
    rows = [list(reversed(row)) for row in filled("sbq-r")]
    assert isinstance(given(rows, "sbq-r"), Texts)
    assert codes(given([*rows, ["Word", "1"]], "sbq-r"))[0][0] == "unknown"
