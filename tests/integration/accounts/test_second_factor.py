"""The second factor: setting it up, using it once, losing the telephone, and the roles that need it."""

from __future__ import annotations

import dataclasses
import re

import pyotp
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts.models import LoginSession, RecoveryCode
from tests.integration.accounts.conftest import PASSWORD, Browser, make_app


def set_up(browser: Browser, clock) -> list[str]:
    """Walk through the enrolment as a person with a telephone; returns the recovery codes."""
    browser.get("/account/second-factor")
    secret = re.search(r'<strong class="app-num">([A-Z2-7 ]+)</strong>', browser.markup)[1].replace(" ", "")
    sealed = re.search(r'name="secret" value="([^"]+)"', browser.markup)[1]
    browser.telephone = pyotp.TOTP(secret)
    browser.post("/account/second-factor", secret=sealed, code=browser.telephone.at(clock()), signature=PASSWORD)
    return re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", browser.text)


def test_a_telephone_is_enrolled_and_then_asked_for(browser, another, accounts, place, clock):
    user = accounts.make(at=place)
    browser.sign_in()
    codes = set_up(browser, clock)
    assert (browser.status, len(set(codes))) == (200, 10)
    assert accounts.now(user).totp_secret is not None
    assert browser.telephone.secret.encode() not in accounts.now(user).totp_secret
    assert not any(code in browser.get("/account/second-factor") for code in codes), "shown once"
    another.sign_in()
    assert (another.status, another.location) == (303, "/login/code")
    assert not another.is_in, "the password alone opens nothing"
    clock.advance(seconds=30)
    before = another.login_id
    another.post("/login/code", code=browser.telephone.at(clock()))
    assert (another.status, another.location) == (303, "/")
    assert another.is_in
    assert another.login_id != before, "a session of its own, not the one that waited"
    assert accounts.events("login.ok")[-1].details == {"factor": "totp"}


def test_the_page_for_the_code_is_for_whoever_is_on_the_way_in(browser, another, accounts, place, clock):
    # Given somebody who has a telephone and one who never typed a password
    accounts.make(at=place)
    another.get("/login/code")
    assert (another.status, another.location) == (302, "/login")
    browser.sign_in()
    set_up(browser, clock)
    another.sign_in()
    # When the code is wrong, then the page says what is wrong with most telephones, and what to do without one
    page = another.post("/login/code", code="000000")
    assert "Look whether the telephone shows the right time" in page
    assert "removed at the server" in page
    # and nobody comes back to it from inside
    clock.advance(seconds=30)
    another.post("/login/code", code=browser.telephone.at(clock()))
    another.get("/login/code")
    assert (another.status, another.location) == (302, "/")


def test_enrolment_needs_the_right_code_and_the_password(browser, accounts, place, clock):
    user = accounts.make(at=place)
    browser.sign_in()
    browser.get("/account/second-factor")
    sealed = re.search(r'name="secret" value="([^"]+)"', browser.markup)[1]
    secret = re.search(r'<strong class="app-num">([A-Z2-7 ]+)</strong>', browser.markup)[1].replace(" ", "")
    right = pyotp.TOTP(secret).at(clock())
    browser.post("/account/second-factor", secret=sealed, code="000000", signature=PASSWORD)
    assert "The code was not accepted" in browser.text
    assert secret in browser.markup.replace(" ", ""), "the same square: the telephone has it already"
    browser.post("/account/second-factor", secret=sealed, code=right, signature="somebody else's guess")
    assert "This is not your password" in browser.text
    browser.post("/account/second-factor", secret="AAAA", code=right, signature=PASSWORD)
    assert browser.location == "/account/second-factor"
    assert accounts.now(user).totp_secret is None


def test_a_secret_made_for_one_account_is_of_no_use_to_another(browser, another, accounts, place, clock):
    accounts.make(at=place)
    victim = accounts.make("rauf", at=place)
    browser.sign_in()
    browser.get("/account/second-factor")
    sealed = re.search(r'name="secret" value="([^"]+)"', browser.markup)[1]
    secret = re.search(r'<strong class="app-num">([A-Z2-7 ]+)</strong>', browser.markup)[1].replace(" ", "")
    another.sign_in("rauf")
    another.post("/account/second-factor", secret=sealed, code=pyotp.TOTP(secret).at(clock()), signature=PASSWORD)
    assert accounts.now(victim).totp_secret is None


def test_a_code_is_accepted_once(browser, another, accounts, place, clock):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    code = telephone.at(clock())
    browser.sign_in()
    browser.post("/login/code", code=code)
    assert browser.is_in
    another.sign_in()
    another.post("/login/code", code=code)
    assert another.status == 422
    assert not another.is_in
    clock.advance(seconds=30)
    another.post("/login/code", code=telephone.at(clock()))
    assert another.is_in


