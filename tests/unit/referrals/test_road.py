"""Given a case anywhere, when its road is drawn, then every state has its part and nothing passed is invented."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referrals.pathways import PATHWAYS
from referrals.road import ROADS, Standing, reached

from .drive import NOW, everywhere

KEYS = sorted(PATHWAYS)


def went(*states: str):
    return [(state, NOW + timedelta(days=day)) for day, state in enumerate(states)]


@pytest.mark.parametrize("key", KEYS)
def test_every_state_that_waits_has_one_part(key) -> None:
    road = ROADS[key[0]]
    states = [state for part in road for state in part.states]
    waiting = {state.code for state in PATHWAYS[key].states if not state.final}
    assert waiting <= set(states)
    assert len(states) == len(set(states))
    assert len(road) <= 8
    assert len({part.code for part in road}) == len(road)


@pytest.mark.parametrize("key", KEYS)
def test_wherever_a_case_is_one_part_is_now_until_it_ends(key) -> None:
    for case, events in everywhere(PATHWAYS[key]):
        if not events:
            continue
        states, standing = [], None
        for made in events:  # the states through which it came, as the stored events have them
            standing = _after(standing, PATHWAYS[key], made)
            states.append((standing.state, made.at))
        parts = reached(key[0], states)
        now = [part for part in parts if part.standing is Standing.NOW]
        assert len(now) == (0 if case.outcome else 1)
        order = [part.standing for part in parts]
        assert order == sorted(order, key=[Standing.PASSED, Standing.NOW, Standing.AHEAD].index)


def _after(case, pathway, made):
    from referrals.machine import advance, begin

    return advance(case or begin(pathway), made)


def test_a_part_that_was_left_says_when() -> None:
    parts = reached("illness_other", went("requested", "need_identified", "draft", "signed_by_unit"))
    assert [part.standing for part in parts[:4]] == ["passed", "passed", "now", "ahead"]
    assert parts[0].left == NOW + timedelta(days=2)
    assert parts[1].left == NOW + timedelta(days=3)


def test_a_returned_file_opens_its_part_again() -> None:
    parts = reached("illness_other", went("draft", "signed_by_unit", "department_review", "returned"))
    assert {part.code: part.standing for part in parts}["unit"] == "now"
    assert {part.code: part.standing for part in parts}["department"] == "ahead"
    assert all(part.left is None for part in parts[1:])


def test_an_ended_case_has_passed_what_it_reached_and_nothing_more() -> None:
    parts = reached("court_petition", went("petition_filed", "court_registered", "deceased"))
    assert [part.standing for part in parts] == ["passed", "passed", "ahead", "ahead", "ahead", "ahead"]


def test_a_part_that_was_skipped_is_passed_without_a_day() -> None:
    parts = reached("hospital_referral", went("requested", "on_the_way"))
    assert [(part.standing, part.left is None) for part in parts[:6]] == [
        ("passed", False),
        *[("passed", True)] * 4,
        ("now", True),
    ]
