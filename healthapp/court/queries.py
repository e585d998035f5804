"""Hearings of a case, hearings to come, and the steps of a case that are the court's."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity
from healthapp.cases import queries as cases
from healthapp.cases.models import Case
from healthapp.court.models import CourtHearing, ReleaseSummary
from healthapp.deadlines.models import Deadline
from healthapp.people.models import Facility, Person
from referrals.pathways import PATHWAYS
from referrals.roles import COURT

#: (pathway, version, state) in which a court must act next.
AT_COURT = frozenset(
    (pathway.id, pathway.version, state.code)
    for pathway in PATHWAYS.values()
    for state in pathway.states
    if state.holder == COURT
)
#: Events that show that a case came to a court, the latest of which begins the time of a hearing.
ARRIVALS = ("register", "send_to_court", "submit_to_court", "move_to_lift", "file_petition", "forward", "appeal")
PAGE = 100


@dataclass(frozen=True, slots=True)
class Coming:
    """A case at court: its hearing when announced, and the court's clock."""

    row: Case
    person: Person
    facility: Facility | None
    hearing: CourtHearing | None
    clock: Deadline | None


def at_court(row: Case) -> bool:
    return (row.pathway, row.version, row.state) in AT_COURT


def hearings(session: Session, case_id: uuid.UUID) -> list[CourtHearing]:
    """Every announcement of a case the caller found within scope, the newest first."""
    query = sa.select(CourtHearing).where(CourtHearing.case_id == case_id)
    return list(session.scalars(query.order_by(CourtHearing.recorded_at.desc(), CourtHearing.id.desc())))


def arrived_at(found: cases.Found) -> dt.datetime:
    """When the case last came to the court; its opening when no step says so."""
    return next((row.at for row in reversed(found.events) if row.code in ARRIVALS), found.row.opened_at)


def holds(session: Session, case_id: uuid.UUID, since: dt.datetime) -> CourtHearing | None:
    """The announcement that holds: the newest, unless the case came to the court again after it was made."""
    newest = next(iter(hearings(session, case_id)), None)
    return newest if newest is not None and newest.at >= since else None


def coming(session: Session, identity: Identity, limit: int = PAGE + 1) -> list[Coming]:
    """Open cases at a court: announced hearings by their time, then those without one by the court's clock."""
    newer = aliased(CourtHearing)
    newest = (
        sa.select(newer.id)
        .where(newer.case_id == Case.id)
        .order_by(newer.recorded_at.desc(), newer.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    query = (
        cases.with_person(sa.select(Case, Person, Facility, CourtHearing, Deadline))
        .outerjoin(Facility, Facility.id == Person.facility_id)
        .outerjoin(CourtHearing, sa.and_(CourtHearing.id == newest, CourtHearing.at >= Case.entered_at))
        .outerjoin(
            Deadline,
            sa.and_(Deadline.subject_id == Case.id, Deadline.kind == "court.hearing", Deadline.state == "open"),
        )
        .where(Case.outcome == "", cases.in_scope(identity), _is_at_court())
        .order_by(CourtHearing.at.asc().nulls_last(), Deadline.due_at.asc().nulls_last(), Case.entered_at, Case.id)
        .limit(limit)
    )
    return [Coming(*row) for row in session.execute(query)]


def summary(session: Session, case_id: uuid.UUID) -> ReleaseSummary | None:
    """The newest release summary of a case the caller found within scope."""
    query = sa.select(ReleaseSummary).where(ReleaseSummary.case_id == case_id)
    return session.scalar(query.order_by(ReleaseSummary.written_at.desc(), ReleaseSummary.id.desc()).limit(1))


def _is_at_court() -> sa.ColumnElement[bool]:
    states: dict[tuple[str, int], list[str]] = {}
    for pathway, version, state in sorted(AT_COURT):
        states.setdefault((pathway, version), []).append(state)
    return sa.or_(
        *(
            sa.and_(Case.pathway == pathway, Case.version == version, Case.state.in_(codes))
            for (pathway, version), codes in states.items()
        )
    )
