"""The proof under a signature: a password or a code, once, counted when it is wrong."""

from __future__ import annotations

import pytest

from healthapp.access import ANONYMOUS, Identity
from healthapp.accounts import signing
from healthapp.accounts.signing import SignatureRefused
from healthapp.i18n import in_language
from tests.integration.accounts.conftest import PASSWORD


@pytest.fixture
def user(accounts, place):
    return accounts.make(at=place)


@pytest.fixture
def identity(user) -> Identity:
    return Identity(user.id, user.name)


@pytest.fixture
def sign(app, database, identity, clock):
    def attempt(given: str) -> str:
        with app.app_context(), in_language("en"):
            return signing.verify(database, identity, given, clock)

    return attempt


def test_the_password_signs(sign):
    assert sign(PASSWORD) == "password"
    assert sign(f"  {PASSWORD} ") == "password"


def test_a_code_signs_once(sign, accounts, user, clock):
    telephone = accounts.with_telephone(user)
    code = telephone.at(clock())
    assert sign(code) == "second_factor"
    with pytest.raises(SignatureRefused, match="nor a code that is valid now"):
        sign(code)
    clock.advance(seconds=30)
    assert sign(telephone.at(clock())) == "second_factor"
    assert sign(PASSWORD) == "password", "the password signs with a telephone too"


def test_a_code_that_signed_in_does_not_sign(sign, browser, accounts, user, clock):
    telephone = accounts.with_telephone(user)
    browser.sign_in()
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.is_in
    with pytest.raises(SignatureRefused):
        sign(telephone.at(clock()))


def test_six_digits_are_nothing_without_a_telephone(sign):
    with pytest.raises(SignatureRefused):
        sign("123456")


def test_wrong_tries_stay_counted_and_lock_the_account(sign, accounts, user, clock, browser):
    for _time in range(4):
        with pytest.raises(SignatureRefused, match="This is not your password"):
            sign("a wrong one again")
    assert accounts.now(user).failed_attempts == 4
    with pytest.raises(SignatureRefused, match="The next one is possible at 14:33"):
        sign("a wrong one again")
    with pytest.raises(SignatureRefused, match="14:33"):
        sign(PASSWORD)
    assert accounts.now(user).failed_attempts == 5, "a try at a locked account makes the lock no longer"
    browser.sign_in()
    assert browser.status == 422, "one lock for signing and signing in"
    clock.advance(minutes=1)
    assert sign(PASSWORD) == "password"
    assert accounts.now(user).failed_attempts == 0
    assert [event.details for event in accounts.events("proof.refused")] == [{"purpose": "signature"}] * 6


def test_tries_at_sign_in_and_at_signatures_count_together(sign, accounts, user, browser):
    for _time in range(3):
        browser.sign_in(password="a wrong one again")
    for _time in range(2):
        with pytest.raises(SignatureRefused):
            sign("a wrong one again")
    assert accounts.now(user).locked_until is not None


def test_an_empty_signature_is_asked_for_and_not_counted(sign, accounts, user):
    with pytest.raises(SignatureRefused, match="Type your password or a code to sign"):
        sign("  ")
    assert accounts.now(user).failed_attempts == 0


def test_a_closed_account_signs_nothing(sign, accounts, user, database, clock):
    with database.unit(ANONYMOUS, clock) as uow:
        uow.session.get_one(type(user), user.id).active = False
    with pytest.raises(SignatureRefused):
        sign(PASSWORD)


def test_nobody_and_the_system_sign_nothing(app, database, clock):
    for who in (ANONYMOUS, Identity.system("tests")):
        with app.app_context(), pytest.raises(SignatureRefused):
            signing.verify(database, who, PASSWORD, clock)


def test_the_field_of_a_signature_is_a_password_field(app):
    from flask import render_template

    from healthapp.web.forms import FormState

    with app.test_request_context(), in_language("en"):
        markup = render_template("auth/_signature.html", form=FormState({"signature": "typed before"}))
    assert 'name="signature"' in markup
    assert 'type="password"' in markup
    assert "typed before" not in markup
