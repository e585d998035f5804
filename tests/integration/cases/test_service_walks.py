"""Random walks over every pathway through the services: no event is lost, and the fold is what is stored."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthapp.access import Role
from healthapp.cases import queries, services
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.schemas import Open, Take
from healthapp.deadlines.models import Deadline
from referrals import clocks, machine, pathways, roles
from referrals.model import Step
from tests.conftest import NOW
from tests.support.house import House

PATHWAYS = sorted({code for code, _version in pathways.PATHWAYS})
#: Which open way, which of its answers and actors, after how many hours.
CHOICES = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 2000)), min_size=1, max_size=14)

#: What may stop a step that brings all it is asked for.
EXPECTED = {
    *("result_does_not_allow", "not_own_petition", "clinical_document", "same_person"),
    *("recorder_missing", "documents_missing"),
}


def step_of(case: machine.Case, way, answer: int, now: dt.datetime) -> tuple[Role, Take]:
    """Somebody whose step it is, with everything it asks for."""
    results = way.results if isinstance(way, Step) else ()
    actor = way.who[answer % len(way.who)]
    outside = actor in roles.OUTSIDERS
    return Role.LIAISON if outside else Role(actor), Take(
        way.event,
        actor=actor if outside else "",
        attached=tuple(sorted(need[0] for need in machine.needed(case, way))),
        result=results[answer % len(results)] if results else "",
        percent=65 if getattr(way, "needs_percent", False) else None,
        until=clocks.local_date(now + dt.timedelta(days=700)) if getattr(way, "needs_until", False) else None,
        note="A reason in words",
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pathway=st.sampled_from(PATHWAYS), choices=CHOICES)
def test_a_walk_loses_nothing_and_is_never_stuck(house: House, clock, pathway: str, choices) -> None:
    clock.now = NOW
    case = machine.begin(pathways.current(pathway))
    row: Case | None = None
    taken: list[str] = []
    reasons: set[str] = set()
    for place, answer, hours in choices:
        clock.now += dt.timedelta(hours=hours)
        ways = machine.ways(case)
        assert ways or case.outcome
        if not ways:
            break
        way = ways[place % len(ways)]
        who, take = step_of(case, way, answer, clock.now)
        try:
            with house.database.unit(house.users[who], clock) as uow:
                if row is None:
                    row = services.open_case(uow, house.own.person, Open(pathway, "request", take, another=True))
                else:
                    services.advance(uow, row.id, take, seen=len(taken))
            taken.append(take.event)
        except services.StepRefused as refused:
            reasons.add(refused.refusal.reason)
        if row is None:
            continue
        case = _agrees(house, row, taken)
    assert reasons <= EXPECTED


def _agrees(house: House, row: Case, taken: list[str]) -> machine.Case:
    """The stored state, the events and the running clocks are those of the fold; returns it."""
    with house.database.reading() as session:
        stored = session.get_one(Case, row.id)
        events = tuple(
            session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.place))
        )
        case = queries.folded(stored, events)
        assert [event.code for event in events] == taken
        assert (stored.state, stored.outcome, stored.events) == (case.state, case.outcome, len(taken))
        assert events[-1].state == case.state
        open_clocks = session.scalars(
            sa.select(Deadline.kind).where(
                Deadline.subject_id == row.id, Deadline.state == "open", Deadline.kind != "hospital_sentence_end"
            )
        )
        assert sorted(open_clocks) == sorted(run.clock for run in case.runs if run.running and not run.paused)
        return case


def test_a_pathway_changed_while_cases_run_leaves_them_their_own(house: House, clock, monkeypatch) -> None:
    """A new version is for new cases: the running one keeps the version it began with."""
    from dataclasses import replace

    ask = Take("ask", actor="person", attached=("request",))
    with house.database.unit(house.users[Role.DOCTOR], clock) as uow:
        row = services.open_case(uow, house.own.person, Open("own_specialist", "request", _first(ask)))
    old = pathways.current("own_specialist")
    changed = replace(old, version=2, steps=tuple(step for step in old.steps if step.event != "allow"))
    both = {**pathways.PATHWAYS, ("own_specialist", 2): changed}
    monkeypatch.setattr(pathways, "PATHWAYS", both)
    monkeypatch.setattr(queries, "PATHWAYS", both)
    assert pathways.current("own_specialist").version == 2
    allow = next(way for way in machine.ways(_agrees(house, row, ["ask_specialist"])) if way.event == "allow")
    with house.database.unit(house.users[Role(allow.who[0])], clock) as uow:
        found = services.advance(uow, row.id, _allow(row, uow), seen=1)
        other = services.open_case(uow, house.own.person, Open("own_specialist", "request", _first(ask), another=True))
    assert (found.row.version, found.row.state) == (1, "specialist_allowed")
    assert other.version == 2


def _first(ask: Take) -> Take:
    way = next(step for step in pathways.current("own_specialist").steps if step.source == "start")
    return Take(way.event, actor="person", attached=tuple(need[0] for need in way.needs), note=ask.note)


def _allow(row: Case, uow) -> Take:
    case = queries.held(uow.session, uow.actor, row.id).case
    way = next(way for way in machine.ways(case) if way.event == "allow")
    return Take("allow", attached=tuple(need[0] for need in machine.needed(case, way)))
