"""Reading the event log: who, what, when, where, and never what was written.

The reasons of events are free text about people and are not shown here. What the preventive mechanism did
is shown to the institution as one number a day, whatever is being searched for (OPCAT Art. 20-21).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, permits
from healthapp.audit.models import AuditEvent
from healthapp.dates import midnight
from healthapp.i18n import ZONE

PAGE = 50
#: How far back the daily number goes when no first day is asked for.
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; None is everything. Days are whole days in Baku, both included."""

    kind: str | None = None
    actor_id: uuid.UUID | None = None
    facility_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def count(self) -> int:
        """How many things are asked for."""
        asked = (self.kind, self.actor_id, self.facility_id, self.person_id, self.first, self.last)
        return sum(value is not None for value in asked)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the log: what comes after it is older."""

    at: dt.datetime
    event_id: uuid.UUID

    def encode(self) -> str:
        stamp = int(self.at.timestamp() * 1_000_000)
        return base64.urlsafe_b64encode(stamp.to_bytes(8, "big") + self.event_id.bytes).decode("ascii").rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """The position of ``encode``; None for anything else."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if len(raw) != 24:
                return None
            stamp = dt.timedelta(microseconds=int.from_bytes(raw[:8], "big"))
            return cls(dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + stamp, uuid.UUID(bytes=raw[8:]))
        except (binascii.Error, ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first; ``older`` continues, None at the end."""

    events: tuple[AuditEvent, ...]
    older: Position | None


def page(
    session: Session, identity: Identity, wanted: Filter, *, oversight: bool, after: Position | None = None
) -> EventPage:
    """The events of the institution, or with ``oversight`` those of the preventive mechanism: never both."""
    permission = Permission.OVERSIGHT_AUDIT_READ if oversight else Permission.AUDIT_READ
    if not permits(identity, permission):
        return EventPage((), None)
    log = AuditEvent.oversight if oversight else ~AuditEvent.oversight  # as the index of the mechanism's few says it
    chosen = sa.select(AuditEvent).where(log, *_conditions(wanted))
    if after is not None:
        before = sa.and_(AuditEvent.at == after.at, AuditEvent.id < after.event_id)
        chosen = chosen.where(AuditEvent.at <= after.at, sa.or_(AuditEvent.at < after.at, before))
    rows = session.scalars(chosen.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(PAGE + 1)).all()
    shown = tuple(rows[:PAGE])
    return EventPage(shown, Position(shown[-1].at, shown[-1].id) if len(rows) > PAGE else None)


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    pairs = (
        (AuditEvent.kind, wanted.kind),
        (AuditEvent.actor_id, wanted.actor_id),
        (AuditEvent.facility_id, wanted.facility_id),
        (AuditEvent.person_id, wanted.person_id),
    )
    found: list[sa.ColumnElement[bool]] = [column == value for column, value in pairs if value is not None]
    if wanted.first is not None:
        found.append(AuditEvent.at >= midnight(wanted.first))
    if wanted.last is not None:
        found.append(AuditEvent.at < midnight(wanted.last + dt.timedelta(days=1)))
    return found


def oversight_by_day(
    session: Session, identity: Identity, now: dt.datetime, wanted: Filter
) -> Sequence[tuple[dt.date, int]]:
    """How many events of the preventive mechanism each day bore, in the whole country, newest day first.

    Only the days of ``wanted`` count: by person, facility or account the number would say where they look.
    """
    if not permits(identity, Permission.AUDIT_READ):
        return ()
    last = min(wanted.last or dt.date.max, now.astimezone(ZONE).date())
    first = wanted.first or last - dt.timedelta(days=DAYS_SHOWN - 1)
    first = max(first, last - dt.timedelta(days=DAYS_SHOWN - 1))
    moments = session.scalars(
        sa.select(AuditEvent.at).where(
            AuditEvent.oversight,
            AuditEvent.at >= midnight(first),
            AuditEvent.at < midnight(last + dt.timedelta(days=1)),
        )
    )
    counts: dict[dt.date, int] = {}
    for moment in moments:
        day = moment.astimezone(ZONE).date()
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items(), reverse=True)


def last_verification(session: Session, kind: str) -> AuditEvent | None:
    """The last time somebody verified the ledger here."""
    chosen = sa.select(AuditEvent).where(AuditEvent.kind == kind)
    return session.scalar(chosen.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(1))
