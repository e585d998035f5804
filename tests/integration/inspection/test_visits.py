"""Given a mandate, when a visit is opened, then the facility is open to its team for that long and to nobody else."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from healthapp.access import Context, Permission, Role, permits
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.i18n import ZONE, format_moment, format_time, local
from healthapp.inspection import acts, mandates, queries, services
from healthapp.inspection.models import Visit, VisitStep
from healthapp.inspection.services import VisitRefused
from healthapp.inspection.states import STEPS, State, may_step
from healthapp.people.models import Facility
from tests.support.databases import refused


def opens(group, who, place=None) -> bool:
    context = Context(facility_id=(place or group.facility).id)
    return permits(group.today(who), Permission.CHART_READ, context)


def test_a_visit_opens_the_charts_to_its_doctor_and_the_rest_to_its_lawyer(group):
    assert not opens(group, group.doctor)
    visit = group.visit()
    assert visit.number == "B-2026-0001"
    assert opens(group, group.doctor)
    assert not opens(group, group.doctor, group.other)
    assert not opens(group, group.lawyer)
    context = Context(facility_id=group.facility.id)
    assert permits(group.today(group.lawyer), Permission.PERSON_IDENTITY, context)
    assert permits(group.today(group.lawyer), Permission.VISIT_LISTS, context)
    assert not permits(group.today(group.lawyer), Permission.VISIT_AUDIT, context)


def test_a_psychologist_reads_charts_only_where_it_is_set_so(group):
    from healthapp.settings.services import set_value

    psychologist = group.member(Role.NPG, "Ülviyyə Tağıyeva", "psychologist")
    group.visit(members=(psychologist.user_id,))
    assert not opens(group, psychologist)
    with group.unit(group.office) as uow:
        set_value(
            uow,
            key=services.PSYCHOLOGIST,
            value=True,
            unit="",
            legal_basis="",
            verified=False,
            valid_from=uow.now(),
            note="tests",
        )
    group.clock.advance(seconds=1)
    group.visit(members=(psychologist.user_id,))
    assert opens(group, psychologist)


def test_access_ends_by_itself_after_leaving(group):
    visit = group.visit()
    with group.unit(group.doctor) as uow:
        services.close(uow, uow.session.get_one(Visit, visit.id), revision=visit.revision, oral_remarks="…")
    group.clock.advance(hours=47)
    assert opens(group, group.doctor)
    group.clock.advance(hours=1)
    assert not opens(group, group.doctor)
    with group.database.reading() as session:
        assert queries.find_visit(session, group.today(group.doctor), visit.id) is not None


def test_a_visit_nobody_closed_opens_nothing_for_ever(group):
    visit = group.visit()
    group.clock.advance(hours=71)
    with group.unit(group.today(group.doctor)) as uow:
        services.prolong(uow, uow.session.get_one(Visit, visit.id))
    group.clock.advance(hours=71)
    assert opens(group, group.doctor)
    group.clock.advance(hours=1)
    assert not opens(group, group.doctor)


@pytest.mark.parametrize("how", ["run out", "ended"])
def test_a_mandate_that_ends_in_mid_visit_ends_access_at_once(group, how):
    group.visit()
    mandate = group.mandates[group.doctor.user_id]
    if how == "run out":
        group.clock.now = dt.datetime.combine(mandate.valid_to + dt.timedelta(days=1), dt.time(), dt.UTC)
    else:
        with group.unit(group.office) as uow:
            mandates.end(uow, queries.find_mandate(uow.session, group.office, mandate.id), "left the office")
    found = group.today(group.doctor)
    assert found.lapsed
    assert not opens(group, group.doctor)
    assert not permits(found, Permission.VISIT_OPEN)
    assert not permits(found, Permission.PERSON_FIND)
    assert permits(found, Permission.VISIT_READ)
    with pytest.raises(VisitRefused, match="mandate"), group.unit(found) as uow:
        services.open_visit(uow, group.opening())


def test_who_left_the_team_and_who_never_was_on_it_see_nothing(group):
    visit = group.visit()
    stranger = group.member(Role.NPG, "Nigar Həsənova", "doctor")
    with group.database.reading() as session:
        assert queries.find_visit(session, group.today(stranger), visit.id) is None
        assert queries.find_visit(session, group.office, visit.id) is not None
    assert not opens(group, stranger)
    off(group, visit, group.doctor)
    assert not opens(group, group.doctor)
    with pytest.raises(VisitRefused, match="team"):
        off(group, visit, group.lawyer)


def test_who_left_and_came_back_was_there_twice_and_not_in_between(group):
    """Coming back, the row forgot that they had left: act and page told of them as there all the time."""
    visit = group.visit()
    began = f"{format_moment(visit.opened_at)}"
    off(group, visit, group.doctor)
    group.clock.advance(hours=1)
    with group.unit(group.lawyer) as uow:
        services.join(uow, uow.session.get_one(Visit, visit.id), group.doctor.user_id)
    back = format_moment(group.clock())
    group.clock.advance(minutes=30)
    assert told(group, visit) == [f"{began} – {began[-5:]}\n{back}", began]
    off(group, visit, group.doctor)
    assert told(group, visit) == [f"{began} – {began[-5:]}\n{back} – {format_time(group.clock())}", began]


def told(group, visit) -> list[str]:
    """When the act says each of the team was there, the doctor first."""
    with group.database.reading() as session:
        act = acts.read(session, session.get_one(Visit, visit.id), (), (), ())
    return [one.time for one in sorted(act.people, key=lambda one: one.profession)]


def off(group, visit, who) -> None:
    with group.unit(group.lawyer) as uow:
        row = uow.session.get_one(Visit, visit.id)
        services.leave(uow, row, next(one.id for one in row.members if one.user_id == who.user_id))


def test_a_regional_mandate_opens_its_region_only(group):
    with group.unit(group.office) as uow:
        uow.session.get_one(Facility, group.facility.id).region = "Gəncə"
        uow.session.get_one(Facility, group.other.id).region = "Şəki"
    regional = group.member(Role.NPG, "Elnur", "doctor", region="Gəncə")
    with pytest.raises(VisitRefused, match="region"), group.unit(regional) as uow:
        services.open_visit(uow, group.opening(facility_id=group.other.id, members=()))
    with group.unit(regional) as uow:
        services.open_visit(uow, group.opening(members=()))
    assert opens(group, regional)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"facility_id": uuid7()}, "facility"),
        ({"follows_id": uuid7()}, "follows"),
        ({"members": (uuid7(),)}, "member"),
    ],
)
def test_what_is_not_there_is_named(group, changes, code):
    with pytest.raises(VisitRefused, match=code), group.unit(group.doctor) as uow:
        services.open_visit(uow, group.opening(**changes))
    assert not opens(group, group.doctor)


def test_two_devices_notice_each_other(group):
    visit = group.visit()
    with pytest.raises(VisitRefused, match="changed"), group.unit(group.doctor) as uow:
        services.close(uow, uow.session.get_one(Visit, visit.id), revision=visit.revision - 1, oral_remarks="")


def test_obstruction_is_a_state_of_its_own_until_they_are_let_in(group):
    visit = group.visit(obstruction="yes", obstruction_note="Nobody came to the gate", received_at=None)
    assert visit.state == State.OBSTRUCTED
    group.clock.advance(minutes=30)
    with group.unit(group.doctor) as uow:
        row = uow.session.get_one(Visit, visit.id)
        at = dt.time(14, 50)
        services.correct(
            uow,
            row,
            {"revision": row.revision, "received_time": at, "obstruction": "partly", "obstruction_note": "30 minutes"},
        )
        assert row.state == State.IN_PROGRESS
    with group.database.reading() as session:
        states = [step.state for step in queries.steps_of(session, visit.id)]
    assert states == ["opened", "obstructed", "in_progress"]


@pytest.mark.parametrize(
    ("days", "time", "day"),
    [
        (0, dt.time(14, 50), 0),
        (1, dt.time(14, 50), 0),  # put right on the second day, it is still the first day's
        (2, dt.time(14, 50), 0),
        (1, dt.time(9, 0), 1),  # nobody came until the next morning
        (0, dt.time(14, 0), None),  # before the gate
        (0, dt.time(16, 0), None),  # later than now
        (0, None, None),
    ],
)
def test_the_team_is_received_after_it_came_however_long_the_visit_lasts(group, days, time, day):
    visit = group.visit(received_at=None)
    arrived = local(visit.arrived_at)
    group.clock.advance(days=days, hours=1)
    wanted = {"received_time": time, "obstruction": "no", "obstruction_note": ""}
    refusal = pytest.raises(VisitRefused, match="received")
    with nullcontext() if day is not None or time is None else refusal, group.unit(group.doctor) as uow:
        row = uow.session.get_one(Visit, visit.id)
        row.received_at = uow.now()
        services.correct(uow, row, {"revision": row.revision, **wanted})
        told = row.received_at and local(row.received_at)
        assert told == (time and dt.datetime.combine(arrived.date() + dt.timedelta(days=day or 0), time, ZONE))


def test_a_step_of_a_visit_is_never_rewritten(group):
    group.visit()
    refused(group.database, sa.update(VisitStep).values(note="never happened"), sa.delete(VisitStep))


def test_every_act_is_an_event_of_oversight(group):
    group.visit()
    with group.database.reading() as session:
        rows = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind.like("inspection.%"))).all()
    assert {row.oversight for row in rows if row.actor_name != "system:tests"} == {True}
    assert {"inspection.visit_opened", "inspection.member_added"} <= {row.kind for row in rows}


def test_no_state_leads_back_in_time():
    assert not may_step(State.CLOSED, State.IN_PROGRESS)
    assert set(STEPS) == set(State)
    assert all(to in STEPS for targets in STEPS.values() for to in targets)
