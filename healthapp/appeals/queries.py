"""Reading appeals, each as far as the identity may see it.

What came to the mechanism of the Ombudsman is not there for anybody else until it is passed on.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.roles import OVERSIGHT
from healthapp.appeals.models import Appeal, AppealStep
from healthapp.appeals.states import OF_DEPARTMENT, State
from healthapp.i18n import local
from healthapp.people import queries as people
from healthapp.people.models import Facility, Person

PAGE = 50
Position = tuple[dt.datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Found:
    """An appeal with what was done about it, oldest first."""

    row: Appeal
    facility: Facility
    person: Person | None
    steps: tuple[AppealStep, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.row.id

    @property
    def facility_id(self) -> uuid.UUID:
        return self.row.facility_id

    @property
    def person_id(self) -> uuid.UUID | None:
        return self.row.person_id


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    row: Appeal
    facility: Facility
    person: Person | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of the list. ``state``: a state, or "open" for all that nobody was told of yet."""

    state: str = "open"
    kind: str = ""


def of_mechanism(identity: Identity) -> bool:
    """Whether the reader acts for the mechanism of the Ombudsman."""
    return bool(identity.roles & OVERSIGHT)


def decides(row: Appeal, identity: Identity) -> bool:
    """Whether ``identity`` may decide: of care the unit gives, the Department decides, not the unit.

    The mechanism decides what it did not pass on.
    """
    if of_mechanism(identity):
        return row.oversight and not row.passed_on
    if row.kind in OF_DEPARTMENT:
        return readable_facilities(identity, Permission.APPEAL_DECIDE) is None
    return True


def listed(
    session: Session, identity: Identity, wanted: Wanted, *, limit: int, after: Position | None = None
) -> list[Line]:
    """The appeals in scope, the longest waiting first."""
    query = (
        sa.select(Appeal, Facility, Person)
        .join(Facility, Facility.id == Appeal.facility_id)
        .join(Person, Person.id == Appeal.person_id, isouter=True)
        .where(_in_scope(identity))
        .order_by(Appeal.received_at, Appeal.id)
        .limit(limit)
    )
    if wanted.state == "open":
        query = query.where(Appeal.state != State.TOLD)
    elif wanted.state:
        query = query.where(Appeal.state == wanted.state)
    if wanted.kind:
        query = query.where(Appeal.kind == wanted.kind)
    if after is not None:
        query = query.where(sa.tuple_(Appeal.received_at, Appeal.id) > after)
    return [Line(*row) for row in session.execute(query)]


def find(session: Session, identity: Identity, appeal_id: uuid.UUID) -> Found | None:
    """One appeal in scope; else None."""
    row = session.execute(
        sa.select(Appeal, Facility, Person)
        .join(Facility, Facility.id == Appeal.facility_id)
        .join(Person, Person.id == Appeal.person_id, isouter=True)
        .where(Appeal.id == appeal_id, _in_scope(identity))
    ).one_or_none()
    return Found(*row, _steps(session, appeal_id)) if row is not None else None


def held(session: Session, appeal_id: uuid.UUID) -> Appeal:
    """The row as it stands in the caller's unit of work."""
    return session.get_one(Appeal, appeal_id, populate_existing=True)


def person(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    """The person of a link, in scope."""
    return people.find(session, identity, person_id)


def of_person(session: Session, identity: Identity, person_id: uuid.UUID) -> list[Appeal]:
    """The appeals of one person in scope, newest first."""
    query = sa.select(Appeal).where(Appeal.person_id == person_id, _in_scope(identity))
    return list(session.scalars(query.order_by(Appeal.received_at.desc(), Appeal.id)))


def facilities(session: Session, identity: Identity) -> list[Facility]:
    """Where an appeal may be about: the institutions the writer works for."""
    places = readable_facilities(identity, Permission.APPEAL_RECORD)
    query = sa.select(Facility).where(Facility.closed_on.is_(None)).order_by(Facility.name, Facility.id)
    return list(session.scalars(query if places is None else query.where(Facility.id.in_(places))))


def by_year(session: Session, identity: Identity) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    """Appeals that came to the mechanism, by year of receipt in Baku: (by kind, by outcome; "" is undecided).

    Empty for anybody else: a number too would say that somebody appealed to it.
    """
    kinds: dict[int, Counter[str]] = {}
    outcomes: dict[int, Counter[str]] = {}
    if not of_mechanism(identity):
        return kinds, outcomes
    rows = session.execute(sa.select(Appeal.received_at, Appeal.kind, Appeal.outcome).where(Appeal.oversight))
    for received_at, kind, outcome in rows:
        year = local(received_at).year
        kinds.setdefault(year, Counter())[kind] += 1
        outcomes.setdefault(year, Counter())[outcome] += 1
    return kinds, outcomes


def next_number(session: Session, year: int) -> str:
    """The number after the last of ``year``. The caller holds the lock of the book."""
    prefix = f"M-{year}-"
    last = session.scalar(sa.select(sa.func.max(Appeal.number)).where(Appeal.number.startswith(prefix)))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:05}"


def _steps(session: Session, appeal_id: uuid.UUID) -> tuple[AppealStep, ...]:
    query = sa.select(AppealStep).where(AppealStep.appeal_id == appeal_id).order_by(AppealStep.place)
    return tuple(session.scalars(query))


def _in_scope(identity: Identity) -> sa.ColumnElement[bool]:
    if of_mechanism(identity):  # its own wherever they are; the institution's while it is there
        return sa.or_(Appeal.oversight, Appeal.facility_id.in_(identity.attending))
    seen = sa.or_(sa.not_(Appeal.oversight), Appeal.passed_on)
    places = readable_facilities(identity, Permission.APPEAL_READ)
    return seen if places is None else sa.and_(seen, Appeal.facility_id.in_(places))
