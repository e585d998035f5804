"""What exactly is signed: the canonical document of a record, its digest, and how to take it again.

The body holds the answers and every circumstance a reader relies on (who, whom, when, where, which
dictionary), so that no column beside it can be exchanged unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from healthapp.ledger import canonical
from healthapp.records.models import ClinicalRecord, RecordAddendum, SealedContent


def author_document(record: ClinicalRecord, sections: Mapping[str, Any]) -> dict[str, Any]:
    """The author's part: circumstances and answers by section."""
    return {
        "kind": record.kind,
        "record": record.id,
        "person": record.person_id,
        "stay": record.stay_id,
        "facility": record.facility_id,
        "event_time": record.event_time,
        "recorded_time": record.recorded_time,
        "author": record.author_id,
        "author_name": record.author_name,
        "author_role": record.author_role,
        "schema_version": record.schema_version,
        "late_reason": record.late_reason,
        "sections": dict(sections),
    }


def doctor_document(record: ClinicalRecord, author_digest: bytes, sections: Mapping[str, Any]) -> dict[str, Any]:
    """The doctor's part: what the doctor adds, bound to exactly what the author handed in."""
    return {"record": record.id, "author_part": author_digest, "sections": dict(sections)}


def record_digest(parts: list[SealedContent]) -> bytes:
    """SHA-256 of the only part, or over both digests in order author, doctor."""
    by_part = {part.part: part.digest for part in parts}
    if "doctor" not in by_part:
        return by_part["author"]
    return canonical.digest({"author": by_part["author"], "doctor": by_part["doctor"]})


def recomputed_digest(parts: list[SealedContent]) -> bytes | None:
    """The record's digest taken again from the bodies; None when a body no longer has its own digest."""
    if any(sha256(part.body).digest() != part.digest for part in parts):
        return None
    return record_digest(parts)


def addendum_document(addendum: RecordAddendum, record_digest_: bytes) -> dict[str, Any]:
    """What an addendum's digest is taken over: its text and circumstances, bound to the record as signed."""
    return {
        "addendum": addendum.id,
        "record": addendum.record_id,
        "record_digest": record_digest_,
        "position": addendum.position,
        "text": addendum.text,
        "language": addendum.language,
        "event_time": addendum.event_time,
        "author": addendum.author_id,
        "author_name": addendum.author_name,
        "author_role": addendum.author_role,
        "at": addendum.at,
    }


def addendum_digest(addendum: RecordAddendum, record_digest_: bytes) -> bytes:
    return canonical.digest(addendum_document(addendum, record_digest_))
