"""Injuries that were seen and have no record of their own: somebody is to make one, before anybody forgets.

Without a record no duty to report is ever read off (``duties``), so a fracture ticked in an intake examination would
stay a tick. CPT/Inf(2013)29 §71-76: every injury seen is documented, and entered in the register.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.injuries.kinds import CODE
from healthapp.intake import queries as examinations
from healthapp.intake.dictionary import is_kind
from healthapp.intake.queries import Examination
from healthapp.records.models import ClinicalRecord, RecordState

#: A record made so shortly before an examination is about the same injuries.
SAME = dt.timedelta(hours=24)
_EXAMINED = "examined"
_PARTS = ("safety", "injuries", "visit")
_STANDING = (RecordState.AWAITING_DOCTOR, RecordState.SIGNED)


def after_examination(uow: UnitOfWork, examination: Examination) -> None:
    """A signed record of injuries ends the clock; any other examination that saw injuries starts it."""
    record = examination.record
    if record.kind == CODE:
        _recorded_now(uow, record)
    elif _seen(examination):
        ask(
            uow,
            person_id=record.person_id,
            facility_id=record.facility_id,
            seen_at=record.event_time,
            by=_EXAMINED,
            stay_id=record.stay_id,
            subject=("clinical_record", record.id),
        )


def _recorded_now(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """End the clock, unless it began with injuries seen long after this examination: a draft signed late, or written
    down afterwards, tells of others."""
    running = deadlines.running(uow, clocks.INJURY_RECORD, person_id=record.person_id)
    if running is not None and record.event_time >= running.started_at - SAME:
        deadlines.meet(
            uow, clocks.INJURY_RECORD, met_at=record.event_time, met_by=record.id, person_id=record.person_id
        )


def ask(
    uow: UnitOfWork,
    *,
    person_id: uuid.UUID,
    facility_id: uuid.UUID,
    seen_at: dt.datetime,
    by: str,
    subject: tuple[str, uuid.UUID] | None,
    stay_id: uuid.UUID | None = None,
) -> None:
    """Start the clock for injuries seen at ``seen_at``, unless it runs already or a standing record is about them."""
    if not _recorded(uow, person_id, seen_at, by):
        deadlines.start_once(
            uow,
            clocks.INJURY_RECORD,
            person_id=person_id,
            facility_id=facility_id,
            started_at=seen_at,
            started_by=by,
            stay_id=stay_id,
            subject=subject,
        )


def asked(uow: UnitOfWork, subject_id: uuid.UUID) -> bool:
    """Whether a clock ever ran in the name of this."""
    own = sa.exists().where(Deadline.kind == clocks.INJURY_RECORD.code, Deadline.subject_id == subject_id)
    return bool(uow.session.scalar(sa.select(own)))


def after_void(uow: UnitOfWork, voided: Examination) -> None:
    """A voided record documents nothing; a voided examination saw nothing."""
    uow.session.flush()
    if voided.record.kind == CODE:
        _ask_again(uow, voided.record)
    else:
        _withdraw(uow, voided.record)


def _ask_again(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """Injuries whose only record was voided are undocumented again, since they were seen and not since the voiding.

    Two kinds: those whose clock a record once ended, and those seen in an examination just after the record was made,
    for which no clock ever ran.
    """
    ended = sa.select(Deadline).where(
        Deadline.kind == clocks.INJURY_RECORD.code, Deadline.person_id == record.person_id, Deadline.state == "met"
    )
    for clock in uow.session.scalars(ended.order_by(Deadline.started_at)):
        subject = (clock.subject_kind, clock.subject_id) if clock.subject_id else None
        source = uow.session.get(ClinicalRecord, clock.subject_id) if clock.started_by == _EXAMINED else None
        if source is not None and source.state == RecordState.VOIDED:
            continue
        ask(
            uow,
            person_id=record.person_id,
            facility_id=clock.facility_id,
            seen_at=clock.started_at,
            by=clock.started_by,
            stay_id=clock.stay_id,
            subject=subject,
        )
    _examined(uow, record.person_id, record.event_time, record.event_time + SAME)


def _withdraw(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """End the clock the voided examination started; whatever was seen since asks in its own name.

    Others that saw injuries found the clock running and started none (``mental.self_harm`` follows for its entries).
    """
    mine = sa.select(Deadline).where(
        Deadline.kind == clocks.INJURY_RECORD.code, Deadline.subject_id == record.id, Deadline.state == "open"
    )
    for clock in uow.session.scalars(mine):
        deadlines.cancel(uow, clock, reason=_("The examination was voided"))
        _examined(uow, record.person_id, record.event_time)


def _examined(uow: UnitOfWork, person_id: uuid.UUID, since: dt.datetime, until: dt.datetime | None = None) -> None:
    """Look again at the standing examinations of this time, as if each was just signed."""
    standing = sa.select(ClinicalRecord).where(
        ClinicalRecord.person_id == person_id,
        ClinicalRecord.kind != CODE,
        ClinicalRecord.state.in_(_STANDING),
        ClinicalRecord.event_time >= since,
    )
    if until is not None:
        standing = standing.where(ClinicalRecord.event_time <= until)
    for row in uow.session.scalars(standing.order_by(ClinicalRecord.event_time)):
        if is_kind(row.kind):
            after_examination(uow, examinations.load(uow.session, row))


def _seen(examination: Examination) -> bool:
    return any(examination.answers.get(part, {}).get("injuries_now") == "yes" for part in _PARTS)


def _recorded(uow: UnitOfWork, person_id: uuid.UUID, seen_at: dt.datetime, by: str) -> bool:
    """An examination may see what was documented the day before; of anything else the record comes afterwards."""
    made = sa.exists().where(
        ClinicalRecord.person_id == person_id,
        ClinicalRecord.kind == CODE,
        ClinicalRecord.state.in_(_STANDING),
        ClinicalRecord.event_time >= (seen_at - SAME if by == _EXAMINED else seen_at),
    )
    return bool(uow.session.scalar(sa.select(made)))
