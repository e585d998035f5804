"""Opening, correcting, closing a visit and its team. Nothing here commits, notifies or waits for anybody."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from healthapp import audit
from healthapp.accounts.models import User
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import local
from healthapp.inspection import events, queries
from healthapp.inspection.models import Mandate, Member, Visit, VisitStep
from healthapp.inspection.schemas import Opening, at_desk
from healthapp.inspection.states import NOT_ENTERED, ONWARD, State, may_step
from healthapp.people.models import Facility
from healthapp.settings import queries as settings

READ_AFTER, LONGEST, PSYCHOLOGIST = (
    *("inspection.access_after", "inspection.visit_longest"),
    "inspection.psychologist_reads",
)


class VisitRefused(ValueError):
    """``field`` and ``code``: mandate, region, facility, follows, member, changed, step, team."""

    def __init__(self, code: str, field: str = "_schema") -> None:
        super().__init__(code)
        self.code, self.field = code, field


def open_visit(uow: UnitOfWork, command: Opening) -> Visit:
    """Open a visit on site. Raises VisitRefused."""
    mandate = _own_mandate(uow)
    facility = _within(uow, command.facility_id, mandate)
    _check_followed(uow, command)
    uow.lock("npg_visit.number")
    now = uow.now()
    visit = Visit(
        id=uuid7(),
        number=queries.next_number(uow.session, local(now).year),
        facility_id=facility.id,
        kind=command.kind,
        state=State.OPENED,
        follows_id=command.follows_id,
        period_from=command.period_from,
        period_to=command.period_to,
        opened_at=now,
        opened_by=uow.actor.user_id,
        arrived_at=command.arrived_at,
        received_at=command.received_at,
        obstruction=command.obstruction,
        obstruction_note=command.obstruction_note,
        access_until=now + _hours(uow, LONGEST, 72),
        oral_remarks="",
        revision=1,
    )
    uow.session.add(visit)
    uow.session.flush()
    _step(uow, visit, State.OPENED)
    audit.record(uow, events.VISIT_OPENED, facility_id=facility.id, subject=("npg_visit", visit.id), kind=command.kind)
    assert uow.actor.user_id is not None
    for user_id in dict.fromkeys((uow.actor.user_id, *command.members)):
        join(uow, visit, user_id)
    if command.obstruction == "yes":
        move(uow, visit, State.OBSTRUCTED, command.obstruction_note)
    return visit


def _own_mandate(uow: UnitOfWork) -> Mandate:
    found = queries.mandate_of(uow.session, uow.actor.user_id, uow.now()) if uow.actor.user_id else None
    if found is None:
        raise VisitRefused("mandate")
    return found


def _within(uow: UnitOfWork, facility_id: uuid.UUID, mandate: Mandate) -> Facility:
    facility = uow.session.get(Facility, facility_id)
    if facility is None or facility.closed_on is not None:
        raise VisitRefused("facility", "facility_id")
    if mandate.region and facility.region != mandate.region:
        raise VisitRefused("region", "facility_id")
    return facility


def _check_followed(uow: UnitOfWork, command: Opening) -> None:
    if command.follows_id is None:
        return
    followed = uow.session.get(Visit, command.follows_id)
    if followed is None or followed.facility_id != command.facility_id:
        raise VisitRefused("follows", "follows_id")


def _hours(uow: UnitOfWork, key: str, otherwise: int) -> dt.timedelta:
    found = settings.current(uow.session, key, uow.now()).number()
    return dt.timedelta(hours=otherwise if found is None else found)


def join(uow: UnitOfWork, visit: Visit, user_id: uuid.UUID) -> Member:
    """Put a member on the team; one who left comes back. Raises VisitRefused("member") without a mandate."""
    mandate = queries.mandate_of(uow.session, user_id, uow.now())
    if mandate is None or (
        mandate.region and mandate.region != uow.session.get_one(Facility, visit.facility_id).region
    ):
        raise VisitRefused("member", "user_id")
    row = next((one for one in visit.members if one.user_id == user_id), None)
    if row is not None and row.left_at is None:
        return row
    name, clinical = uow.session.get_one(User, user_id).name, reads_charts(uow, mandate.profession)
    if row is None:
        row = Member(id=uuid7(), visit_id=visit.id, user_id=user_id, added_by=uow.actor.user_id, added_at=uow.now())
    row.name, row.left_at, row.mandate_id = name, None, mandate.id
    row.profession, row.clinical = mandate.profession, clinical
    if row not in visit.members:
        visit.members.append(row)
    uow.session.flush()
    _note_member(uow, visit, row)
    return row


def reads_charts(uow: UnitOfWork, profession: str) -> bool:
    """Whether members of this profession open clinical notes: doctors, and psychologists where it is set so."""
    if profession == "psychologist":
        return settings.current(uow.session, PSYCHOLOGIST, uow.now()).value is True
    return profession == "doctor"


def add_guest(uow: UnitOfWork, visit: Visit, name: str, profession: str) -> Member:
    """Somebody who comes along without an account: an interpreter, an expert. Opens nothing."""
    row = Member(id=uuid7(), name=name, profession=profession, clinical=False, added_at=uow.now())
    row.visit_id, row.added_by = visit.id, uow.actor.user_id
    visit.members.append(row)
    uow.session.flush()
    _note_member(uow, visit, row)
    return row


def leave(uow: UnitOfWork, visit: Visit, member_id: uuid.UUID) -> None:
    """Take somebody off the team. Raises VisitRefused("team") for the last member with an account."""
    row = next((one for one in visit.members if one.id == member_id and one.left_at is None), None)
    if row is None:
        raise VisitRefused("changed")
    staying = [one for one in visit.members if one.user_id is not None and one.left_at is None and one is not row]
    if row.user_id is not None and not staying:
        raise VisitRefused("team")
    row.left_at = uow.now()
    visit.revision += 1
    audit.record(
        uow,
        events.MEMBER_LEFT,
        facility_id=visit.facility_id,
        subject=("npg_visit", visit.id),
        member=str(row.id),
    )


def _note_member(uow: UnitOfWork, visit: Visit, row: Member) -> None:
    visit.revision += 1
    audit.record(
        uow,
        events.MEMBER_ADDED,
        facility_id=visit.facility_id,
        subject=("npg_visit", visit.id),
        guest=row.user_id is None,
        member=str(row.id),
    )


def correct(uow: UnitOfWork, visit: Visit, command: dict[str, Any]) -> None:
    """Put right when the team was received, or that it was not yet, and what hindered it.

    Raises VisitRefused("changed", "received").
    """
    _expect(visit, command["revision"])
    assert visit.arrived_at is not None
    received = command["received_time"] and at_desk(command["received_time"], visit.arrived_at)
    if received is not None and received > uow.now():
        raise VisitRefused("received", "received_time")
    visit.received_at = received
    visit.obstruction, visit.obstruction_note = command["obstruction"], command["obstruction_note"]
    visit.revision += 1
    audit.record(
        uow,
        events.VISIT_CHANGED,
        facility_id=visit.facility_id,
        subject=("npg_visit", visit.id),
        fields=["received_at", "obstruction"],
    )
    hindered = command["obstruction"] == "yes"
    if hindered and may_step(State(visit.state), State.OBSTRUCTED):
        move(uow, visit, State.OBSTRUCTED, command["obstruction_note"])
    elif not hindered and visit.state == State.OBSTRUCTED:
        move(uow, visit, State.IN_PROGRESS)


def start_work(uow: UnitOfWork, visit: Visit) -> None:
    """The first act of work on site moves an opened visit on by itself."""
    if visit.state == State.OPENED:
        move(uow, visit, State.IN_PROGRESS)


def prolong(uow: UnitOfWork, visit: Visit) -> None:
    """The team is still there: access runs as long again from now. Raises VisitRefused("step") after closing."""
    if not queries.on_site(visit):
        raise VisitRefused("step")
    _own_mandate(uow)
    visit.access_until = uow.now() + _hours(uow, LONGEST, 72)
    visit.revision += 1
    audit.record(
        uow,
        events.VISIT_CHANGED,
        facility_id=visit.facility_id,
        subject=("npg_visit", visit.id),
        fields=["access_until"],
    )


def close(uow: UnitOfWork, visit: Visit, *, revision: int, oral_remarks: str) -> None:
    """The team leaves. Charts stay open to it for the hours that are set. Raises VisitRefused."""
    if visit.state == State.CLOSED and visit.closed_by == uow.actor.user_id:
        return
    _expect(visit, revision)
    visit.closed_at, visit.closed_by, visit.oral_remarks = uow.now(), uow.actor.user_id, oral_remarks
    visit.access_until = uow.now() + _hours(uow, READ_AFTER, 48)
    move(uow, visit, State.CLOSED)
    followed = uow.session.get(Visit, visit.follows_id) if visit.follows_id is not None else None
    if followed is not None and may_step(State(followed.state), State.FOLLOWED_UP):
        move(uow, followed, State.FOLLOWED_UP, visit.number)


def onward(uow: UnitOfWork, visit: Visit, *, to: str, revision: int, note: str) -> None:
    """What follows on paper: the act signed, the report sent, a follow-up due, the archive. Raises VisitRefused."""
    _expect(visit, revision)
    if to not in ONWARD:
        raise VisitRefused("step")
    move(uow, visit, State(to), note)


def abort(uow: UnitOfWork, visit: Visit, *, revision: int, note: str) -> None:
    """Give a visit up; nothing of the institution is read on. Raises VisitRefused."""
    _expect(visit, revision)
    visit.access_until = uow.now()
    move(uow, visit, State.ABORTED, note)


def move(uow: UnitOfWork, visit: Visit, to: State, note: str = "") -> None:
    """Take a visit to another state. Raises VisitRefused("step") where none leads there."""
    if not may_step(State(visit.state), to):
        raise VisitRefused("step")
    visit.state = to
    visit.revision += 1
    _step(uow, visit, to, note)
    audit.record(
        uow, events.VISIT_MOVED, facility_id=visit.facility_id, subject=("npg_visit", visit.id), state=to.value
    )


def _step(uow: UnitOfWork, visit: Visit, to: State, note: str = "") -> None:
    uow.session.add(
        VisitStep(
            id=uuid7(),
            visit_id=visit.id,
            state=to.value,
            at=uow.now(),
            by=uow.actor.user_id,
            by_name=uow.actor.name,
            note=note,
        )
    )


def _expect(visit: Visit, revision: int) -> None:
    if visit.revision != revision:
        raise VisitRefused("changed")


def entered(visit: Visit) -> bool:
    return State(visit.state) not in NOT_ENTERED
