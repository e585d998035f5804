"""Capitals and small letters where i and ı are two letters."""

from __future__ import annotations

import pytest

from healthapp.i18n import caseless, in_language, small_letters
from healthapp.telling.models import CaseTold
from healthapp.telling.presenter import told_text
from tests.conftest import NOW


@pytest.mark.parametrize("texts", [("QADIN", "Qadın", "qadin"), ("İSTİNTAQ", "İstintaq", "istintaq"), ("Ş-1", "ş-1")])
def test_spellings_that_differ_by_capitals_alone_are_one(texts):
    assert len({caseless(text) for text in texts}) == 1


def test_what_differs_by_more_stays_apart():
    assert caseless("1-2") != caseless("12")


def test_azerbaijani_small_letters_are_one_sign_each():
    assert small_letters("İmzaladı", "az") == "imzaladı"
    assert small_letters("ISSIQ", "az") == "ıssıq"
    assert small_letters("In court", "en") == "in court"


def test_how_somebody_was_told_is_written_small_within_its_sentence():
    row = CaseTold(told_at=NOW, how="spoken", language="az", told_by="Rauf", receipt="signed")
    with in_language("az"):
        assert "imzaladı" in told_text(row)
