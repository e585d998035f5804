"""Reading this room, always as far as the identity may see it. What stands now follows from the last row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.policy import FOLLOWS_PERSON
from healthapp.mental.models import (
    DeathReport,
    DisorderNeed,
    DisorderStep,
    PostventionTask,
    Prescription,
    PrescriptionStep,
    PsychologyContact,
    PsychologyOffer,
    RestrictionStep,
    RestrictiveMeasure,
    SelfHarmEntry,
    SelfHarmNote,
)
from healthapp.people.models import Facility, Person

PAGE = 25
Position = tuple[dt.datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Found:
    """A row of this room with the person it is about and where it was made; the guard reads both off it."""

    row: Any
    person: Person
    facility: Facility

    @property
    def id(self) -> uuid.UUID:
        found: uuid.UUID = self.row.id
        return found

    @property
    def person_id(self) -> uuid.UUID:
        return self.person.id

    @property
    def facility_id(self) -> uuid.UUID:
        return self.facility.id

    @property
    def held_at(self) -> uuid.UUID | None:
        return self.person.facility_id

    @property
    def author_id(self) -> uuid.UUID | None:
        found: uuid.UUID | None = self.row.author_id
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    """A restrictive measure with its steps in order of time."""

    row: RestrictiveMeasure
    steps: tuple[RestrictionStep, ...]

    @property
    def ended(self) -> RestrictionStep | None:
        return next((step for step in self.steps if step.kind == "ended"), None)

    @property
    def ends_at(self) -> dt.datetime:
        """The end as it is ordered now."""
        longer = [step.ends_at for step in self.steps if step.ends_at is not None]
        return longer[-1] if longer else self.row.ends_at

    def last(self, *kinds: str) -> RestrictionStep | None:
        return next((step for step in reversed(self.steps) if step.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class Medicine:
    """A prescription with its reviews; ``stopped`` None: it is given now."""

    row: Prescription
    steps: tuple[PrescriptionStep, ...]

    @property
    def stopped(self) -> PrescriptionStep | None:
        return next((step for step in self.steps if step.kind == "stopped"), None)

    @property
    def review_on(self) -> dt.date:
        """Day of the next review."""
        later = [step.review_on for step in self.steps if step.review_on is not None]
        return later[-1] if later else self.row.review_on


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody's need of another place, with what happened since."""

    row: DisorderNeed
    steps: tuple[DisorderStep, ...]

    @property
    def closed(self) -> DisorderStep | None:
        return next((step for step in self.steps if step.kind == "closed"), None)

    @property
    def obstacle(self) -> str:
        """What stands in the way now."""
        told = [step.obstacle for step in self.steps if step.obstacle]
        return told[-1] if told else self.row.obstacle

    @property
    def cases(self) -> tuple[uuid.UUID, ...]:
        return tuple(step.case_id for step in self.steps if step.case_id is not None)


@dataclass(frozen=True, slots=True)
class Contacts:
    """One page of a course, newest first; ``older``: where the next begins."""

    rows: list[PsychologyContact]
    older: Position | None
    total: int


def in_scope(identity: Identity, permission: Permission, model: Any) -> sa.ColumnElement[bool]:
    """Made where one may read; about a person who is there now, for what follows the person; or opened in need."""
    places = readable_facilities(identity, permission)
    if places is None:
        return sa.true()
    conditions = [model.facility_id.in_(places)]
    if permission in FOLLOWS_PERSON:
        conditions.append(Person.facility_id.in_(places))
    if identity.break_glass:
        conditions.append(model.person_id.in_(identity.break_glass))
    return sa.or_(*conditions)


def find(session: Session, identity: Identity, permission: Permission, model: Any, row_id: uuid.UUID) -> Found | None:
    """One row of ``model`` in scope, or None."""
    found = session.execute(
        sa.select(model, Person, Facility)
        .join(Person, Person.id == model.person_id)
        .join(Facility, Facility.id == model.facility_id)
        .where(model.id == row_id, in_scope(identity, permission, model))
    ).first()
    return Found(*found) if found else None


