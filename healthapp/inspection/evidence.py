"""What a finding rests on: records of the visit's samples, and photographs of signed injury records, as they were seen.

The digest and the addenda of the record, and of a photograph the digest of the bytes as received, are kept inside the
sealed finding: months later one knows whether it is still the same record and the same photograph.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, permits
from healthapp.access.policy import Context
from healthapp.injuries import photo_words
from healthapp.injuries import services as injuries
from healthapp.inspection import auditing
from healthapp.inspection.models import Sample, SampleItem, Visit
from healthapp.intake import queries as examinations
from healthapp.records import content as contents
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord, RecordAddendum, RecordState, SealedContent
from healthapp.vault.models import StoredFile


class FindingRefused(ValueError):
    """``field`` and ``code``: team, step, changed, gone, reference, photograph, names."""

    def __init__(self, code: str, field: str = "_schema", **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


class Reference(NamedTuple):
    """A place in a sample; ``photograph``: number of one of its record, as its report counts them, 0 for none."""

    sample: int
    position: int
    photograph: int = 0

    @property
    def text(self) -> str:
        shot = f"/{photo_words.name(self.photograph)}" if self.photograph else ""
        return f"{self.sample}/{self.position}{shot}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record of a sample as it was: ``digest`` in hexadecimal, empty where nothing was sealed yet.

    ``record``: the drawn record, or of a drawn stay its examination on arrival; empty where there is none.
    ``answer``: what the audit answered to ``question`` of its checklist at that time; both may be empty.
    ``photograph``: number of a photograph of the record, 0 for none; then ``file`` is it in the store, ``original`` the
    SHA-256 of its bytes as received, in hexadecimal.
    """

    item: str
    record: str
    sample: int
    position: int
    digest: str
    addenda: int
    question: str = ""
    answer: str = ""
    photograph: int = 0
    file: str = ""
    original: str = ""
    intimate: bool = False

    @property
    def reference(self) -> str:
        return Reference(self.sample, self.position, self.photograph).text


def gather(
    session: Session, reader: Identity, visit: Visit, references: Iterable[Reference], question: str
) -> tuple[Evidence, ...]:
    """What ``references`` name, as it is now. Raises FindingRefused: reference (nothing there), photograph (none that
    ``reader`` may see in a signed record there)."""
    return tuple(_one(session, reader, visit, one, question) for one in dict.fromkeys(references))


def _one(session: Session, reader: Identity, visit: Visit, reference: Reference, question: str) -> Evidence:
    item = session.scalar(
        sa.select(SampleItem)
        .join(Sample, Sample.id == SampleItem.sample_id)
        .where(
            Sample.visit_id == visit.id,
            Sample.number == reference.sample,
            SampleItem.position == reference.position,
        )
    )
    if item is None:
        raise FindingRefused("reference", "rests_on", reference=reference.text)
    record = _record_of(session, item)
    answered = auditing.of_item(session, item.id)
    answer = answered.answers.get(question, "") if answered is not None else ""
    made = Evidence(
        item=str(item.id),
        record=str(record.id) if record is not None else "",
        sample=reference.sample,
        position=reference.position,
        digest=records.sealed_digest(session, record).hex() if record is not None else "",
        addenda=len(records.addenda(session, record.id)) if record is not None else 0,
        question=question,
        answer=str(answer),
    )
    return _with_photograph(session, reader, made, reference) if reference.photograph else made


def _record_of(session: Session, item: SampleItem) -> ClinicalRecord | None:
    """What an auditor of the item reads: the record itself, or the first examination of the stay."""
    if item.subject_kind == "clinical_record":
        return session.get(ClinicalRecord, item.subject_id)
    if item.subject_kind != "stay":
        return None
    chosen = sa.select(ClinicalRecord).where(
        ClinicalRecord.stay_id == item.subject_id,
        ClinicalRecord.kind == "intake",
        ClinicalRecord.state.in_([RecordState.SIGNED, RecordState.AWAITING_DOCTOR, RecordState.VOIDED]),
    )
    return session.scalar(chosen.order_by(ClinicalRecord.event_time).limit(1))


def _with_photograph(session: Session, reader: Identity, made: Evidence, reference: Reference) -> Evidence:
    """One photograph of the record. What one may not look at is refused like what is not there."""
    refused = FindingRefused("photograph", "rests_on", reference=reference.text)
    record = session.get(ClinicalRecord, uuid.UUID(made.record)) if made.digest else None
    if record is None or record.kind != "injury":
        raise refused
    found = examinations.load(session, record)
    rows = found.answers.get("photographs", {}).get("photographs", ())
    if reference.photograph > len(rows):
        raise refused
    known = injuries.photograph(session, found, uuid.UUID(rows[reference.photograph - 1]["file"]))
    intimate = rows[reference.photograph - 1]["intimate"] == "yes"
    wanted = [Permission.INJURY_READ, *([Permission.INJURY_INTIMATE] if intimate else [])]
    context = Context(facility_id=record.facility_id, person_id=record.person_id)
    if known is None or not all(permits(reader, one, context) for one in wanted):
        raise refused
    file = known[0]
    return replace(
        made, photograph=reference.photograph, file=str(file.id), original=file.sha256.hex(), intimate=intimate
    )


def since(session: Session, rested: Iterable[Evidence]) -> dict[Evidence, str]:
    """What became of each since: same, added (addenda, a doctor's part), voided (the photograph), altered, gone; none
    where nothing was sealed then.

    Three statements, and one more where there are photographs, however many records.
    """
    wanted = list(rested)
    ids = [uuid.UUID(one.record) for one in wanted if one.record]
    rows = session.execute(sa.select(ClinicalRecord.id, ClinicalRecord.digest).where(ClinicalRecord.id.in_(ids)))
    kept: dict[uuid.UUID, bytes | None] = {row[0]: row[1] for row in rows}
    parts: dict[uuid.UUID, list[SealedContent]] = {}
    for part in session.scalars(sa.select(SealedContent).where(SealedContent.record_id.in_(kept))):
        parts.setdefault(part.record_id, []).append(part)
    added = (
        sa.select(RecordAddendum.record_id, sa.func.count())
        .where(RecordAddendum.record_id.in_(kept))
        .group_by(RecordAddendum.record_id)
    )
    addenda: dict[uuid.UUID, int] = {row[0]: int(row[1]) for row in session.execute(added)}
    files = _files(session, wanted)

    def told(one: Evidence) -> str:
        if not one.digest:
            return "none"
        record = uuid.UUID(one.record)
        if record not in kept:
            return "gone"
        now = contents.recomputed_digest(parts[record]) if record in parts else None
        if now is None or kept[record] not in (None, now):  # its own column is empty until the last signature
            return "altered"
        if now.hex() != one.digest:
            return "added" if one.digest in {part.digest.hex() for part in parts[record]} else "altered"
        if one.file and _became(files.get(one.file), one) != "same":
            return _became(files.get(one.file), one)
        return "added" if addenda.get(record, 0) > one.addenda else "same"

    return {one: told(one) for one in wanted}


def _files(session: Session, wanted: Iterable[Evidence]) -> dict[str, StoredFile]:
    """The photographs by their identifier."""
    ids = [uuid.UUID(one.file) for one in wanted if one.file]
    if not ids:
        return {}
    return {str(row.id): row for row in session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids)))}


def _became(file: StoredFile | None, one: Evidence) -> str:
    if file is None:
        return "gone"
    if file.sha256.hex() != one.original:
        return "altered"
    return "voided" if file.voided_at is not None else "same"
