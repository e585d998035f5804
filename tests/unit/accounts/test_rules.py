"""Small rules: where one is sent after signing in, how waits grow, what a browser is called, what a log place is."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from healthapp.accounts import attempts, login, services
from healthapp.accounts.eventlog import Filter, Position
from healthapp.demo import accounts as demo


@pytest.mark.parametrize("path", ["/", "/people/1?x=2", "/worklist#part", "/a//b"])
def test_a_path_of_this_site_is_gone_to(path):
    assert login.local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "worklist",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "\t//evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=y",
        "javascript:alert(1)",
        "http:/worklist",
    ],
)
def test_no_other_place_is(path):
    assert login.local_path(path) is None


def test_waits_grow_from_the_fifth_wrong_try_to_an_hour():
    waits = [attempts.delay(count) for count in range(1, 14)]
    minutes = [None if wait is None else int(wait.total_seconds() // 60) for wait in waits]
    assert minutes == [None, None, None, None, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.delay(10_000) == dt.timedelta(minutes=60)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_two_words(text, short):
    assert login.agent(text) == short


def test_a_place_in_the_log_survives_its_address_and_nonsense_is_none():
    place = Position(dt.datetime(2026, 3, 11, 10, 32, 5, 123456, tzinfo=dt.UTC), uuid.UUID(int=99))
    assert Position.parse(place.encode()) == place
    for nonsense in ("", "x", "!!!!", "A" * 32, "é", place.encode()[:-2]):
        assert Position.parse(nonsense) in (None, Position.parse(nonsense))
    assert Position.parse("") is None
    assert Position.parse("A" * 31) is None


def test_a_filter_counts_what_is_asked_for():
    assert Filter().count == 0
    assert Filter(kind="login.ok", first=dt.date(2026, 3, 1)).count == 2


def test_a_period_is_whole_days_in_baku():
    now = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
    begin, end = services.period(dt.date(2026, 3, 12), dt.date(2026, 3, 12), now)
    assert begin == dt.datetime(2026, 3, 11, 20, 0, tzinfo=dt.UTC)
    assert end == dt.datetime(2026, 3, 12, 20, 0, tzinfo=dt.UTC)
    assert services.period(dt.date(2026, 3, 11), None, now) == (None, None)
    assert services.period(None, None, now) == (None, None)


def test_the_demonstration_has_every_role_and_every_name_once():
    from healthapp.access import Role

    assert {account.role for account in demo.ACCOUNTS} == set(Role)
    names = [account.username for account in demo.ACCOUNTS]
    assert len(names) == len(set(names))
    assert [name for name, _role, _sees in demo.names()] == names
