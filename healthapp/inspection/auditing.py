"""The audit of one drawn thing: opened beside its record, saved as answers come, never twice over one another."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.inspection import checklists, events
from healthapp.inspection.models import Audit, Sample, SampleItem, Visit
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord, RecordAddendum


class AuditConflict(Exception):
    """Another device saved this audit meanwhile; ``by`` and ``at`` say who and when."""

    def __init__(self, row: Audit) -> None:
        super().__init__("saved meanwhile")
        self.by, self.at = row.saved_by_name, row.saved_at


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn thing with its visit, as the guard loads it. ``total``: how many the sample has."""

    visit: Visit
    sample: Sample
    item: SampleItem
    total: int

    @property
    def facility_id(self) -> uuid.UUID:
        return self.visit.facility_id


def find(session: Session, visit: Visit, number: int, position: int) -> Drawn | None:
    """One thing of one draw of a visit."""
    found = session.execute(
        sa.select(Sample, SampleItem)
        .join(SampleItem, SampleItem.sample_id == Sample.id)
        .where(Sample.visit_id == visit.id, Sample.number == number, SampleItem.position == position)
    ).one_or_none()
    if found is None:
        return None
    total = session.scalar(
        sa.select(sa.func.count()).select_from(SampleItem).where(SampleItem.sample_id == found[0].id)
    )
    return Drawn(visit, found[0], found[1], total or 0)


def of_item(session: Session, item_id: uuid.UUID) -> Audit | None:
    return session.scalar(sa.select(Audit).where(Audit.item_id == item_id))


def of_sample(session: Session, sample_id: uuid.UUID) -> dict[uuid.UUID, Audit]:
    """The audits of a sample by item."""
    rows = session.scalars(
        sa.select(Audit).join(SampleItem, SampleItem.id == Audit.item_id).where(SampleItem.sample_id == sample_id)
    )
    return {row.item_id: row for row in rows}


def ensure(uow: UnitOfWork, drawn: Drawn) -> Audit:
    """The audit of a drawn thing, begun now if it was not: the record's digest is noted as it is today."""
    uow.lock(f"npg_audit:{drawn.item.id}")
    known = of_item(uow.session, drawn.item.id)
    if known is not None:
        return known
    digest, addenda = _state(uow.session, drawn.item)
    assert uow.actor.user_id is not None
    row = Audit(
        id=uuid7(),
        visit_id=drawn.visit.id,
        item_id=drawn.item.id,
        checklist_version=checklists.current(uow.session, drawn.sample.frame).number,
        subject_digest=digest,
        addenda=addenda,
        answers={},
        evidence={},
        started_at=uow.now(),
        saved_at=uow.now(),
        saved_by=uow.actor.user_id,
        saved_by_name=uow.actor.name,
        revision=1,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _state(session: Session, item: SampleItem) -> tuple[bytes | None, int]:
    if item.subject_kind != "clinical_record":
        return None, 0
    record = session.get(ClinicalRecord, item.subject_id)
    addenda = session.scalar(
        sa.select(sa.func.count()).select_from(RecordAddendum).where(RecordAddendum.record_id == item.subject_id)
    )
    return (records.sealed_digest(session, record) or None if record is not None else None), addenda or 0


def save(uow: UnitOfWork, drawn: Drawn, *, answers: dict[str, str], evidence: dict[str, str], expected: int) -> Audit:
    """Keep the answers. Raises AuditConflict when another device saved since this page was drawn."""
    row = ensure(uow, drawn)
    if row.revision != expected:
        if row.answers == answers and row.evidence == evidence:
            return row
        raise AuditConflict(row)
    asked = {one.code for one in checklists.version(uow.session, drawn.sample.frame, row.checklist_version).questions}
    row.answers = {code: answer for code, answer in answers.items() if code in asked}
    row.evidence = {code: text for code, text in evidence.items() if code in asked and text}
    row.saved_at, row.saved_by_name = uow.now(), uow.actor.name
    assert uow.actor.user_id is not None
    row.saved_by = uow.actor.user_id
    row.finished_at = uow.now() if set(row.answers) >= asked else None
    row.revision += 1
    audit.record(
        uow,
        events.AUDIT_SAVED,
        facility_id=drawn.visit.facility_id,
        person_id=drawn.item.person_id,
        subject=("npg_audit", row.id),
        answered=len(row.answers),
    )
    return row


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one question over a sample."""

    question: str
    counts: dict[str, int]


def tally(session: Session, sample: Sample) -> list[Tally]:
    """How often each answer was given, by question, over everything audited."""
    audits = of_sample(session, sample.id).values()
    followed = {
        number: checklists.version(session, sample.frame, number)
        for number in {row.checklist_version for row in audits}
    }
    found: dict[str, dict[str, int]] = {}
    order: dict[str, str] = {}
    for row in audits:
        for question in followed[row.checklist_version].questions:
            order.setdefault(question.code, question.text)
            counts = found.setdefault(question.code, dict.fromkeys(checklists.ANSWERS, 0))
            if question.code in row.answers:
                counts[row.answers[question.code]] += 1
    return [Tally(text, found[code]) for code, text in order.items()]
