"""Screenings: reading them, and their life from draft to sealed record. Writes happen in the caller's unit of work."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.database import UnitOfWork
from healthapp.i18n import lazy_gettext as _l
from healthapp.people import queries as people
from healthapp.people.models import Person
from healthapp.records import kinds as record_kinds
from healthapp.records import queries as records
from healthapp.records import services
from healthapp.records.errors import NeedsSecondPerson, NotInCustody
from healthapp.records.models import ClinicalRecord, DraftSection, RecordState
from healthapp.risk import content as contents
from healthapp.risk import events, shelf
from healthapp.risk.content import KIND, SECTION, Screen
from screening.result import Result

SCHEMA_VERSION = 1

record_kinds.declare(KIND, _l("Screening"), endpoint="screening.show")


class NeedsReason(Exception):
    """An answer that meant danger is taken back, and nobody said why."""


@dataclass(frozen=True, slots=True)
class Screening:
    """A screening record with its person, answers and the score taken from them."""

    record: ClinicalRecord
    person: Person
    screen: Screen
    result: Result
    version: int

    @property
    def id(self) -> uuid.UUID:
        return self.record.id

    @property
    def facility_id(self) -> uuid.UUID:
        return self.record.facility_id

    @property
    def person_id(self) -> uuid.UUID:
        return self.record.person_id

    @property
    def author_id(self) -> uuid.UUID:
        return self.record.author_id

    @property
    def state(self) -> str:
        return self.record.state

    @property
    def is_draft(self) -> bool:
        return self.record.state == RecordState.DRAFT

    @property
    def is_danger(self) -> bool:
        """Whether the person must not be left alone, by what is known now."""
        return contents.is_danger(self.screen.definition, self.result, ended=not self.is_draft)


def find(session: Session, identity: Identity, record_id: uuid.UUID) -> Screening | None:
    """One screening in scope, or None."""
    record = records.find(session, identity, record_id, Permission.INTAKE_READ)
    if record is None or record.kind != KIND:
        return None
    return load(session, record)


def load(session: Session, record: ClinicalRecord) -> Screening:
    """The screening of a record the caller found within their scope."""
    return _of(session, record, records.content_of(session, record))


def _of(session: Session, record: ClinicalRecord, found: records.Content) -> Screening:
    screen = contents.read(shelf.of(session), found.sections[SECTION])
    person = session.get_one(Person, record.person_id)
    result = contents.result_of(screen, person, record)
    return Screening(record, person, screen, result, found.versions.get(SECTION, 0))


@dataclass(frozen=True, slots=True)
class History:
    """Signed screenings, the newest first; ``unread``: those whose definition is not here, each with the reason."""

    read: list[Screening]
    unread: list[tuple[ClinicalRecord, contents.NotHere]]


def history(session: Session, identity: Identity, person_id: uuid.UUID, limit: int = 60) -> History:
    """The signed screenings of a person as far as the identity may read them."""
    rows = session.scalars(
        sa.select(ClinicalRecord)
        .where(
            ClinicalRecord.person_id == person_id,
            ClinicalRecord.kind == KIND,
            ClinicalRecord.state == RecordState.SIGNED,
            records.in_scope(identity, Permission.INTAKE_READ),
        )
        .order_by(ClinicalRecord.event_time.desc(), ClinicalRecord.id.desc())
        .limit(limit)
    ).all()
    found = records.sealed_contents(session, [row.id for row in rows])
    told = History([], [])
    for row in rows:
        try:
            told.read.append(_of(session, row, found[row.id]))
        except contents.NotHere as missing:
            told.unread.append((row, missing))
    return told


def in_hand(session: Session, identity: Identity, person_id: uuid.UUID, instrument: str) -> ClinicalRecord | None:
    """The identity's own draft of this instrument for this person."""
    rows = session.scalars(
        sa.select(ClinicalRecord)
        .where(
            ClinicalRecord.person_id == person_id,
            ClinicalRecord.kind == KIND,
            ClinicalRecord.state == RecordState.DRAFT,
            ClinicalRecord.author_id == identity.user_id,
        )
        .order_by(ClinicalRecord.recorded_time)
    )
    return next((row for row in rows if row.summary.get("instrument") == instrument), None)


