"""Findings of a visit: written, worded anew or taken back, each sealed to the team. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.inspection import events, notes, sealing
from healthapp.inspection.evidence import Evidence, FindingRefused
from healthapp.inspection.finding_models import Finding, FindingKey
from healthapp.inspection.models import SampleItem, Visit
from healthapp.inspection.notes import Opened
from healthapp.inspection.notes_models import MemberKey
from healthapp.inspection.queries import team
from healthapp.inspection.seals import row_digest
from healthapp.inspection.services import entered
from healthapp.people.models import Person
from healthapp.people.names import fold

SEVERITIES = ("high", "medium", "low")
#: nobody: about no person; the others: what the person agreed to (OPCAT 21.2: nothing personal without consent).
CONSENTS = ("nobody", "no", "anonymous", "named")
#: A shorter surname is also an ordinary word.
LEAST_NAME = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """What is sealed. ``name`` only with consent "named"; ``reason`` only when the finding is taken back."""

    severity: str
    category: str
    text: str
    consent: str
    name: str = ""
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""

    @classmethod
    def of(cls, content: dict[str, Any]) -> Wording:
        return cls(**{**content, "evidence": tuple(Evidence(**one) for one in content["evidence"])})


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as listed. ``wording`` None: one's key is not open, or it was sealed to others."""

    row: Finding
    wording: Wording | None

    @property
    def number(self) -> int:
        return self.row.number


def write(uow: UnitOfWork, visit: Visit, wording: Wording, *, number: int | None = None, seen: int = 0) -> Finding:
    """Seal a new finding, or another wording of ``number`` of which ``seen`` versions were known.

    Raises FindingRefused, and KeyRefused("none") without a key.
    """
    _may_write(uow, visit)
    _names_nobody(uow.session, wording)
    uow.lock(f"npg_finding:{visit.id}")
    version = 1
    if number is None:
        last = uow.session.scalar(sa.select(sa.func.max(Finding.number)).where(Finding.visit_id == visit.id))
        number = (last or 0) + 1
    else:
        version = _next_version(uow.session, visit, number, seen)
    return _seal(uow, visit, wording, number=number, version=version, stands=True)


def take_back(uow: UnitOfWork, visit: Visit, found: Found, reason: str, *, seen: int) -> Finding:
    """A finding that proved wrong: it stays, marked as taken back, with the reason. Raises as ``write``."""
    _may_write(uow, visit)
    uow.lock(f"npg_finding:{visit.id}")
    version = _next_version(uow.session, visit, found.number, seen)
    if found.wording is None:
        raise FindingRefused("gone")
    wording = replace(found.wording, reason=reason)
    return _seal(uow, visit, wording, number=found.number, version=version, stands=False)


def _may_write(uow: UnitOfWork, visit: Visit) -> None:
    if uow.actor.user_id not in team(visit):
        raise FindingRefused("team")
    if not entered(visit):
        raise FindingRefused("step")


def _names_nobody(session: Session, wording: Wording) -> None:
    """Without consent no surname of those the evidence is about stands in the text (OPCAT 21.2)."""
    if wording.consent == "named":
        return
    items = [uuid.UUID(one.item) for one in wording.evidence]
    surnames = session.scalars(
        sa.select(Person.surname).join(SampleItem, SampleItem.person_id == Person.id).where(SampleItem.id.in_(items))
    )
    words = fold(wording.text).split()
    for surname in map(fold, surnames):
        if len(surname) >= LEAST_NAME and any(word.startswith(surname) for word in words):
            raise FindingRefused("names", "text")


def _next_version(session: Session, visit: Visit, number: int, seen: int) -> int:
    last = session.scalars(
        sa.select(Finding).where(Finding.visit_id == visit.id, Finding.number == number).order_by(Finding.version)
    ).all()
    if not last or not last[-1].stands:
        raise FindingRefused("gone")
    if last[-1].version != seen:
        raise FindingRefused("changed")
    return seen + 1


def _seal(uow: UnitOfWork, visit: Visit, wording: Wording, *, number: int, version: int, stands: bool) -> Finding:
    finding_id = uuid7()
    row = Finding(
        id=finding_id, visit_id=visit.id, number=number, version=version, stands=stands, client_key=finding_id
    )
    about = _about(finding_id, visit.id, number, version)
    notes.keep_sealed(uow, row, _key_row, asdict(wording), team(visit), about=about)
    audit.record(
        uow,
        events.FINDING_SEALED,
        facility_id=visit.facility_id,
        subject=("npg_finding", row.id),
        digest=row_digest(row),
        number=number,
        version=version,
    )
    return row


