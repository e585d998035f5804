"""Reading records, always as far as the identity may see them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.policy import FOLLOWS_PERSON
from healthapp.database import held, unit_of
from healthapp.people import merging
from healthapp.people.models import Person
from healthapp.records.content import record_digest
from healthapp.records.models import (
    ClinicalRecord,
    DraftSection,
    RecordAddendum,
    RecordSignature,
    RecordState,
    SealedContent,
)


@dataclass(frozen=True, slots=True)
class Content:
    """The answers of a record. ``versions``: of each draft section, for optimistic locking."""

    sections: dict[str, dict[str, Any]]
    doctor_sections: dict[str, dict[str, Any]]
    versions: dict[str, int]
    sealed: tuple[SealedContent, ...] = ()


def in_scope(identity: Identity, permission: Permission) -> sa.ColumnElement[bool]:
    """The condition every query on records bears: made where one may read, or about a person who is there now."""
    places = readable_facilities(identity, permission)
    if places is None:
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = [ClinicalRecord.facility_id.in_(places)]
    if permission in FOLLOWS_PERSON:
        here = sa.select(Person.id).where(Person.id == ClinicalRecord.person_id, Person.facility_id.in_(places))
        conditions.append(here.exists())
    if identity.break_glass:
        conditions.append(ClinicalRecord.person_id.in_(identity.break_glass))
    return sa.or_(*conditions)


@cache
def _kept_person() -> sa.Select[uuid.UUID]:
    """The entry under which the person of ``record_id`` is moved and released. No row of it is read: what is looked at
    later is what it is once the person is held."""
    kept = merging.kept_entries()
    chosen = sa.select(sa.func.coalesce(kept.c.kept_id, ClinicalRecord.person_id, type_=ClinicalRecord.person_id.type))
    chosen = chosen.outerjoin_from(ClinicalRecord, kept, kept.c.entry_id == ClinicalRecord.person_id)
    return chosen.where(ClinicalRecord.id == sa.bindparam("record_id", type_=ClinicalRecord.id.type))


def find(session: Session, identity: Identity, record_id: uuid.UUID, permission: Permission) -> ClinicalRecord | None:
    """One record in scope, or None. A draft that was given up is seen by its author alone.

    A unit of work holds the record until its end: nobody else saves, signs or voids it meanwhile. It holds the person
    first: what is written here ends clocks of theirs one by one, a release all of them, and two that hold them in
    another order wait for each other.
    """
    unit = unit_of(session)
    if unit is not None and unit.shares:
        person_id = session.scalar(_kept_person(), {"record_id": record_id})
        if person_id is not None:
            merging.hold(unit, person_id)
    query = sa.select(ClinicalRecord).where(ClinicalRecord.id == record_id, in_scope(identity, permission))
    record = session.scalar(held(session, query))
    if record is not None and record.state == RecordState.DISCARDED and record.author_id != identity.user_id:
        return None
    return record


def content_of(session: Session, record: ClinicalRecord) -> Content:
    """The answers of a record, from its draft or from what was sealed."""
    if record.state in (RecordState.DRAFT, RecordState.DISCARDED):
        drafts = list(session.scalars(sa.select(DraftSection).where(DraftSection.record_id == record.id)))
        return Content({row.section: row.content for row in drafts}, {}, {row.section: row.version for row in drafts})
    return sealed_contents(session, [record.id])[record.id]


def sealed_contents(session: Session, record_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Content]:
    """The answers of several sealed records in one statement."""
    ids = list(record_ids)
    parts: dict[uuid.UUID, list[SealedContent]] = {one: [] for one in ids}
    query = sa.select(SealedContent).where(SealedContent.record_id.in_(ids)).order_by(SealedContent.part)
    for part in session.scalars(query):
        parts[part.record_id].append(part)
    found = {}
    for record_id, rows in parts.items():
        by_part = {row.part: json.loads(row.body)["sections"] for row in rows}
        found[record_id] = Content(by_part.get("author", {}), by_part.get("doctor", {}), {}, tuple(rows))
    return found


def sealed_digest(session: Session, record: ClinicalRecord) -> bytes:
    """Of what was signed; while a doctor's signature is waited for, of what was handed in. Empty for a draft."""
    parts = sealed_parts(session, record.id) if record.digest is None else []
    return record.digest or (record_digest(parts) if parts else b"")


