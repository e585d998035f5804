"""What was told in a case, and what still is to be told."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity
from healthapp.cases import queries as cases
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.queries import Found
from healthapp.deadlines.kinds import TELL
from healthapp.deadlines.models import Deadline
from healthapp.people import merging
from healthapp.people.models import Facility, Person
from healthapp.telling.models import CaseTold
from referrals import telling

#: The clock of telling is about one event of a case.
SUBJECT = "case_event"
PAGE = 100


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: told by rows of the table, or by a later step of the case itself, or not yet."""

    event: CaseEvent
    rows: tuple[CaseTold, ...]
    by_step: CaseEvent | None
    excused: bool

    @property
    def told(self) -> bool:
        return bool(self.rows) or self.by_step is not None


@dataclass(frozen=True, slots=True)
class Untold:
    """One line of the list: a decision whose clock of telling still runs."""

    deadline: Deadline
    event: CaseEvent
    row: Case
    person: Person
    facility: Facility | None


def decided(session: Session, found: Found) -> list[Decided]:
    """Every decision of the case, in order."""
    told: dict[uuid.UUID, list[CaseTold]] = {}
    query = sa.select(CaseTold).where(CaseTold.case_id == found.id).order_by(CaseTold.told_at, CaseTold.id)
    for row in session.scalars(query):
        told.setdefault(row.event_id, []).append(row)
    events = found.events
    made = telling.decisions([(row.code, row.attached) for row in events])
    return [
        Decided(
            events[one.place],
            tuple(told.get(events[one.place].id, ())),
            events[one.told_by] if one.told_by is not None else None,
            one.excused,
        )
        for one in made
    ]


def open_events(session: Session, found: Found) -> dict[uuid.UUID, dt.datetime]:
    """The decisions that may be told now, with the moment of each."""
    return {one.event.id: one.event.at for one in decided(session, found) if not one.told}


def untold(
    session: Session, identity: Identity, limit: int = PAGE + 1, *, person_id: uuid.UUID | None = None
) -> list[Untold]:
    """Decisions in scope that nobody told yet, the longest first; of everybody, or of one person."""
    query = (
        cases.with_person(
            sa.select(Deadline, CaseEvent, Case, Person, Facility)
            .join(CaseEvent, CaseEvent.id == Deadline.subject_id)
            .join(Case, Case.id == CaseEvent.case_id)
        )
        .outerjoin(Facility, Facility.id == Person.facility_id)
        .where(Deadline.kind == TELL.code, Deadline.state == "open", cases.in_scope(identity))
        .order_by(Deadline.started_at, Deadline.id)
        .limit(limit)
    )
    if person_id is None:  # by facility the open clocks alone are read
        query = query.where(Deadline.facility_id.in_(sa.select(Facility.id)))
    else:
        query = query.where(Deadline.person_id.in_(merging.of_person_ids(session, person_id)))
    return [Untold(*row) for row in session.execute(query)]
