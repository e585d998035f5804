"""Reading examinations, as far as the identity may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Context, Identity, Permission, permits
from healthapp.deadlines.models import Deadline
from healthapp.intake import bands
from healthapp.intake.dictionary import ExamKind, Section, Subject, is_kind, kind_of, sections_for
from healthapp.people import flags
from healthapp.people.models import Facility, Person, Stay
from healthapp.people.names import age
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord, DraftSection, RecordState


@dataclass(frozen=True, slots=True)
class Examination:
    """A record with the person it is about and everything its pages ask of it."""

    record: ClinicalRecord
    person: Person
    stay: Stay | None
    facility: Facility
    content: records.Content
    clock: Deadline | None
    #: The cut-offs its sums are read by.
    limits: bands.Limits
    #: Parts the reader may not see.
    hidden: frozenset[str] = frozenset()
    presumed_minor: bool = False

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
    def held_at(self) -> uuid.UUID | None:
        return self.person.facility_id

    @property
    def author_id(self) -> uuid.UUID:
        return self.record.author_id

    @property
    def state(self) -> str:
        return self.record.state

    @property
    def kind(self) -> ExamKind:
        return kind_of(self.record.kind)

    @property
    def is_draft(self) -> bool:
        return self.record.state == RecordState.DRAFT

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        return self.content.sections

    @property
    def subject(self) -> Subject:
        found = subject_of(self.person, self.record.kind, self.record.event_time)
        return replace(found, presumed_minor=self.presumed_minor)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts that apply, and any other that already holds answers (the person's sex was corrected since)."""
        applying = sections_for(self.subject, self.content.sections)
        return tuple(section for section in applying if section.key not in self.hidden)


def subject_of(person: Person, kind: str, at: dt.datetime) -> Subject:
    return Subject(sex=person.registered_sex, age=age(person.birth_date, at), kind=kind)


def find(session: Session, identity: Identity, record_id: uuid.UUID) -> Examination | None:
    """One examination in scope with its content, or None."""
    record = records.find(session, identity, record_id, Permission.INTAKE_READ)
    if record is None or not is_kind(record.kind):
        return None
    return _as_readable(identity, load(session, record))


def _as_readable(identity: Identity, found: Examination) -> Examination:
    """Without the parts whose readers are fewer than the record's."""
    context = Context(
        facility_id=found.facility_id, held_at=found.held_at, person_id=found.person_id, author_id=found.author_id
    )
    hidden = frozenset(
        section.key
        for section in found.kind.sections
        if section.reader is not None and not permits(identity, section.reader, context)
    )
    if not hidden:
        return found
    shown = {key: answers for key, answers in found.content.sections.items() if key not in hidden}
    return replace(found, content=replace(found.content, sections=shown), hidden=hidden)


def load(session: Session, record: ClinicalRecord) -> Examination:
    """The examination of a record the caller found within their scope."""
    person, facility, stay = session.execute(
        sa.select(Person, Facility, Stay)
        .select_from(Person)
        .join(Facility, Facility.id == record.facility_id)
        .outerjoin(Stay, Stay.id == record.stay_id)
        .where(Person.id == record.person_id)
    ).one()
    content = records.content_of(session, record)
    return Examination(
        record=record,
        person=person,
        stay=stay,
        facility=facility,
        content=content,
        clock=clock_of(session, record, content.sections),
        limits=bands.of(session, person, record.event_time, content.sections, _kept(record)),
        presumed_minor=_presumed_minor(session, person),
    )


def _kept(record: ClinicalRecord) -> str:
    """The language the sums were read in, once it is settled: languages of a person are corrected later."""
    return "" if record.state == RecordState.DRAFT else str(record.summary.get("language", ""))


def _presumed_minor(session: Session, person: Person) -> bool:
    """Asked only where the birth date leaves it open."""
    if person.birth_date is not None and not person.birth_date_estimated:
        return False
    return any(flag.code == "juvenile" for flag in flags.of_people(session, [person.id]).get(person.id, []))


def clock_of(
    session: Session, record: ClinicalRecord, answers: Mapping[str, Any], *, only_open: bool = False
) -> Deadline | None:
    """The clock this examination answers: the one it met, or the oldest open one that its signature ends."""
    kinds = [clock.code for clock in kind_of(record.kind).ends(answers)]
    met = sa.false() if only_open else Deadline.met_by == record.id
    return session.scalar(
        sa.select(Deadline)
        .where(
            Deadline.person_id == record.person_id,
            Deadline.kind.in_(kinds),
            sa.or_(met, Deadline.state == "open"),
        )
        .order_by(sa.case((Deadline.met_by == record.id, 0), else_=1), Deadline.started_at)
        .limit(1)
    )


def in_hand(session: Session, person_id: uuid.UUID, kind: str) -> ClinicalRecord | None:
    """The draft of ``kind`` that this person has, or what waits for the doctor while nothing new is due.

    Who comes back from court again must be examined again, whether or not the doctor has signed for the last time.
    """
    known = records.open_by_person(session, {person_id}, kind).get(person_id)
    if known is None or known.state == RecordState.DRAFT:
        return known
    if kind_of(kind).repeats:
        return None
    clock = clock_of(session, known, {}, only_open=True)
    return known if clock is None else None


def drafts_of(session: Session, person_id: uuid.UUID) -> list[ClinicalRecord]:
    """What is in hand about this person."""
    mine = (ClinicalRecord.person_id == person_id, ClinicalRecord.state == RecordState.DRAFT)
    return list(session.scalars(sa.select(ClinicalRecord).where(*mine).order_by(ClinicalRecord.id)))


def spoken_since(session: Session, record: ClinicalRecord, since: dt.datetime) -> list[ClinicalRecord]:
    """This person's other examinations that stand and were saved or signed at ``since`` or after, the last first."""
    saved = sa.exists().where(DraftSection.record_id == ClinicalRecord.id, DraftSection.saved_at >= since)
    found = session.scalars(
        sa.select(ClinicalRecord)
        .where(
            ClinicalRecord.person_id == record.person_id,
            ClinicalRecord.id != record.id,
            ClinicalRecord.state.in_((RecordState.DRAFT, RecordState.AWAITING_DOCTOR, RecordState.SIGNED)),
            sa.or_(ClinicalRecord.handed_in_at >= since, saved),
        )
        .order_by(ClinicalRecord.recorded_time.desc(), ClinicalRecord.id.desc())
    )
    return [row for row in found if is_kind(row.kind)]
