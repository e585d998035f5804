"""Reading cases, always as far as the identity may see them.

The scope is the person's present facility, so that a transfer hands the case over with the person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.roles import Role
from healthapp.cases.models import Case, CaseEvent
from healthapp.deadlines.models import Deadline
from healthapp.engines import beside
from healthapp.people import merging
from healthapp.people import queries as people
from healthapp.people.models import Facility, Person
from referrals import machine
from referrals.model import START, Pathway
from referrals.pathways import PATHWAYS
from referrals.roles import ADMINISTRATION

Query = TypeVar("Query", bound="sa.Select[*tuple[Any, ...]]")
PAGE = 50
#: Orders of the queue: since the need, in the present step, by the next limit.
AGE, STEP, CLOCK = SORTS = ("age", "step", "clock")
#: The last row of a page: its moment (None: it has none) and number.
Position = tuple[dt.datetime | None, str]
#: What a clock of a case is about.
CASE = "referral_case"
#: Pathways in which the administration has a letter of its own to bring; it sees no other.
ADMINISTRATIVE = frozenset(
    pathway.id
    for pathway in PATHWAYS.values()
    if any(ADMINISTRATION in step.who and step.source != START for step in pathway.steps)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A case with its person, its events in order, and what the machine makes of them."""

    row: Case
    person: Person
    events: tuple[CaseEvent, ...]
    case: machine.Case
    #: False for the administration: no note, no clinical paper, no diagnosis.
    clinical: bool

    @property
    def id(self) -> uuid.UUID:
        return self.row.id

    @property
    def person_id(self) -> uuid.UUID:
        return self.person.id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.person.facility_id

    def last(self, *codes: str) -> CaseEvent | None:
        """The newest event, of these codes if any are named."""
        return next((one for one in reversed(self.events) if not codes or one.code in codes), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a queue."""

    row: Case
    person: Person
    facility: Facility | None
    clock: Deadline | None = None
    #: The moment by which the queue is sorted.
    at: dt.datetime | None = None


def custody_only(identity: Identity) -> bool:
    """Whether the reader comes from the administration alone."""
    return identity.roles == {Role.ADMINISTRATION}


def pathway_of(row: Case) -> Pathway:
    return PATHWAYS[row.pathway, row.version]


def event_of(row: CaseEvent) -> machine.Event:
    """The stored event as the machine takes it."""
    return machine.Event(
        code=row.code,
        at=row.at,
        actor=row.actor,
        recorded_by=row.recorded_by,
        author=str(row.author_id),
        attached=frozenset(row.attached),
        result=row.result,
        facts=frozenset(row.facts),
        percent=row.percent,
        until=row.until,
    )


def folded(row: Case, events: tuple[CaseEvent, ...]) -> machine.Case:
    """The case its events make. Raises ValueError when they make none: a stored event was altered."""
    case = machine.fold(pathway_of(row), map(event_of, events))
    if isinstance(case, machine.Refusal):
        raise ValueError(f"the events of case {row.number} do not follow: {case.reason}")
    return case


def with_person(query: Query) -> Query:
    """Cases joined with their person: of two entries of one person the kept one, so that the case goes with it."""
    kept = merging.kept_entries()
    return query.outerjoin(kept, kept.c.entry_id == Case.person_id).join(
        Person, Person.id == sa.func.coalesce(kept.c.kept_id, Case.person_id)
    )


def find(session: Session, identity: Identity, case_id: uuid.UUID) -> Found | None:
    """One case in scope, folded; else None."""
    query = with_person(sa.select(Case, Person)).where(Case.id == case_id, in_scope(identity))
    found = session.execute(query).one_or_none()
    return _found(session, identity, *found) if found is not None else None


def held(session: Session, identity: Identity, case_id: uuid.UUID) -> Found:
    """A case the caller found within scope, read anew in the caller's unit of work."""
    row = session.get_one(Case, case_id, populate_existing=True)
    return _found(session, identity, row, session.get_one(Person, row.person_id))


def _found(session: Session, identity: Identity, row: Case, person: Person) -> Found:
    query = sa.select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.place)
    events = tuple(session.scalars(query))
    person = people.kept_entry(session, person)  # two entries of one person: the case goes on with the kept one
    return Found(row, person, events, folded(row, events), clinical=not custody_only(identity))


