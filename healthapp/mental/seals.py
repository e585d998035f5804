"""Rows of this room for verification: each still says what its leaf of the ledger says.

All are one kind of subject: a leaf is read outside the medical service and must not say which register it stands for.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.subjects import register_subject
from healthapp.mental import models
from healthapp.mental.entering import SUBJECT
from healthapp.mental.rows import digest_of

SEALED: tuple[Any, ...] = (
    models.SelfHarmEntry,
    models.SelfHarmNote,
    models.RestrictiveMeasure,
    models.RestrictionStep,
    models.DeathReport,
    models.PsychologyOffer,
    models.PsychologyContact,
    models.Prescription,
    models.PrescriptionStep,
    models.DisorderNeed,
    models.DisorderStep,
)


def digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The digest of each of these rows as it is now."""
    found: dict[uuid.UUID, bytes] = {}
    for model in SEALED:
        rows = session.scalars(sa.select(model).where(model.id.in_(ids)))
        found |= {row.id: digest_of(row) for row in rows}
    session.expunge_all()  # a long ledger must not be gathered in memory
    return found


_all = sa.union_all(*(sa.select(model.id) for model in SEALED)).subquery()
register_subject(SUBJECT, digests, sealed_ids=sa.select(_all.c.id))
