"""No "no" ever ends the road to court (CPC 511.2, 511, 520; finding 4: no waiting time for illness)."""

from __future__ import annotations

import pytest

from referrals.machine import Case, advance, begin, fold, open_roads
from referrals.model import START, Exit
from referrals.pathways import PATHWAYS, current
from referrals.pathways._shared import OUT_OF_CUSTODY
from referrals.roles import COURT, OUTSIDERS, PETITIONERS, RECORDERS

from .drive import NOW, event, everywhere, taken

ALL = pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda way: way.id)
ROAD_MARKS = {"file_petition", "file_motion"}


@ALL
@pytest.mark.parametrize("who", PETITIONERS)
def test_in_every_open_state_a_petition_may_be_filed_and_changes_nothing_else(pathway, who):
    marks = [mark for mark in pathway.marks if mark.event in ROAD_MARKS]
    assert {mark.opens for mark in marks} == set(pathway.roads)
    for case, _events in everywhere(pathway):
        if case.state == START or case.outcome:
            continue
        for mark in marks:
            after = taken(case, event(case, mark, actor=who, recorded_by="feldsher"))
            assert after.state == case.state
            assert after.entered == case.entered
            assert after.runs == case.runs
            assert after.beside[-1] == mark.opens
            assert set(pathway.roads) <= set(open_roads(after))


@ALL
def test_no_end_in_custody_closes_the_road(pathway):
    for case, _events in everywhere(pathway):
        if case.outcome and case.outcome not in OUT_OF_CUSTODY:
            assert set(open_roads(case)) & {"court_petition", "illness_remand"}, case.state


@ALL
def test_no_step_that_says_no_leads_out_of_reach_of_the_court(pathway):
    said_no = [way for way in pathway.steps if way.negative]
    assert said_no, "every pathway knows somebody who may say no"
    for way in said_no:
        state = pathway.state(way.target)
        roads = state.leads_to if state.final else pathway.roads
        assert set(roads) & {"court_petition", "illness_remand"}, way.event


@ALL
def test_a_new_case_needs_no_waiting_time(pathway):
    for road in pathway.roads:
        opening = current(road)
        first = next(
            way for way in opening.steps if way.source == START and way.event in {*ROAD_MARKS, "move_to_end_detention"}
        )
        for who in PETITIONERS:
            made = event(begin(opening), first, actor=who, recorded_by="nurse", at=NOW)
            assert isinstance(advance(begin(opening), made), Case)


@ALL
def test_whoever_hears_of_a_petition_may_write_it_down(pathway):
    case = next(case for case, _events in everywhere(pathway) if case.state != START and not case.outcome)
    mark = next(mark for mark in pathway.marks if mark.event in ROAD_MARKS)
    for role in RECORDERS:
        taken(case, event(case, mark, recorded_by=role))


def test_only_the_courts_act_the_persons_own_word_or_the_end_of_custody_closes_a_petition():
    pathway = current("court_petition")
    after_decision = {"final_granted"}
    for way in pathway.steps:
        if pathway.state(way.target).final and way.source not in after_decision:
            assert way.who == (COURT,), way.event
    for way in pathway.exits:
        outcome = pathway.state(way.target).outcome
        ended = outcome in OUT_OF_CUSTODY or way.who == ("person",)
        assert ended or ("court_act",) in way.needs_if_court_decides, way.event
    assert all(state.court_decides for state in pathway.states if not state.final)


def test_a_petition_gets_its_decision_without_any_yes_from_commission_department_or_administration():
    pathway = current("court_petition")
    alone = frozenset({*PETITIONERS, COURT})
    for case, _events in everywhere(pathway):
        if case.state == START or case.outcome or case.state == "final_granted":
            continue
        assert "granted" in _reachable(pathway, case.state, alone), case.state


def _reachable(pathway, state, actors):
    found, open_ = {state}, [state]
    while open_:
        here = open_.pop()
        for way in pathway.steps:
            if way.source == here and set(way.who) & actors and way.target not in found:
                found.add(way.target)
                open_.append(way.target)
    return found


@pytest.mark.parametrize("conclusion", ["no_such_illness_now", "listed_disease"])
@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_the_court_decides_with_the_commission_or_against_it(conclusion, decision):
    pathway = current("court_petition")
    case = begin(pathway)
    road = "file_petition register ask_opinion schedule examine conclude send_opinion hear".split()
    for code in [*road, decision]:
        way = next(way for way in pathway.steps if way.event == code and way.source == case.state)
        case = taken(case, event(case, way, conclusion if code == "conclude" else ""))
    assert case.result("conclude") == conclusion
    assert case.state == {"grant": "granted", "refuse": "refused"}[decision]


@pytest.mark.parametrize("waiting", ["opinion_asked", "scheduled", "examined", "more_tests", "concluded"])
def test_the_court_need_not_wait_for_the_commission(waiting):
    case = next(case for case, _events in everywhere(current("court_petition")) if case.state == waiting)
    hear = next(way for way in case.pathway.steps if way.event == "hear" and way.source == waiting)
    after = taken(case, event(case, hear))
    assert after.state == "heard"
    assert any(run.clock == "court.hearing" and run.running for run in after.runs)


def test_a_commission_that_finds_no_listed_disease_rejects_nothing():
    pathway = current("illness_other")
    case = next(
        case
        for case, _events in everywhere(pathway)
        if case.state == "concluded" and case.result("conclude") == "no_such_illness_now"
    )
    way = next(way for way in pathway.steps if way.event == "send_to_court" and way.source == "concluded")
    assert taken(case, event(case, way)).state == "sent_to_court"


def test_nobody_may_withhold_the_mandatory_submission():
    mandatory, discretionary = current("illness_mental"), current("illness_other")
    assert "withhold" in discretionary.events
    assert "withhold" not in mandatory.events
    assert "withdraw" not in mandatory.events


def test_neither_the_unit_nor_the_department_petitions_itself():
    first = [way for way in current("court_petition").steps if way.source == START]
    assert [way.who for way in first] == [PETITIONERS]
    assert "relative" not in PETITIONERS
    assert set(PETITIONERS) <= OUTSIDERS


def test_a_refused_person_begins_again_at_once():
    pathway = current("court_petition")
    refused, events = next(pair for pair in everywhere(pathway) if pair[0].state == "court_refused")
    assert fold(pathway, events) == refused
    assert "court_petition" in open_roads(refused)
    first = next(way for way in pathway.steps if way.source == START)
    again = advance(begin(pathway), event(begin(pathway), first, at=refused.last))
    assert isinstance(again, Case)


@ALL
def test_no_treating_or_reviewing_hand_ends_a_case_the_court_has(pathway):
    for way in pathway.exits:
        assert isinstance(way, Exit)
        if way.event == "recover":
            assert way.needs_if_court_decides == (("court_act",),)