def self_harm_of(session: Session, ids: Collection[uuid.UUID], limit: int = 100) -> list[SelfHarmEntry]:
    """The newest first."""
    query = sa.select(SelfHarmEntry).where(SelfHarmEntry.person_id.in_(ids))
    return list(session.scalars(query.order_by(SelfHarmEntry.discovered_at.desc()).limit(limit)))


def notes_of(session: Session, entry_id: uuid.UUID) -> list[SelfHarmNote]:
    query = sa.select(SelfHarmNote).where(SelfHarmNote.entry_id == entry_id)
    return list(session.scalars(query.order_by(SelfHarmNote.at, SelfHarmNote.id)))


def steps_by(session: Session, model: Any, column: Any, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[Any, ...]]:
    """The rows of ``model`` by what they follow, in order of entry. One statement; none for nothing."""
    wanted = list(ids)
    if not wanted:
        return {}
    gathered: dict[uuid.UUID, list[Any]] = defaultdict(list)
    query = sa.select(model).where(column.in_(wanted)).order_by(model.recorded_at, model.id)
    for row in session.scalars(query):
        gathered[getattr(row, column.key)].append(row)
    return {key: tuple(rows) for key, rows in gathered.items()}


def restrictions_of(session: Session, ids: Collection[uuid.UUID]) -> list[Measure]:
    """The newest first."""
    query = sa.select(RestrictiveMeasure).where(RestrictiveMeasure.person_id.in_(ids))
    return measures(session, session.scalars(query.order_by(RestrictiveMeasure.started_at.desc())))


def measures(session: Session, rows: Iterable[RestrictiveMeasure]) -> list[Measure]:
    """Each with its steps, in the order given."""
    known = list(rows)
    steps = steps_by(session, RestrictionStep, RestrictionStep.measure_id, [row.id for row in known])
    return [Measure(row, steps.get(row.id, ())) for row in known]


def in_force(session: Session, identity: Identity) -> list[tuple[Measure, Person]]:
    """Measures in force in the identity's units, the one that ends first on top."""
    places = readable_facilities(identity, Permission.RESTRICTION_WATCH)
    ended = sa.exists().where(RestrictionStep.measure_id == RestrictiveMeasure.id, RestrictionStep.kind == "ended")
    query = (
        sa.select(RestrictiveMeasure, Person)
        .join(Person, Person.id == RestrictiveMeasure.person_id)
        .where(~ended, sa.true() if places is None else RestrictiveMeasure.facility_id.in_(places))
    )
    rows = session.execute(query).all()
    people = {measure.id: person for measure, person in rows}
    found = [(one, people[one.row.id]) for one in measures(session, [measure for measure, _person in rows])]
    return sorted(found, key=lambda pair: pair[0].ends_at)


def death_of(session: Session, person_id: uuid.UUID) -> DeathReport | None:
    return session.scalar(sa.select(DeathReport).where(DeathReport.person_id == person_id))


def tasks_of(session: Session, death_id: uuid.UUID) -> list[PostventionTask]:
    """What is open first, by day."""
    query = sa.select(PostventionTask).where(PostventionTask.death_id == death_id)
    return list(session.scalars(query.order_by(PostventionTask.ended_at.is_not(None), PostventionTask.due_at)))


def contacts_of(
    session: Session, ids: Collection[uuid.UUID], before: Position | None = None, limit: int = PAGE
) -> Contacts:
    """One page of the psychologist's contacts, what was added to a note left out. Two statements, however many."""
    mine = (PsychologyContact.person_id.in_(ids), PsychologyContact.adds_to_id.is_(None))
    query = sa.select(PsychologyContact).where(*mine)
    if before is not None:
        at, last = before
        same = sa.and_(PsychologyContact.held_at == at, PsychologyContact.id < last)
        query = query.where(sa.or_(PsychologyContact.held_at < at, same))
    order = (PsychologyContact.held_at.desc(), PsychologyContact.id.desc())
    rows = list(session.scalars(query.order_by(*order).limit(limit + 1)))
    total = int(session.scalar(sa.select(sa.func.count()).select_from(PsychologyContact).where(*mine)) or 0)
    shown = rows[:limit]
    return Contacts(shown, (shown[-1].held_at, shown[-1].id) if len(rows) > limit else None, total)


