"""Numbers of other systems, as people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.people.identifiers import KINDS, ascii_upper, is_unusual, normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5zk3h8q", "5ZK3H8Q"), (" 5ZK 3H8Q ", "5ZK3H8Q"), ("1234567", "1234567")],
)
def test_a_fin_as_typed(typed, kept):
    assert normalise("fin", typed) == kept


@pytest.mark.parametrize("typed", [*"5ZK3H8 5ZK3H8QQ 5ZK3H8I 5ZK3H8i 5ZK3H8O 5ZK3H8İ 5ZK3H8ı 5ZK3H8Ə".split(), ""])
def test_what_is_no_fin(typed):
    with pytest.raises(ValueError, match=r"I .*O|3"):
        normalise("fin", typed)


@given(st.text(max_size=12))
def test_a_fin_is_seven_plain_signs_or_refused(typed):
    try:
        kept = normalise("fin", typed)
    except ValueError:
        return
    assert re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", kept)
    assert normalise("fin", kept) == kept


def test_capitals_are_those_of_ascii():
    assert ascii_upper("iıİäz") == "IıİäZ"


def test_cards_and_custody_numbers():
    assert normalise("id_card", "aa 1234567") == "AA1234567"
    assert normalise("custody", " 12/34 - Ə-7 ") == "12/34 - Ə-7"
    assert not is_unusual("id_card", "AZE12345678")
    assert is_unusual("id_card", "AZE1234")
    assert not is_unusual("foreign_passport", "X1")
    for kind in KINDS:
        with pytest.raises(ValueError, match=r"."):
            normalise(kind, "<script>")
        with pytest.raises(ValueError, match=r"."):
            normalise(kind, "7" * 50)
    with pytest.raises(KeyError):
        normalise("licence", "1")
