"""Clocks: lengths, working days, months, Baku's dates, pauses, extensions, and what can never go backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import clocks
from referrals.clocks import BAKU, Calendar, Certainty, Clock, Rules, Run, Standing, Unit
from referrals.timetable import CLOCKS

START = datetime(2026, 3, 11, 10, 32, tzinfo=UTC)  # Wednesday, 14:32 in Baku
NOVRUZ = frozenset(date(2026, 3, day) for day in (20, 21, 22, 23, 24))


def baku(*parts):
    return datetime(*parts, tzinfo=BAKU)


def clock(unit, length, **more):
    return Clock("test", unit, length, **more)


@pytest.mark.parametrize(
    ("unit", "length", "due"),
    [
        (Unit.HOURS, 24, baku(2026, 3, 12, 14, 32)),
        (Unit.DAYS, 10, baku(2026, 3, 22)),
        (Unit.DAYS, 0, baku(2026, 3, 12)),
        (Unit.WORKING_DAYS, 10, baku(2026, 3, 31)),
        (Unit.WORKING_DAYS, 1, baku(2026, 3, 13)),
        (Unit.MONTHS, 6, baku(2026, 9, 12)),
    ],
)
def test_lengths(unit, length, due):
    rules = Rules(Calendar(holidays=NOVRUZ))
    assert clocks.due(clock(unit, length), Run("test", START), rules) == due


def test_the_courts_ten_days_end_with_the_tenth_day_even_on_a_day_off():
    received = datetime(2026, 3, 11, 6, tzinfo=UTC)
    due = clocks.due(CLOCKS["court.hearing"], Run("court.hearing", received), Rules(Calendar(holidays=NOVRUZ)))
    assert due == baku(2026, 3, 22)
    assert not Calendar(holidays=NOVRUZ).works(date(2026, 3, 21))


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 10, 15), 6, date(2027, 4, 15)),
        (date(2026, 5, 31), 6, date(2026, 11, 30)),
    ],
)
def test_month_ends(day, months, end):
    assert clocks.add_months(day, months) == end


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 11, 19, 59, tzinfo=UTC), date(2026, 3, 11)),
        (datetime(2026, 3, 11, 20, 0, tzinfo=UTC), date(2026, 3, 12)),
        (datetime(2026, 3, 12, 1, 0, tzinfo=ZoneInfo("Europe/Moscow")), date(2026, 3, 12)),
        (datetime(2015, 7, 1, 19, 30, tzinfo=UTC), date(2015, 7, 2)),  # summer time still, UTC+5
        (datetime(2016, 7, 1, 19, 30, tzinfo=UTC), date(2016, 7, 1)),  # none any more, UTC+4
    ],
)
def test_days_are_bakus(moment, day):
    assert clocks.local_date(moment) == day


def test_a_minute_before_midnight_and_one_after_are_two_days():
    first = clocks.due(clock(Unit.DAYS, 3), Run("test", baku(2026, 3, 11, 23, 59)), Rules())
    second = clocks.due(clock(Unit.DAYS, 3), Run("test", baku(2026, 3, 12, 0, 1)), Rules())
    assert second - first == timedelta(days=1)


def test_holidays_and_shifted_days_are_passed_in():
    week = Calendar(holidays=frozenset({date(2026, 3, 12)}), worked=frozenset({date(2026, 3, 14)}))
    assert week.add_working_days(date(2026, 3, 11), 1) == date(2026, 3, 13)
    assert week.add_working_days(date(2026, 3, 11), 2) == date(2026, 3, 14)
    assert week.add_working_days(date(2026, 3, 11), 3) == date(2026, 3, 16)
    worked_holiday = Calendar(holidays=frozenset({date(2026, 3, 12)}), worked=frozenset({date(2026, 3, 12)}))
    assert worked_holiday.works(date(2026, 3, 12))


@pytest.mark.parametrize(("calendar", "count"), [(Calendar(), -1), (Calendar(weekend=frozenset(range(7))), 1)])
def test_impossible_working_days(calendar, count):
    with pytest.raises(ValueError, match="working days"):
        calendar.add_working_days(date(2026, 3, 11), count)


def test_an_unset_clock_has_no_end_and_counts_its_days():
    unset = CLOCKS["smec.admin_days"]
    run = Run(unset.code, START)
    reading = clocks.read(unset, run, START + timedelta(days=47), Rules())
    assert (reading.standing, reading.days, reading.due) == (Standing.UNSET, 47, None)
    ended = clocks.stop((run,), unset.code, START + timedelta(days=50))[0]
    assert clocks.read(unset, ended, START + timedelta(days=90), Rules()).standing is Standing.COUNTED
    assert clocks.read(unset, ended, START + timedelta(days=90), Rules()).days == 50


def test_a_setting_sets_an_unset_clock_changes_a_set_one_and_may_unset_it():
    run = Run("x", START)
    admin, hearing = CLOCKS["smec.admin_days"], CLOCKS["court.hearing"]
    rules = Rules(lengths={"smec.admin_days": 7, "court.hearing": None})
    assert clocks.due(admin, run, rules) == baku(2026, 3, 19)
    assert clocks.due(hearing, run, rules) is None
    assert clocks.due(hearing, run, Rules()) == baku(2026, 3, 22)


def test_running_overdue_met_late():
    ten = clock(Unit.DAYS, 10)
    run = Run("test", START)
    due = clocks.due(ten, run, Rules())
    assert clocks.read(ten, run, due - timedelta(seconds=1), Rules()).standing is Standing.RUNNING
    assert clocks.read(ten, run, due, Rules()).standing is Standing.OVERDUE
    met = clocks.stop((run,), "test", due - timedelta(seconds=1))[0]
    late = clocks.stop((run,), "test", due)[0]
    assert clocks.read(ten, met, due + timedelta(days=90), Rules()).standing is Standing.MET
    assert clocks.read(ten, late, due + timedelta(days=90), Rules()).standing is Standing.LATE


def test_an_extension_adds_once():
    assess = CLOCKS["disability.assess"]
    runs = clocks.start((), assess.code, START)
    assert clocks.due(assess, runs[0], Rules()) == baku(2026, 3, 26)
    once = clocks.extend(runs, assess.code)
    assert clocks.due(assess, once[0], Rules()) == baku(2026, 4, 16)
    assert clocks.extend(once, assess.code) == once


def test_a_pause_moves_the_end_and_not_the_count():
    wait = CLOCKS["referral.wait_days"]
    rules = Rules(lengths={wait.code: 14})
    runs = clocks.start((), wait.code, START)
    paused = clocks.pause(runs, wait.code, START + timedelta(days=3))
    assert clocks.pause(paused, wait.code, START + timedelta(days=4)) == paused
    reading = clocks.read(wait, paused[0], START + timedelta(days=5), rules)
    assert (reading.standing, reading.due, reading.days) == (Standing.PAUSED, None, 5)
    resumed = clocks.resume(paused, wait.code, START + timedelta(days=8))
    reading = clocks.read(wait, resumed[0], START + timedelta(days=9), rules)
    assert (reading.standing, reading.due, reading.days) == (Standing.RUNNING, baku(2026, 3, 31), 9)
    ended = clocks.stop(paused, wait.code, START + timedelta(days=6))[0]
    assert ended.pauses == ((START + timedelta(days=3), START + timedelta(days=6)),)
    hours = clock(Unit.HOURS, 2)
    run = Run("test", START, pauses=((START, START + timedelta(hours=5)),))
    assert clocks.due(hours, run, Rules()) == START + timedelta(hours=7)


def test_a_review_date_is_the_dates_own_end():
    review = CLOCKS["disability.review"]
    assert clocks.due(review, Run(review.code, START, until=date(2028, 3, 11)), Rules()) == baku(2028, 3, 12)
    assert clocks.due(review, Run(review.code, START), Rules()) is None


def test_a_running_clock_is_not_started_anew():
    runs = clocks.start((), "test", START)
    assert clocks.start(runs, "test", START + timedelta(days=9)) == runs
    again = clocks.start(clocks.stop(runs, "test", START), "test", START + timedelta(days=9))
    assert [run.started for run in again] == [START, START + timedelta(days=9)]


def test_a_naive_moment_is_refused():
    for unit in (Unit.HOURS, Unit.DAYS, Unit.UNTIL):
        with pytest.raises(ValueError, match="time zone"):
            clocks.due(clock(unit, 1), Run("test", datetime(2026, 3, 11)), Rules())  # noqa: DTZ001


VERIFIED = {
    "court.hearing": (10, Unit.DAYS, "CPC 520.1"),
    "court.copy": (3, Unit.DAYS, "CPC 520.6-1"),
    "psych.review": (6, Unit.MONTHS, "CC 98.2"),
    "psych.first_extension": (6, Unit.MONTHS, "CC 98.2"),
    "psych.extension": (12, Unit.MONTHS, "CC 98.2"),
}


def test_the_legal_clocks_are_those_read_in_the_law_and_no_others():
    legal = {code: (clock.length, clock.unit, clock.basis) for code, clock in CLOCKS.items() if clock.legal}
    assert legal == VERIFIED


def test_everything_of_decision_4n_is_unset():
    for code in ("admin", "mmd", "exam", "conclusion", "to_court"):
        found = CLOCKS[f"smec.{code}_days"]
        assert found.length is None
        assert "not obtained" in found.basis


@pytest.mark.parametrize("found", CLOCKS.values(), ids=lambda clock: clock.code)
def test_a_length_says_where_it_comes_from(found):
    assert (found.certainty is Certainty.NONE) is (found.length is None)
    if found.certainty in {Certainty.READ, Certainty.REPORTED}:
        assert found.basis


moments = st.datetimes(datetime(2016, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
units = st.sampled_from([Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS])
calendars = st.builds(
    Calendar,
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40),
    worked=st.just(frozenset()),
)


@given(moments, units, st.integers(0, 60), st.integers(0, 60), calendars)
def test_a_longer_clock_never_ends_earlier(start, unit, length, more, calendar):
    rules, run = Rules(calendar), Run("test", start)
    first = clocks.due(clock(unit, length), run, rules)
    assert first <= clocks.due(clock(unit, length + more), run, rules)
    assert first >= start


@given(moments, st.timedeltas(timedelta(0), timedelta(days=400)), units, st.integers(0, 60), calendars)
def test_a_later_start_never_ends_earlier(start, delay, unit, length, calendar):
    rules = Rules(calendar)
    first = clocks.due(clock(unit, length), Run("test", start), rules)
    assert first <= clocks.due(clock(unit, length), Run("test", start + delay), rules)


@given(moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=90)), min_size=2, max_size=9), units)
def test_days_only_grow_and_overdue_stays_overdue(start, steps, unit):
    ten, run = clock(unit, 10), Run("test", start)
    now, days, overdue = start, 0, False
    for passed in steps:
        now += passed
        reading = clocks.read(ten, run, now, Rules())
        assert reading.days >= days
        assert not overdue or reading.standing is Standing.OVERDUE
        days, overdue = reading.days, reading.standing is Standing.OVERDUE


@given(moments, st.timedeltas(timedelta(0), timedelta(days=90)), st.timedeltas(timedelta(0), timedelta(days=90)), units)
def test_a_pause_never_shortens(start, begun, length, unit):
    fourteen = clock(unit, 14)
    paused = Run("test", start, pauses=((start + begun, start + begun + length),))
    assert clocks.due(fourteen, paused, Rules()) >= clocks.due(fourteen, Run("test", start), Rules())


@given(st.dates(date(2016, 1, 1), date(2060, 1, 1)), st.integers(0, 40), calendars)
def test_working_days_by_counting(day, count, calendar):
    end = calendar.add_working_days(day, count)
    between = [day + timedelta(days=index) for index in range(1, (end - day).days + 1)]
    assert sum(calendar.works(one) for one in between) == count
    assert not count or calendar.works(end)


@given(st.dates(date(2016, 1, 1), date(2060, 1, 1)), st.integers(0, 120))
def test_months_keep_the_day_or_end_with_the_month(day, count):
    end = clocks.add_months(day, count)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (end + timedelta(days=1)).day == 1