def of_person(session: Session, identity: Identity, person_id: uuid.UUID) -> list[Case]:
    """The person's cases in scope, open ones first, then newest first."""
    query = (
        with_person(sa.select(Case))
        .where(Case.person_id.in_(merging.of_person_ids(session, person_id)), in_scope(identity))
        .order_by(Case.outcome != "", Case.opened_at.desc())
    )
    return list(session.scalars(query))


def open_alike(session: Session, person_id: uuid.UUID, pathway: str) -> Case | None:
    """The open case of this person on the same pathway. The caller found the person within scope."""
    entries = merging.of_person_ids(session, person_id)
    query = sa.select(Case).where(Case.person_id.in_(entries), Case.pathway == pathway, Case.outcome == "")
    return session.scalar(query.order_by(Case.opened_at).limit(1))


def open_of(session: Session, person_id: uuid.UUID) -> list[tuple[Case, dt.datetime]]:
    """The person's open cases, each with the moment of its last event. Not narrowed: what custody tells is followed."""
    last = sa.func.max(CaseEvent.at, type_=CaseEvent.at.type)
    query = (
        sa.select(Case, last)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.person_id.in_(merging.of_person_ids(session, person_id)), Case.outcome == "")
        .group_by(Case.id)
        .order_by(Case.opened_at, Case.id)
    )
    return [(row, at) for row, at in session.execute(query)]


def queue(
    session: Session,
    identity: Identity,
    *,
    pathway: str = "",
    holder: str = "",
    facility: uuid.UUID | None = None,
    mine: bool = False,
    sort: str = AGE,
    after: Position | None = None,
    limit: int = PAGE + 1,
) -> list[Line]:
    """Open cases in scope, by ``sort`` the oldest, the longest in their step or the next due first.

    By default one more than a page holds. ``after``: the last row of the page before.
    """
    by: sa.ColumnElement[Any] = sa.type_coerce(
        {AGE: Case.opened_at, STEP: Case.entered_at, CLOCK: _next_due()}[sort], Case.opened_at.type
    )
    query = (
        with_person(sa.select(Case, Person, Facility, by.label("sorted_by")))
        .outerjoin(Facility, Facility.id == Person.facility_id)
        .where(Case.outcome == "", in_scope(identity))
    )
    wanted = (
        (Case.pathway == pathway, bool(pathway)),
        (Case.holder == holder, bool(holder)),
        (Person.facility_id == facility, facility is not None),
        (Case.assigned_to == identity.user_id, mine),
    )
    query = query.where(*(condition for condition, asked in wanted if asked))
    if after is not None:
        query = query.where(_further(by, after, Case.opened_at.type))
    order = (sa.nulls_last(by.asc()) if sort == CLOCK else by.asc(), Case.number)
    rows = session.execute(query.order_by(*order).limit(limit)).all()
    clocks = clocks_of(session, [row[0].id for row in rows])
    return [Line(case, held, place, clocks.get(case.id), at) for case, held, place, at in rows]


def _further(by: sa.ColumnElement[Any], after: Position, kind: Any) -> sa.ColumnElement[bool]:
    """Rows that come after ``after``; a row without a moment stands after every one that has one."""
    moment, number = after
    if moment is None:
        return sa.and_(by.is_(None), Case.number > number)
    at = sa.literal(moment, kind)
    return sa.or_(by > at, sa.and_(by == at, Case.number > number), by.is_(None))


