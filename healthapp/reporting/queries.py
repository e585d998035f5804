"""What figures are made of: the steps of cases in a scope, as they were recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.cases import queries as cases
from healthapp.cases.models import Case, CaseEvent
from healthapp.people.models import Facility, Person

#: Columns of a step, in the order of ``steps``.
COLUMNS = ("case_id", "place", "code", "state", "at", "recorded_at", "pathway", "facility_id", "outcome")
#: Facilities that hold people: hospitals report no cases of their own.
HOLDING = ("remand", "prison", "penitentiary", "juvenile", "women", "treatment", "settlement")


@dataclass(frozen=True, slots=True)
class Behind:
    """A case behind a figure."""

    row: Case
    person: Person
    facility: Facility | None


def facilities(session: Session, identity: Identity) -> list[Facility]:
    """Facilities whose figures the identity may see, by name."""
    places = readable_facilities(identity, Permission.DELAYS_READ)
    query = sa.select(Facility).where(Facility.kind.in_(HOLDING)).order_by(Facility.name)
    if places is not None:
        query = query.where(Facility.id.in_(places))
    return list(session.scalars(query))


def steps(
    session: Session, identity: Identity, *, until: dt.datetime, pathway: str = "", facility_id: uuid.UUID | None = None
) -> list[tuple[Any, ...]]:
    """Every step before a moment of cases opened in the identity's facilities, by case and place; see ``COLUMNS``.

    A case counts where it was opened: the delay is that unit's road, wherever the person is now.
    """
    places = readable_facilities(identity, Permission.DELAYS_READ)
    query = (
        sa.select(
            CaseEvent.case_id,
            CaseEvent.place,
            CaseEvent.code,
            CaseEvent.state,
            CaseEvent.at,
            CaseEvent.recorded_at,
            Case.pathway,
            Case.opened_in,
            Case.outcome,
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.at < until)
        .order_by(CaseEvent.case_id, CaseEvent.place)
    )
    if pathway:
        query = query.where(Case.pathway == pathway)
    if places is not None:
        query = query.where(Case.opened_in.in_(places))
    if facility_id is not None:
        query = query.where(Case.opened_in == facility_id)
    return [tuple(row) for row in session.execute(query)]


def behind(session: Session, identity: Identity, case_ids: list[uuid.UUID]) -> list[Behind]:
    """Those of the cases that the identity may open, the first opened first."""
    query = (
        cases.with_person(sa.select(Case, Person, Facility))
        .outerjoin(Facility, Facility.id == Case.opened_in)
        .where(Case.id.in_(case_ids), cases.in_scope(identity))
        .order_by(Case.opened_at, Case.id)
    )
    return [Behind(*row) for row in session.execute(query)]