def begin(uow: UnitOfWork, person: Person, instrument: str, language: str) -> ClinicalRecord:
    """A draft of ``instrument``, or the actor's own one in hand: a double click makes no second one.

    Raises NotInCustody, and KeyError for an instrument that is not here. Who was released since may be gone on with.
    """
    uow.lock(f"screening:{person.id}")
    known = in_hand(uow.session, uow.actor, person.id, instrument)
    if known is not None:
        return known
    stay = people.open_stay(uow.session, person.id)
    if stay is None:
        raise NotInCustody
    made = services.begin(
        uow,
        kind=KIND,
        person_id=person.id,
        stay_id=stay.id,
        facility_id=stay.facility_id,
        event_time=uow.now(),
        schema_version=SCHEMA_VERSION,
    )
    made.summary = {"instrument": instrument}
    blank = contents.blank(shelf.of(uow.session), instrument, language)
    services.save_section(uow, made, section=SECTION, answers=blank, expected_version=0)
    uow.session.flush()
    return made


def save(uow: UnitOfWork, found: Screening, given: dict[str, Any], *, expected_version: int) -> DraftSection:
    """Keep the answers. Raises WrongState, EditConflict or NeedsReason.

    An answer that meant danger is taken back with a reason only (``why``), and both answers stay in the record.
    """
    why = str(given.pop("why", "")).strip()
    kept = {**found.screen.content, **given}
    if "answers" in given and _takes_back(found, kept):
        if not why:
            raise NeedsReason
        changes = _changes(uow, found, kept, why)
        kept["corrections"] = [*found.screen.content.get("corrections", []), *changes]
        audit.record(
            uow,
            events.ANSWER_CORRECTED,
            about=found,
            subject=("clinical_record", found.id),
            instrument=found.result.instrument,
            items=len(changes),
        )
    return services.save_section(uow, found.record, section=SECTION, answers=kept, expected_version=expected_version)


def _takes_back(found: Screening, kept: dict[str, Any]) -> bool:
    if not found.is_danger:
        return False
    changed = replace(found.screen, content=kept)
    result = contents.result_of(changed, found.person, found.record)
    return not contents.is_danger(found.screen.definition, result, ended=False)


def _changes(uow: UnitOfWork, found: Screening, kept: dict[str, Any], why: str) -> list[dict[str, Any]]:
    """One entry for each answer that changes: what it was, what it is, why, who, when."""
    was, now = found.screen.answers, kept["answers"]
    about = {"why": why, "by": uow.actor.name, "at": uow.now().isoformat()}
    items = [item.id for item in found.screen.definition.items if was.get(item.id) != now.get(item.id)]
    return [{"item": item, "was": was.get(item), "now": now.get(item), **about} for item in items]


def finish(uow: UnitOfWork, found: Screening, *, method: str) -> Screening:
    """Sign and seal. What lists show is kept in the summary; the score is taken from the answers every time.

    Raises NeedsSecondPerson for a colleague's draft and WrongState.
    """
    if found.author_id != uow.actor.user_id:
        raise NeedsSecondPerson
    kept: dict[str, Any] = {"answers": contents.without_idle_answers(found.screen, found.person, found.record)}
    words = found.screen.texts(found.screen.content.get("language", ""))
    if digest := shelf.of(uow.session).digest(found.screen.definition, words.language):
        kept["words"] = digest
    if any(found.screen.content.get(name) != value for name, value in kept.items()):
        save(uow, found, kept, expected_version=found.version)
        found = load(uow.session, found.record)
    result = found.result
    found.record.summary = {
        "instrument": result.instrument,
        "version": result.version,
        "status": result.status,
        "scores": dict(result.scores),
        "bands": {**result.act_as, **result.bands},
        "danger": contents.is_danger(found.screen.definition, result, ended=True),
    }
    services.hand_in(uow, found.record, method=method, needs_doctor=False)
    return load(uow.session, found.record)
