"""Wards, beds, the journey and the stay. Every function works in the caller's unit of work and never commits."""

from __future__ import annotations

import datetime as dt
import uuid

from healthapp import audit, settings
from healthapp.cases import services as cases
from healthapp.cases.queries import Found
from healthapp.cases.schemas import Take
from healthapp.cases.sealing import digest_of
from healthapp.cases.services import Moved, StepRefused
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import SENTENCE_END
from healthapp.deadlines.models import Deadline
from healthapp.hospitals import events, queries
from healthapp.hospitals.models import (
    BedAnswer,
    BedRequest,
    HospitalStay,
    ReviewReminder,
    TransferSheet,
    Ward,
    WardReport,
)
from healthapp.hospitals.queries import Hospital, Placed
from healthapp.hospitals.schemas import AnswerBed, AskBed, CloseWard, Depart, NewWard, Report, SentenceEnd
from healthapp.i18n import caseless, ngettext
from healthapp.people import queries as people
from healthapp.people.errors import Refused
from healthapp.people.models import Facility
from referrals import clocks, machine
from referrals.model import START

#: Days before a review at which somebody is reminded.
REMINDERS = (30, 14, 7)


class WardKnown(Exception):
    """The hospital has an open ward of this name."""


class WardInUse(Exception):
    """So many people are in the ward, and for so many more a bed is kept: it cannot be closed around them."""

    def __init__(self, people: int, kept: int) -> None:
        super().__init__(people, kept)
        self.people, self.kept = people, kept


class HospitalClosed(Exception):
    """The hospital that is said to offer a bed is closed."""


class WardClosed(Exception):
    """The ward of an offered bed was closed while the answer was written."""


def refuse_closing(uow: UnitOfWork, facility: Facility) -> None:
    """A hospital is not closed around its patients, nor around the beds it keeps. Raises ``people.errors.Refused``."""
    uow.lock(f"hospital:{facility.id}")
    patients = queries.people_in(uow.session, facility.id)
    if patients:
        raise Refused(
            "closed_on",
            ngettext(
                "%(num)s person is there or on the way there. Record where that person goes first.",
                "%(num)s people are there or on the way there. Record where they go first.",
                patients,
            ),
        )
    kept = queries.offered_in(uow.session, facility.id)
    if kept:
        raise Refused(
            "closed_on",
            ngettext(
                "This hospital keeps a bed for %(num)s person who has not left yet. "
                "First the bed must be taken back in the case and another hospital asked.",
                "This hospital keeps beds for %(num)s people who have not left yet. "
                "First the beds must be taken back in their cases and another hospital asked.",
                kept,
            ),
        )


def add_ward(uow: UnitOfWork, hospital: Hospital, wanted: NewWard) -> Ward:
    """A ward that takes people in custody; one that was closed under this name is opened again.

    Raises WardKnown, and HospitalClosed when it was closed while the ward was written down.
    """
    uow.lock(f"hospital:{hospital.facility_id}")
    now = queries.hospital(uow.session, uow.actor, hospital.facility_id)
    if now is None:
        raise HospitalClosed
    if any(caseless(one.ward.name) == caseless(wanted.name) for one in now.wards):
        raise WardKnown
    closed = queries.closed_ward(uow.session, hospital.facility_id, wanted.name)
    row = closed or Ward(id=uuid7(), facility_id=hospital.facility_id)
    row.name, row.kind, row.takes, row.closed_on = wanted.name, wanted.kind, wanted.takes, None
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.WARD_ADDED,
        facility_id=hospital.facility_id,
        subject=("hospital_ward", row.id),
        kind=row.kind,
    )
    return row


def close_ward(uow: UnitOfWork, hospital: Hospital, wanted: CloseWard) -> None:
    """Take a ward out of the lists; its reports stay. Raises WardInUse while somebody is there or has a bed there."""
    uow.lock(f"hospital:{hospital.facility_id}")
    inside, kept = queries.people_in(uow.session, wanted.ward_id), queries.offered_in(uow.session, wanted.ward_id)
    if inside or kept:
        raise WardInUse(inside, kept)
    row = uow.session.get_one(Ward, wanted.ward_id, populate_existing=True)
    if row.closed_on is not None:
        return  # closed meanwhile: its last day stands
    row.closed_on = wanted.day
    audit.record(uow, events.WARD_CLOSED, facility_id=hospital.facility_id, subject=("hospital_ward", row.id))


