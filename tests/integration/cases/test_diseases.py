"""Given the Ministry's list as a file, when it is imported, then each entry is dated, and every bad row is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest

from healthapp.access import Role
from healthapp.cases.diseases import queries, reading
from tests.support.house import House

HEAD = "code;text;criteria;icd10;valid_from;valid_to;source\n"
ROWS = (
    "1.1;Ağciyərin fibroz-kavernoz vərəmi;İkitərəfli, proqressivləşən;A15-A16;01.03.2012;;Nümunə aktı 1\n"
    "2;Bədxassəli şişlər;IV mərhələ;C00-C97;01.03.2012;;Nümunə aktı 1\n"
)


def given(house: House, text: str | bytes, who: Role = Role.REVIEWER):
    data = text if isinstance(text, bytes) else text.encode()
    return house.browser(who).post("/cases/diseases", {"list": (io.BytesIO(data), "list.csv")})


def imported(house: House, text: str):
    """Check and apply; returns the address of the checked file."""
    answer = given(house, text)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    browser, address = house.browser(Role.REVIEWER), answer.headers["Location"]
    page = browser.get(address).get_data(as_text=True)
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert browser.post(address, digest=digest, action="apply").status_code == 303
    return address


def codes(house: House, day: dt.date) -> list[str]:
    with house.database.reading() as session:
        return [item.code for item in queries.in_force(session, day)]


def test_a_checked_list_changes_nothing_until_it_is_applied(house: House):
    answer = given(house, HEAD + ROWS)
    assert codes(house, dt.date(2026, 3, 11)) == []
    assert "Bədxassəli" in house.browser(Role.REVIEWER).get(answer.headers["Location"]).get_data(as_text=True)
    imported(house, HEAD + ROWS)
    assert codes(house, dt.date(2026, 3, 11)) == ["1.1", "2"]
    assert codes(house, dt.date(2012, 2, 29)) == []


def test_a_later_version_ends_the_one_before_and_the_same_rows_again_change_nothing(house: House):
    imported(house, HEAD + ROWS)
    later = "2;Bədxassəli şişlər, III-IV mərhələ;;C00-C97, D00;01.04.2026;;Nümunə aktı 2\n"
    address = imported(house, HEAD + ROWS.splitlines(keepends=True)[0] + later)
    page = house.browser(Role.REVIEWER).get(address).get_data(as_text=True)
    assert "III-IV" in page
    with house.database.reading() as session:
        old, new = queries.versions(session, {"2"})["2"]
        assert old.valid_to == dt.date(2026, 3, 31)
        assert (new.icd10, new.valid_to) == (["C00-C97", "D00"], None)
        assert len(queries.versions(session, {"1.1"})["1.1"]) == 1


BAD = (
    (";Ad;;A15;01.03.2012;;Akt\n", ["code", "missing"]),
    ("3;;;A15;01.03.2012;;Akt\n", ["text", "missing"]),
    ("3;Ad;;A15;;;Akt\n", ["valid_from", "missing"]),
    ("3;Ad;;A15;01.03.2012;;\n", ["source", "missing"]),
    ("3;Ad;;A15;31.02.2012;;Akt\n", ["valid_from", "no_such_date"]),
    ("3;Ad;;A15;01.03.2012;01.02.2012;Akt\n", ["valid_to", "before_first_day"]),
    ("3;Ad;;Z99.99, A15;01.03.2012;;Akt\n", ["icd10", "no_such_code"]),
    ("3;Ad;;A19-A15;01.03.2012;;Akt\n", ["icd10", "no_such_code"]),
    ("3;=1+1;;A15;01.03.2012;;Akt\n", ["text", "formula"]),
    ("3;Ad;;A15;01.03.2012\n", ["", "cells"]),
    (f"{'9' * 21};Ad;;A15;01.03.2012;;Akt\n", ["code", "too_long"]),
)


def test_each_bad_row_is_rejected_with_its_reason_and_the_good_ones_go_in(house: House):
    answer = given(house, HEAD + ROWS + "".join(row for row, _wrong in BAD))
    browser, address = house.browser(Role.REVIEWER), answer.headers["Location"]
    with house.database.reading() as session:
        rows = queries.imports(session, house.users[Role.REVIEWER])[0].rows
    assert [row["wrong"][0] for row in rows if row["wrong"]] == [wrong for _row, wrong in BAD]
    taken = browser.post(f"{address}/rejected").data.decode("utf-8-sig")
    assert len(taken.strip().splitlines()) == 1 + len(BAD)
    assert "'=1+1" in taken
    digest = browser.get(address).get_data(as_text=True).split('name="digest" value="')[1].split('"')[0]
    browser.post(address, digest=digest, action="apply")
    assert codes(house, dt.date(2026, 3, 11)) == ["1.1", "2"]


def test_rows_that_contradict_what_is_on_the_list_are_left_to_a_person(house: House):
    imported(house, HEAD + ROWS)
    given(
        house,
        HEAD
        + "1.1;Başqa söz;;A15;01.03.2012;;Akt\n"
        + "2;Bədxassəli;;C00;01.01.2010;;Akt\n"
        + "3;Ad;;A15;01.03.2012;;Akt\n3;Ad;;A15;01.03.2012;;Akt\n",
    )
    with house.database.reading() as session:
        rows = queries.imports(session, house.users[Role.REVIEWER])[0].rows
    assert [row["reason"] for row in rows] == ["stands_otherwise", "overlaps", "doubled", "doubled"]


def test_a_file_that_is_no_such_table_is_refused_as_a_whole(house: House):
    for data in (b"", b"\xff\xfe1", b"PK\x03\x04", b"a;b\n1;2\n", HEAD.encode(), b'code;"text\n'):
        answer = given(house, data)
        assert answer.status_code == 422
        assert "govuk-error-summary" in answer.get_data(as_text=True)


def test_another_file_or_a_second_press_applies_nothing(house: House):
    answer = given(house, HEAD + ROWS)
    browser, address = house.browser(Role.REVIEWER), answer.headers["Location"]
    browser.post(address, digest="00" * 32, action="apply")
    assert codes(house, dt.date(2026, 3, 11)) == []
    browser.post(address, action="give_up")
    digest = hashlib.sha256((HEAD + ROWS).encode()).hexdigest()
    browser.post(address, digest=digest, action="apply")
    assert codes(house, dt.date(2026, 3, 11)) == []


@pytest.mark.parametrize(
    ("entry", "code", "inside"),
    [
        ("A15-A19", "A16.2", True),
        ("A15-A19", "A19", True),
        ("A15-A19", "A20.1", False),
        ("I50", "I50.0", True),
        ("I50.0", "I50.1", False),
        ("I50.0-I50.1", "I50.1", True),
        ("C00-C97", "C34.1", True),
        ("I5", "I50.0", False),
        ("A15", "", False),
    ],
)
def test_a_diagnosis_falls_under_the_codes_and_ranges_of_an_entry(entry, code, inside):
    assert reading.covers([entry], code) is inside
