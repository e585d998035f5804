"""Recommendations: drafts are the mechanism's, answers the addressee's, and only a follow-up visit finds them done."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from healthapp.inspection.models import Visit
from healthapp.inspection.states import Kind
from healthapp.inspection.states import State as VisitState
from healthapp.recommendations import presenter, queries
from healthapp.recommendations.models import Recommendation, RecommendationStep
from healthapp.recommendations.states import FOUND, STEPS, State, Step, Who, after
from tests.support.databases import refused

TEXT = "Qəbul müayinəsi ilk 24 saat ərzində aparılsın"


def drafted(house, who=Role.NPG, **more: str):
    values = {
        "addressee": "unit_head",
        "facility_id": str(house.own.facility.id),
        "area": "intake",
        "text": TEXT,
        "basis": "CPT/Inf(2013)29 §72",
        "due_on": "01.05.2026",
    }
    return house.browser(who).post("/recommendations/new", {**values, **more})


def took(house, path: str, who, step: str, seen: int, **more: str):
    note = "Növbətçi feldşer təyin edilib"
    return house.browser(who).post(f"{path}/step", {"step": step, "version": str(seen), "note": note, **more})


def issued(house, **more: str) -> str:
    path = str(drafted(house, **more).location)
    assert took(house, path, Role.OMBUDSMAN, "issue", 0).status_code == 303
    return path


def test_that_it_is_done_is_said_by_a_visit_alone():
    leads = {step: after(step) for step in Step if step is not Step.VERIFY}
    assert FOUND.isdisjoint(leads.values())
    assert STEPS[Step.VERIFY][0] is Who.MEMBER
    for state in FOUND:
        assert after(Step.VERIFY, state) is state
    with pytest.raises(ValueError, match="issued"):
        after(Step.VERIFY, State.ISSUED)


def test_its_text_says_which_language_it_is_read_in(house):
    path = issued(house, text_en="Examine everybody within 24 hours")
    head = house.browser(Role.HEAD)
    assert f'<blockquote class="app-quote" lang="az">{TEXT}' in head.get(path).text
    head.get(path, lang="en")
    assert '<blockquote class="app-quote" lang="en">Examine everybody' in head.get(path).text


def test_a_draft_is_there_for_the_mechanism_alone(house):
    path = str(drafted(house).location)
    assert house.browser(Role.OMBUDSMAN).get(path).status_code == 200
    for who in (Role.HEAD, Role.REVIEWER, Role.ADMINISTRATION):
        assert house.browser(who).get(path).status_code == 404
    assert took(house, path, Role.NPG, "issue", 0).status_code == 422


def test_the_addressee_answers_and_reports_but_cannot_find_it_done(house):
    path = issued(house)
    with house.database.reading() as session:
        clock = session.scalar(sa.select(Deadline).where(Deadline.kind == "recommendation_head"))
        assert clock.facility_id == house.own.facility.id
    assert house.browser(Role.ADMINISTRATION).get(path).status_code == 404
    assert took(house, path, Role.HEAD, "acknowledge", 1).status_code == 303
    assert took(house, path, Role.HEAD, "answer", 2, answer="rejected", note="yox").status_code == 422
    assert took(house, path, Role.HEAD, "answer", 2, answer="accepted", note="").status_code == 303
    assert took(house, path, Role.HEAD, "report", 3).status_code == 303
    assert took(house, path, Role.HEAD, "verify", 4, found="implemented").status_code == 422
    assert took(house, path, Role.NPG, "verify", 4, found="implemented").status_code == 422  # no visit is open
    with house.database.reading() as session:
        row = session.scalar(sa.select(Recommendation))
        assert (row.state, row.answer, row.steps) == ("reported_done", "accepted", 4)


def test_a_member_finds_it_done_in_a_follow_up_visit(house, monkeypatch):
    path = issued(house)
    visit = Visit(id=uuid7(), facility_id=house.own.facility.id, kind=Kind.FOLLOW_UP, state=VisitState.IN_PROGRESS)
    visit.number, visit.period_from, visit.period_to = "B-2026-001", dt.date(2026, 1, 1), dt.date(2026, 3, 1)
    visit.opened_at = visit.arrived_at = house.clock()
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        earlier = Visit(id=uuid7(), facility_id=house.own.facility.id, kind=Kind.AD_HOC, state=VisitState.ARCHIVED)
        earlier.number, earlier.period_from, earlier.period_to = "B-2025-001", visit.period_from, visit.period_to
        earlier.opened_at = earlier.arrived_at = house.clock()
        uow.session.add(earlier)
        uow.session.flush()
        visit.follows_id = earlier.id
        uow.session.add(visit)
    monkeypatch.setattr("healthapp.recommendations.queries.visits.open_at", lambda *_of: visit)
    assert took(house, path, Role.NPG, "verify", 1, found="").status_code == 422
    for seen, found in enumerate(("not_implemented", "partly", "implemented"), 1):
        assert took(house, path, Role.NPG, "verify", seen, found=found).status_code == 303
        for page in (path, "/recommendations?state="):
            answer = house.browser(Role.OMBUDSMAN).get(page)
            assert str(presenter.STATES[found][1]) in answer.text, page
    with house.database.reading() as session:
        assert session.scalar(sa.select(Recommendation.state)) == "implemented"
        still = sa.select(sa.func.count()).where(Deadline.kind == "recommendation_head", Deadline.state == "open")
        assert session.scalar(still) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"due_on": "01.01.2020"}, "due_on"),
        ({"due_on": "31.02.2027"}, "due_on"),
        ({"facility_id": ""}, "facility_id"),
        ({"text": "qısa"}, "text"),
        ({"repeats": "T-2020-0001"}, "repeats"),
        ({"addressee": "somebody"}, "addressee"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(house, changed, field):
    answer = drafted(house, **changed)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert "CPT/Inf(2013)29 §72" in answer.text


def test_what_was_not_followed_is_repeated_and_counted_by_year(house):
    first = issued(house)
    with house.database.reading() as session:
        number = session.scalar(sa.select(Recommendation.number))
    again = issued(house, repeats=number)
    assert first in house.browser(Role.OMBUDSMAN).get(again).text
    later = dt.date(2026, 6, 30)
    with house.database.reading() as session:
        counted = queries.by_year(session, later)
        assert presenter.late(session.scalar(sa.select(Recommendation).limit(1)), later) == "60 gün gecikir"
    assert {name: number for name, number in counted[2026].items() if number} == {
        "issued": 2,
        "unanswered": 2,
        "overdue": 2,
    }
    file = house.browser(Role.OMBUDSMAN).post("/recommendations/export", format="csv").data.decode("utf-8-sig")
    assert file.count(TEXT) == 2


def test_of_two_at_once_the_second_reads_first_and_no_step_is_ever_changed(house):
    path = issued(house)
    assert took(house, path, Role.HEAD, "acknowledge", 1).status_code == 303
    late = took(house, path, Role.HEAD, "answer", 1, answer="accepted")
    assert (late.status_code, "siz özünüz qeyd etmisiniz: 11.03.2026 14:32" in late.text) == (409, True)
    again = took(house, path, Role.HEAD, "acknowledge", 1)
    assert (again.status_code, "siz özünüz qeyd etmisiniz" in again.text) == (409, True)
    refused(
        house.database,
        "UPDATE recommendation_step SET note = 'x'",
        "DELETE FROM recommendation_step",
        "UPDATE recommendation SET text = 'x'",
        "DELETE FROM recommendation",
    )
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RecommendationStep)) == 2


@pytest.mark.parametrize("who", [Role.HEAD, Role.REVIEWER, Role.ADMINISTRATION, Role.NPG, Role.OMBUDSMAN])
def test_everybody_concerned_sees_the_list_with_what_is_overdue(house, monkeypatch, who):
    issued(house)
    drafted(house)
    monkeypatch.setattr("blueprints.recommendations.this_day", lambda: dt.date(2026, 6, 30))
    answer = house.browser(who).get("/recommendations")
    assert answer.status_code == 200
    assert ("60 gün gecikir" in answer.text) is (who is not Role.ADMINISTRATION)
    assert answer.text.count(TEXT) == {Role.ADMINISTRATION: 0, Role.HEAD: 1, Role.REVIEWER: 1}.get(who, 2)