def test_wrong_codes_count_toward_the_lock_and_the_password_does_not_reset_them(browser, accounts, place, clock):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    for _time in range(5):
        browser.sign_in()
        assert browser.location == "/login/code"
        browser.post("/login/code", code="000000")
    assert accounts.now(user).failed_attempts == 5
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.status == 422
    browser.sign_in()
    assert browser.status == 422
    clock.advance(minutes=1)
    browser.sign_in()
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.is_in
    assert accounts.now(user).failed_attempts == 0


def test_a_recovery_code_works_once(browser, another, accounts, place, database):
    user = accounts.make(at=place)
    accounts.with_telephone(user)
    codes = accounts.codes(user)
    browser.sign_in()
    browser.post("/login/code", code=codes[0].upper().replace("-", " "))
    assert browser.is_in
    assert accounts.events("login.ok")[-1].details == {"factor": "recovery"}
    assert "9 recovery codes left" in browser.get("/account")
    another.sign_in()
    another.post("/login/code", code=codes[0])
    assert another.status == 422
    another.post("/login/code", code=codes[1])
    assert another.is_in
    with database.reading() as session:
        kept = session.scalars(sa.select(RecoveryCode.hash)).all()
    assert not any(code.encode() in value for code in codes for value in kept)


def test_new_recovery_codes_retire_the_old_ones(browser, another, accounts, place, clock):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    old = accounts.codes(user)
    browser.sign_in()
    browser.post("/login/code", code=telephone.at(clock()))
    browser.post("/account/second-factor/codes", signature=PASSWORD)
    new = re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", browser.text)
    assert len(new) == 10
    another.sign_in()
    another.post("/login/code", code=old[3])
    assert another.status == 422
    another.post("/login/code", code=new[3])
    assert another.is_in


def test_a_password_that_waits_for_its_code_waits_ten_minutes(browser, accounts, place, clock, database):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    browser.sign_in()
    clock.advance(minutes=10, seconds=1)
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.status == 422
    assert not browser.is_in
    with database.reading() as session:
        assert session.scalars(sa.select(LoginSession.end_reason)).all() == ["idle"]


def test_a_session_that_waits_for_its_code_opens_no_page(browser, accounts, place):
    accounts.with_telephone(accounts.make(at=place))
    browser.sign_in()
    for path in ("/elsewhere", "/account", "/account/second-factor"):
        browser.get(path)
        assert browser.location.startswith("/login")
    browser.post("/account/keep-alive")
    assert browser.location == "/login"
    assert "One-time code" in browser.get("/login/code")


def test_the_code_page_alone_leads_to_the_password(browser):
    browser.post("/login/code", code="123456")
    assert browser.location == "/login"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.NPG, Role.OMBUDSMAN, Role.ADMIN])
def test_these_roles_set_it_up_before_anything_else(browser, accounts, clock, role):
    accounts.make(role=role)
    browser.sign_in()
    browser.get("/elsewhere")
    assert (browser.status, browser.location) == (303, "/account/second-factor")
    browser.get("/admin/users")
    assert browser.location == "/account/second-factor"
    assert len(set_up(browser, clock)) == 10
    assert browser.is_in


def test_in_the_demonstration_nobody_needs_one(config, database, clock, accounts):
    accounts.make("admin", role=Role.ADMIN, is_demo=True)
    demo = Browser(make_app(dataclasses.replace(config, mode="demo"), database, clock))
    demo.sign_in("admin")
    assert demo.is_in


def test_it_is_removed_with_a_proof_alone(browser, another, accounts, place, clock):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    browser.sign_in()
    browser.post("/login/code", code=telephone.at(clock()))
    browser.post("/account/second-factor/remove", signature="not the password")
    assert browser.status == 422
    assert accounts.now(user).totp_secret is not None
    browser.post("/account/second-factor/remove", signature=PASSWORD)
    assert accounts.now(user).totp_secret is None
    assert accounts.events("factor.removed")[-1].details == {"how": "own"}
    another.sign_in()
    assert another.is_in


def test_a_second_telephone_cannot_be_slipped_in(browser, accounts, place, clock):
    user = accounts.make(at=place)
    telephone = accounts.with_telephone(user)
    browser.sign_in()
    browser.post("/login/code", code=telephone.at(clock()))
    before = accounts.now(user).totp_secret
    browser.post("/account/second-factor", secret="AAAA", code="123456", signature=PASSWORD)
    assert browser.location == "/account/second-factor"
    assert accounts.now(user).totp_secret == before
