"""Copies of an injury record that left the unit: to whom, on what basis, which bytes, and what became of them.

Rows are only added (Istanbul Protocol, principle 6c: to nobody else without consent or authority; CPT/Inf(2013)29 §77).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.injuries.copies import Profile
from healthapp.injuries.events import COPY_LOGGED
from healthapp.injuries.models import InjuryCopy
from healthapp.ledger import canonical
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord


def of_record(session: Session, record_id: uuid.UUID) -> Sequence[InjuryCopy]:
    """Every copy of a record, oldest first."""
    chosen = sa.select(InjuryCopy).where(InjuryCopy.record_id == record_id)
    return session.scalars(chosen.order_by(InjuryCopy.at, InjuryCopy.id)).all()


def intimate_may_leave(rows: Sequence[InjuryCopy]) -> bool:
    """Whether one of these copies says that photographs of intimate parts go to somebody, and on what basis."""
    return any(row.form == Profile.INTIMATE and row.outcome in ("given", "sent") for row in rows)


def log(uow: UnitOfWork, record: ClinicalRecord, *, at: dt.datetime, **said: Any) -> InjuryCopy:
    """Write down one copy that was given, refused, kept here because unsafe to hold, or sent. Raises nothing."""
    assert uow.actor.user_id is not None
    row = InjuryCopy(
        id=uuid7(),
        record_id=record.id,
        person_id=record.person_id,
        facility_id=record.facility_id,
        digest=records.sealed_digest(uow.session, record).hex(),
        at=at,
        recorded_at=uow.now(),
        recorded_by=uow.actor.user_id,
        recorded_by_name=uow.actor.name,
        **{"to_name": "", "basis": "", "kept_by": "", "note": "", **said},
    )
    uow.session.add(row)
    audit.record(
        uow,
        COPY_LOGGED,
        about=record,
        subject=("injury_copy", row.id),
        digest=digest_of(row),
        recipient=row.recipient,
        outcome=row.outcome,
    )
    return row


def digest_of(row: InjuryCopy) -> bytes:
    """SHA-256 over every column."""
    return canonical.digest(
        {column.key: getattr(row, column.key) for column in sa.inspect(InjuryCopy).mapper.column_attrs}
    )