def tell_beds(uow: UnitOfWork, hospital: Hospital, wanted: Report) -> WardReport:
    """What somebody at the hospital said of a ward's beds; said again is another row."""
    assert uow.actor.user_id is not None
    row = WardReport(
        id=uuid7(),
        ward_id=wanted.ward_id,
        capacity=wanted.capacity,
        occupied=wanted.occupied,
        told_at=wanted.at,
        told_by=wanted.told_by,
        recorded_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
    )
    uow.session.add(row)
    audit.record(
        uow,
        events.BEDS_TOLD,
        facility_id=hospital.facility_id,
        subject=("ward_report", row.id),
        capacity=row.capacity,
        occupied=row.occupied,
    )
    return row


def ask_bed(uow: UnitOfWork, found: Found, wanted: AskBed, *, seen: int) -> Found:
    """Take the step and keep which hospital was asked for what. Raises what ``cases.services.advance`` raises."""
    step = Take("request_bed", at=wanted.at, attached=("bed_request",), note=wanted.note)
    after = cases.advance(uow, found.id, step, seen=seen)
    row = BedRequest(
        id=uuid7(),
        case_id=found.id,
        event_id=after.events[-1].id,
        facility_id=wanted.facility_id,
        ward_kind=wanted.ward_kind,
    )
    uow.session.add(row)
    audit.record(uow, events.BED_ASKED, about=found, subject=("bed_request", row.id), ward_kind=row.ward_kind)
    return after


def answer_bed(uow: UnitOfWork, found: Found, wanted: AnswerBed, *, seen: int) -> Found:
    """The hospital's answer as a step of the case, with its reason.

    Raises HospitalClosed, WardClosed, and what ``advance`` raises.
    """
    step = Take(
        "offer_bed" if wanted.offered else "refuse_bed",
        actor="hospital",
        at=wanted.at,
        attached=("bed_answer",),
        note=wanted.note,
    )
    after = cases.advance(uow, found.id, step, seen=seen)
    asked = queries.last_request(uow.session, found.id)
    if asked is None or asked[2] is not None:
        return after  # asked for without saying where: the step alone tells
    if wanted.offered:
        uow.lock(f"hospital:{asked[1].id}")
        if uow.session.get_one(Facility, asked[1].id, populate_existing=True).closed_on is not None:
            raise HospitalClosed
    ward = uow.session.get_one(Ward, wanted.ward_id, populate_existing=True) if wanted.ward_id is not None else None
    if ward is not None and ward.closed_on is not None:
        raise WardClosed
    row = BedAnswer(
        id=uuid7(),
        request_id=asked[0].id,
        event_id=after.events[-1].id,
        offered=wanted.offered,
        ward_id=wanted.ward_id,
        free_on=wanted.free_on,
        reason=wanted.reason,
        told_by=wanted.told_by,
    )
    uow.session.add(row)
    audit.record(
        uow,
        events.BED_ANSWERED,
        about=found,
        subject=("bed_answer", row.id),
        offered=row.offered,
        why=row.reason,
    )
    return after


def depart(uow: UnitOfWork, found: Found, wanted: Depart, *, seen: int) -> TransferSheet:
    """Send the person on the way, with the sheet that goes along. Raises what ``advance`` raises."""
    papers = ("transfer_sheet", "medical_escort", "medicines_supply")
    urgent = ("urgent_grounds", "second_opinion") if wanted.urgent else ()
    step = Take(
        "transfer_urgently" if wanted.urgent else "depart",
        at=wanted.at,
        attached=(*papers, *urgent),
        note=wanted.content.get("grounds", ""),
    )
    after = cases.advance(uow, found.id, step, seen=seen)
    asked = queries.last_request(uow.session, found.id)
    assert uow.actor.user_id is not None
    row = TransferSheet(
        id=uuid7(),
        case_id=found.id,
        event_id=after.events[-1].id,
        facility_id=asked[0].facility_id if asked else None,
        content=wanted.content,
        written_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
    )
    row.digest = digest_of(row)
    uow.session.add(row)
    audit.record(
        uow,
        events.SHEET_WRITTEN,
        about=found,
        subject=("transfer_sheet", row.id),
        digest=row.digest,
        urgent=wanted.urgent,
    )
    return row


