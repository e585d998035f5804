"""Every pathway, whatever it is about, keeps to the same rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referrals import documents, roles
from referrals.model import FACTS, START, Exit, Mark, Pathway, State, papers, step
from referrals.pathways import PATHWAYS, current, find, register
from referrals.pathways._shared import OUT_OF_CUSTODY
from referrals.timetable import CLOCKS
from referrals.words import WORDS

from .drive import everywhere

ALL = pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda way: way.id)


def all_ways(pathway):
    return (*pathway.steps, *pathway.exits, *pathway.marks)


def papers_of(way):
    needs = [*way.needs, *getattr(way, "file", ()), *getattr(way, "needs_if_court_decides", ())]
    needs += [*getattr(way, "needs_in_hospital", ()), *((code,) for _fact, code in getattr(way, "needs_when", ()))]
    return {code for need in needs for code in need}


@ALL
def test_every_state_is_reached_and_has_a_way_out(pathway):
    reached = {case.state for case, _events in everywhere(pathway)} - {START}
    assert reached == {state.code for state in pathway.states}
    leaving = {way.source for way in pathway.steps if way.source != way.target}
    for state in pathway.states:
        assert state.final or state.code in leaving, f"nothing leads on from {state.code}"
        assert not (state.final and state.code in leaving)


@ALL
def test_every_final_state_says_how_it_ended(pathway):
    finals = [state for state in pathway.states if state.final]
    assert finals
    for state in finals:
        assert f"outcome.{state.outcome}" in WORDS
    for state in pathway.states:
        assert bool(state.holder) is not state.final, "somebody must act next, or nobody"


@ALL
def test_only_known_actors_papers_clocks_and_facts(pathway):
    for way in all_ways(pathway):
        assert set(way.who) <= roles.ROLES | roles.OUTSIDERS
        assert not set(way.who) & {roles.ADMIN, roles.AUDITOR}, "they take no part in anybody's care"
        assert papers_of(way) <= documents.ALL
    for way in pathway.steps:
        assert way.timing.codes <= set(CLOCKS)
        assert {fact for fact, _code in way.needs_when} <= FACTS
        assert set(way.apart_from) <= {"refuse_specialist"} | {other.event for other in pathway.steps} | {
            "find_need",
            "begin_file",
            "sign",
            "accept",
            "return_file",
            "not_support",
        }


@ALL
def test_every_clock_that_starts_can_stop(pathway):
    started = {code for way in pathway.steps for code in way.timing.starts}
    stopped = {code for way in pathway.steps for code in way.timing.stops}
    touched = {code for way in pathway.steps for code in way.timing.codes}
    ended_by_a_final_state = {"probation.first_contact_days", "specialist.answer_days"}
    assert touched <= started
    assert started - stopped <= ended_by_a_final_state


@ALL
def test_no_legal_clock_pauses_and_only_a_declared_one_extends(pathway):
    for way in pathway.steps:
        for code in (*way.timing.pauses, *way.timing.resumes):
            assert not CLOCKS[code].legal
            assert CLOCKS[code].pause_reason
        for code in way.timing.extends:
            assert CLOCKS[code].extension


@ALL
def test_the_administration_is_asked_for_no_clinical_paper(pathway):
    for way in all_ways(pathway):
        if roles.ADMINISTRATION in way.who:
            needed = {code for need in way.needs for code in need}
            assert not needed & documents.CLINICAL, way.event


@ALL
def test_a_transfer_is_no_exit(pathway):
    assert "transfer" in {mark.event for mark in pathway.marks}
    assert "transfer" not in {way.event for way in pathway.exits}


@ALL
def test_death_and_the_end_of_custody_are_ways_out_of_every_pathway(pathway):
    targets = {pathway.state(way.target).outcome for way in pathway.exits}
    assert {"deceased", "freed_otherwise"} <= targets
    assert targets & OUT_OF_CUSTODY


def test_every_paper_and_clock_has_a_use():
    used = {code for pathway in PATHWAYS.values() for way in all_ways(pathway) for code in papers_of(way)}
    assert used | documents.OPTIONAL == documents.ALL
    assert not used & documents.OPTIONAL
    assert {code for pathway in PATHWAYS.values() for code in pathway.clocks} == set(CLOCKS)
    assert not documents.CLINICAL & documents.OTHER


def test_probation_gets_no_clinical_paper():
    pathway = current("probation_handover")
    for way in pathway.steps:
        if way.event in {"notify_probation", "acknowledge", "return_notice"}:
            assert not papers_of(way) & documents.CLINICAL


def test_all_the_pathways_of_the_brief():
    assert {id_ for id_, _version in PATHWAYS} == {
        *("illness_mental", "illness_other", "illness_remand", "court_petition"),
        *(f"placement_{letter}" for letter in "abcde"),
        *("disability", "own_specialist", "hospital_referral", "probation_handover"),
    }


def tiny(**changes):
    declared = {
        "id": "tiny",
        "version": 1,
        "basis": "",
        "states": (State("open", "unit"), State("shut", "", "shut")),
        "steps": (*step("start", "begin", "open", "doctor"), *step("open", "end", "shut", "doctor")),
        "exits": (),
        "marks": (),
        "roads": (),
    }
    return Pathway(**(declared | changes))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"states": (State("open", "unit"), State("open", "unit"), State("shut", "", "shut"))}, "declared twice"),
        ({"steps": step("start", "begin", "nowhere", "doctor")}, "not declared"),
        ({"steps": step("shut", "reopen", "open", "doctor")}, "leaves the final state"),
        ({"steps": step("start start", "begin", "open", "doctor")}, "declared twice in start"),
        ({"exits": (Exit("die", "open", ("doctor",)),)}, "does not end the case"),
        ({"exits": (Exit("end", "shut", ("doctor",)),)}, "is also a step"),
        ({"marks": (Mark("end", ("doctor",)),)}, "is also a step"),
    ],
)
def test_a_contradiction_is_found_when_it_is_declared(changes, problem):
    with pytest.raises(ValueError, match=problem):
        tiny(**changes)


def test_a_running_case_keeps_its_version():
    old, new = tiny(), tiny(version=2, basis="a new law")
    known = register((old, new))
    assert known["tiny", 1] is old
    assert known["tiny", 2] is new
    with pytest.raises(ValueError, match="declared twice"):
        register((old, replace(old, basis="changed in place")))
    with pytest.raises(ValueError, match="nobody declared"):
        register((tiny(roads=("nowhere",)),))


def test_find_and_current():
    assert find("court_petition", 1) is current("court_petition")
    with pytest.raises(KeyError):
        find("court_petition", 99)
    with pytest.raises(KeyError):
        current("no_such_pathway")


def test_papers_read_all_of_and_one_of():
    assert papers("a b|c") == (("a",), ("b", "c"))
    assert papers("") == ()
