"""Reading visits, teams and mandates: what one belongs to; the Ombudsman's office sees every visit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from healthapp.access import Identity, Permission, Role, permits
from healthapp.audit.models import AuditEvent
from healthapp.database import held
from healthapp.i18n import local
from healthapp.inspection.events import MEMBER_ADDED, MEMBER_LEFT
from healthapp.inspection.models import Mandate, Member, Visit, VisitStep
from healthapp.inspection.states import NOT_ENTERED, ON_SITE, Kind, State
from healthapp.people.models import Facility

PAGE = 25


def belongs(identity: Identity) -> sa.ColumnElement[bool]:
    """Visits this identity may see at all."""
    if identity.holds(frozenset({Role.OMBUDSMAN}), None):
        return sa.true()
    mine = sa.select(Member.visit_id).where(Member.user_id == identity.user_id)
    return Visit.id.in_(mine)


def find_visit(session: Session, identity: Identity, visit_id: uuid.UUID, **_values: object) -> Visit | None:
    """One visit with its facility and team: for its team, whether or not it is open, and for the Ombudsman.

    A unit of work holds it until its end: nobody else takes it further or changes its team meanwhile.
    """
    if not permits(identity, Permission.VISIT_READ):
        return None
    chosen = held(session, sa.select(Visit).where(Visit.id == visit_id, belongs(identity)), of=Visit)
    return session.scalar(chosen.options(joinedload(Visit.facility), selectinload(Visit.members)))


def team(visit: Visit, *, clinical: bool = False) -> list[uuid.UUID]:
    """Accounts of those who are of the team now: whoever left is sealed nothing more. ``clinical``: who read charts."""
    there = [one for one in visit.members if one.left_at is None and (one.clinical or not clinical)]
    return [one.user_id for one in there if one.user_id is not None]


#: From when until when somebody was of a team; no end: they still are.
Span = tuple[dt.datetime, dt.datetime | None]


def spans(session: Session, visit: Visit) -> dict[uuid.UUID, list[Span]]:
    """When each of the team was there, by the row of the member, in order: who left may have come back.

    The row holds the first coming and the last going; those between are in the log, which names the member.
    """
    moves = session.scalars(
        sa.select(AuditEvent)
        .where(AuditEvent.subject_id == visit.id, AuditEvent.kind.in_([MEMBER_ADDED.kind, MEMBER_LEFT.kind]))
        .order_by(AuditEvent.at, AuditEvent.id)
    ).all()
    found = {}
    for member in visit.members:
        came: dt.datetime | None = member.added_at
        there: list[Span] = []
        for move in moves:
            if move.details.get("member") != str(member.id):
                continue
            if move.kind == MEMBER_ADDED.kind:
                came = came or move.at
            elif came is not None:
                there.append((came, move.at))
                came = None
        found[member.id] = [*there, (came, member.left_at)] if came is not None else there
    return found


def visits(session: Session, identity: Identity, before: uuid.UUID | None = None) -> Sequence[Visit]:
    """Visits, the newest first; ``before`` continues after that one."""
    if not permits(identity, Permission.VISIT_READ):
        return ()
    chosen = sa.select(Visit).where(belongs(identity)).options(joinedload(Visit.facility), selectinload(Visit.members))
    if before is not None:
        chosen = chosen.where(Visit.id < before)
    return session.scalars(chosen.order_by(Visit.id.desc()).limit(PAGE + 1)).all()


def steps_of(session: Session, visit_id: uuid.UUID) -> Sequence[VisitStep]:
    """How a visit moved, the first step first."""
    return session.scalars(
        sa.select(VisitStep).where(VisitStep.visit_id == visit_id).order_by(VisitStep.at, VisitStep.id)
    ).all()


def previous(
    session: Session, facility_id: uuid.UUID, before: dt.datetime, but: uuid.UUID | None = None
) -> Visit | None:
    """The last visit to a facility opened before a moment; ``but`` is left out."""
    chosen = sa.select(Visit).where(
        Visit.facility_id == facility_id,
        Visit.opened_at < before,
        Visit.state.not_in([state.value for state in NOT_ENTERED]),
    )
    if but is not None:
        chosen = chosen.where(Visit.id != but)
    return session.scalar(chosen.order_by(Visit.opened_at.desc()).limit(1))


def open_at(session: Session, identity: Identity, facility_id: uuid.UUID, kind: Kind) -> Visit | None:
    """A visit of one's own of this kind that is on site there now; one of another kind beside it does not hide it."""
    on_site = Visit.state.in_([state.value for state in ON_SITE])
    chosen = sa.select(Visit).where(Visit.facility_id == facility_id, Visit.kind == kind, on_site, belongs(identity))
    return session.scalar(chosen.order_by(Visit.id.desc()).limit(1))


