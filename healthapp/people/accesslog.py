"""Who opened a person's file: every look, print, refusal and emergency access, over all entries of the person.

What the preventive mechanism did is never a row for the institution, and never one on paper (OPCAT Art. 20-21):
only its own people see its acts, and a list without them has no gap that would tell.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission
from healthapp.access.roles import OVERSIGHT
from healthapp.accounts.eventlog import Position
from healthapp.audit.events import REGISTRY
from healthapp.audit.models import AuditEvent
from healthapp.dates import midnight
from healthapp.people import merging, queries
from healthapp.people.models import Person

PAGE = 50
#: More than fit a paper anybody reads; the span must be shorter then.
MOST_PRINTED = 1_000
REFUSED = "access.refused"
EMERGENCY = "access.break_glass"
REVIEWED = "access.reviewed"


@dataclass(frozen=True, slots=True)
class Access:
    """One event; ``reviewed``: an emergency access that somebody judged."""

    event: AuditEvent
    reviewed: bool

    @property
    def is_refusal(self) -> bool:
        return self.event.kind == REFUSED

    @property
    def is_emergency(self) -> bool:
        return self.event.kind == EMERGENCY


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Newest first; ``older`` continues, None at the end."""

    rows: list[Access]
    older: Position | None


def find(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    """The person whose access log this identity may read; else None."""
    return session.scalar(
        sa.select(Person).where(Person.id == person_id, queries.in_scope(identity, Permission.ACCESS_LOG_READ))
    )


def page(session: Session, identity: Identity, person: Person, *, after: Position | None = None) -> AccessPage:
    """One page of the access log of a person the caller found with ``find``."""
    chosen = _about(session, person)
    if not _sees_oversight(identity):
        chosen = chosen.where(AuditEvent.oversight.is_(False))
    if after is not None:
        same_moment = sa.and_(AuditEvent.at == after.at, AuditEvent.id < after.event_id)
        chosen = chosen.where(sa.or_(AuditEvent.at < after.at, same_moment))
    found = list(session.scalars(chosen.limit(PAGE + 1)))
    shown = found[:PAGE]
    older = Position(shown[-1].at, shown[-1].id) if len(found) > PAGE else None
    return AccessPage(_with_reviews(session, shown), older)


def between(session: Session, person: Person, first: dt.date, last: dt.date) -> list[Access]:
    """Everything from the first to the last day in Baku, oldest first, for the paper; one more than fits at most.

    Without the preventive mechanism, whoever prints: the paper lies in a cell.
    """
    start, end = midnight(first), midnight(last + dt.timedelta(days=1))
    chosen = _about(session, person).where(AuditEvent.oversight.is_(False), AuditEvent.at >= start, AuditEvent.at < end)
    found = list(session.scalars(chosen.limit(MOST_PRINTED + 1)))
    return _with_reviews(session, found[::-1])


def access_kinds() -> list[str]:
    """The kinds of events that belong to "who opened my file"."""
    return sorted(kind for kind, event in REGISTRY.items() if event.access)


def _about(session: Session, person: Person) -> sa.Select[AuditEvent]:
    ids = merging.of_person_ids(session, person.id)
    return (
        sa.select(AuditEvent)
        .where(AuditEvent.person_id.in_(ids), AuditEvent.kind.in_(access_kinds()))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )


def _sees_oversight(identity: Identity) -> bool:
    """Somebody who belongs to the mechanism and holds no office of the institution beside it."""
    return bool(identity.roles) and identity.roles <= OVERSIGHT


def _with_reviews(session: Session, events: list[AuditEvent]) -> list[Access]:
    subjects = [event.subject_id for event in events if event.kind == EMERGENCY and event.subject_id is not None]
    reviewed: set[uuid.UUID | None] = set()
    if subjects:
        reviewed = set(
            session.scalars(
                sa.select(AuditEvent.subject_id).where(AuditEvent.kind == REVIEWED, AuditEvent.subject_id.in_(subjects))
            )
        )
    return [Access(event, event.kind == EMERGENCY and event.subject_id in reviewed) for event in events]
