"""A clock in words: late is said, never rounded away, and what was late stays late after it was done."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest

from healthapp.deadlines.presenter import clock
from healthapp.i18n import format_due, in_language
from healthapp.risk.steps import declare_particulars
from healthapp.settings.citations import basis_text
from referrals.pathways import PATHWAYS
from referrals.timetable import CLOCKS

NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def view(**values):
    base = {"kind": "intake", "started_at": NOW - 20 * HOUR, "due_at": NOW + 4 * HOUR, "verified": True}
    more = {"started_by": "admission", "legal_basis": "CPC 161.1.3", "state": "open", "met_at": None}
    with in_language("en"):
        return clock(SimpleNamespace(**{**base, **more, **values}), NOW)


@pytest.mark.parametrize(
    ("values", "level", "text"),
    [
        ({}, "ok", "4 h 00 min left"),
        ({"due_at": NOW + 2 * HOUR}, "soon", "2 h 00 min left"),
        ({"due_at": NOW - HOUR}, "over", "1 h 00 min overdue"),
        ({"due_at": None}, "ok", "no limit set, waiting 20 h 00 min"),
        ({"state": "met", "met_at": NOW}, "met", "done in time"),
        ({"state": "met", "met_at": NOW + 6 * HOUR}, "late", "done 2 h 00 min late"),
        ({"state": "waived"}, "met", "waived"),
        ({"state": "cancelled"}, "met", "cancelled"),
    ],
)
def test_a_clock_says_how_it_stands(values, level, text):
    found = view(**values)
    assert (found.level, found.text) == (level, text)


def test_only_a_verified_limit_of_the_law_is_drawn_and_named_as_one():
    legal, own, unset = view(), view(verified=False), view(due_at=None)
    assert [one.frame for one in (legal, own, unset)] == ["legal", "target", "unset"]
    assert (legal.basis, own.basis) == ("CPC 161.1.3", "own target, after CPC 161.1.3")
    assert view(verified=False, legal_basis="").basis == "own target"


def test_two_planned_screens_of_one_person_are_not_called_alike():
    declare_particulars()
    weekly, monthly = (view(kind="screen_due", started_by=code).what for code in ("day_7", "day_28"))
    assert (weekly, monthly) == ("Planned screening · Day 7", "Planned screening · Day 28")


def test_a_legal_basis_is_said_in_the_language_in_force_and_not_in_the_one_before():
    said = {}
    for language in ("en", "ru", "az", "en", "ru"):
        with in_language(language):
            said.setdefault(language, set()).add(basis_text("CPC 161.1.3"))
    assert {language: len(texts) for language, texts in said.items()} == {"en": 1, "ru": 1, "az": 1}
    assert len(set.union(*said.values())) == 3


@pytest.mark.parametrize("language", ["az", "ru"])
def test_a_legal_basis_keeps_no_english_word(language):
    """Articles and dates stay; the names of books, decisions and remarks are those of the reader's language."""
    english = re.compile(r"\b(CC|CPC|CEP|of|and|as|[Rr]eport\w*|Law|Decree|Cabinet|Board|Decisions?|rule)\b")
    bases = {pathway.basis for pathway in PATHWAYS.values()} | {clock.basis for clock in CLOCKS.values()}
    with in_language(language):
        assert [text for text in map(basis_text, sorted(bases)) if english.search(text)] == []


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-11T00:00:00+04:00", "10.03.2026 24:00"),  # as cases count days
        ("2026-03-10T23:59:59+04:00", "10.03.2026 24:00"),  # as other clocks count them
        ("2026-03-10T20:00:00+00:00", "10.03.2026 24:00"),
        ("2027-01-01T00:00:00+04:00", "31.12.2026 24:00"),
        ("2026-03-11T00:01:00+04:00", "11.03.2026 00:01"),
        ("2026-03-11T23:59:00+04:00", "11.03.2026 23:59"),  # 24 hours after an admission at that minute
        ("2026-03-11T12:00:00+04:00", "11.03.2026 12:00"),
    ],
)
def test_a_limit_that_lasts_a_whole_day_ends_at_24_00_of_that_day(moment, said):
    assert format_due(dt.datetime.fromisoformat(moment)) == said


def test_no_limit_is_no_words():
    assert format_due(None) == ""
