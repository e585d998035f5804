"""Given any pathway, when a step takes the person out of the unit or brings the person back, then it is told apart."""

from __future__ import annotations

import pytest

from referrals import journeys
from referrals.machine import Case, advance, ways
from referrals.model import START
from referrals.pathways import PATHWAYS
from tests.unit.referrals.drive import event, everywhere

TRANSFER = {("in_transfer", "recover"): "back"}
STAY = {
    **TRANSFER,
    ("admitted", "discharge"): "back",
    ("admitted", "recover"): "back",
}
WITH_CONSENT = {
    **TRANSFER,
    ("consented", "depart"): "out",
    ("admitted", "discharge"): "back",
    ("admitted", "recover"): "back",
    ("consent_withdrawn", "discharge"): "back",
    ("consent_withdrawn", "recover"): "back",
}
SEND = (
    "start requested need_not_found draft outside_review returned awaiting_place place_refused appointment_set "
    "postponed escort_missing escort_ready"
).split()
#: pathway -> (where the case stands, step) -> what it does; every other step moves nobody.
JOURNEYS = {
    "placement_a": {
        **WITH_CONSENT,
        ("bed_offered", "transfer_urgently"): "out",
        ("consent_refused", "transfer_urgently"): "out",
    },
    "placement_b": WITH_CONSENT,
    "placement_c": {
        **TRANSFER,
        ("bed_offered", "depart"): "out",
        ("admitted", "recover"): "back",
        ("under_review", "recover"): "back",
        ("extension_at_court", "recover"): "back",
        ("lifted", "discharge"): "back",
        ("lifted", "recover"): "back",
    },
    "placement_d": {**STAY, ("bed_offered", "depart"): "out"},
    "hospital_referral": {
        **{(state, "send_emergency"): "out" for state in SEND},
        ("escort_ready", "set_out"): "out",
        ("on_the_way", "turn_back"): "back",
        ("on_the_way", "recover"): "back",
        ("in_hospital", "come_back"): "back",
        ("in_hospital", "recover"): "back",
        ("seen", "come_back"): "back",
        ("seen", "recover"): "back",
    },
}


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda one: f"{one.id}-{one.version}")
def test_what_each_step_of_a_pathway_does_with_the_person(pathway) -> None:
    states = [START, *(state.code for state in pathway.states if not state.final)]
    found = {(step.source, step.event): journeys.of_way(pathway, step.source, step) for step in pathway.steps}
    found |= {
        (state, way.event): journeys.of_way(pathway, state, way)
        for way in (*pathway.exits, *pathway.marks)
        for state in states[1:]
    }
    assert {key: made for key, made in found.items() if made} == JOURNEYS.get(pathway.id, {})


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda one: f"{one.id}-{one.version}")
def test_a_step_that_is_taken_is_what_its_declaration_says(pathway) -> None:
    """Everywhere a case can stand."""
    for case, _events in everywhere(pathway):
        for way in ways(case):
            after = advance(case, event(case, way))
            if isinstance(after, Case):
                assert journeys.made_by(case, after, way.event) == journeys.of_way(pathway, case.state, way)


def test_the_events_that_hold_the_person_before_the_case_are_all_that_move_anybody() -> None:
    named = {step for table in JOURNEYS.values() for (_state, step) in table}
    assert named == journeys.EVENTS
    out = {step for table in JOURNEYS.values() for (_state, step), made in table.items() if made == "out"}
    assert out == journeys.DEPARTURES
