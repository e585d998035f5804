"""A draft that is given up: what its answers set in motion ends with it, unless another record calls for it too.

An act is wanted before anybody signs (``effects.of_draft``), so a draft starts clocks and marks the person's name.
Given up, it says nothing any more: the wait for an order, the isolation and the next score would be owed for ever to
an examination that was none. The clock of the examination itself goes on, because it is still owed.

What a draft said was done ended clocks too, those of other records among them (``unsaid``): they run again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.intake import unsaid
from healthapp.intake.unsaid import CALLS
from healthapp.people import flags
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord


@dataclass(frozen=True, slots=True)
class Running:
    """An open clock that a draft began. ``heir``: another record that calls for it, by its own ``limit``; without one
    the clock ends."""

    clock: Deadline
    heir: ClinicalRecord | None
    limit: dt.datetime | None


def begun(session: Session, record: ClinicalRecord) -> list[Running]:
    """The open clocks that this draft began, the next due first, with the record each goes over to."""
    mine = sa.select(Deadline).where(Deadline.subject_id == record.id, Deadline.state == "open")
    found = list(session.scalars(mine.order_by(Deadline.due_at, Deadline.id)))
    if not found:
        return []
    told = unsaid.told_since(session, record, min(clock.started_at for clock in found))

    def goes_on(clock: Deadline) -> Running:
        calls = CALLS.get(clock.kind)
        heir = next((other for other, answers in told if calls is not None and calls(answers)), None)
        return Running(clock, heir, unsaid.limit(session, clock, told))

    return [goes_on(clock) for clock in found]


def give_up(uow: UnitOfWork, record: ClinicalRecord, *, reason: str) -> None:
    """Give up a draft with what it set in motion; what it had met runs again. Raises WrongState, ReasonMissing."""
    uow.lock(f"examination:{record.person_id}")
    running, met = begun(uow.session, record), unsaid.met(uow.session, record)
    records.discard(uow, record, reason=reason)
    for one in running:
        if one.heir is not None:
            one.clock.subject_id, one.clock.due_at = one.heir.id, one.limit
        else:
            deadlines.cancel(uow, one.clock, reason=_("The draft it began in was given up: %(reason)s", reason=reason))
    handed_on = {one.clock.kind: one.heir for one in running if one.heir is not None}
    again = unsaid.take_back(uow, met, reason=_("The draft that met it was given up: %(reason)s", reason=reason))
    handed_on |= again
    for flag in flags.of_people(uow.session, {record.person_id}).get(record.person_id, []):
        if flag.record_id == record.id:
            unsaid.unmark(uow, flag, handed_on)
    unsaid.mark_again(uow, record.person_id, again)
