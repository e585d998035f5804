"""What a password must be, and that a hash is what it says."""

from __future__ import annotations

import unicodedata

import pytest

from healthapp.accounts import passwords
from healthapp.i18n import in_language


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short-one", "at least 12"),
        ("x" * 201, "200 characters at most"),
        ("aygun.m-has-a-long-one", "user name"),
        ("aaaaaaaaaaaaaa", "easy to guess"),
        ("password123456", "easy to guess"),
        ("Məmmədova12345", "easy to guess"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, says):
    with in_language("en"):
        found = passwords.problem(password, username="aygun.m", about=("Aygün Məmmədova", "Feldşer"))
    assert found is not None
    assert says in found


@pytest.mark.parametrize(
    "password",
    ["nar qatar buludlu kitab", "Tüstü-yelkən-7-qaşıq", "ветер книга лампа дорога", "q" + "7vK!z" * 20],
)
def test_a_strong_password_is_taken(password):
    assert passwords.problem(password, username="aygun.m", about=("Aygün Məmmədova",)) is None


def test_a_hash_is_argon2id_with_the_recommended_parameters():
    made = passwords.hashed("nar qatar buludlu kitab")
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(made, "nar qatar buludlu kitab")
    assert not passwords.matches(made, "nar qatar buludlu kitap")
    assert not passwords.outdated(made)


def test_one_password_typed_on_two_keyboards_is_one_password():
    composed = unicodedata.normalize("NFC", "şüşə-kitab-ağac-on")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert passwords.normal(composed) == passwords.normal(decomposed)


def test_nobody_has_a_password():
    assert not passwords.matches(None, "")
    assert not passwords.matches("not a hash", "anything at all")


def test_an_initial_password_is_random_readable_and_strong():
    made = {passwords.initial() for _number in range(50)}
    assert len(made) == 50
    assert all(set(word) <= set(passwords.READABLE + "-") for word in made)
    assert all(passwords.problem(word, username="aygun.m") is None for word in made)
