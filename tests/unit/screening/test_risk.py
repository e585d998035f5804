"""Levels: who raises, what lowers, what a cell demands, and what a screen proposes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.library import shipped
from screening.risk import MAY_RAISE, PROPOSED, Decision, Discipline, Level, lower_level, placement, proposed_level
from screening.risk import raise_level as raised

NOON = dt.datetime(2026, 3, 11, 8, tzinfo=dt.UTC)
BOTH = frozenset({Discipline.HEALTH, Discipline.CUSTODY})
LEVELS = st.sampled_from(Level)


def lowered(current, wanted, hours=48.0, attendees=BOTH, person_seen=True):
    since = NOON - dt.timedelta(hours=hours)
    return lower_level(current, wanted, since=since, held_at=NOON, attendees=attendees, person_seen=person_seen)


@pytest.mark.parametrize("by", sorted(MAY_RAISE))
def test_a_health_worker_and_the_duty_officer_raise_by_any_number_of_levels(by):
    assert raised(Level.L0, Level.L4, by) == Decision(True, Level.L4)


@pytest.mark.parametrize("by", sorted(set(Discipline) - MAY_RAISE))
def test_nobody_else_raises(by):
    assert raised(Level.L1, Level.L3, by) == Decision(False, Level.L1, ("by.not_entitled",))


def test_raising_to_the_same_or_a_lower_level_is_none():
    assert raised(Level.L3, Level.L3, Discipline.HEALTH).reasons == ("level.not_higher",)
    assert raised(Level.L3, Level.L2, Discipline.HEALTH) == Decision(False, Level.L3, ("level.not_higher",))


@pytest.mark.parametrize(
    ("decision", "reasons"),
    [
        (lowered(Level.L4, Level.L3, hours=24), ()),
        (lowered(Level.L4, Level.L3, hours=23.9), ("level.too_short",)),
        (lowered(Level.L3, Level.L2, hours=1), ()),
        (lowered(Level.L4, Level.L2), ("level.one_at_a_time",)),
        (lowered(Level.L2, Level.L2), ("level.not_lower",)),
        (lowered(Level.L2, Level.L3), ("level.not_lower",)),
        (lowered(Level.L1, Level.L0), ("closure.required",)),
        (lowered(Level.L3, Level.L2, person_seen=False), ("person.not_seen",)),
        (lowered(Level.L3, Level.L2, attendees={Discipline.CUSTODY, Discipline.SOCIAL}), ("review.no_health",)),
        (lowered(Level.L3, Level.L2, attendees={Discipline.HEALTH}), ("review.one_discipline",)),
        (
            lowered(Level.L4, Level.L1, hours=2, attendees=set(), person_seen=False),
            ("level.one_at_a_time", "review.no_health", "review.one_discipline", "person.not_seen", "level.too_short"),
        ),
    ],
)
def test_what_lowering_needs(decision, reasons):
    assert (decision.allowed, decision.reasons) == (not reasons, reasons)


@given(LEVELS, LEVELS, st.floats(0, 100), st.sets(st.sampled_from(Discipline)), st.booleans())
def test_a_review_lowers_by_one_level_or_not_at_all(current, wanted, hours, attendees, person_seen):
    decision = lowered(current, wanted, hours, attendees, person_seen)
    assert decision.level == (wanted if decision.allowed else current)
    assert decision.allowed is (decision.reasons == ())
    if decision.allowed:
        assert current - wanted == 1
        assert Discipline.HEALTH in attendees
        assert len(attendees) > 1
        assert person_seen


@given(LEVELS, LEVELS, st.sampled_from(Discipline))
def test_raising_never_lowers(current, wanted, by):
    assert raised(current, wanted, by).level >= current


@pytest.mark.parametrize(
    ("level", "alone", "override", "decision"),
    [
        (Level.L3, True, False, Decision(False, Level.L4, ("alone.needs_constant",))),
        (Level.L3, True, True, Decision(True, Level.L3, ("alone.written_override",))),
        (Level.L3, False, False, Decision(True, Level.L3)),
        (Level.L4, True, False, Decision(True, Level.L4)),
        (Level.L2, True, False, Decision(True, Level.L2)),
    ],
)
def test_alone_at_close_observation_demands_constant(level, alone, override, decision):
    assert placement(level, alone=alone, written_override=override) == decision


def test_what_screens_propose():
    assert proposed_level("asq", {"risk": "acute"}) is Level.L4
    assert proposed_level("asq", {"risk": "non_acute"}) is Level.L2
    assert proposed_level("reception-suicide", {"colour": "red", "cell_advice": "never_single"}) is Level.L3
    assert proposed_level("asq", {"risk": "negative"}) is None
    assert proposed_level("phq-9", {"severity": "severe"}) is None


def test_every_proposal_speaks_of_a_band_that_exists_and_none_of_no_risk():
    for (name, outcome, band), level in PROPOSED.items():
        bands = {one.id: one.bands for one in shipped().get(name).definition.outcomes}[outcome]
        assert bands.index(band) > 0
        assert level > Level.L0
