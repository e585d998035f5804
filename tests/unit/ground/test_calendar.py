"""How long a day is, to the second, in Baku."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.deadlines.calendar import add_months, due

BAKU = ZoneInfo("Asia/Baku")
NOVRUZ = frozenset(dt.date(2026, 3, day) for day in range(20, 25))


def baku(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BAKU)


@pytest.mark.parametrize(
    ("start", "length", "unit", "expected"),
    [
        ("2026-03-10 12:44", 24, "hours", "2026-03-11 12:44"),
        ("2026-03-10 23:59:59", 24, "hours", "2026-03-11 23:59:59"),
        ("2026-03-10 00:00", 90, "minutes", "2026-03-10 01:30"),
        # the clocks of Baku stood at +5 in the summer of 2015: an hour is still an hour
        ("2015-10-24 12:00", 24, "hours", "2015-10-25 11:00"),
        ("2026-03-10 23:30", 1, "days", "2026-03-11 23:59:59"),
        ("2026-03-10 00:00", 10, "days", "2026-03-20 23:59:59"),
        ("2026-03-13 09:00", 1, "working_days", "2026-03-16 23:59:59"),
        ("2026-03-18 09:00", 3, "working_days", "2026-03-26 23:59:59"),
        ("2026-08-31 09:00", 6, "months", "2027-02-28 23:59:59"),
        ("2027-08-31 09:00", 6, "months", "2028-02-29 23:59:59"),
        ("2026-01-31 09:00", 12, "months", "2027-01-31 23:59:59"),
    ],
)
def test_a_clock_ends_when_the_law_says(start, length, unit, expected):
    found = due(baku(start), length, unit, BAKU, NOVRUZ)
    assert found == baku(expected)
    assert found.tzinfo is dt.UTC


def test_a_weekend_day_declared_a_working_day_counts():
    saturday = dt.date(2026, 3, 14)
    found = due(baku("2026-03-13 09:00"), 1, "working_days", BAKU, frozenset(), frozenset({saturday}))
    assert found.astimezone(BAKU).date() == saturday


def test_an_empty_calendar_still_skips_weekends():
    assert due(baku("2026-03-19 09:00"), 2, "working_days", BAKU).astimezone(BAKU).date() == dt.date(2026, 3, 23)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="fortnights"):
        due(baku("2026-03-10 12:00"), 1, "fortnights", BAKU)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 240))
def test_months_never_leave_the_month_they_should_end_in(day, months):
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
