"""Kept files for verification: each row still bears the digest its file was received with.

Whether the bytes on disk still have that digest is for ``services.damaged`` to say.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.subjects import register_subject
from healthapp.vault.models import StoredFile


def file_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """SHA-256 of each file as its row names it now."""
    found = session.execute(sa.select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(ids)))
    return {row.id: row.sha256 for row in found}


register_subject("stored_file", file_digests, sealed_ids=sa.select(StoredFile.id))
