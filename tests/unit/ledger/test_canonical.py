"""Canonical JSON and leaves: one document, one digest, on every machine."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from healthapp.ledger.canonical import CanonicalError, canonical_bytes, digest, moment
from healthapp.ledger.leaf import Leaf, LeafError, actor_digest, read, salted

BAKU = dt.timezone(dt.timedelta(hours=4))
IDENTIFIER = uuid.UUID("0195834f-1c00-7000-8000-000000000001")


class Answer(StrEnum):
    NOT_ASKED = "not_asked"


def test_the_key_order_of_rfc_8785():
    """§3.2.3: by UTF-16 code units, so the emoji stands before U+FB33."""
    document = {
        "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\U0001f600": "Emoji: Grinning Face", "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }  # fmt: skip
    assert list(json.loads(canonical_bytes(document))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_every_kind_of_value_has_one_spelling():
    document = {
        "answer": Answer.NOT_ASKED,
        "at": dt.datetime(2026, 3, 11, 14, 32, tzinfo=BAKU),
        "born": dt.date(1990, 1, 2),
        "time": dt.time(9, 5),
        "id": IDENTIFIER,
        "temperature": Decimal("36.60"),
        "large": Decimal("1E+3"),
        "zero": Decimal("-0.00"),
        "photo": b"\x00\xff",
        "words": "Əli\n\u0130\u0307",
        "yes": True,
        "count": 7,
        "none": None,
        "list": [1, ("a",)],
    }
    assert canonical_bytes(document).decode() == (
        '{"answer":"not_asked","at":"2026-03-11T10:32:00.000000Z","born":"1990-01-02","count":7,'
        '"id":"0195834f-1c00-7000-8000-000000000001","large":"1000","list":[1,["a"]],"none":null,'
        '"photo":"00ff","temperature":"36.6","time":"09:05:00.000000","words":"Əli\\n\u0130\u0307",'
        '"yes":true,"zero":"0"}'
    )


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(text, anything, max_size=6))
def test_a_writer_not_ours_writes_the_same(document):
    assert canonical_bytes(document) == rfc8785.dumps(document)


def test_words_are_never_normalised():
    composed, decomposed = "\u00e9", "e\u0301"
    assert digest({"words": composed}) != digest({"words": decomposed})


@pytest.mark.parametrize(
    "value",
    [
        1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), dt.datetime(2026, 1, 1),  # noqa: DTZ001 - refused
        2**53, object(), {1: "a"}, {1, 2}, "\ud800", dt.time(1, tzinfo=dt.UTC),
    ],
)  # fmt: skip
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(CanonicalError):
        canonical_bytes({"sections": [{"value": value}]})


def test_the_refusal_names_the_place():
    with pytest.raises(CanonicalError, match=r"\$\.sections\[1\]\.pulse: a float"):
        canonical_bytes({"sections": [{}, {"pulse": 71.5}]})


def test_moments_sort_as_text():
    assert moment(dt.datetime(2026, 1, 1, tzinfo=BAKU)) == "2025-12-31T20:00:00.000000Z"


LEAF = Leaf(
    id=IDENTIFIER,
    at=dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC),
    type="record.signed",
    actor=actor_digest(b"s" * 16, IDENTIFIER),
    event=salted(b"s" * 16, b"e" * 32),
    subject_kind="clinical_record",
    subject_id=IDENTIFIER,
    digest=bytes(32),
)


def test_a_leaf_says_identifiers_times_and_digests_alone():
    fields = read(LEAF.encode())
    assert fields["subject"] == {"kind": "clinical_record", "id": str(IDENTIFIER)}
    assert fields["digest"] == "00" * 32
    assert fields["previous"] is None
    assert str(IDENTIFIER) not in fields["actor"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(words, words, st.none() | st.binary(min_size=32, max_size=32), st.booleans())
def test_a_leaf_is_in_canonical_form(kind, subject_kind, content, about):
    leaf = replace(LEAF, type=kind, subject_kind=subject_kind, digest=content, previous=content)
    data = (leaf if about else replace(leaf, subject_id=None)).encode()
    assert canonical_bytes(json.loads(data)) == data


def test_the_actor_is_silent_without_the_salt():
    assert actor_digest(b"a" * 16, IDENTIFIER) != actor_digest(b"b" * 16, IDENTIFIER)
    assert actor_digest(b"a" * 16, None) == salted(b"a" * 16, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"null",
        LEAF.encode().replace(b'"version":1', b'"version":2'),
        LEAF.encode().replace(b'"kind"', b'"kynd"'),
    ],
)
def test_what_is_no_leaf_is_refused(data):
    with pytest.raises(LeafError):
        read(data)
