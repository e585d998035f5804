"""Every refusal, in every pathway and one by one; folding; what a case remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from referrals import documents, machine, roles
from referrals.machine import Case, Event, Refusal, advance, begin, fold, needed, open_roads, ways
from referrals.model import START, Exit, Mark, Step
from referrals.pathways import PATHWAYS, current
from referrals.words import WORDS

from .drive import NOW, event, everywhere, taken

ALL = pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda way: way.id)


def allowed(case, way):
    """An event the way takes, or None where an earlier answer or the beginner stands against it."""
    made = event(case, way)
    after = advance(case, made)
    if isinstance(after, Refusal):
        assert after.reason in {"result_does_not_allow", "not_own_petition"}
        return None
    return made


def refusal(case, made):
    answer = advance(case, made)
    assert isinstance(answer, Refusal), (case.state, made)
    return answer


@ALL
def test_whoever_is_not_named_is_refused_everywhere(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            for actor in (roles.ROLES | roles.OUTSIDERS) - set(way.who):
                made = event(case, way, actor=actor, recorded_by="doctor")
                assert refusal(case, made) == Refusal("not_yours", (way.who,))


@ALL
def test_an_outsiders_act_needs_a_hand_that_writes_it_down(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            for actor in set(way.who) & roles.OUTSIDERS:
                for recorder in ("", "admin", "auditor", "court"):
                    made = event(case, way, actor=actor, recorded_by=recorder)
                    assert refusal(case, made).reason == "recorder_missing"


@ALL
def test_without_any_one_of_its_papers_no_step_is_taken(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            made = allowed(case, way)
            if made is None:
                continue
            for need in needed(case, way):
                without = replace(made, attached=made.attached - set(need))
                answer = refusal(case, without)
                assert answer.reason == "documents_missing"
                assert need in answer.missing
                for choice in need:
                    other = replace(made, attached=(made.attached - set(need)) | {choice})
                    assert choice in taken(case, other).documents


@ALL
def test_an_answer_is_asked_for_and_must_be_one_of_the_possible(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            made = allowed(case, way)
            if made is None:
                continue
            results = getattr(way, "results", ())
            assert refusal(case, replace(made, result="perhaps")).reason == "result_unknown"
            if results:
                assert refusal(case, replace(made, result="")) == Refusal("result_missing", (results,))
                for result in results:
                    assert taken(case, replace(made, result=result)).result(way.event) == result


@ALL
def test_events_out_of_place_or_unknown_are_refused(pathway):
    for case, _events in everywhere(pathway):
        possible = {way.event for way in ways(case)}
        for code in pathway.events - possible:
            reason = "case_closed" if case.outcome else "not_now"
            assert refusal(case, Event(code, NOW + timedelta(days=900), "doctor")).reason == reason
        assert refusal(case, Event("no_such_event", NOW, "doctor")) == Refusal("unknown_event")


@ALL
def test_time_does_not_run_backwards(pathway):
    for case, _events in everywhere(pathway):
        if case.last is None:
            continue
        for way in ways(case):
            made = allowed(case, way)
            if made is not None:
                early = replace(made, at=case.last - timedelta(seconds=1))
                assert refusal(case, early).reason == "before_previous"
                assert taken(case, replace(made, at=case.last, until=made.until)).last == case.last


@ALL
def test_the_administration_never_handles_a_clinical_paper(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            made = allowed(case, way)
            if made is None or roles.ADMINISTRATION not in way.who:
                continue
            made = replace(made, actor=roles.ADMINISTRATION, attached=made.attached | {"diagnosis"})
            assert refusal(case, made) == Refusal("clinical_document", (("diagnosis",),))


@ALL
def test_two_steps_that_need_two_people_get_them(pathway):
    for case, _events in everywhere(pathway):
        for way in ways(case):
            if not isinstance(way, Step) or not way.apart_from:
                continue
            for code, author in case.authors:
                made = replace(event(case, way), author=author)
                answer = advance(case, made)
                if code in way.apart_from:
                    assert isinstance(answer, Refusal)
                    assert answer.reason == "same_person"
                    assert code in answer.missing[0]


def at(pathway_id, state, **wanted):
    return next(
        case
        for case, _events in everywhere(current(pathway_id))
        if case.state == state and all(case.result(code) == result for code, result in wanted.items())
    )


def way_of(case, code):
    return next(way for way in ways(case) if way.event == code)


def test_the_courts_answer_decides_what_is_carried_out():
    case = at("illness_mental", "final_granted", grant="measure_3")
    made = event(case, way_of(case, "release"))
    assert refusal(case, made).reason == "result_does_not_allow"
    assert taken(case, event(case, way_of(case, "begin_measure"))).outcome == "measure_begun"


def test_the_last_court_decides():
    case = at("illness_mental", "granted", grant="measure_3")
    for code, result in (("appeal", ""), ("appeal_grant", "released_78_1"), ("become_final", "")):
        case = taken(case, event(case, way_of(case, code), result))
    assert refusal(case, event(case, way_of(case, "begin_measure"))).reason == "result_does_not_allow"
    assert taken(case, event(case, way_of(case, "release"))).outcome == "released"


def test_only_whoever_began_withdraws():
    pathway = current("court_petition")
    first = next(way for way in pathway.steps if way.source == START)
    own = taken(begin(pathway), event(begin(pathway), first, actor="person"))
    lawyers = taken(begin(pathway), event(begin(pathway), first, actor="defender"))
    withdraw = way_of(own, "withdraw")
    assert taken(own, event(own, withdraw)).outcome == "withdrawn"
    assert refusal(lawyers, event(lawyers, withdraw, actor="person")).reason == "not_own_petition"


def test_a_mandatory_counsel_is_asked_about_once_the_fact_is_known():
    case = at("court_petition", "court_registered")
    hear = way_of(case, "hear")
    assert ("counsel_attendance",) not in needed(case, hear)
    minor = replace(case, facts=frozenset({"counsel_mandatory"}))
    made = event(case, hear)
    assert refusal(minor, made) == Refusal("documents_missing", (("counsel_attendance",),))
    mental = at("illness_mental", "court_registered")
    assert ("counsel_attendance",) in needed(mental, way_of(mental, "hear"))


def test_facts_are_remembered_and_invented_ones_refused():
    case = at("court_petition", "court_registered")
    made = event(case, way_of(case, "adjourn"), facts=frozenset({"counsel_mandatory"}))
    assert taken(case, made).facts == {"counsel_mandatory"}
    assert refusal(case, replace(made, facts=frozenset({"dangerous"}))).reason == "unknown_fact"


@pytest.mark.parametrize("percent", [None, 0, 30, 101])
def test_a_percentage_is_31_to_100(percent):
    case = at("disability", "assessed")
    made = event(case, way_of(case, "grant_until"), percent=percent)
    assert refusal(case, made).reason == "percent_out_of_range"


@pytest.mark.parametrize("percent", [31, 60, 61, 80, 81, 100])
def test_every_percentage_of_the_decision_is_taken(percent):
    case = at("disability", "assessed")
    assert taken(case, event(case, way_of(case, "grant_until"), percent=percent)).percent == percent


def test_a_review_date_lies_ahead():
    case = at("disability", "assessed")
    way = way_of(case, "grant_until")
    made = event(case, way)
    assert refusal(case, replace(made, until=None)).reason == "date_missing"
    assert refusal(case, replace(made, until=made.at.date())).reason == "date_not_ahead"


def test_an_unknown_paper_is_refused_and_an_optional_one_kept():
    case = at("illness_other", "need_identified")
    made = event(case, way_of(case, "begin_file"))
    assert refusal(case, replace(made, attached=frozenset({"bribe"}))) == Refusal("unknown_document", (("bribe",),))
    for paper in documents.OPTIONAL:
        assert paper in taken(case, replace(made, attached=frozenset({paper}))).documents


@pytest.mark.parametrize(
    ("pathway", "state", "missing"),
    [
        ("illness_other", "draft", ()),
        ("illness_other", "court_registered", ("court_act",)),
        ("placement_a", "admitted", ("discharge_summary", "suicide_rescreen")),
        ("placement_c", "admitted", ("court_act", "discharge_summary", "suicide_rescreen")),
    ],
)
def test_recovery_ends_a_case_the_court_has_only_with_its_act(pathway, state, missing):
    case = at(pathway, state)
    papers = frozenset({"recovery_opinion", "outcome_told"})
    answer = advance(case, event(case, way_of(case, "recover"), attached=papers))
    if missing:
        assert answer == Refusal("documents_missing", tuple((code,) for code in missing))
    else:
        assert answer.outcome == "recovered"


def test_the_end_of_the_sentence_in_hospital_needs_a_hand_over():
    case = at("placement_c", "admitted")
    made = event(case, way_of(case, "end_sentence"), attached=frozenset({"release_order"}))
    assert refusal(case, made) == Refusal("documents_missing", (("civil_care_handover",),))


def test_a_side_exit_stops_every_clock_and_nothing_comes_after():
    for pathway in PATHWAYS.values():
        for case, _events in everywhere(pathway):
            for way in ways(case):
                if isinstance(way, Exit) and allowed(case, way):
                    ended = taken(case, event(case, way))
                    assert ended.outcome
                    assert not any(run.running for run in ended.runs)
                    assert ways(ended) == ()


def test_a_transfer_moves_the_person_and_not_the_case():
    case = at("illness_other", "accepted")
    mark = way_of(case, "transfer")
    assert isinstance(mark, Mark)
    after = taken(case, event(case, mark))
    assert (after.state, after.entered, after.runs) == (case.state, case.entered, case.runs)
    assert after.last > case.last


def test_a_case_counts_its_days_and_its_loops():
    case = at("illness_other", "returned")
    assert case.times("return_file") == 1
    assert case.waiting_days(case.entered + timedelta(days=40)) == 40
    assert case.waiting_days(case.entered - timedelta(days=1)) == 0
    assert begin(case.pathway).waiting_days(NOW) == 0
    assert case.result("conclude") == ""


def test_a_fold_stops_at_the_first_refusal():
    pathway = current("illness_other")
    _case, events = next(pair for pair in everywhere(pathway) if pair[0].state == "scheduled")
    assert isinstance(fold(pathway, events), Case)
    broken = (*events[:2], replace(events[2], actor="auditor"), *events[3:])
    assert fold(pathway, broken).reason == "not_yours"


def test_before_the_first_event_the_court_is_open_too():
    for pathway in PATHWAYS.values():
        assert open_roads(begin(pathway)) == pathway.roads
        assert begin(pathway).outcome == ""


def test_a_naive_moment_is_a_mistake_of_the_program():
    case = begin(current("court_petition"))
    with pytest.raises(ValueError, match="time zone"):
        advance(case, Event("file_petition", datetime(2026, 3, 11), "person"))  # noqa: DTZ001


def test_every_reason_that_can_be_given_has_words():
    source = machine.__file__
    with open(source, encoding="utf-8") as text:  # noqa: PTH123
        given = {part.split('"')[1] for part in text.read().split("Refusal(")[1:] if part.startswith('"')}
    assert {f"refusal.{reason}" for reason in given} == {key for key in WORDS if key.startswith("refusal.")}