def see_reminder(uow: UnitOfWork, placed: Placed, deadline: Deadline, days: int) -> None:
    """Note that somebody saw a reminder; a second click is no second row."""
    uow.lock(f"deadline:{deadline.id}")
    if days not in REMINDERS or (deadline.id, days) in queries.reminders_seen(uow.session, [deadline.id]):
        return
    assert uow.actor.user_id is not None
    row = ReviewReminder(
        id=uuid7(),
        deadline_id=deadline.id,
        days=days,
        seen_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
    )
    uow.session.add(row)
    audit.record(
        uow,
        events.REMINDER_SEEN,
        about=placed.person,
        subject=("deadline", deadline.id),
        clock=deadline.kind,
        days=days,
    )


def set_sentence_end(uow: UnitOfWork, placed: Placed, wanted: SentenceEnd) -> None:
    """The last day of the sentence as told, and the clock before it. Raises ValueError out of custody."""
    custody = people.open_stay(uow.session, placed.person.id)
    if custody is None:
        raise ValueError("nobody out of custody has a sentence to end")
    custody.sentence_ends_on = wanted.day
    audit.record(
        uow, events.SENTENCE_END_SET, about=placed.person, subject=("stay", custody.id), known=wanted.day is not None
    )
    case = uow.session.get(HospitalStay, placed.stay.id) if placed.stay is not None else None
    if case is not None and case.ended_at is None:
        _watch_sentence(uow, placed.row.id, placed.person.id, placed.person.facility_id, uow.now())


def follow_step(uow: UnitOfWork, moved: Moved) -> None:
    """Keep the stay of the board and the clock before the end of the sentence as the steps say."""
    if moved.row.pathway not in queries.PLACEMENTS:
        return
    inside_before = moved.before.state != START and _inside(moved.before)
    stay = queries.open_stay(uow.session, moved.row.id)
    if moved.after.state == "in_transfer" and stay is None:
        asked = queries.last_request(uow.session, moved.row.id)
        answer = asked[2] if asked else None
        stay = HospitalStay(
            id=uuid7(),
            case_id=moved.row.id,
            facility_id=asked[0].facility_id if asked else None,
            ward_id=answer.ward_id if answer else None,
            left_at=moved.event.at,
        )
        uow.session.add(stay)
    elif _inside(moved.after) and not inside_before:
        if stay is None:
            stay = HospitalStay(id=uuid7(), case_id=moved.row.id)
            uow.session.add(stay)
        stay.admitted_at = moved.event.at
        uow.session.flush()
        _watch_sentence(uow, moved.row.id, moved.person.id, moved.person.facility_id, moved.event.at)
    elif stay is not None and not _inside(moved.after) and moved.after.state != "in_transfer":
        stay.ended_at, stay.ending = moved.event.at, moved.after.state
        deadlines.meet(uow, SENTENCE_END, met_at=moved.event.at, met_by=moved.event.id, subject_id=moved.row.id)


def screened(uow: UnitOfWork, person_id: uuid.UUID, at: dt.datetime) -> None:
    """A signed suicide screen of somebody just back from hospital is the step the case waits for."""
    for row in queries.open_cases_of(uow.session, person_id, "back_at_unit"):
        if at < row.entered_at:
            continue
        try:
            cases.advance(uow, row.id, Take("rescreen", at=at, attached=("suicide_rescreen",)), seen=None)
        except StepRefused:  # somebody whose role does not close the case: the step stays for one who may
            continue


def _inside(case: machine.Case) -> bool:
    return not case.outcome and case.pathway.state(case.state).in_hospital


def _watch_sentence(
    uow: UnitOfWork, case_id: uuid.UUID, person_id: uuid.UUID, facility_id: uuid.UUID | None, at: dt.datetime
) -> None:
    """The clock runs out some weeks before the sentence does; a changed day is a new clock. Unknown: unset."""
    for old in queries.clocks_of(uow.session, [case_id]).get(case_id, []):
        if old.kind == SENTENCE_END.code:
            deadlines.cancel(uow, old, reason="the end of the sentence was told anew")
    custody = people.open_stay(uow.session, person_id)
    ends = custody.sentence_ends_on if custody is not None else None
    due = None
    if ends is not None:
        before = settings.current(uow.session, SENTENCE_END.setting, at).number() or 0
        due = clocks.end_of_day(ends - dt.timedelta(days=before))
    made = deadlines.start(
        uow,
        SENTENCE_END,
        facility_id=facility_id or (custody.facility_id if custody is not None else None),  # type: ignore[arg-type]
        started_at=at,
        started_by="admit",
        person_id=person_id,
        subject=("referral_case", case_id),
        due_at=due,
    )
    if ends is None:
        made.due_at = None  # 60 days from admission would be a made-up limit
