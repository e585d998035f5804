"""Changes of the ledger's key for verification: which key was given up for which, when and why."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger import canonical
from healthapp.ledger.models import LedgerSuccession
from healthapp.ledger.subjects import register_subject

SUCCESSION = "ledger_succession"


def succession_digest(row: LedgerSuccession) -> bytes:
    """SHA-256 over every column of the row."""
    return canonical.digest({column.key: getattr(row, column.key) for column in LedgerSuccession.__table__.columns})


def _digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    found = session.scalars(sa.select(LedgerSuccession).where(LedgerSuccession.id.in_(ids)))
    return {row.id: succession_digest(row) for row in found}


register_subject(SUCCESSION, _digests, sealed_ids=sa.select(LedgerSuccession.id))
