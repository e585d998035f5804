"""Reading recommendations: the mechanism sees all, the Department what was issued, an addressee what is to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity
from healthapp.access.roles import OVERSIGHT, Role
from healthapp.i18n import local
from healthapp.inspection import queries as visits
from healthapp.inspection.models import Visit
from healthapp.inspection.states import Kind
from healthapp.people.models import Facility
from healthapp.recommendations.models import Recommendation, RecommendationStep
from healthapp.recommendations.states import DESKS, STEPS, WAITING, State, Step, Who

PAGE = 50
Position = tuple[dt.date, uuid.UUID]
#: Whose desk an addressee is, where one has a desk here.
DESK_ROLES = {"unit_head": Role.HEAD, "governor": Role.ADMINISTRATION, "medical_department": Role.REVIEWER}


@dataclass(frozen=True, slots=True)
class Found:
    """A recommendation with its steps, oldest first."""

    row: Recommendation
    facility: Facility | None
    steps: tuple[RecommendationStep, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.row.id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.row.facility_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter. ``state``: a state, or "waiting" for all that are not settled."""

    state: str = "waiting"
    addressee: str = ""


def listed(
    session: Session, identity: Identity, wanted: Wanted, *, limit: int, after: Position | None = None
) -> list[tuple[Recommendation, Facility | None]]:
    """The recommendations in scope, the longest overdue first."""
    query = (
        sa.select(Recommendation, Facility)
        .join(Facility, Facility.id == Recommendation.facility_id, isouter=True)
        .where(_in_scope(identity))
        .order_by(Recommendation.due_on, Recommendation.id)
        .limit(limit)
    )
    if wanted.state == "waiting":
        query = query.where(Recommendation.state.in_(sorted({*WAITING, State.DRAFT})))
    elif wanted.state:
        query = query.where(Recommendation.state == wanted.state)
    if wanted.addressee:
        query = query.where(Recommendation.addressee == wanted.addressee)
    if after is not None:
        query = query.where(sa.tuple_(Recommendation.due_on, Recommendation.id) > after)
    return [(row, facility) for row, facility in session.execute(query)]


def find(session: Session, identity: Identity, recommendation_id: uuid.UUID, **_more: object) -> Found | None:
    """One recommendation in scope; else None."""
    found = session.execute(
        sa.select(Recommendation, Facility)
        .join(Facility, Facility.id == Recommendation.facility_id, isouter=True)
        .where(Recommendation.id == recommendation_id, _in_scope(identity))
    ).one_or_none()
    if found is None:
        return None
    steps = sa.select(RecommendationStep).where(RecommendationStep.recommendation_id == recommendation_id)
    return Found(*found, tuple(session.scalars(steps.order_by(RecommendationStep.place))))


def held(session: Session, recommendation_id: uuid.UUID) -> Recommendation:
    """The row as it stands in the caller's unit of work."""
    return session.get_one(Recommendation, recommendation_id, populate_existing=True)


def by_number(session: Session, identity: Identity, number: str) -> Recommendation | None:
    """The issued recommendation of this number, for one that repeats it."""
    return session.scalar(
        sa.select(Recommendation).where(
            Recommendation.number == number, _in_scope(identity), Recommendation.state != "draft"
        )
    )


def possible(session: Session, identity: Identity, row: Recommendation) -> list[Step]:
    """The steps this identity may record now."""
    here = _whose(session, identity, row)
    return [step for step, (who, states) in STEPS.items() if who in here and row.state in states]


def follow_up(session: Session, identity: Identity, row: Recommendation) -> Visit | None:
    """The open follow-up visit of this member where the recommendation can be verified, or None."""
    if row.facility_id is None:
        return None
    return visits.open_at(session, identity, row.facility_id, Kind.FOLLOW_UP)


def to_verify(session: Session, identity: Identity, facility_id: uuid.UUID) -> list[Recommendation]:
    """What a follow-up visit to the institution has to look at, the longest due first."""
    query = sa.select(Recommendation).where(
        Recommendation.facility_id == facility_id, Recommendation.state.in_(sorted(WAITING)), _in_scope(identity)
    )
    return list(session.scalars(query.order_by(Recommendation.due_on, Recommendation.id).limit(PAGE)))


def next_number(session: Session, year: int) -> str:
    """The number after the last of ``year``. The caller holds the lock of the book."""
    prefix = f"T-{year}-"
    last = session.scalar(sa.select(sa.func.max(Recommendation.number)).where(Recommendation.number.startswith(prefix)))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04}"


def of_visit(session: Session, identity: Identity, visit_id: uuid.UUID) -> list[Recommendation]:
    """What was recommended after one visit, drafts included, in order of numbers."""
    query = sa.select(Recommendation).where(Recommendation.visit_id == visit_id, _in_scope(identity))
    return list(session.scalars(query.order_by(Recommendation.number)))


def by_year(session: Session, today: dt.date) -> dict[int, Counter[str]]:
    """How many were issued, accepted, partly accepted, rejected, implemented and are overdue, by year of issue."""
    query = sa.select(
        Recommendation.issued_at, Recommendation.answer, Recommendation.state, Recommendation.due_on
    ).where(Recommendation.issued_at.is_not(None))
    years: dict[int, Counter[str]] = {}
    for issued_at, answer, state, due_on in session.execute(query):
        assert issued_at is not None
        counted = years.setdefault(local(issued_at).year, Counter())
        counted["issued"] += 1
        counted[answer or "unanswered"] += 1
        counted["implemented"] += state == State.IMPLEMENTED
        counted["overdue"] += state in WAITING and due_on < today
    return dict(sorted(years.items(), reverse=True))


def _whose(session: Session, identity: Identity, row: Recommendation) -> set[Who]:
    found = set()
    if Role.OMBUDSMAN in identity.roles:
        found.add(Who.OFFICE)
        if row.addressee not in DESKS:
            found.add(Who.ADDRESSEE)  # the office writes down what came by letter
    desk = DESK_ROLES.get(row.addressee)
    if desk is not None and identity.holds({desk}, row.facility_id) is not None:
        found.add(Who.ADDRESSEE)
    if Role.NPG in identity.roles and follow_up(session, identity, row) is not None:
        found.add(Who.MEMBER)
    return found


def _in_scope(identity: Identity) -> sa.ColumnElement[bool]:
    if identity.roles & OVERSIGHT:
        return sa.true()
    seen: list[sa.ColumnElement[bool]] = []
    for addressee, role in DESK_ROLES.items():
        places = identity.facilities({role})
        if role is Role.REVIEWER and places is None:
            seen.append(sa.true())
        elif places:
            seen.append(sa.and_(Recommendation.addressee == addressee, Recommendation.facility_id.in_(places)))
    return sa.and_(Recommendation.issued_at.is_not(None), sa.or_(sa.false(), *seen))
