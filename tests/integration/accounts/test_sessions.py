"""How long a session opens anything, what locking covers, and what must be done first."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from healthapp.access import Role
from healthapp.accounts import services
from healthapp.accounts.models import LoginSession
from healthapp.database import uuid7
from healthapp.web import sent
from healthapp.web.models import SentForm
from tests.integration.accounts.conftest import PASSWORD, SETUP, cheap_hash

NEW = "tüstü yelkən qaşıq dərə"


def row(database, login_id) -> LoginSession:
    with database.reading() as session:
        return session.get_one(LoginSession, login_id)


def test_a_session_nobody_uses_ends_and_the_sign_in_page_says_why(browser, accounts, place, clock, database):
    accounts.make(at=place)
    browser.sign_in()
    clock.advance(minutes=20)
    assert browser.is_in, "never before the page said it would"
    clock.advance(minutes=21)
    assert not browser.is_in
    assert row(database, browser.login_id).end_reason == "idle"
    assert accounts.events("logout")[-1].details == {"how": "idle"}
    assert "You were signed out, because nothing was done" in browser.get("/login")
    clock.advance(minutes=-21)
    assert not browser.is_in, "what ended stays ended"


def test_a_session_in_use_lasts_one_working_day_at_most(browser, accounts, place, clock, database):
    accounts.make(at=place)
    browser.sign_in()
    for _quarter in range(12 * 4 - 1):
        clock.advance(minutes=15)
        assert browser.is_in
    clock.advance(minutes=15)
    assert not browser.is_in
    assert row(database, browser.login_id).end_reason == "limit"


def test_being_seen_is_written_once_a_minute(browser, accounts, place, clock, database):
    accounts.make(at=place)
    browser.sign_in()
    begin, seen = clock(), []
    for _step in range(5):
        clock.advance(seconds=25)
        browser.get("/elsewhere")
        seen.append((row(database, browser.login_id).last_seen_at - begin).total_seconds())
    assert seen == [0, 0, 75, 75, 75]
    clock.advance(minutes=10)
    browser.post("/account/keep-alive")
    assert browser.status == 204
    assert row(database, browser.login_id).last_seen_at == clock()


def test_a_request_asks_one_statement_to_know_who_makes_it(browser, accounts, place, database):
    accounts.make(at=place)
    browser.sign_in()
    said = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT") and "pg_catalog" not in statement:
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        browser.get("/elsewhere")
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert browser.status == 200
    assert len(said) == 1, said


def test_what_was_sent_is_known_for_days_and_forgotten_by_the_next_sign_in_after(browser, accounts, place, database):
    user = accounts.make(at=place)
    with database.unit(SETUP, accounts.clock) as uow:
        for mark, age in (("old", sent.KEPT + dt.timedelta(hours=1)), ("new", sent.KEPT - dt.timedelta(hours=1))):
            for whose, sender in (("own", user.id), ("other", uuid7())):
                row = SentForm(mark=f"{mark} {whose}", user_id=sender, location="/", stored_at=uow.now() - age)
                uow.session.add(row)
    browser.sign_in()
    with database.reading() as session:
        assert set(session.scalars(sa.select(SentForm.mark))) == {"new own", "new other", "old other"}


def test_a_locked_screen_shows_nothing_and_comes_back_to_the_same_page(browser, accounts, place, database):
    accounts.make(at=place)
    browser.sign_in()
    browser.post("/lock", next_page="/elsewhere?part=2")
    assert browser.location == "/unlock?next_page=/elsewhere?part%3D2"
    browser.get("/elsewhere?part=2")
    assert (browser.status, browser.location) == (303, "/unlock?next_page=/elsewhere?part%3D2")
    browser.post("/account/keep-alive")
    assert (browser.status, browser.location) == (303, "/unlock")
    assert "Aygün Məmmədova is signed in here" in browser.get("/unlock?next_page=/elsewhere")
    assert "/account" not in browser.markup, "the frame shows nobody's menu"
    browser.post("/unlock", signature="not the password", next_page="/elsewhere")
    assert browser.status == 422
    assert row(database, browser.login_id).locked
    browser.post("/unlock", signature=PASSWORD, next_page="/elsewhere?part=2")
    assert browser.location == "/elsewhere?part=2"
    assert browser.is_in
    assert len(accounts.events("session.locked")) == len(accounts.events("session.unlocked")) == 1


def test_a_lock_holds_in_every_window_and_leaves_a_way_out(browser, accounts, place, clock):
    accounts.make(at=place)
    browser.sign_in()
    browser.post("/lock")
    browser.get("/login")
    assert browser.location == "/unlock"
    browser.post("/logout")
    assert browser.location == "/login"
    browser.get("/unlock")
    assert browser.location == "/"
    assert not browser.is_in


def test_the_page_with_the_lock_on_it_comes_back(browser, accounts, place):
    accounts.make(at=place)
    browser.sign_in()
    for page, target in (
        ("http://localhost/elsewhere?part=2", "/unlock?next_page=/elsewhere?part%3D2"),
        ("https://evil.example/elsewhere", "/unlock"),
        ("http://localhost//evil.example", "/unlock"),
        ("nonsense", "/unlock"),
    ):
        answer = browser.client.post("/lock", headers={"Referer": page})
        assert answer.headers["Location"] == target
        browser.post("/unlock", signature=PASSWORD)


def test_guessing_at_a_locked_screen_locks_the_account(browser, accounts, place):
    user = accounts.make(at=place)
    browser.sign_in()
    browser.post("/lock")
    for _time in range(5):
        browser.post("/unlock", signature="a wrong one again")
    assert "Too many wrong tries. The next one is possible at 14:33" in browser.text
    assert accounts.now(user).locked_until is not None
    browser.post("/unlock", signature=PASSWORD)
    assert browser.status == 422


def test_a_locked_screen_ends_by_itself_too(browser, accounts, place, clock):
    accounts.make(at=place)
    browser.sign_in()
    browser.post("/lock")
    clock.advance(minutes=22)
    browser.get("/elsewhere")
    assert browser.location.startswith("/login")


def test_signing_out_everywhere_ends_every_session(browser, another, accounts, place, database):
    accounts.make(at=place)
    accounts.make("rauf", at=place, name="Rauf Kərimov")
    browser.sign_in()
    another.sign_in()
    assert browser.get("/account").count("Since:") == 0
    assert browser.markup.count("this one") == 1
    browser.post("/account/sessions/end")
    assert browser.location == "/login"
    assert not browser.is_in
    assert not another.is_in
    assert "You were signed out on all devices" in another.get("/login")
    assert accounts.events("session.ended")[-1].details == {"how": "everywhere", "count": 2}


def test_another_account_keeps_its_session(browser, another, accounts, place):
    accounts.make(at=place)
    accounts.make("rauf", at=place)
    browser.sign_in()
    another.sign_in("rauf")
    browser.post("/account/sessions/end")
    assert another.is_in


def test_a_handed_over_password_is_changed_before_anything_else(browser, accounts, place):
    user = accounts.make(at=place, must_change=True)
    browser.sign_in()
    browser.get("/elsewhere")
    assert (browser.status, browser.location) == (303, "/account/password")
    browser.post("/account/language", language="ru")
    assert browser.location == "/account/password"
    assert "Somebody else knows your password" in browser.get("/account/password")
    browser.post("/account/password", current=PASSWORD, password=PASSWORD, again=PASSWORD)
    assert "This is the password you have now" in browser.text
    browser.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert (browser.status, browser.location) == (303, "/")
    assert browser.is_in
    assert not accounts.now(user).must_change


def test_a_new_password_must_be_proved_repeated_and_strong(browser, another, accounts, place):
    user = accounts.make(at=place)
    browser.sign_in()
    another.sign_in()
    for fields, says in (
        ({"current": "wrong", "password": NEW, "again": NEW}, "This is not your password"),
        ({"current": PASSWORD, "password": NEW, "again": NEW + "x"}, "not the same"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "at least 12"),
        ({"current": PASSWORD, "password": "aygun-aygun-aygun", "again": "aygun-aygun-aygun"}, "user name"),
    ):
        browser.post("/account/password", **fields)
        assert browser.status == 422
        assert says in browser.text
    assert accounts.now(user).password_hash == cheap_hash(PASSWORD)
    browser.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert browser.location == "/account"
    assert browser.is_in
    assert not another.is_in, "sessions elsewhere end"
    assert "The password of this account was changed" in another.get("/login")
    another.sign_in()
    assert another.status == 422
    another.sign_in(password=NEW)
    assert another.is_in


def test_closing_an_account_ends_its_session_at_once(browser, accounts, place, database, clock):
    user = accounts.make(at=place)
    browser.sign_in()
    with database.unit(SETUP, clock) as uow:
        services.change(uow, user.id, name=user.name, profession="", active=False)
    assert not browser.is_in


def test_a_role_that_ends_stops_counting_at_the_next_request(browser, accounts, place, database, clock):
    user = accounts.make(role=Role.ADMIN)
    accounts.with_telephone(user)
    with database.unit(SETUP, clock) as uow:
        held = uow.session.get_one(type(user), user.id).assignments[0]
        services.end_role(uow, held)
    browser.sign_in()
    assert browser.client.get("/admin/users").status_code == 302


def test_the_language_of_the_account_is_that_of_its_pages(browser, accounts, place):
    user = accounts.make(at=place, language="az")
    browser.sign_in()
    browser.get("/account")
    assert '<html lang="az"' in browser.markup
    browser.post("/account/language", language="ru")
    browser.get("/account")
    assert '<html lang="ru"' in browser.markup
    assert accounts.now(user).language == "ru"
    browser.post("/account/language", language="xx")
    assert accounts.now(user).language == "ru"


def test_the_account_page_says_who_one_is_and_where_one_is_signed_in(browser, accounts, place):
    accounts.make(at=place, profession="Feldşer")
    browser.sign_in()
    text = browser.get("/account")
    for words in ("Aygün Məmmədova", "aygun", "feldsher", place.name, "not set up", "11.03.2026 14:32", "127.0.0.1"):
        assert words in text
    assert re.search(r'type="password"', browser.markup) is None


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/second-factor", "/account/emergency"])
def test_nobody_sees_these_pages_signed_out(browser, path):
    browser.get(path)
    assert (browser.status, browser.location) == (302, f"/login?next_page={path}")


def test_two_sessions_of_one_account_are_two_rows(browser, another, accounts, place, database):
    accounts.make(at=place)
    browser.sign_in()
    another.sign_in()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 2
    another.post("/logout")
    assert browser.is_in