def on_site(visit: Visit) -> bool:
    return State(visit.state) in ON_SITE


def reads(visit: Visit, now: dt.datetime) -> bool:
    """Whether charts of the facility are open to the team's doctors now."""
    return State(visit.state) not in NOT_ENTERED and visit.access_until is not None and visit.access_until > now


def next_number(session: Session, year: int) -> str:
    """``B-2026-044``. Call with the lock of the numbers held."""
    prefix = f"B-{year}-"
    last = session.scalar(sa.select(sa.func.max(Visit.number)).where(Visit.number.like(f"{prefix}%")))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04}"


def mandate_of(session: Session, user_id: uuid.UUID, now: dt.datetime) -> Mandate | None:
    """The mandate that holds now; of two, the one that lasts longer."""
    today = local(now).date()
    chosen = sa.select(Mandate).where(
        Mandate.user_id == user_id,
        Mandate.valid_from <= today,
        Mandate.valid_to >= today,
        sa.or_(Mandate.ended_at.is_(None), Mandate.ended_at > now),
    )
    return session.scalar(chosen.order_by(Mandate.valid_to.desc()).limit(1))


def last_mandate(session: Session, user_id: uuid.UUID) -> Mandate | None:
    """The latest mandate an account ever had, over or not begun."""
    chosen = sa.select(Mandate).where(Mandate.user_id == user_id).order_by(Mandate.valid_to.desc(), Mandate.id.desc())
    return session.scalar(chosen.limit(1))


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member with the mandate that holds now, or the last one."""

    mandate: Mandate
    holds: bool

    @property
    def user_id(self) -> uuid.UUID:
        return self.mandate.user_id


def colleagues(session: Session, now: dt.datetime) -> list[Colleague]:
    """Everybody who ever had a mandate, by name, each with the mandate that lasts longest."""
    rows = session.scalars(sa.select(Mandate).options(joinedload(Mandate.user)).order_by(Mandate.valid_to)).all()
    latest = {row.user_id: row for row in rows}
    holding = {row.user_id: row for row in rows if holds(row, now)}
    found = [Colleague(holding.get(user, row), user in holding) for user, row in latest.items()]
    return sorted(found, key=lambda one: one.mandate.user.name)


def holds(mandate: Mandate, now: dt.datetime) -> bool:
    """Whether a mandate is valid at ``now``; a day is a day in Baku."""
    today = local(now).date()
    ended = mandate.ended_at is not None and mandate.ended_at <= now
    return mandate.valid_from <= today <= mandate.valid_to and not ended


def mandates(session: Session, identity: Identity) -> Sequence[Mandate]:
    """Every mandate, the newest first, for the Ombudsman's office."""
    if not permits(identity, Permission.MANDATE_MANAGE):
        return ()
    return session.scalars(sa.select(Mandate).options(joinedload(Mandate.user)).order_by(Mandate.id.desc())).all()


def find_mandate(session: Session, identity: Identity, mandate_id: uuid.UUID) -> Mandate | None:
    if not permits(identity, Permission.MANDATE_MANAGE):
        return None
    return session.get(Mandate, mandate_id, options=[joinedload(Mandate.user)])


def facilities_in(session: Session, region: str) -> Sequence[Facility]:
    """Facilities in use that a mandate for ``region`` covers (empty: all), by name."""
    chosen = sa.select(Facility).where(Facility.closed_on.is_(None)).order_by(Facility.name)
    return session.scalars(chosen.where(Facility.region == region) if region else chosen).all()


def regions(session: Session) -> Sequence[str]:
    chosen = sa.select(Facility.region).where(Facility.region != "").distinct().order_by(Facility.region)
    return session.scalars(chosen).all()
