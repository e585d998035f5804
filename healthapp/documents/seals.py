"""Issue records of blank forms for verification: the range, who and when, as the sheets say it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.documents.models import BlankBatch
from healthapp.ledger import canonical
from healthapp.ledger.subjects import register_subject


def batch_digest(batch: BlankBatch) -> bytes:
    """SHA-256 over what the batch says, its own identifier left out: the digest printed on each of its sheets."""
    columns = (column.key for column in BlankBatch.__table__.columns)
    return canonical.digest({key: getattr(batch, key) for key in columns if key not in ("id", "digest")})


def batch_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Digests as the rows give them now; one that no longer fits its own column is left out."""
    rows = session.scalars(sa.select(BlankBatch).where(BlankBatch.id.in_(ids)))
    return {row.id: row.digest for row in rows if row.digest == batch_digest(row)}


register_subject("blank_batch", batch_digests, sealed_ids=sa.select(BlankBatch.id))