def _key_row(finding_id: uuid.UUID, key_id: uuid.UUID, sealed: bytes) -> FindingKey:
    return FindingKey(finding_id=finding_id, key_id=key_id, sealed=sealed)


def _about(finding_id: uuid.UUID, visit_id: uuid.UUID, number: int, version: int) -> bytes:
    """What a body is bound to: moved to another row, number or version it does not open."""
    return finding_id.bytes + visit_id.bytes + number.to_bytes(4, "big") + version.to_bytes(4, "big")


def of_visit(session: Session, visit_id: uuid.UUID, user_id: uuid.UUID | None, key: Opened | None) -> list[Found]:
    """The last wording of every finding of a visit, in order of numbers, as far as it is sealed to this member."""
    rows = session.execute(_sealed_to(visit_id, user_id).order_by(Finding.number, Finding.version)).all()
    last = {row.number: (row, sealed) for row, sealed in rows}
    return [_found(row, sealed, key) for row, sealed in last.values()]


def find(
    session: Session, visit_id: uuid.UUID, number: int, user_id: uuid.UUID | None, key: Opened | None
) -> list[Found]:
    """Every wording of one finding, the newest first."""
    chosen = _sealed_to(visit_id, user_id).where(Finding.number == number).order_by(Finding.version.desc())
    return [_found(row, sealed, key) for row, sealed in session.execute(chosen)]


def _sealed_to(visit_id: uuid.UUID, user_id: uuid.UUID | None) -> sa.Select[Finding, bytes]:
    mine = sa.select(MemberKey.id).where(MemberKey.user_id == user_id)
    return (
        sa.select(Finding, FindingKey.sealed)
        .outerjoin(FindingKey, sa.and_(FindingKey.finding_id == Finding.id, FindingKey.key_id.in_(mine)))
        .where(Finding.visit_id == visit_id)
    )


def _found(row: Finding, sealed: bytes | None, key: Opened | None) -> Found:
    content = notes.content_of(row.body, sealed, key, _about(row.id, row.visit_id, row.number, row.version))
    return Found(row, Wording.of(content) if content is not None else None)


def without(session: Session, visit: Visit, user_id: uuid.UUID | None) -> list[MemberKey]:
    """Keys of the team to which not every finding this member can open is sealed yet: made, or joined, later."""
    mine = _mine(session, visit.id, user_id)
    keys = session.scalars(
        sa.select(MemberKey).where(MemberKey.user_id.in_(team(visit)), MemberKey.retired_at.is_(None))
    ).all()
    held = session.execute(
        sa.select(FindingKey.key_id, sa.func.count())
        .where(FindingKey.finding_id.in_(list(mine)))
        .group_by(FindingKey.key_id)
    )
    counts: dict[uuid.UUID, int] = {row[0]: int(row[1]) for row in held}
    return [key for key in keys if counts.get(key.id, 0) < len(mine)]


def _mine(session: Session, visit_id: uuid.UUID, user_id: uuid.UUID | None) -> dict[uuid.UUID, tuple[uuid.UUID, bytes]]:
    rows = session.execute(
        sa.select(FindingKey.finding_id, FindingKey.key_id, FindingKey.sealed)
        .join(Finding, Finding.id == FindingKey.finding_id)
        .join(MemberKey, MemberKey.id == FindingKey.key_id)
        .where(Finding.visit_id == visit_id, MemberKey.user_id == user_id)
    )
    return {finding_id: (key_id, sealed) for finding_id, key_id, sealed in rows}


def share(uow: UnitOfWork, visit: Visit, key: Opened) -> int:
    """Seal what one can open to colleagues of the team who had no key then; returns how many keys were sealed."""
    uow.lock(f"npg_finding:{visit.id}")
    mine = _mine(uow.session, visit.id, uow.actor.user_id)
    made = 0
    for colleague in without(uow.session, visit, uow.actor.user_id):
        there = set(uow.session.scalars(sa.select(FindingKey.finding_id).where(FindingKey.key_id == colleague.id)))
        for finding_id, (key_id, sealed) in mine.items():
            if finding_id not in there and key_id == key.key_id:
                passed = sealing.pass_on(sealed, key.private, colleague.public)
                uow.session.add(FindingKey(finding_id=finding_id, key_id=colleague.id, sealed=passed))
                made += 1
    audit.record(
        uow, events.FINDINGS_SHARED, facility_id=visit.facility_id, subject=("npg_visit", visit.id), count=made
    )
    return made


def standing(found: Sequence[Found]) -> list[Found]:
    """Those that were not taken back."""
    return [one for one in found if one.row.stands]
