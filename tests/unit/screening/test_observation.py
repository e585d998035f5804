"""Observations: due, late, missed, entered late, and guessable. The tables are the reference note's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.observation import (
    BAKU,
    REFERENCE,
    SHORTEST_NIGHT,
    Policy,
    due_at,
    gap,
    is_late_entry,
    is_predictable,
    judge,
    judge_observed,
    longest_gap,
    made_at,
    night_lasts,
    window,
)
from screening.risk import Level

MINUTE = dt.timedelta(minutes=1)
ALWAYS = Policy.always(REFERENCE)


def baku(hour: int, minute: int = 0, day: int = 11) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=BAKU).astimezone(dt.UTC)


def minutes(*lengths: float) -> list[dt.timedelta]:
    return [dt.timedelta(minutes=length) for length in lengths]


@pytest.mark.parametrize(
    ("lengths", "longest", "late", "missed", "predictable"),
    [
        ((12, 9, 15, 7), 15, 0, 0, False),
        ((15, 15, 15, 15), 15, 0, 0, True),
        ((12, 17), 15, 1, 1, False),
        ((40,), 15, 1, 2, False),
        ((15.02,), 15, 1, 1, False),
        ((8, 10, 6, 9, 4), 10, 0, 0, False),
        ((10, 10.4, 10.1, 10.3), 10, 3, 3, True),
        ((5, 14, 6, 13, 5, 14), 15, 0, 0, False),
    ],
)
def test_the_table_of_the_reference(lengths, longest, late, missed, predictable):
    log = judge(minutes(*lengths), longest * MINUTE, REFERENCE)
    assert (log.late, log.missed, log.predictable) == (late, missed, predictable)


def test_how_late_it_was():
    assert gap(17 * MINUTE, 15 * MINUTE).late_by == 2 * MINUTE
    assert gap(40 * MINUTE, 15 * MINUTE).late_by == 25 * MINUTE
    assert gap(15 * MINUTE, 15 * MINUTE).late_by == dt.timedelta(0)
    assert gap(30 * MINUTE, 15 * MINUTE).missed == 1
    assert gap(30 * MINUTE + dt.timedelta(seconds=1), 15 * MINUTE).missed == 2


@pytest.mark.parametrize(("length", "longest"), [(0, 15), (-3, 15), (5, 0)])
def test_a_gap_that_is_none_is_refused(length, longest):
    with pytest.raises(ValueError, match="follow each other"):
        gap(length * MINUTE, longest * MINUTE)


@pytest.mark.parametrize(
    ("lengths", "predictable"),
    [
        ((7, 7), False),
        ((7, 7, 7), True),
        ((4, 12, 10, 10.4, 9.9, 10.2, 3), True),  # four like gaps in the middle
        ((4, 12, 10, 10.4, 9.9, 3), False),
        ((4, 12, 10, 11, 10, 11, 3), True),  # within half a minute of the middle
        ((4, 12, 10, 11.1, 10, 11.1, 3), False),
    ],
)
def test_what_a_person_could_learn(lengths, predictable):
    assert is_predictable(minutes(*lengths), REFERENCE) is predictable


def test_an_entry_more_than_five_minutes_later_is_late():
    seen = baku(14)
    assert not is_late_entry(seen, seen + 5 * MINUTE, ALWAYS)
    assert is_late_entry(seen, seen + dt.timedelta(minutes=5, seconds=1), ALWAYS)
    with pytest.raises(ValueError, match="before it is made"):
        is_late_entry(seen, seen - MINUTE, ALWAYS)


@pytest.mark.parametrize(
    ("level", "at", "longest"),
    [
        (Level.L0, baku(14), None),
        (Level.L1, baku(14), dt.timedelta(hours=12)),
        (Level.L2, baku(14), 60 * MINUTE),
        (Level.L2, baku(21, 59), 60 * MINUTE),
        (Level.L2, baku(22), 30 * MINUTE),
        (Level.L2, baku(5, 59), 30 * MINUTE),
        (Level.L2, baku(6), 60 * MINUTE),
        (Level.L3, baku(3), 15 * MINUTE),
        (Level.L4, baku(14), 60 * MINUTE),
    ],
)
def test_the_longest_gap_by_level_and_hour_in_baku(level, at, longest):
    assert longest_gap(level, at, ALWAYS) == longest


@pytest.mark.parametrize(
    ("level", "previous", "due"),
    [
        (Level.L0, baku(14), None),
        (Level.L2, baku(14), baku(15)),
        (Level.L2, baku(21), baku(22)),
        (Level.L2, baku(21, 20), baku(22, 20)),
        (Level.L2, baku(21, 50), baku(22, 30)),  # the night's limit, from the night on
        (Level.L2, baku(23, 50), baku(0, 20, day=12)),
        (Level.L2, baku(5, 50), baku(6, 20)),
        (Level.L3, baku(21, 50), baku(22, 5)),
    ],
)
def test_when_the_next_observation_is_due(level, previous, due):
    assert due_at(level, previous, ALWAYS) == due


def test_a_site_sets_its_own_limits_and_a_night_within_one_day():
    strict = replace(REFERENCE, close=10 * MINUTE, night_from=dt.time(0), night_to=dt.time(9))
    assert longest_gap(Level.L3, baku(14), Policy.always(strict)) == 10 * MINUTE
    assert strict.is_night(baku(4))
    assert not strict.is_night(baku(23))
    assert strict.next_night(baku(23)) == baku(0, day=12)


def changed(at: dt.datetime, **fields: object) -> Policy:
    """The reference until ``at``, then with other values."""
    return Policy((*ALWAYS.periods, (at, replace(REFERENCE, **fields))))


@pytest.mark.parametrize(
    ("level", "fields", "before", "after"),
    [
        (Level.L1, {"shift": 480 * MINUTE}, 720, 480),
        (Level.L2, {"day": 45 * MINUTE}, 60, 45),
        (Level.L2, {"night": 20 * MINUTE}, 60, 60),
        (Level.L2, {"night_from": dt.time(13)}, 60, 30),
        (Level.L2, {"night_to": dt.time(15), "night_from": dt.time(7)}, 60, 30),
        (Level.L3, {"close": 10 * MINUTE}, 15, 10),
        (Level.L4, {"constant_entry": 30 * MINUTE}, 60, 30),
    ],
)
def test_a_gap_is_judged_by_what_was_in_force_when_it_began(level, fields, before, after):
    policy = changed(baku(14), **fields)
    assert due_at(level, baku(13, 59), policy) == baku(13, 59) + before * MINUTE
    assert due_at(level, baku(14), policy) == baku(14) + after * MINUTE


def test_a_stricter_policy_makes_nothing_late_that_was_in_time():
    looks = [baku(13, 30), baku(13, 44), baku(13, 58), baku(14, 11), baku(14, 22)]
    assert [one.late_by for one in judge_observed(Level.L3, looks, ALWAYS).gaps] == [dt.timedelta(0)] * 4
    found = judge_observed(Level.L3, looks, changed(baku(14), close=10 * MINUTE))
    assert [one.late_by // MINUTE for one in found.gaps] == [0, 0, 0, 1]
    late = changed(baku(14), late_entry=2 * MINUTE)
    assert not is_late_entry(baku(13, 59), baku(14, 3), late)
    assert is_late_entry(baku(14), baku(14, 3), late)


def test_what_counts_as_regular_is_policy_too():
    spread = minutes(10, 12, 15)
    assert not is_predictable(spread, REFERENCE)
    assert is_predictable(spread, replace(REFERENCE, regular_below=0.2))
    assert not is_predictable(minutes(4, 12, 10, 10.4, 9.9, 3), REFERENCE)
    assert is_predictable(minutes(4, 12, 10, 10.4, 9.9, 3), replace(REFERENCE, equal_run=3))
    assert not is_predictable(minutes(4, 12, 10, 11.5, 10, 11.5, 3), REFERENCE)
    assert is_predictable(minutes(4, 12, 10, 11.5, 10, 11.5, 3), replace(REFERENCE, equal_within=MINUTE))
    looks = [baku(14), baku(14, 10), baku(14, 22), baku(14, 37)]
    assert not judge_observed(Level.L3, looks, ALWAYS).predictable
    assert judge_observed(Level.L3, looks, changed(baku(14, 30), regular_below=0.2)).predictable


def test_before_the_first_policy_its_values_hold_and_after_the_last_they_go_on():
    policy = Policy(((baku(14), replace(REFERENCE, close=9 * MINUTE)), (baku(15), REFERENCE)))
    assert [policy.at(at).close // MINUTE for at in (baku(3), baku(14), baku(14, 59), baku(15), baku(9, day=30))] == [
        *(9, 9, 9),
        *(15, 15),
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "hours"), [((22, 0), (6, 0), 8), ((0, 0), (9, 30), 9.5), ((22, 0), (22, 0), 0)]
)
def test_how_long_a_night_lasts(begins, ends, hours):
    assert night_lasts(dt.time(*begins), dt.time(*ends)) == dt.timedelta(hours=hours)
    assert dt.timedelta(hours=8) == SHORTEST_NIGHT


def test_observations_are_judged_by_the_limit_of_their_hour():
    log = judge_observed(Level.L2, [baku(20, 30), baku(21, 20), baku(22, 15), baku(22, 50), baku(23, 10)], ALWAYS)
    assert [(one.late_by, one.missed) for one in log.gaps] == [
        (dt.timedelta(0), 0),
        (dt.timedelta(0), 0),
        (5 * MINUTE, 1),
        (dt.timedelta(0), 0),
    ]
    assert judge_observed(Level.L3, [baku(14)], ALWAYS).gaps == ()
    with pytest.raises(ValueError, match="nobody is observed"):
        judge_observed(Level.L0, [baku(14), baku(15)], ALWAYS)
    with pytest.raises(ValueError, match="follow each other"):
        judge_observed(Level.L3, [baku(15), baku(14)], ALWAYS)


LENGTHS = st.integers(1, 60 * 60).map(lambda seconds: dt.timedelta(seconds=seconds))


@given(LENGTHS, LENGTHS)
def test_a_gap_is_late_exactly_when_one_was_missed(length, longest):
    found = gap(length, longest)
    assert (found.late_by > dt.timedelta(0)) is (found.missed > 0)
    assert found.missed * longest < length <= (found.missed + 1) * longest


@given(st.lists(LENGTHS, min_size=3, max_size=30), LENGTHS)
def test_equal_gaps_are_always_predictable_and_order_does_not_matter_to_lateness(lengths, longest):
    assert is_predictable([longest] * len(lengths), REFERENCE)
    assert judge(lengths, longest, REFERENCE).late == judge(lengths[::-1], longest, REFERENCE).late


@given(LENGTHS, st.floats(0, 1))
def test_the_window_shown_closes_before_the_limit(longest, nudge):
    opens, closes = window(baku(14), longest, nudge)
    assert baku(14) < opens < closes < baku(14) + longest


def test_a_nudge_is_a_share():
    with pytest.raises(ValueError, match="nudge"):
        window(baku(14), 15 * MINUTE, 1.1)


@given(st.sampled_from([Level.L1, Level.L2, Level.L3, Level.L4]), st.integers(0, 48 * 60))
def test_nothing_is_due_later_than_the_longest_gap(level, offset):
    previous = baku(0) + offset * MINUTE
    due = due_at(level, previous, ALWAYS)
    assert previous < due <= previous + longest_gap(level, previous, ALWAYS)


@given(
    told=st.none() | st.timedeltas(dt.timedelta(days=-2), dt.timedelta(days=2)),
    waited=st.timedeltas(dt.timedelta(days=-1), dt.timedelta(days=2)),
)
def test_a_device_can_make_a_look_older_but_never_fresher(told, waited):
    now = baku(12)
    seen = made_at(now, None if told is None else now + told, waited)
    assert seen.at <= now
    assert seen.at <= now - waited or waited <= dt.timedelta(0)
    assert told is None or seen.at <= now + told
    assert seen.doubtful is (told is not None and told > dt.timedelta(seconds=30))


def test_the_earlier_of_what_is_told_and_how_long_it_lay_counts():
    now = baku(12)
    assert made_at(now, now - 9 * MINUTE, 4 * MINUTE).at == now - 9 * MINUTE
    assert made_at(now, now - 4 * MINUTE, 9 * MINUTE).at == now - 9 * MINUTE
    assert made_at(now, None, 9 * MINUTE).at == now - 9 * MINUTE