def _next_due() -> sa.ScalarSelect[Any]:
    """The next limit of a case's running clocks, looked up case by case: the table holds the clocks of every room."""
    earliest = sa.select(sa.func.min(Deadline.due_at, type_=Deadline.due_at.type))
    return earliest.where(Deadline.subject_id == Case.id, Deadline.state == "open").correlate(Case).scalar_subquery()


def clocks_of(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Deadline]:
    """The most pressing running clock of each of these cases: the next due, else one without a limit."""
    query = (
        sa.select(Deadline)
        .where(Deadline.subject_id.in_(ids), Deadline.state == "open")
        .order_by(sa.nulls_first(Deadline.due_at.desc()), Deadline.id)
    )
    return {row.subject_id: row for row in session.scalars(query) if row.subject_id is not None}


@dataclass(frozen=True, slots=True)
class Totals:
    """Open cases in scope: all, with a legal limit passed, with an own target passed, in the reader's hand."""

    open: int
    legal: int
    target: int
    mine: int


def totals(session: Session, identity: Identity, now: dt.datetime) -> Totals:
    """Two statements, whatever the number of cases."""
    base = sa.select(sa.func.count(), sa.func.count().filter(Case.assigned_to == identity.user_id))
    both = session.execute(_open_in_scope(base.select_from(Case), identity)).one()
    passed = (
        _open_in_scope(sa.select(Deadline.verified, sa.func.count(sa.distinct(Case.id))).select_from(Case), identity)
        .join(Deadline, Deadline.subject_id == Case.id)
        .where(Deadline.state == "open", Deadline.due_at < now)
        .group_by(Deadline.verified)
    )
    late: dict[bool, int] = {bool(verified): count for verified, count in session.execute(passed)}
    return Totals(both[0], late.get(True, 0), late.get(False, 0), both[1])


def holders(session: Session, identity: Identity) -> list[tuple[str, int, dt.datetime]]:
    """(holder, open cases, oldest entry into the present step), most cases first."""
    counted = sa.select(Case.holder, sa.func.count(), sa.func.min(Case.entered_at, type_=Case.entered_at.type))
    query = _open_in_scope(counted, identity).group_by(Case.holder).order_by(sa.func.count().desc(), Case.holder)
    return [(holder, count, oldest) for holder, count, oldest in session.execute(query)]


def _open_in_scope(query: Query, identity: Identity) -> Query:
    """Open cases in scope; where the scope is the whole country, nobody's person is looked up to count them."""
    everywhere = readable_facilities(identity, Permission.CASE_READ) is None
    return (query if everywhere else with_person(query)).where(Case.outcome == "", in_scope(identity))


def person(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    """A person for whom a case may be opened: in scope, held somewhere, alive."""
    found = people.find(session, identity, person_id)
    if found is None or found.facility_id is None or found.died_at is not None or not found.in_custody:
        return None
    return found


def next_number(session: Session, year: int) -> str:
    """The next number of the year; the caller holds the lock ``case-number``."""
    last = session.scalar(sa.select(sa.func.max(Case.number)).where(Case.number.like(f"K-{year}-%")))
    return f"K-{year}-{int(last.rsplit('-', 1)[1]) + 1 if last else 1:05d}"


def in_scope(identity: Identity) -> sa.ColumnElement[bool]:
    """Cases (joined with their person, see ``with_person``) that the identity may see."""
    places = readable_facilities(identity, Permission.CASE_READ)
    # No planner begins with everybody of a facility and reads all cases for each of them.
    held_at = beside(Person.facility_id)
    conditions: list[sa.ColumnElement[bool]] = [sa.true() if places is None else held_at.in_(places)]
    if places is not None and identity.break_glass:
        conditions = [sa.or_(conditions[0], Person.id.in_(identity.break_glass))]
    if custody_only(identity):
        conditions.append(Case.pathway.in_(ADMINISTRATIVE))
    return sa.and_(*conditions)
