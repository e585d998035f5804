"""Given a visit that is planned, when anybody looks for it, then those who will go alone can read where and when."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.plan_models import Plan, PlanKey
from tests.integration.inspection.test_findings import count, member
from tests.integration.inspection.test_pages import row
from tests.support.databases import refused
from tests.support.house import House

__all__ = ["member"]


def form(house: House, **changes) -> dict[str, str]:
    given = {"kind": "scheduled", "facility_id": str(house.own.facility.id), "planned_for": "20.03.2026"}
    return {**given, "form_key": str(uuid7()), "remark": "Begin with the quarantine", **changes}


def test_a_plan_is_sealed_and_tells_neither_place_nor_day(house, member):
    sent = form(house)
    for _twice in range(2):
        assert member.post("/visits/plans/new", sent).status_code == 303
    assert count(house, Plan) == 1
    kept = row(house, Plan)
    for word in (str(house.own.facility.id), "2026-03-20", "quarantine", "scheduled"):
        assert word.encode() not in kept.body
    with house.database.reading() as session:
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "inspection.visit_planned")).all()
    assert [(event.facility_id, event.details, event.oversight) for event in events] == [(None, {}, True)]
    page = member.get("/visits/plans").text
    assert house.own.facility.name in page
    assert "20.03.2026" in page
    member.post("/visits/key/close")
    closed = member.get("/visits/plans").text
    assert house.own.facility.name not in closed
    assert "20.03.2026" not in closed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "follow_up"}, "kind"),
        ({"facility_id": ""}, "facility_id"),
        ({"facility_id": "x"}, "facility_id"),
        ({"facility_id": "00000000-0000-0000-0000-000000000000"}, "facility_id"),
        ({"planned_for": "10.03.2026"}, "planned_for"),
        ({"planned_for": "31.02.2027"}, "planned_for"),
        ({"planned_for": "soon"}, "planned_for"),
        ({"planned_for": "01.01.2099"}, "planned_for"),
        ({"planned_for": "12.03.2027"}, "planned_for"),  # the mandate ends the day before
        ({"members": "00000000-0000-0000-0000-000000000000"}, "members"),
        ({"remark": "x" * 600}, "remark"),
    ],
)
def test_bad_input_is_told_at_its_field(house, member, changes, field):
    answer = member.post("/visits/plans/new", form(house, **changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text or f'href="#{field}"' in answer.text
    assert count(house, Plan) == 0


def test_what_is_wrong_with_a_field_the_page_does_not_have_is_said_without_a_link_to_it(house, member):
    changes = {"follows_id": "00000000-0000-0000-0000-000000000000", "kind": "follow_up"}
    answer = member.post("/visits/plans/new", form(house, **changes))
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert "#follows_id" not in answer.text
    assert count(house, Plan) == 0


def test_at_the_gate_the_plan_fills_the_form_and_is_a_plan_no_longer(house, member):
    member.post("/visits/plans/new", form(house))
    link = re.search(r"/visits/open\?plan=[0-9a-f-]{36}", member.get("/visits/plans").text)[0]
    page = member.get(link).text
    assert re.search(rf'value="{house.own.facility.id}" selected', page)
    plan_id = link.rpartition("=")[2]
    opening = {
        "plan_id": plan_id, "kind": "scheduled", "obstruction": "no",
        "facility_id": str(house.own.facility.id), "period_from": "01.01.2026", "period_to": "11.03.2026",
        "arrived_time": "14:20",
    }  # fmt: skip
    assert member.post("/visits/open", opening).status_code == 303
    kept, visit = row(house, Plan), row(house, Visit)
    assert (kept.state, kept.visit_id) == ("opened", visit.id)
    assert f"{visit.planned_for:%d.%m.%Y}" == "20.03.2026"
    assert house.own.facility.name not in member.get("/visits/plans").text


def test_a_plan_is_moved_in_sight_of_its_team(house, member):
    member.post("/visits/plans/new", form(house))
    link = re.search(r"/visits/plans/new\?replaces=[0-9a-f-]{36}", member.get("/visits/plans").text)[0]
    page = member.get(link).text
    assert 'value="20.03.2026"' in page
    assert "Begin with the quarantine" in page
    replaced = link.rpartition("=")[2]
    wrong = member.post("/visits/plans/new", form(house, replaces=replaced, planned_for="10.03.2026"))
    assert wrong.status_code == 422
    assert f'name="replaces" value="{replaced}"' in wrong.text
    moved = form(house, replaces=replaced, planned_for="24.03.2026")
    for _twice in range(2):
        assert member.post("/visits/plans/new", moved).status_code == 303
    page = member.get("/visits/plans").text
    assert page.count("24.03.2026") == 1
    assert re.search(r"24\.03\.2026.*20\.03\.2026", page, re.DOTALL)
    assert replaced not in page
    with house.database.reading() as session:
        assert sorted(session.scalars(sa.select(Plan.state))) == ["given_up", "planned"]
    late = member.post("/visits/plans/new", form(house, replaces=replaced, planned_for="25.03.2026"))
    assert late.status_code == 422  # it waits no longer
    member.post("/visits/key/close")
    last = re.search(r"replaces=([0-9a-f-]{36})", page)[1]
    assert member.post("/visits/plans/new", form(house, replaces=last, planned_for="26.03.2026")).status_code == 422
    assert count(house, Plan) == 2


def test_a_plan_is_given_up_once_and_by_nobody_who_is_not_of_it(house, member):
    member.post("/visits/plans/new", form(house))
    address = f"/visits/plans/{row(house, Plan).id}/give-up"
    for role in (Role.OMBUDSMAN, Role.HEAD, Role.REVIEWER):
        assert house.browser(role).post(address).status_code in (403, 404)
    assert row(house, Plan).state == "planned"
    assert member.post(address).status_code == 303
    assert member.post(address).status_code == 303
    assert "Bu artıq edilib: 11.03.2026 14:32" in member.get("/visits/plans").text
    assert house.browser(Role.OMBUDSMAN).post(address).status_code in (403, 404)
    assert row(house, Plan).state == "given_up"


def test_a_plan_cannot_be_rewritten(house, member):
    member.post("/visits/plans/new", form(house))
    changes = (sa.update(Plan).values(body=b"x"), sa.delete(PlanKey), sa.update(PlanKey).values(sealed=b"x"))
    refused(house.database, *changes)


def test_without_a_key_or_a_mandate_nothing_is_planned(house):
    browser = house.browser(Role.NPG)
    assert "/visits/key" in browser.get("/visits/plans/new").headers["Location"]
    assert "/visits/key" in browser.post("/visits/plans/new", form(house)).headers["Location"]
    with house.database.unit(house.users[Role.OMBUDSMAN], house.clock) as uow:
        for mandate in uow.session.scalars(sa.select(Mandate)):
            mandate.ended_at, mandate.ended_reason = uow.now(), "Left"
    assert browser.get("/visits/plans").status_code == 403
    assert count(house, Plan) == 0
