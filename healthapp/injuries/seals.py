"""Lines of the trauma register and copies that left, for verification: each still says what its leaf says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.injuries import transmissions
from healthapp.injuries.models import InjuryCopy, TraumaEntry
from healthapp.injuries.register import digest_of, label
from healthapp.ledger.subjects import register_subject
from healthapp.people.models import Facility
from healthapp.records.models import ClinicalRecord


def entry_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Digests of the lines as they are now; a line whose record bears another number is left out."""
    rows = session.execute(
        sa.select(TraumaEntry, ClinicalRecord.number, Facility.code)
        .join(ClinicalRecord, ClinicalRecord.id == TraumaEntry.record_id)
        .join(Facility, Facility.id == TraumaEntry.facility_id)
        .where(TraumaEntry.id.in_(ids))
    )
    found = {entry.id: digest_of(entry) for entry, number, code in rows if number == label(entry, code)}
    session.expunge_all()  # a long ledger must not be gathered in memory
    return found


def copy_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Digests of the copies as their rows say now."""
    rows = session.scalars(sa.select(InjuryCopy).where(InjuryCopy.id.in_(ids)))
    found = {row.id: transmissions.digest_of(row) for row in rows}
    session.expunge_all()
    return found


register_subject("trauma_entry", entry_digests, sealed_ids=sa.select(TraumaEntry.id))
register_subject("injury_copy", copy_digests, sealed_ids=sa.select(InjuryCopy.id))
