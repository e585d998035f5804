"""The registers of the unit, each read the same way: filtered, in pages or whole for a file, with what stands now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.dates import midnight
from healthapp.i18n import lazy_gettext as _l
from healthapp.mental import queries, words
from healthapp.mental.models import (
    DeathReport,
    DisorderNeed,
    DisorderStep,
    PostventionTask,
    Prescription,
    PrescriptionStep,
    PsychologyOffer,
    RestrictionStep,
    RestrictiveMeasure,
    SelfHarmEntry,
    SelfHarmNote,
)
from healthapp.mental.restrictions import against_rule
from healthapp.people.models import Facility, Person
from healthapp.records import books

PAGE = 50
#: Rows of one file.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a register: one facility, from and to a day, one kind, open or all; ``page`` from 1."""

    facility_id: uuid.UUID | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    kind: str = ""
    state: str = "open"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register with the person, the facility and what followed it.

    ``against_rule``: of a measure, whether it keeps somebody apart at a level of risk that forbids it.
    """

    row: Any
    person: Person
    facility: Facility
    steps: tuple[Any, ...] = ()
    against_rule: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """One register. ``at``: the column its days are filtered by; ``kinds``: what else it is filtered by.

    ``follows``: (model, column) of what follows a row. ``is_open``: of rows that end, the condition that one has not.
    ``follows_person``: listed where the person is now, not where the entry was made.
    """

    code: str
    title: Any
    permission: Permission
    model: Any
    at: Any
    kind: Any
    kinds: Mapping[str, Any]
    kind_text: Any
    follows: tuple[Any, Any] | None = None
    is_open: Callable[[], sa.ColumnElement[bool]] | None = None
    numbered: bool = False
    follows_person: bool = False

    @property
    def place(self) -> Any:
        return Person.facility_id if self.follows_person else self.model.facility_id


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page. ``gaps``: numbers of each book that nobody bears; it is empty when all is well."""

    lines: list[Line]
    more: bool
    gaps: list[str] = field(default_factory=list)


def _not_ended(model: Any, column: Any, of: Any, kind: str) -> Callable[[], sa.ColumnElement[bool]]:
    def condition() -> sa.ColumnElement[bool]:
        return ~sa.exists().where(column == of.id, model.kind == kind)

    return condition


REGISTERS: dict[str, Register] = {
    register.code: register
    for register in (
        Register(
            "self-harm",
            _l("Register of self-harm and suicide attempts"),
            Permission.SELF_HARM_READ,
            SelfHarmEntry,
            SelfHarmEntry.discovered_at,
            SelfHarmEntry.method,
            words.METHODS,
            _l("Method"),
            follows=(SelfHarmNote, SelfHarmNote.entry_id),
            numbered=True,
        ),
        Register(
            "restrictions",
            _l("Register of restrictive measures"),
            Permission.RESTRICTION_READ,
            RestrictiveMeasure,
            RestrictiveMeasure.started_at,
            RestrictiveMeasure.kind,
            words.MEASURES,
            _l("Restrictive measure"),
            follows=(RestrictionStep, RestrictionStep.measure_id),
            is_open=_not_ended(RestrictionStep, RestrictionStep.measure_id, RestrictiveMeasure, "ended"),
            numbered=True,
        ),
        Register(
            "deaths",
            _l("Register of deaths"),
            Permission.DEATH_READ,
            DeathReport,
            DeathReport.died_at,
            DeathReport.manner,
            words.MANNERS,
            _l("Manner, as it appears"),
            follows=(PostventionTask, PostventionTask.death_id),
            is_open=lambda: sa.exists().where(
                PostventionTask.death_id == DeathReport.id, PostventionTask.state == "open"
            ),
            numbered=True,
        ),
        Register(
            "waiting",
            _l("Waiting for the psychologist"),
            Permission.MENTAL_READ,
            PsychologyOffer,
            PsychologyOffer.offered_at,
            PsychologyOffer.urgency,
            words.URGENCY,
            _l("Urgency"),
            follows_person=True,
        ),
        Register(
            "disorders",
            _l("Mental disorder in ordinary regime"),
            Permission.DISORDER_READ,
            DisorderNeed,
            DisorderNeed.found_on,
            DisorderNeed.need,
            words.NEEDS,
            _l("What is needed"),
            follows=(DisorderStep, DisorderStep.need_id),
            is_open=_not_ended(DisorderStep, DisorderStep.need_id, DisorderNeed, "closed"),
            follows_person=True,
        ),
        Register(
            "medicines",
            _l("Medicines prescribed"),
            Permission.MEDICINE_READ,
            Prescription,
            Prescription.starts_on,
            Prescription.route,
            words.ROUTES,
            _l("How it is given"),
            follows=(PrescriptionStep, PrescriptionStep.prescription_id),
            is_open=_not_ended(PrescriptionStep, PrescriptionStep.prescription_id, Prescription, "stopped"),
            follows_person=True,
        ),
    )
}


