"""One place that tries many accounts is heard later and later; nobody else is, and nothing is locked."""

from __future__ import annotations

import dataclasses
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts import pacing
from healthapp.accounts.login import DEVICE
from healthapp.accounts.models import SignInSource, User
from tests.integration.accounts.conftest import PASSWORD, Browser, make_app

GUESS = "Qış2026!parol"
#: The key of a form bears the second it was made in.
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=name="form_key" data-once value=")[^"]+')


@pytest.fixture
def unit(accounts, place) -> list[User]:
    """Those who work behind one address."""
    return [accounts.make(f"user{number}", at=place) for number in range(pacing.FREE_TRIES + 5)]


def spray(browser: Browser, tries: int = pacing.FREE_TRIES, known: bool = True) -> None:
    """One password on one account after the other."""
    for number in range(tries):
        browser.sign_in(f"user{number}" if known else f"nobody{number}", GUESS)
        assert browser.status == 422


def counted(database) -> dict[str, int]:
    with database.reading() as session:
        return {row.place: row.failures for row in session.scalars(sa.select(SignInSource))}


@pytest.mark.parametrize("known", [True, False])
def test_the_next_try_is_not_looked_at_whoever_it_is_about(browser, unit, hasher, accounts, known):
    spray(browser, known=known)
    assert [event.details for event in accounts.events("login.slowed")] == [{"attempts": pacing.FREE_TRIES}]
    looked, pages = hasher.verified, set()
    for username, password in (("user11", GUESS), ("nobody99", GUESS), ("user12", PASSWORD)):
        browser.sign_in(username, password)
        assert (browser.status, browser.answer.headers["Retry-After"]) == (429, "1")
        assert "The next one is possible in 1 s" in browser.text
        pages.add(TOKEN.sub("", browser.markup.replace(username, "NAME")))
    assert len(pages) == 1, "the same answer for a name that exists and one that does not"
    assert hasher.verified == looked, "and after the same work: none"
    assert all(accounts.now(user).failed_attempts <= 1 for user in unit), "no account was locked by it"


def test_the_wait_grows_to_a_minute_and_never_further(browser, unit, clock):
    spray(browser)
    waits = []
    for number in range(10):
        browser.sign_in("nobody", GUESS)
        waits.append(int(browser.answer.headers["Retry-After"]))
        clock.advance(seconds=waits[-1])
        browser.sign_in(f"nobody{number}", GUESS)
        assert browser.status == 422, "after the wait a try is looked at"
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_browser_the_unit_works_with_is_not_slowed_by_others_at_its_address(browser, another, unit):
    another.sign_in("user1")
    another.post("/logout")
    spray(browser)
    browser.sign_in("user2", PASSWORD)
    assert browser.status == 429
    another.sign_in("user2")
    assert another.is_in, "not a second of waiting"


def test_a_browser_that_is_new_waits_and_then_comes_in(browser, another, unit, clock):
    spray(browser)
    another.sign_in("user1")
    assert another.status == 429
    clock.advance(seconds=int(another.answer.headers["Retry-After"]))
    another.sign_in("user1")
    assert another.is_in


def test_a_known_browser_has_a_count_of_its_own(browser, unit, database):
    browser.sign_in("user1")
    browser.post("/logout")
    spray(browser)
    browser.sign_in("nobody", GUESS)
    assert browser.status == 429
    assert sorted(place.partition(":")[0] for place in counted(database)) == ["address", "device"]


def test_a_mark_that_is_not_ours_is_no_mark(browser, unit, database):
    for mark in ("x", "5b3c8a6e-0000-4000-8000-000000000000", "ImEi.xxxx"):
        browser.client.set_cookie(DEVICE, mark)
        browser.sign_in("nobody", GUESS)
    assert counted(database) == {"address:127.0.0.1": 3}


def test_the_mark_is_given_for_a_whole_sign_in_alone_and_says_nothing(app, browser, accounts, clock, place):
    telephone = accounts.with_telephone(accounts.make("head", role=Role.HEAD, at=place))
    browser.sign_in("head", GUESS)
    browser.sign_in("head")
    assert browser.client.get_cookie(DEVICE) is None, "the code is still to come"
    browser.post("/login/code", code=telephone.at(clock()))
    cookie = browser.client.get_cookie(DEVICE)
    assert (cookie.http_only, cookie.same_site, cookie.max_age > 3600) == (True, "Lax", True)
    first = cookie.value
    assert "head" not in first
    browser.post("/logout")
    assert browser.client.get_cookie(DEVICE).value == first


def test_right_passwords_and_time_forgive(browser, another, unit, clock, database):
    spray(browser, tries=8)
    assert counted(database) == {"address:127.0.0.1": 8}
    another.sign_in("user1")
    assert counted(database)["address:127.0.0.1"] == 8 - pacing.FORGIVEN, "some of them, or one account would buy all"
    clock.advance(seconds=2 * pacing.FADES.total_seconds())
    browser.sign_in("nobody", GUESS)
    assert counted(database)["address:127.0.0.1"] == 8 - pacing.FORGIVEN - 2 + 1


def test_a_right_password_of_a_locked_account_forgives_nothing(browser, unit, database, clock, accounts):
    for _try in range(5):
        browser.sign_in("user1", GUESS)
    assert accounts.now(unit[1]).locked_until is not None
    browser.sign_in("user1", PASSWORD)
    assert (browser.status, counted(database)["address:127.0.0.1"]) == (422, 6)


def test_two_workers_count_as_one(config, database, clock, unit):
    workers = [Browser(make_app(config, database, clock)) for _worker in range(2)]
    for number in range(pacing.FREE_TRIES):
        workers[number % 2].sign_in(f"user{number}", GUESS)
    for worker in workers:
        worker.sign_in("user11", GUESS)
        assert worker.status == 429


def test_tries_at_once_are_all_counted(database, clock):
    def attempt(_number: int) -> int:
        return pacing.take(database, clock, "address:192.0.2.7", "192.0.2.7")

    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(attempt, range(2 * pacing.FREE_TRIES)))
    assert waits.count(0) == pacing.FREE_TRIES


def test_a_count_goes_a_day_after_its_last_try(browser, unit, clock, database):
    pacing.take(database, clock, "address:192.0.2.7", "192.0.2.7")
    clock.advance(seconds=pacing.KEPT.total_seconds() + 1)
    browser.sign_in("user1", GUESS)
    assert counted(database) == {"address:127.0.0.1": 1}


@pytest.mark.parametrize(
    ("hops", "forwarded", "place"),
    [
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.1, 192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.1, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "no address", "no address"),
    ],
)
def test_only_the_proxies_that_are_there_are_believed(config, database, clock, hops, forwarded, place):
    app = make_app(dataclasses.replace(config, trusted_hops=hops), database, clock)
    headers = {"X-Forwarded-For": forwarded}
    app.test_client().post("/login", data={"username": "nobody", "password": GUESS}, headers=headers)
    assert counted(database) == {f"address:{place}": 1}
