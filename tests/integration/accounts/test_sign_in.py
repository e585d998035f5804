"""Signing in: one answer and one amount of work for every failure, and waits that grow."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts import pacing, passwords, queries, services, signin
from healthapp.accounts.models import LoginSession
from tests.integration.accounts.conftest import PASSWORD, SETUP, Browser, make_app


def wrong(browser: Browser, times: int, username: str = "aygun") -> None:
    for _time in range(times):
        browser.sign_in(username, "not the password at all")


def test_the_right_password_opens_a_session(browser, accounts, place):
    user = accounts.make(at=place)
    browser.sign_in(" AyGun ")
    assert (browser.status, browser.location) == (303, "/")
    assert browser.get("/elsewhere") == "Aygün Məmmədova is here"
    event = accounts.events("login.ok")[-1]
    assert (event.actor_id, event.session_id, event.details) == (user.id, browser.login_id, {"factor": "password"})
    assert event.address == "127.0.0.1"


def test_every_failure_gets_the_same_page_after_the_same_work(browser, accounts, place, hasher):
    accounts.make(at=place)
    accounts.make("closed", at=place)
    accounts.make("locked", at=place)
    with accounts.database.unit(SETUP, accounts.clock) as uow:
        queries.by_username(uow.session, "closed").active = False
    wrong(browser, 5, "locked")
    pages = set()
    for username, password in (
        ("nobody", PASSWORD),
        ("aygun", "not the password at all"),
        ("closed", PASSWORD),
        ("locked", PASSWORD),
    ):
        hasher.verified = hasher.made = 0
        browser.sign_in(username, password)
        assert browser.status == 422
        assert (hasher.verified, hasher.made) == (1, 0), username
        pages.add(browser.text)
        assert not browser.is_in
    assert len(pages) == 1
    assert [event.details["cause"] for event in accounts.events("login.failed")[-4:]] == [
        "unknown",
        "password",
        "inactive",
        "locked",
    ]


def test_what_was_typed_is_kept_nowhere(browser, accounts, place, database):
    accounts.make(at=place)
    browser.sign_in("my secret typed into the wrong field", "x")
    event = accounts.events("login.failed")[-1]
    assert (event.actor_id, event.actor_name, event.subject_id) == (None, "anonymous", None)
    assert "my secret" not in str({column.key: getattr(event, column.key) for column in event.__table__.columns})
    browser.sign_in("aygun", "wrong but the account exists")
    assert accounts.events("login.failed")[-1].subject_id is not None


def test_waits_double_from_the_fifth_try_and_a_try_meanwhile_makes_none_longer(
    browser, accounts, place, clock, monkeypatch
):
    monkeypatch.setattr(pacing, "FREE_TRIES", 1000)  # what is counted by place is another test
    user = accounts.make(at=place)
    wrong(browser, 4)
    assert accounts.now(user).locked_until is None
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        wrong(browser, 1)
        until = accounts.now(user).locked_until
        assert (until - clock()).total_seconds() == minutes * 60
        browser.sign_in()
        assert browser.status == 422
        assert accounts.now(user).locked_until == until
        clock.advance(minutes=minutes)
    browser.sign_in()
    assert browser.status == 303
    assert (accounts.now(user).failed_attempts, accounts.now(user).locked_until) == (0, None)
    assert [event.details["minutes"] for event in accounts.events("login.locked")] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_session_is_new_at_each_sign_in_and_a_planted_one_opens_nothing(browser, another, accounts, place):
    accounts.make(at=place)
    another.sign_in()
    planted = another.login_id
    another.post("/logout")
    with browser.client.session_transaction() as cookie:
        cookie["login"], cookie["csrf_token"], cookie["planted"] = str(planted), "known", "x"
    browser.sign_in()
    assert browser.login_id not in (None, planted)
    assert set(browser.cookie) <= {"login", "csrf_token", "language"}
    with another.client.session_transaction() as cookie:
        cookie["login"] = str(planted)
    assert not another.is_in


@pytest.mark.parametrize("planted", ["", "x", "1", "00000000-0000-0000-0000-000000000000", 7])
def test_a_cookie_that_names_no_session_opens_nothing(browser, accounts, planted):
    with browser.client.session_transaction() as cookie:
        cookie["login"] = planted
    assert not browser.is_in
    assert browser.get("/elsewhere") is not None
    assert browser.status == 302


def test_one_comes_back_to_the_page_one_wanted(browser, accounts, place):
    accounts.make(at=place)
    browser.get("/elsewhere?part=2")
    assert browser.location == "/login?next_page=/elsewhere?part%3D2"
    browser.get(browser.location)
    assert 'name="next_page" value="/elsewhere?part=2"' in browser.markup
    browser.sign_in(next_page="/elsewhere?part=2")
    assert browser.location == "/elsewhere?part=2"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere(browser, accounts, place, target):
    accounts.make(at=place)
    browser.sign_in(next_page=target)
    assert browser.location == "/"


def test_sign_in_asks_for_both_fields(browser):
    browser.post("/login", username="", password="")
    assert browser.status == 422
    assert browser.text.count("This answer is needed") == 4
    browser.post("/login", username="", password="typed and not sent back")
    assert "typed and not sent back" not in browser.markup


def test_a_forged_form_is_refused(app, accounts, place):
    accounts.make(at=place)
    app.config["WTF_CSRF_ENABLED"] = True
    forged = Browser(app)
    forged.sign_in()
    assert forged.status == 400
    assert not forged.is_in


def test_a_demonstration_account_is_refused_in_production(config, database, clock, accounts, place, hasher):
    accounts.make("feldsher", at=place, is_demo=True)
    demo = Browser(make_app(dataclasses.replace(config, mode="demo"), database, clock))
    demo.sign_in("feldsher")
    assert demo.is_in
    for mode in ("production", "development"):
        real = Browser(make_app(dataclasses.replace(config, mode=mode), database, clock))
        hasher.verified = 0
        real.sign_in("feldsher")
        assert (real.status, hasher.verified) == (422, 1)
        with real.client.session_transaction() as cookie:
            cookie["login"] = str(demo.login_id)
        assert not real.is_in
    assert not demo.is_in, "the session was ended where it may not be used"


def test_a_hash_made_with_weaker_parameters_is_renewed(browser, accounts, place, database, monkeypatch, hasher):
    user = accounts.make(at=place)
    monkeypatch.setattr(type(hasher), "check_needs_rehash", lambda _self, _hash: True)
    before = accounts.now(user).password_hash
    browser.sign_in()
    assert accounts.now(user).password_hash != before
    assert passwords.matches(accounts.now(user).password_hash, PASSWORD)


def test_an_account_without_a_role_signs_in_and_opens_nothing(browser, accounts):
    accounts.make(role=None)
    browser.sign_in()
    browser.get("/elsewhere")
    assert browser.status == 403


def test_a_role_counts_in_its_period_alone(browser, accounts, place, clock, database):
    user = accounts.make(role=None)
    with database.unit(SETUP, clock) as uow:
        begin, end = clock() + dt.timedelta(days=1), clock() + dt.timedelta(days=2)
        services.assign(uow, user, role=Role.NURSE, facility_id=place.id, valid_from=begin, valid_to=end)
    seen = []
    for _day in range(3):
        browser.sign_in()
        seen.append(browser.client.get("/elsewhere").status_code)
        clock.advance(days=1)
    assert seen == [403, 200, 403]


def test_signing_out_ends_the_session_and_empties_the_cookie(browser, accounts, place, database):
    accounts.make(at=place)
    browser.sign_in()
    kept = browser.login_id
    browser.post("/logout")
    assert (browser.status, browser.location) == (303, "/login")
    assert "login" not in browser.cookie
    with database.reading() as session:
        row = session.scalar(sa.select(LoginSession).where(LoginSession.id == kept))
    assert row.end_reason == "logout"
    assert accounts.events("logout")[-1].details == {"how": "logout"}
    with browser.client.session_transaction() as cookie:
        cookie["login"] = str(kept)
    assert not browser.is_in
    browser.post("/logout")
    assert browser.status == 303


@pytest.mark.parametrize("second", [False, True])
def test_an_account_closed_while_its_owner_signs_in_opens_to_nobody(
    browser, accounts, place, database, monkeypatch, second
):
    """A password takes a quarter of a second to check: who is closed in it had been looked at before."""
    user = accounts.make(at=place)
    codes = (accounts.with_telephone(user), accounts.codes(user))[1] if second else []

    def close():
        with database.unit(SETUP, accounts.clock) as uow:
            services.change(uow, user.id, name=user.name, profession="", active=False)

    if not codes:
        matches = passwords.matches
        monkeypatch.setattr(passwords, "matches", lambda *given: close() or matches(*given))
        browser.sign_in()
    else:
        browser.sign_in()
        waits = signin.waits_for_code

        def looked(*given):
            found = waits(*given)
            close()
            return found

        monkeypatch.setattr(signin, "waits_for_code", looked)
        browser.post("/login/code", code=codes[0])
    assert browser.status == 422
    with database.reading() as session:
        open_ = sa.select(LoginSession).where(LoginSession.ended_at.is_(None), LoginSession.awaiting_code.is_(False))
        assert session.scalars(open_).all() == []
    assert accounts.events("login.ok") == []