def additions(session: Session, contact_id: uuid.UUID) -> list[PsychologyContact]:
    query = sa.select(PsychologyContact).where(PsychologyContact.adds_to_id == contact_id)
    return list(session.scalars(query.order_by(PsychologyContact.recorded_at)))


def offers_of(session: Session, ids: Collection[uuid.UUID], limit: int = 20) -> list[PsychologyOffer]:
    """The newest first."""
    query = sa.select(PsychologyOffer).where(PsychologyOffer.person_id.in_(ids))
    order = (PsychologyOffer.offered_at.desc(), PsychologyOffer.recorded_at.desc(), PsychologyOffer.id.desc())
    return list(session.scalars(query.order_by(*order).limit(limit)))


def is_waiting() -> sa.ColumnElement[bool]:
    """Of an offer: accepted, no other answer since, and no psychologist has seen the person since."""
    later = aliased(PsychologyOffer)
    answered = sa.exists().where(
        later.person_id == PsychologyOffer.person_id,
        sa.or_(
            later.offered_at > PsychologyOffer.offered_at,
            sa.and_(later.offered_at == PsychologyOffer.offered_at, later.id > PsychologyOffer.id),
        ),
    )
    seen = sa.exists().where(
        PsychologyContact.person_id == PsychologyOffer.person_id,
        PsychologyContact.held_at >= PsychologyOffer.offered_at,
        PsychologyContact.kind != "missed",
    )
    return sa.and_(PsychologyOffer.answer == "accepted", ~answered, ~seen)


def waiting_of(session: Session, person_id: uuid.UUID) -> PsychologyOffer | None:
    """The accepted offer with which somebody stands on the waiting list."""
    return session.scalar(
        sa.select(PsychologyOffer).where(PsychologyOffer.person_id == person_id, is_waiting()).limit(1)
    )


def medicines_of(session: Session, ids: Collection[uuid.UUID], limit: int = 200) -> list[Medicine]:
    """What is given now first, then the newest first."""
    query = sa.select(Prescription).where(Prescription.person_id.in_(ids))
    rows = list(session.scalars(query.order_by(Prescription.starts_on.desc(), Prescription.id.desc()).limit(limit)))
    steps = steps_by(session, PrescriptionStep, PrescriptionStep.prescription_id, [row.id for row in rows])
    found = [Medicine(row, steps.get(row.id, ())) for row in rows]
    return sorted(found, key=lambda one: one.stopped is not None)


def medicine(session: Session, row: Prescription) -> Medicine:
    """A prescription with its steps as they stand now."""
    steps = steps_by(session, PrescriptionStep, PrescriptionStep.prescription_id, [row.id])
    return Medicine(row, steps.get(row.id, ()))


def needs_of(session: Session, ids: Collection[uuid.UUID]) -> list[Need]:
    """Open ones first."""
    query = sa.select(DisorderNeed).where(DisorderNeed.person_id.in_(ids))
    rows = list(session.scalars(query.order_by(DisorderNeed.found_on.desc())))
    steps = steps_by(session, DisorderStep, DisorderStep.need_id, [row.id for row in rows])
    return sorted((Need(row, steps.get(row.id, ())) for row in rows), key=lambda one: one.closed is not None)


def need(session: Session, row: DisorderNeed) -> Need:
    """A need with its steps as they stand now."""
    return Need(row, steps_by(session, DisorderStep, DisorderStep.need_id, [row.id]).get(row.id, ()))


def answered_by_case(session: Session, identity: Identity, case_id: uuid.UUID) -> list[DisorderNeed]:
    """The needs a case answers, as far as the identity may see them; nothing is asked for somebody who may see none."""
    places = readable_facilities(identity, Permission.DISORDER_READ)
    if places is not None and not places:
        return []
    answers = sa.exists().where(DisorderStep.need_id == DisorderNeed.id, DisorderStep.case_id == case_id)
    return list(
        session.scalars(
            sa.select(DisorderNeed)
            .join(Person, Person.id == DisorderNeed.person_id)
            .where(answers, in_scope(identity, Permission.DISORDER_READ, DisorderNeed))
            .order_by(DisorderNeed.found_on)
        )
    )
