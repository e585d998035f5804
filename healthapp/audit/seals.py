"""The event log for verification: every row has a leaf of its own, and still says what it said."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.audit.models import AuditEvent
from healthapp.audit.services import event_digest
from healthapp.ledger.subjects import EVENT, register_subject


def event_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The digest of each of these events as it is now."""
    rows = session.scalars(sa.select(AuditEvent).where(AuditEvent.id.in_(ids)))
    digests = {row.id: event_digest(row) for row in rows}
    session.expunge_all()  # a long ledger must not be gathered in memory
    return digests


register_subject(EVENT, event_digests, sealed_ids=sa.select(AuditEvent.id))