def sealed_parts(session: Session, record_id: uuid.UUID) -> list[SealedContent]:
    """author, then doctor."""
    return list(
        session.scalars(
            sa.select(SealedContent).where(SealedContent.record_id == record_id).order_by(SealedContent.part)
        )
    )


def signatures(session: Session, record_id: uuid.UUID) -> list[RecordSignature]:
    """In order of time."""
    return list(
        session.scalars(
            sa.select(RecordSignature).where(RecordSignature.record_id == record_id).order_by(RecordSignature.at)
        )
    )


def addenda(session: Session, record_id: uuid.UUID) -> list[RecordAddendum]:
    """In order of signing."""
    return list(
        session.scalars(
            sa.select(RecordAddendum).where(RecordAddendum.record_id == record_id).order_by(RecordAddendum.position)
        )
    )


#: What every worklist asks, made once: making a statement costs more than running it.
_DRAFTS = (
    sa.select(ClinicalRecord)
    .where(ClinicalRecord.author_id == sa.bindparam("author_id"), ClinicalRecord.state == RecordState.DRAFT)
    .order_by(ClinicalRecord.recorded_time.desc(), ClinicalRecord.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_IN_HAND = (
    sa.select(ClinicalRecord)
    .where(
        ClinicalRecord.person_id.in_(sa.bindparam("person_ids", expanding=True)),
        ClinicalRecord.kind == sa.bindparam("kind"),
        ClinicalRecord.state.in_((RecordState.DRAFT, RecordState.AWAITING_DOCTOR)),
    )
    .order_by(ClinicalRecord.recorded_time)
)


_HANDS = (
    sa.select(ClinicalRecord)
    .where(
        sa.or_(
            ClinicalRecord.id.in_(sa.bindparam("record_ids", expanding=True)),
            sa.and_(
                ClinicalRecord.person_id.in_(sa.bindparam("person_ids", expanding=True)),
                ClinicalRecord.state.in_((RecordState.DRAFT, RecordState.AWAITING_DOCTOR)),
            ),
        )
    )
    .order_by(ClinicalRecord.recorded_time)
)


@dataclass(frozen=True, slots=True)
class Hands:
    """Records by their id, and what each person has in hand by its kind: a draft, or handed in."""

    by_id: Mapping[uuid.UUID, ClinicalRecord]
    in_hand: Mapping[tuple[uuid.UUID, str], ClinicalRecord]


def hands(session: Session, record_ids: Collection[uuid.UUID], person_ids: Collection[uuid.UUID]) -> Hands:
    """In whose hands things are: these records, and whatever these people have open. One statement."""
    rows = list(session.scalars(_HANDS, {"record_ids": list(record_ids), "person_ids": list(person_ids)}))
    open_states = (RecordState.DRAFT, RecordState.AWAITING_DOCTOR)
    return Hands(
        {row.id: row for row in rows},
        {(row.person_id, row.kind): row for row in rows if row.state in open_states},
    )


def drafts_of(session: Session, identity: Identity, limit: int = 10) -> list[ClinicalRecord]:
    """The actor's own drafts, the last begun first."""
    return list(session.scalars(_DRAFTS, {"author_id": identity.user_id, "limit": limit}))


def open_by_person(session: Session, person_ids: Collection[uuid.UUID], kind: str) -> dict[uuid.UUID, ClinicalRecord]:
    """The record of ``kind`` that each of these people has in hand: a draft, or handed in."""
    rows = session.scalars(_IN_HAND, {"person_ids": list(person_ids), "kind": kind})
    return {row.person_id: row for row in rows}