def open_to(identity: Identity, register: Register) -> bool:
    """Whether the identity may read ``register`` in at least one facility, be it on a visit."""
    places = readable_facilities(identity, register.permission)
    return places is None or bool(places)


def facilities(session: Session, identity: Identity, register: Register) -> list[Facility]:
    """The facilities whose register the identity may read, by name."""
    places = readable_facilities(identity, register.permission)
    query = sa.select(Facility).order_by(Facility.name)
    return list(session.scalars(query if places is None else query.where(Facility.id.in_(places))))


def read(session: Session, identity: Identity, register: Register, wanted: Wanted, *, whole: bool = False) -> Page:
    """One page of ``register``, or ``whole`` of it for a file. Three statements, however many rows; more for gaps."""
    query = (
        sa.select(register.model, Person, Facility)
        .join(Person, Person.id == register.model.person_id)
        .join(Facility, Facility.id == register.place)
        .where(*_conditions(identity, register, wanted))
        .order_by(*_order(register))
    )
    limit = MOST if whole else PAGE
    offset = 0 if whole else (wanted.page - 1) * PAGE
    found = session.execute(query.limit(limit + 1).offset(offset)).all()
    shown = found[:limit]
    steps: dict[uuid.UUID, tuple[Any, ...]] = {}
    if register.follows is not None:
        model, column = register.follows
        if model is PostventionTask:
            steps = _tasks(session, [row[0].id for row in shown])
        else:
            steps = queries.steps_by(session, model, column, [row[0].id for row in shown])
    wrong: set[uuid.UUID] = set()
    if register.model is RestrictiveMeasure:
        wrong = against_rule(session, (queries.Measure(row[0], steps.get(row[0].id, ())) for row in shown))
    lines = [Line(row[0], row[1], row[2], steps.get(row[0].id, ()), row[0].id in wrong) for row in shown]
    return Page(lines, len(found) > limit, _gaps(session, identity, register) if register.numbered else [])


def _order(register: Register) -> tuple[Any, ...]:
    """What waits longest first; a book by its numbers, the latest first."""
    if register.code == "waiting":
        return (PsychologyOffer.urgency.desc(), PsychologyOffer.offered_at, PsychologyOffer.id)
    if register.code == "disorders":
        return (DisorderNeed.found_on, DisorderNeed.id)
    if register.numbered:
        return (register.model.year.desc(), Facility.code, register.model.number.desc())
    return (register.at.desc(), register.model.id.desc())


def _conditions(identity: Identity, register: Register, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    places = readable_facilities(identity, register.permission)
    found: list[sa.ColumnElement[bool]] = [] if places is None else [register.place.in_(places)]
    if wanted.facility_id is not None:
        found.append(register.place == wanted.facility_id)
    if wanted.kind:
        found.append(register.kind == wanted.kind)
    if register.code == "waiting":
        found.append(queries.is_waiting())
    if register.follows_person and (register.is_open is None or wanted.state == "open"):
        found.append(Person.in_custody.is_(True))
    if register.is_open is not None and wanted.state == "open":
        found.append(register.is_open())
    dates = register.at in (DisorderNeed.found_on, Prescription.starts_on)
    if wanted.first is not None:
        found.append(register.at >= (wanted.first if dates else midnight(wanted.first)))
    if wanted.last is not None:
        end = wanted.last + dt.timedelta(days=1)
        found.append(register.at < (end if dates else midnight(end)))
    return found


def _tasks(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Any, ...]]:
    made: dict[uuid.UUID, list[PostventionTask]] = {}
    query = sa.select(PostventionTask).where(PostventionTask.death_id.in_(ids)).order_by(PostventionTask.made_at)
    for task in session.scalars(query):
        made.setdefault(task.death_id, []).append(task)
    return {key: tuple(rows) for key, rows in made.items()}


def _gaps(session: Session, identity: Identity, register: Register) -> list[str]:
    """``T1-2026: 3`` for each number that is missing in a book, which only somebody outside this program can cause."""
    places = readable_facilities(identity, register.permission)
    model = register.model
    query = (
        sa.select(Facility.code, model.year, sa.func.count(), sa.func.max(model.number))
        .join(Facility, Facility.id == model.facility_id)
        .where(sa.true() if places is None else model.facility_id.in_(places))
        .group_by(Facility.code, model.year)
        .having(sa.func.count() < sa.func.max(model.number))
    )
    found = []
    for code, year, _count, _highest in session.execute(query).all():
        numbers = session.scalars(
            sa.select(model.number)
            .join(Facility, Facility.id == model.facility_id)
            .where(Facility.code == code, model.year == year)
        )
        found.append(f"{code}-{year}: " + ", ".join(str(number) for number in books.missing(numbers)))
    return found
