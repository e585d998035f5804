"""Of a form that could not be entered the words somebody wrote are shown again, and nothing else of it."""

from __future__ import annotations

import pytest
from flask import Flask

from healthapp.web import sent

APP = Flask(__name__)


def typed(**fields: str) -> list[str]:
    with APP.test_request_context("/", method="POST", data=fields):
        return sent.typed()


@pytest.mark.parametrize("text", ["Sakit yatıb", "Ağrı", "slept well", "Спал", "  two\nlines  "])
def test_words_come_back(text: str) -> None:
    assert typed(note=text) == [text.strip()]


@pytest.mark.parametrize("text", ["", "yes", "29.11.2026", "14:30", "12 mg", "a1b2-c3d4", "x" * 2_000_000])
def test_a_code_a_day_and_a_number_do_not(text: str) -> None:
    assert typed(note=text) == []


@pytest.mark.parametrize("name", ["signature", "password", "passphrase", "csrf_token"])
def test_a_proof_never_does(name: str) -> None:
    assert typed(**{name: "tüstü yelkən qaşıq"}) == []
