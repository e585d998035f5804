"""Reviews, closure and the triggers of another screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import triggers
from screening.library import shipped
from screening.observation import BAKU
from screening.review import (
    REFERENCE,
    ClosureFacts,
    Contact,
    after_raising,
    closure,
    next_review,
    on_opening,
    overdue_by,
    post_closure_reviews,
)
from screening.risk import Decision, Discipline, Level

NOW = dt.datetime(2026, 3, 11, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def ago(hours: float) -> dt.datetime:
    return NOW - hours * HOUR


def test_what_opening_sets_running():
    due = on_opening(NOW, REFERENCE)
    assert (due.immediate_plan, due.assessment, due.first_review) == (NOW + HOUR, NOW + DAY, NOW + DAY)


@pytest.mark.parametrize(
    ("level", "span"),
    [(Level.L0, None), (Level.L1, 7 * DAY), (Level.L2, 7 * DAY), (Level.L3, 2 * DAY), (Level.L4, DAY)],
)
def test_the_next_review_by_level(level, span):
    assert next_review(level, NOW, REFERENCE) == (None if span is None else NOW + span)


def test_raising_brings_the_review_forward_and_never_puts_it_off():
    assert after_raising(Level.L4, NOW, NOW + 5 * DAY, REFERENCE) == NOW + DAY
    assert after_raising(Level.L2, NOW, NOW + HOUR, REFERENCE) == NOW + HOUR
    assert after_raising(Level.L3, NOW, None, REFERENCE) == NOW + 2 * DAY
    with pytest.raises(ValueError, match="closed"):
        after_raising(Level.L0, NOW, None, REFERENCE)


def test_how_late_a_review_is():
    assert overdue_by(NOW, NOW + 3 * HOUR) == 3 * HOUR
    assert overdue_by(NOW, NOW + 3 * HOUR, held_at=NOW + HOUR) == HOUR
    assert overdue_by(NOW, NOW - HOUR) == dt.timedelta(0)


def test_reviews_after_closing():
    assert post_closure_reviews(NOW, REFERENCE) == (NOW + 7 * DAY, NOW + 30 * DAY, NOW + 90 * DAY)


def test_a_site_that_is_stricter_is_judged_by_its_own_times():
    own = replace(REFERENCE, plan=HOUR / 2, within={**REFERENCE.within, Level.L3: DAY}, post_closure=(2 * DAY,))
    assert on_opening(NOW, own).immediate_plan == NOW + HOUR / 2
    assert next_review(Level.L3, NOW, own) == after_raising(Level.L3, NOW, None, own) == NOW + DAY
    assert post_closure_reviews(NOW, own) == (NOW + 2 * DAY,)


MET = ClosureFacts(
    level=Level.L1,
    now=NOW,
    contacts=(Contact(ago(30), False), Contact(ago(2), False)),
    open_actions=0,
    last_self_harm=ago(7 * 24),
    attendees=frozenset({Discipline.HEALTH, Discipline.CUSTODY}),
    person_view=True,
)


def test_an_episode_is_closed_when_everything_is_met():
    assert closure(MET) == Decision(True, Level.L0)
    assert closure(replace(MET, last_self_harm=None)).allowed


def contacts(*pairs: tuple[float, bool | None]) -> tuple[Contact, ...]:
    return tuple(Contact(ago(hours), ideation) for hours, ideation in pairs)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"level": Level.L2}, "level.above_one"),
        ({"open_actions": 1}, "plan.open_actions"),
        ({"last_self_harm": ago(7 * 24 - 0.1)}, "self_harm.recent"),
        ({"attendees": {Discipline.HEALTH}}, "review.one_discipline"),
        ({"attendees": {Discipline.CUSTODY}}, "review.no_health"),
        ({"person_view": False}, "person.no_view"),
        ({"contacts": ()}, "contacts.too_few"),
        ({"contacts": contacts((2, False))}, "contacts.too_few"),
        ({"contacts": contacts((25, False), (2, False))}, "contacts.too_close"),
        ({"contacts": contacts((30, False), (2, True))}, "contacts.ideation"),
        ({"contacts": contacts((30, False), (2, None))}, "contacts.not_asked"),
        ({"contacts": contacts((40, False), (20, True), (2, False))}, "contacts.too_few"),
        ({"contacts": contacts((40, False), (20, None), (2, False))}, "contacts.too_few"),
    ],
)
def test_each_criterion_alone_keeps_it_open(change, reason):
    facts = replace(MET, **change)
    assert closure(facts) == Decision(False, facts.level, (reason,))


def test_contacts_on_every_shift_count_together():
    assert closure(replace(MET, contacts=contacts((26, False), (18, False), (10, False), (2, False)))).allowed
    unordered = contacts((2, False), (26, False), (10, False))
    assert closure(replace(MET, contacts=unordered)).allowed


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from([True, False, None])), max_size=8))
def test_no_episode_is_closed_on_the_day_of_known_or_unknown_ideation(pairs):
    recent = any(hours < 24 and ideation is not False for hours, ideation in pairs)
    if closure(replace(MET, contacts=contacts(*pairs))).allowed:
        assert not recent


@pytest.mark.parametrize(
    ("code", "lock_up", "hours"),
    [
        ("further_charges", None, 4),
        ("self_harm", None, 1),
        ("threat", NOW + 0.5 * HOUR, 1),
        ("court_return", None, 4),
        ("court_return", NOW + 2 * HOUR, 2),
        ("transfer_in", NOW + 9 * HOUR, 4),
        ("transfer_in", NOW - HOUR, 4),
        ("family_change", NOW + 2 * HOUR, 4),
    ],
)
def test_until_when_somebody_is_asked_again(code, lock_up, hours):
    assert triggers.due(code, NOW, lock_up) == NOW + hours * HOUR


@pytest.mark.parametrize(("hour", "day", "closes"), [(9, 11, 22), (22, 12, 22), (23, 12, 22)])
def test_the_doors_close_next(hour, day, closes):
    at = dt.datetime(2026, 3, 11, hour, tzinfo=BAKU)
    assert triggers.next_lock_up(at, dt.time(22), BAKU) == dt.datetime(2026, 3, day, closes, tzinfo=BAKU)


def test_the_doors_close_by_the_clock_on_the_wall_when_summer_time_ends():
    """Baku, 25 October 2015: between two lock-ups lie twenty-five hours."""
    last = dt.datetime(2015, 10, 24, 22, 0, tzinfo=BAKU)
    following = triggers.next_lock_up(last, dt.time(22), BAKU)
    assert following.astimezone(dt.UTC) - last.astimezone(dt.UTC) == 25 * HOUR


def test_an_unknown_trigger_is_refused():
    with pytest.raises(KeyError):
        triggers.due("full_moon", NOW)


def test_where_a_trigger_stands():
    assert triggers.state(NOW, NOW) == "open"
    assert triggers.state(NOW, NOW + HOUR) == "late"
    assert triggers.state(NOW, NOW + HOUR, done=True) == "done"
    assert triggers.state(NOW, NOW + HOUR, cancelled=True) == "cancelled"


def test_what_time_itself_brings():
    screens = triggers.after_reception(NOW)
    assert [(one.code, one.due - NOW) for one in screens] == [
        ("reception", 4 * HOUR), ("day_1", DAY), ("day_7", 7 * DAY), ("day_14_to_21", 21 * DAY), ("day_28", 28 * DAY),
    ]  # fmt: skip
    assert all(one.opens < one.due for one in screens)
    assert triggers.half_yearly(NOW).due == NOW + 182 * DAY
    late = triggers.half_yearly_now(NOW)
    assert (late.opens, late.due) == (NOW, NOW + 14 * DAY)
    named = {name for one in (*screens, triggers.half_yearly(NOW)) for name in one.instruments}
    assert named <= set(shipped().ids())


def test_two_incidents_in_a_month_are_a_cluster():
    assert triggers.is_cluster([NOW - 30 * DAY, NOW], NOW)
    assert not triggers.is_cluster([NOW - 31 * DAY, NOW], NOW)
    assert not triggers.is_cluster([NOW, NOW + DAY], NOW)
