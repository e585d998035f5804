"""Reading the register of numbered blank forms, as far as the identity examines people there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.audit.models import AuditEvent
from healthapp.database import held
from healthapp.documents.events import BLANK_ACCOUNTED
from healthapp.documents.models import BlankBatch, BlankForm

RECENT = 50


@dataclass(frozen=True, slots=True)
class BatchCount:
    """A printing and how many of its sheets are still out."""

    batch: BlankBatch
    out: int


def _narrowed(identity: Identity, column: Any) -> sa.ColumnElement[bool]:
    places = readable_facilities(identity, Permission.INTAKE_RECORD)
    return sa.true() if places is None else column.in_(places)


def recent(session: Session, identity: Identity) -> list[BatchCount]:
    """The last printings and every older one with a sheet still out, newest first."""
    out = (
        sa.select(BlankForm.batch_id, sa.func.count().label("out"))
        .where(BlankForm.outcome == "", _narrowed(identity, BlankForm.facility_id))
        .group_by(BlankForm.batch_id)
        .subquery()
    )
    query = (
        sa.select(BlankBatch, sa.func.coalesce(out.c.out, 0))
        .outerjoin(out, out.c.batch_id == BlankBatch.id)
        .where(_narrowed(identity, BlankBatch.facility_id))
        .order_by((sa.func.coalesce(out.c.out, 0) > 0).desc(), BlankBatch.printed_at.desc(), BlankBatch.id.desc())
        .limit(RECENT)
    )
    return [BatchCount(row[0], row[1]) for row in session.execute(query)]


def batch(session: Session, identity: Identity, batch_id: uuid.UUID) -> BlankBatch | None:
    """One printing with its sheets."""
    return session.scalar(
        sa.select(BlankBatch)
        .options(selectinload(BlankBatch.forms))
        .where(BlankBatch.id == batch_id, _narrowed(identity, BlankBatch.facility_id))
    )


def form(session: Session, identity: Identity, form_id: uuid.UUID) -> BlankForm | None:
    """One sheet with its printing; a unit of work holds the sheet."""
    query = sa.select(BlankForm).where(BlankForm.id == form_id, _narrowed(identity, BlankForm.facility_id))
    return session.scalar(held(session, query.options(joinedload(BlankForm.batch)), of=BlankForm))


def told(session: Session, form: BlankForm) -> Sequence[AuditEvent]:
    """Whatever was said of a sheet with a note, the latest first."""
    events = sa.select(AuditEvent).where(
        AuditEvent.kind == BLANK_ACCOUNTED.kind, AuditEvent.subject_id == form.id, AuditEvent.reason != ""
    )
    return session.scalars(events.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())).all()


def said(form: BlankForm) -> str:
    """When somebody last said what became of a sheet, as the hidden field of its page; empty while it is out."""
    return form.outcome_at.isoformat() if form.outcome_at is not None else ""
