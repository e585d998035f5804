"""Emergency access: a record opened from outside its facility, with a reason, for hours, reviewed afterwards.

The one place that finds a person regardless of scope, and only by the number somebody was told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from healthapp import audit, settings
from healthapp.access import Identity, Permission, permits
from healthapp.access.policy import two_people
from healthapp.accounts import events
from healthapp.accounts.models import BreakGlass
from healthapp.audit.models import AuditEvent
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import BREAK_GLASS_REVIEW
from healthapp.people import queries as people
from healthapp.people.models import Person

SETTING = "access.break_glass"
#: Where no length is set: the one the program is shipped with.
SHIPPED_HOURS = 4
MIN_REASON = 10


class BreakGlassRefused(ValueError):
    """``code``: no_facility, reviewed or own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def person_by_number(session: Session, number: str) -> Person | None:
    """The person with this record number, wherever held; the entry that was kept, when two were merged."""
    found = session.scalar(sa.select(Person).where(Person.number == number.strip().upper()))
    return people.kept_entry(session, found) if found is not None else None


def hours(session: Session, now: dt.datetime) -> int:
    """How long an emergency access lasts, as set today."""
    return settings.current(session, SETTING, now).number() or SHIPPED_HOURS


def open_record(uow: UnitOfWork, person: Person, *, reason: str) -> BreakGlass:
    """Open the record of ``person`` to the actor for the set hours; a clock for its review starts.

    An access that is still open is given back as it is. Raises BreakGlassRefused("no_facility").
    """
    actor, now = uow.actor, uow.now()
    still = uow.session.scalar(
        sa.select(BreakGlass).where(
            BreakGlass.user_id == actor.user_id, BreakGlass.person_id == person.id, BreakGlass.expires_at > now
        )
    )
    if still is not None:
        return still
    facility_id = person.facility_id or actor.home_facility
    if facility_id is None:
        raise BreakGlassRefused("no_facility")
    length = hours(uow.session, now)
    row = BreakGlass(
        id=uuid7(),
        user_id=actor.user_id,
        person_id=person.id,
        facility_id=facility_id,
        reason=reason,
        opened_at=now,
        expires_at=now + dt.timedelta(hours=length),
    )
    uow.session.add(row)
    uow.session.flush()
    deadlines.start(
        uow,
        BREAK_GLASS_REVIEW,
        facility_id=facility_id,
        started_at=now,
        started_by="break_glass",
        person_id=person.id,
        subject=("break_glass", row.id),
    )
    audit.record(
        uow, events.BREAK_GLASS_OPENED, about=row, subject=("break_glass", row.id), reason=reason, hours=length
    )
    return row


def review(uow: UnitOfWork, row: BreakGlass, *, justified: bool, note: str) -> None:
    """Judge an emergency access. Raises BreakGlassRefused: reviewed already, or one's own."""
    uow.claim(row)
    if row.reviewed_at is not None:
        raise BreakGlassRefused("reviewed")
    if not two_people(row.user_id, uow.actor.user_id):
        raise BreakGlassRefused("own")
    row.reviewed_at, row.reviewed_by = uow.now(), uow.actor.user_id
    row.justified, row.review_note = justified, note
    deadlines.meet(uow, BREAK_GLASS_REVIEW, met_at=uow.now(), met_by=row.id, subject_id=row.id)
    audit.record(
        uow,
        events.BREAK_GLASS_REVIEWED,
        about=row,
        subject=("break_glass", row.id),
        reason=note,
        justified=justified,
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An emergency access with what was looked at and done under it: the number of events."""

    row: BreakGlass
    acts: int


def for_review(session: Session, identity: Identity, *, open_only: bool, limit: int = 100) -> Sequence[Reviewed]:
    """Emergency accesses, those not yet judged first, then the newest first. Names no diagnosis."""
    if not permits(identity, Permission.BREAK_GLASS_REVIEW):
        return ()
    acts = (
        sa.select(sa.func.count())
        .where(
            AuditEvent.person_id == BreakGlass.person_id,
            AuditEvent.actor_id == BreakGlass.user_id,
            AuditEvent.at.between(BreakGlass.opened_at, BreakGlass.expires_at),
            AuditEvent.kind != events.BREAK_GLASS_OPENED.kind,
        )
        .scalar_subquery()
    )
    chosen = sa.select(BreakGlass, acts).options(
        joinedload(BreakGlass.user), joinedload(BreakGlass.facility), joinedload(BreakGlass.person)
    )
    if open_only:
        chosen = chosen.where(BreakGlass.reviewed_at.is_(None))
    order = (BreakGlass.reviewed_at.is_not(None), BreakGlass.opened_at.desc())
    return [Reviewed(row, count) for row, count in session.execute(chosen.order_by(*order).limit(limit))]


def find(session: Session, identity: Identity, access_id: uuid.UUID) -> BreakGlass | None:
    """One emergency access, for whoever reviews them."""
    if not permits(identity, Permission.BREAK_GLASS_REVIEW):
        return None
    return session.scalar(
        sa.select(BreakGlass)
        .where(BreakGlass.id == access_id)
        .options(joinedload(BreakGlass.user), joinedload(BreakGlass.facility), joinedload(BreakGlass.person))
    )
