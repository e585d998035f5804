"""The life of a record: begin, save sections, hand in, countersign, add, void.

``draft -> [awaiting_doctor ->] signed``; ``voided`` by two people. Every function works in the caller's
unit of work, records its audit event and never commits.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, TypeVar

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.access.policy import two_people
from healthapp.audit import events
from healthapp.database import UnitOfWork, uuid7
from healthapp.ledger import canonical
from healthapp.records import content, numbers
from healthapp.records.errors import EditConflict, NeedsSecondPerson, ReasonMissing, WrongState
from healthapp.records.models import (
    ClinicalRecord,
    DraftSection,
    RecordAddendum,
    RecordSignature,
    RecordState,
    SealedContent,
)

R = TypeVar("R", bound=ClinicalRecord)


def begin(
    uow: UnitOfWork,
    *,
    kind: str,
    person_id: uuid.UUID,
    stay_id: uuid.UUID | None,
    facility_id: uuid.UUID,
    event_time: dt.datetime,
    schema_version: int,
) -> ClinicalRecord:
    """A new draft by the actor."""
    actor = uow.actor
    if actor.user_id is None:
        raise ValueError("a record needs a person as its author")
    role = actor.holds(actor.roles, facility_id) or actor.main_role
    record = ClinicalRecord(
        id=uuid7(),
        kind=kind,
        person_id=person_id,
        stay_id=stay_id,
        facility_id=facility_id,
        event_time=event_time,
        recorded_time=uow.now(),
        state=RecordState.DRAFT,
        author_id=actor.user_id,
        author_name=actor.name,
        author_role=role.value if role else "",
        schema_version=schema_version,
        summary={},
        revision=1,
    )
    uow.session.add(record)
    uow.session.flush()
    _note(uow, events.RECORD_STARTED, record)
    return record


def save_section(
    uow: UnitOfWork,
    record: ClinicalRecord,
    *,
    section: str,
    answers: dict[str, Any],
    expected_version: int,
) -> DraftSection:
    """Keep one section of a draft.

    ``expected_version`` is the version the editor started from (0: none). Saving the same answers again
    is no conflict, so that a repeated autosave or double click is harmless. Raises WrongState or EditConflict.
    """
    _demand(record, "saving", RecordState.DRAFT)
    row = uow.session.get(DraftSection, (record.id, section))
    if row is not None and row.content == answers:
        return row
    if (row.version if row else 0) != expected_version:
        if row is None:
            raise WrongState("saving", "cleared")
        raise EditConflict(row)
    if row is None:
        row = DraftSection(record_id=record.id, section=section, version=0)
        uow.session.add(row)
    assert uow.actor.user_id is not None
    row.content, row.version, row.saved_at = answers, row.version + 1, uow.now()
    row.saved_by, row.saved_by_name = uow.actor.user_id, uow.actor.name
    _note(uow, events.DRAFT_SAVED, record, section=section, version=row.version)
    return row


def hand_in(uow: UnitOfWork, record: ClinicalRecord, *, method: str, needs_doctor: bool) -> None:
    """The author's signature: seals the draft, and completes it unless a doctor must sign too.

    Raises WrongState when it is no draft, which is also what a second click meets.
    """
    _demand(record, "signing", RecordState.DRAFT)
    drafts = list(uow.session.scalars(sa.select(DraftSection).where(DraftSection.record_id == record.id)))
    sections = {row.section: row.content for row in drafts}
    if record.number is None:
        sections[numbers.SECTION] = numbers.take(uow, record)
    document = content.author_document(record, sections)
    sealed = _seal(uow, record, "author", document)
    for row in drafts:
        uow.session.delete(row)
    record.handed_in_at = uow.now()
    uow.session.flush()
    _sign(uow, record, "author", sealed.digest, method)
    if needs_doctor:
        _move(record, RecordState.AWAITING_DOCTOR)
        _note(uow, events.RECORD_HANDED_IN, record, digest=sealed.digest)
    else:
        _complete(uow, record, [sealed])
    happenings.tell("record_sealed", uow, (record, [sealed]))


def countersign(uow: UnitOfWork, record: ClinicalRecord, *, method: str, sections: dict[str, Any]) -> None:
    """A doctor's signature under what another person handed in, with what the doctor adds.

    Raises WrongState or NeedsSecondPerson.
    """
    _demand(record, "countersigning", RecordState.AWAITING_DOCTOR)
    if not two_people(record.author_id, uow.actor.user_id):
        raise NeedsSecondPerson
    authors = uow.session.get_one(SealedContent, (record.id, "author"))
    sealed = _seal(uow, record, "doctor", content.doctor_document(record, authors.digest, sections))
    _sign(uow, record, "doctor", sealed.digest, method)
    _complete(uow, record, [authors, sealed])
    happenings.tell("record_sealed", uow, (record, [authors, sealed]))


def add_addendum(
    uow: UnitOfWork, record: ClinicalRecord, *, text: str, language: str, event_time: dt.datetime
) -> RecordAddendum:
    """Add to a signed record; the original stands. The same words of the same moment by the same person, sent again
    because nobody knew whether they had arrived, are one. Raises WrongState."""
    _demand(record, "adding", RecordState.SIGNED)
    uow.lock(f"addendum:{record.id}")
    assert uow.actor.user_id is not None
    said = sa.and_(
        RecordAddendum.text == text,
        RecordAddendum.event_time == event_time,
        RecordAddendum.author_id == uow.actor.user_id,
    )
    last, again = uow.session.execute(
        sa.select(sa.func.max(RecordAddendum.position), sa.func.max(sa.case((said, RecordAddendum.position)))).where(
            RecordAddendum.record_id == record.id
        )
    ).one()
    if again is not None:
        chosen = sa.select(RecordAddendum).where(RecordAddendum.record_id == record.id)
        return uow.session.scalars(chosen.where(RecordAddendum.position == again)).one()
    position = 1 + (last or 0)
    assert record.digest is not None
    role = uow.actor.holds(uow.actor.roles, record.facility_id)
    row = RecordAddendum(
        id=uuid7(),
        record_id=record.id,
        position=position,
        text=text,
        language=language,
        event_time=event_time,
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
        author_role=role.value if role else "",
        at=uow.now(),
        digest=b"",
    )
    row.digest = content.addendum_digest(row, record.digest)
    uow.session.add(row)
    _note(uow, events.ADDENDUM_ADDED, record, digest=row.digest, subject=("record_addendum", row.id), position=position)
    return row


def request_void(uow: UnitOfWork, record: ClinicalRecord, *, reason: str, method: str) -> None:
    """The first of two signatures under a voiding. The record stands until the second.

    Raises WrongState and ReasonMissing.
    """
    _demand(record, "voiding", RecordState.SIGNED, RecordState.AWAITING_DOCTOR)
    if not reason.strip():
        raise ReasonMissing
    if _signature(uow, record, "void_request") is not None:
        raise WrongState("voiding", "already asked to be voided")
    _sign(uow, record, "void_request", _current_digest(uow, record), method, reason)
    record.revision += 1
    _note(uow, events.VOID_REQUESTED, record, reason=reason)


def confirm_void(uow: UnitOfWork, record: ClinicalRecord, *, reason: str, method: str) -> None:
    """The second signature, by somebody else. Raises WrongState or NeedsSecondPerson."""
    _demand(record, "voiding", RecordState.SIGNED, RecordState.AWAITING_DOCTOR)
    asked = _signature(uow, record, "void_request")
    if asked is None:
        raise WrongState("confirming", "not asked to be voided")
    if not two_people(asked.user_id, uow.actor.user_id):
        raise NeedsSecondPerson
    _sign(uow, record, "void_confirm", _current_digest(uow, record), method, reason)
    _move(record, RecordState.VOIDED)
    _note(uow, events.RECORD_VOIDED, record, digest=asked.digest, reason=asked.reason)


def discard(uow: UnitOfWork, record: ClinicalRecord, *, reason: str) -> None:
    """Give up a draft; it is kept and shown to nobody but its author. Raises WrongState and ReasonMissing."""
    _demand(record, "discarding", RecordState.DRAFT)
    if not reason.strip():
        raise ReasonMissing
    _move(record, RecordState.DISCARDED)
    _note(uow, events.RECORD_DISCARDED, record, reason=reason)


def _seal(uow: UnitOfWork, record: ClinicalRecord, part: str, document: dict[str, Any]) -> SealedContent:
    body = canonical.canonical_bytes(document)
    sealed = SealedContent(
        record_id=record.id, part=part, body=body, digest=canonical.digest(document), sealed_at=uow.now()
    )
    uow.session.add(sealed)
    return sealed


def _complete(uow: UnitOfWork, record: ClinicalRecord, parts: list[SealedContent]) -> None:
    uow.session.flush()  # what was sealed and signed must be in place before the record closes over it
    record.digest = content.record_digest(parts)
    record.signed_at = uow.now()
    record.signer_id, record.signer_name = uow.actor.user_id, uow.actor.name
    _move(record, RecordState.SIGNED)
    _note(uow, events.RECORD_SIGNED, record, digest=record.digest)


def _sign(uow: UnitOfWork, record: ClinicalRecord, act: str, digest: bytes, method: str, reason: str = "") -> None:
    actor = uow.actor
    assert actor.user_id is not None
    role = actor.holds(actor.roles, record.facility_id)
    uow.session.add(
        RecordSignature(
            record_id=record.id,
            act=act,
            user_id=actor.user_id,
            name=actor.name,
            role=role.value if role else "",
            at=uow.now(),
            digest=digest,
            method=method,
            reason=reason,
        )
    )
    uow.session.flush()


def _signature(uow: UnitOfWork, record: ClinicalRecord, act: str) -> RecordSignature | None:
    return uow.session.scalar(
        sa.select(RecordSignature).where(RecordSignature.record_id == record.id, RecordSignature.act == act)
    )


def _current_digest(uow: UnitOfWork, record: ClinicalRecord) -> bytes:
    return record.digest or uow.session.get_one(SealedContent, (record.id, "author")).digest


def _demand(record: ClinicalRecord, act: str, *states: RecordState) -> None:
    if record.state not in states:
        raise WrongState(act, record.state)


def _move(record: ClinicalRecord, state: RecordState) -> None:
    record.state = state
    record.revision += 1


def _note(
    uow: UnitOfWork,
    event: audit.EventType,
    record: ClinicalRecord,
    *,
    digest: bytes | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    if "kind" in event.details:
        details["kind"] = record.kind
    subject = subject or ("clinical_record", record.id)
    audit.record(uow, event, about=record, subject=subject, digest=digest, reason=reason, **details)
