"""Sealed records for verification: the bodies, the columns beside them, and the state their signatures allow."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.canonical import CanonicalError, canonical_bytes
from healthapp.ledger.subjects import register_subject
from healthapp.records import numbers
from healthapp.records.content import addendum_digest, author_document, recomputed_digest
from healthapp.records.models import ClinicalRecord, RecordAddendum, RecordSignature, RecordState, SealedContent

#: The signatures each state rests on; a draft has none and is not sealed.
SIGNATURES = {
    RecordState.AWAITING_DOCTOR: {"author"},
    RecordState.SIGNED: {"author"},
    RecordState.VOIDED: {"author", "void_request", "void_confirm"},
}


def record_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Digests of the sealed records that still stand; one whose parts contradict each other is left out."""
    parts: dict[uuid.UUID, list[SealedContent]] = defaultdict(list)
    for part in session.scalars(sa.select(SealedContent).where(SealedContent.record_id.in_(ids))):
        parts[part.record_id].append(part)
    acts: dict[uuid.UUID, set[str]] = defaultdict(set)
    signatures = sa.select(RecordSignature.record_id, RecordSignature.act).where(RecordSignature.record_id.in_(ids))
    for record_id, act in session.execute(signatures):
        acts[record_id].add(act)
    digests = {}
    for record in session.scalars(sa.select(ClinicalRecord).where(ClinicalRecord.id.in_(ids))):
        digest = _digest(record, parts[record.id], acts[record.id])
        if digest is not None:
            digests[record.id] = digest
    return digests


def addendum_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Digests of the addenda as they are now, over the digest their record bears."""
    rows = session.execute(
        sa.select(RecordAddendum, ClinicalRecord.digest)
        .join(ClinicalRecord, ClinicalRecord.id == RecordAddendum.record_id)
        .where(RecordAddendum.id.in_(ids), ClinicalRecord.digest.is_not(None))
    )
    return {row.id: addendum_digest(row, digest) for row, digest in rows if digest is not None}


def _digest(record: ClinicalRecord, parts: list[SealedContent], acts: set[str]) -> bytes | None:
    bodies = {part.part: part.body for part in parts}
    if "author" not in bodies or not SIGNATURES.get(RecordState(record.state), {"none"}) <= acts:
        return None
    digest = recomputed_digest(parts)
    if not _repeats(record, bodies["author"]) or (record.digest is not None and record.digest != digest):
        return None
    return digest


def _repeats(record: ClinicalRecord, body: bytes) -> bool:
    """The columns beside the author's part say what the part says.

    What was signed before every record had a number says nothing of it: those got theirs from a migration.
    """
    try:
        sections = json.loads(body)["sections"]
        said = sections.get(numbers.SECTION, {}).get("number", record.number)
        return said == record.number and canonical_bytes(author_document(record, sections)) == body
    except (ValueError, KeyError, TypeError, AttributeError, CanonicalError):
        return False


register_subject(
    "clinical_record",
    record_digests,
    sealed_ids=sa.select(SealedContent.record_id).where(SealedContent.part == "author"),
)
register_subject("record_addendum", addendum_digests, sealed_ids=sa.select(RecordAddendum.id))
