"""Calling sessions, keeping the agenda, examining, proposing and closing the votes; each in the caller's unit of work.

Every act that moves a case is a step of its pathway: what the machine refuses is refused here too.
"""

from __future__ import annotations

import datetime as dt
import uuid

from healthapp import audit, settings
from healthapp.cases import queries as cases
from healthapp.cases import services as steps
from healthapp.cases.commission import queries, records
from healthapp.cases.commission.models import Item, Seat, Sitting
from healthapp.cases.commission.queries import BY_STATE, NAME, QUORUM, Meeting, Place
from healthapp.cases.commission.schemas import Attendance, Call, Examined, Proposal
from healthapp.cases.events import PROPOSED, SESSION_CALLED, SESSION_CHANGED
from healthapp.cases.queries import Found
from healthapp.cases.schemas import Take
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import local

#: Votes needed while nobody set a number: less would not be a commission.
LEAST = 1


class Refused(Exception):
    """``code`` says why; see ``presenter.REFUSALS``. Nothing was written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def call(uow: UnitOfWork, wanted: Call) -> Sitting:
    """A new session, with the name and the quorum that the settings say today."""
    uow.lock("commission")
    quorum = settings.current(uow.session, QUORUM, wanted.at).number()
    assert uow.actor.user_id is not None
    row = Sitting(
        id=uuid7(),
        number=queries.next_number(uow.session, local(wanted.at).year),
        starts_at=wanted.at,
        place=wanted.place,
        name=str(settings.current(uow.session, NAME, wanted.at).value or ""),
        quorum=quorum or LEAST,
        called_at=uow.now(),
        called_by=uow.actor.user_id,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, SESSION_CALLED, subject=("commission_session", row.id), number=row.number)
    return row


def seat(uow: UnitOfWork, session_id: uuid.UUID, *, user: uuid.UUID, specialty: str, part: str) -> Seat:
    """Invite a member. Raises Refused: not_called, not_a_member, seated_already, two_chairs."""
    meeting = _meeting(uow, session_id, "called")
    person = next((found for found in queries.candidates(uow.session, uow.now()) if found.id == user), None)
    if person is None:
        raise Refused("not_a_member")
    if meeting.seat_of(user) is not None:
        raise Refused("seated_already")
    if part != "member" and any(other.part == part for other in meeting.seats):
        raise Refused("two_chairs")
    row = Seat(
        id=uuid7(),
        session_id=meeting.id,
        user_id=user,
        place=max((other.place for other in meeting.seats), default=0) + 1,
        name=person.name,
        specialty=specialty,
        part=part,
    )
    uow.session.add(row)
    _changed(uow, meeting.row, "seated")
    return row


def unseat(uow: UnitOfWork, session_id: uuid.UUID, place: int) -> None:
    """Take an invitation back while the session has not begun. Raises Refused: not_called, no_such_seat."""
    meeting = _meeting(uow, session_id, "called")
    found = next((other for other in meeting.seats if other.place == place), None)
    if found is None:
        raise Refused("no_such_seat")
    uow.session.delete(found)
    _changed(uow, meeting.row, "unseated")


def put_on_agenda(uow: UnitOfWork, session_id: uuid.UUID, case_id: uuid.UUID, *, planned: str, reason: str) -> Item:
    """Call the case into the session; the pathway's own step is taken with it.

    Raises Refused (not_running, not_yet, on_agenda, reason_needed, ended) or cases.services.StepRefused.
    """
    meeting = _meeting(uow, session_id, "called", "open")
    uow.lock(f"case:{case_id}")
    found = _alive(cases.held(uow.session, uow.actor, case_id))
    if found.case.state not in BY_STATE:
        raise Refused("not_yet")
    if queries.current_item(uow.session, case_id) is not None and _unfinished(uow, case_id):
        raise Refused("on_agenda")
    event = BY_STATE[found.case.state]
    if (event != "schedule" or found.case.state == "returned_by_court") and event and not reason:
        raise Refused("reason_needed")
    row = _item(uow, meeting, case_id, planned)
    if event:
        attached = ("convocation", "reasons") if reason else ("convocation",)
        # Examinations are typed to the minute: the call must not lie some seconds after one of the same minute.
        at = max(uow.now().replace(second=0, microsecond=0), found.case.last or uow.now())
        steps.advance(uow, case_id, Take(event, at=at, attached=attached, note=reason), seen=found.row.events)
    _changed(uow, meeting.row, "agenda")
    return row


def _unfinished(uow: UnitOfWork, case_id: uuid.UUID) -> bool:
    item = queries.last_item(uow.session, case_id)
    return item is not None and item.state in ("waiting", "examined")


def _item(uow: UnitOfWork, meeting: Meeting, case_id: uuid.UUID, planned: str) -> Item:
    """The new entry; a case examined before and put off keeps its examination."""
    before = queries.last_item(uow.session, case_id)
    row = Item(
        id=uuid7(),
        session_id=meeting.id,
        case_id=case_id,
        place=max((line.item.place for line in meeting.lines), default=0) + 1,
        planned=planned,
    )
    if before is not None and before.state == "postponed" and before.examined_at is not None:
        row.state, row.how, row.examined_at, row.consent = "examined", before.how, before.examined_at, before.consent
        row.findings, row.words = before.findings, before.words
    uow.session.add(row)
    uow.session.flush()
    return row


def open_session(uow: UnitOfWork, session_id: uuid.UUID, given: list[Attendance]) -> Sitting:
    """Begin. Raises Refused: not_called, nobody_seated, attendance_missing. Without a quorum it may begin all the
    same: examinations can be done, votes cannot be closed."""
    meeting = _meeting(uow, session_id, "called")
    said = {entry.place: entry for entry in given}
    if not meeting.seats:
        raise Refused("nobody_seated")
    if any(seat.place not in said for seat in meeting.seats):
        raise Refused("attendance_missing")
    for row in meeting.seats:
        row.attends = said[row.place].attends
        row.absent_reason = said[row.place].reason if row.attends == "absent" else ""
    meeting.row.state, meeting.row.opened_at = "open", uow.now()
    _changed(uow, meeting.row, "opened")
    return meeting.row


def close_session(uow: UnitOfWork, session_id: uuid.UUID) -> Sitting:
    """End. Raises Refused: not_open, items_open (each case is concluded, sent for tests or put off)."""
    meeting = _meeting(uow, session_id, "open")
    for line in meeting.lines:
        if line.item.state in ("waiting", "examined") and not line.case.outcome and line.person.died_at is None:
            raise Refused("items_open")
    meeting.row.state, meeting.row.closed_at = "closed", uow.now()
    _changed(uow, meeting.row, "closed")
    return meeting.row


def cancel(uow: UnitOfWork, session_id: uuid.UUID, reason: str) -> Sitting:
    """The session does not take place; its cases wait for another. Raises Refused: not_called."""
    meeting = _meeting(uow, session_id, "called")
    for line in meeting.lines:
        line.item.state = "postponed"
    meeting.row.state, meeting.row.closed_at, meeting.row.cancel_reason = "cancelled", uow.now(), reason
    _changed(uow, meeting.row, "cancelled")
    return meeting.row


def postpone(uow: UnitOfWork, place: Place, reason: str) -> Item:
    """Put the case off to another session. Raises Refused: not_running, decided."""
    here = again(uow, place, "called", "open")
    here.item.state = "postponed"
    here.item.findings = "\n\n".join(part for part in (here.item.findings, reason) if part)
    _changed(uow, here.meeting.row, "postponed")
    return here.item


def examine(uow: UnitOfWork, place: Place, wanted: Examined) -> Item:
    """Write the examination down. Raises Refused or cases.services.StepRefused."""
    here = again(uow, place, "open")
    if here.item.state != "waiting":
        raise Refused("examined_already")
    if here.meeting.row.opened_at is not None and wanted.at < _day_of(here.meeting.row.starts_at):
        raise Refused("before_session")
    paper = "examination_consent" if wanted.consent == "yes" else "examination_refusal"
    step = Take("examine", at=wanted.at, attached=("examination_record", paper), result=wanted.how)
    steps.advance(uow, here.found.id, step, seen=here.found.row.events)
    item = here.item
    item.state, item.how, item.examined_at, item.consent = "examined", wanted.how, wanted.at, wanted.consent
    item.findings, item.words = wanted.findings, wanted.words
    _changed(uow, here.meeting.row, "examined")
    return item


def _day_of(at: dt.datetime) -> dt.datetime:
    """The beginning of that day in Baku: who lies in bed may be seen before the others meet."""
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def propose(uow: UnitOfWork, place: Place, wanted: Proposal) -> Item:
    """An opinion to vote on; votes on an earlier one stay with it and count no more. Raises Refused."""
    here = again(uow, place, "open")
    if here.item.state != "examined":
        raise Refused("not_examined")
    item = here.item
    item.proposal += 1
    item.conclusion, item.disease_id = wanted.conclusion, wanted.disease_id
    item.measure, item.months, item.proposed_by = wanted.measure, wanted.months, uow.actor.user_id
    audit.record(
        uow,
        PROPOSED,
        about=here,
        subject=("commission_item", item.id),
        digest=records.proposal_digest(item),
        number=here.meeting.row.number,
        proposal=item.proposal,
    )
    return item


def order_tests(uow: UnitOfWork, place: Place, reason: str) -> Item:
    """More tests before an opinion: what, and where. Raises Refused or cases.services.StepRefused."""
    here = again(uow, place, "open")
    if here.item.state != "examined":
        raise Refused("not_examined")
    step = Take("order_tests", attached=("test_order",), note=reason)
    steps.advance(uow, here.found.id, step, seen=here.found.row.events)
    here.item.state = "more_tests"
    _changed(uow, here.meeting.row, "more_tests")
    return here.item


def again(uow: UnitOfWork, place: Place, *states: str) -> Place:
    """The place read anew under its locks. Raises Refused when the session or the case no longer allows the act."""
    uow.lock(f"commission:{place.meeting.id}")
    uow.lock(f"case:{place.found.id}")
    uow.session.expire_all()
    here = queries.place(uow.session, uow.actor, place.meeting.id, place.item.place, uow.now())
    if here is None:
        raise Refused("not_running")
    if here.meeting.row.state not in states:
        raise Refused("not_open" if states == ("open",) else "not_running")
    _alive(here.found)
    if here.item.state not in ("waiting", "examined"):
        raise Refused("decided")
    return here


def _alive(found: Found) -> Found:
    if found.row.outcome:
        raise Refused("ended")
    if found.person.died_at is not None:
        raise Refused("died")
    return found


def _meeting(uow: UnitOfWork, session_id: uuid.UUID, *states: str) -> Meeting:
    uow.lock(f"commission:{session_id}")
    meeting = queries.find(uow.session, session_id)
    if meeting is None or meeting.row.state not in states:
        raise Refused("not_open" if states == ("open",) else "not_called" if states == ("called",) else "not_running")
    return meeting


def _changed(uow: UnitOfWork, row: Sitting, what: str) -> None:
    audit.record(uow, SESSION_CHANGED, subject=("commission_session", row.id), number=row.number, what=what)
