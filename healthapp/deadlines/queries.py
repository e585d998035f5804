"""What is due, what is late, and where: everything a worklist or an overdue list shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.roles import Role
from healthapp.deadlines.kinds import REGISTRY, DeadlineKind
from healthapp.deadlines.models import Deadline

#: A keyset position: the last row's (due_at, id); due_at None stands after every set one.
Position = tuple[dt.datetime | None, uuid.UUID]


#: The kind as no index knows it: a list of a unit must begin with its open clocks. By its statistics the embedded
#: engine prefers the index of the figures, by kind and start, and so reads every clock the unit ever had.
_KIND = Deadline.kind.op("||")(sa.literal_column("''"))


@dataclass(frozen=True, slots=True)
class Count:
    """Open clocks of one kind at one facility."""

    facility_id: uuid.UUID
    kind: str
    open: int
    overdue: int


def kinds_for(roles: Collection[Role]) -> list[DeadlineKind]:
    """The kinds of clock that one of ``roles`` can meet, the most urgent first."""
    held = frozenset(roles)
    return sorted((kind for kind in REGISTRY.values() if kind.roles & held), key=lambda kind: kind.urgency)


def due(
    session: Session,
    identity: Identity,
    kinds: Collection[str],
    *,
    limit: int,
    after: Position | None = None,
    now: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> list[Deadline]:
    """Open clocks of ``kinds`` in the identity's facilities, the longest overdue first, unset ones last.

    ``until`` leaves out what is due later than that, ``now`` what cannot be done yet: a planned screening that
    opens in a week.
    """
    if not kinds:
        return []
    query = (
        sa.select(Deadline)
        .where(*_open_in_scope(identity), _KIND.in_(kinds))
        .order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)
        .limit(limit)
    )
    if until is not None:
        query = query.where(_soon(until))
    if now is not None:
        query = query.where(Deadline.started_at <= now)
    if after is not None:
        due_at, last = after
        if due_at is None:
            query = query.where(Deadline.due_at.is_(None), Deadline.id > last)
        else:
            later = sa.or_(Deadline.due_at > due_at, sa.and_(Deadline.due_at == due_at, Deadline.id > last))
            query = query.where(sa.or_(later, Deadline.due_at.is_(None)))
    return list(session.scalars(query))


def counts(session: Session, identity: Identity, now: dt.datetime, until: dt.datetime | None = None) -> list[Count]:
    """Open and overdue clocks by facility and kind, of what has begun; ``until`` leaves out what is due later."""
    overdue = sa.func.count().filter(Deadline.due_at < now)
    rows = session.execute(
        sa.select(Deadline.facility_id, _KIND, sa.func.count(), overdue)
        .where(
            *_open_in_scope(identity),
            Deadline.started_at <= now,
            _soon(until) if until is not None else sa.true(),
        )
        .group_by(Deadline.facility_id, _KIND)
        .order_by(Deadline.facility_id, _KIND)
    )
    return [Count(*row) for row in rows]


def of_person(session: Session, identity: Identity, person_id: uuid.UUID) -> list[Deadline]:
    """The open clocks of one person, the next due first."""
    return list(
        session.scalars(
            sa.select(Deadline)
            .where(*_open_in_scope(identity, person_id), Deadline.person_id == person_id)
            .order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)
        )
    )


def of_people(
    session: Session, identity: Identity, person_ids: Collection[uuid.UUID], kinds: Collection[str]
) -> list[Deadline]:
    """The open clocks of ``kinds`` of several people, by person and due time."""
    return list(
        session.scalars(
            sa.select(Deadline)
            .where(*_open_in_scope(identity), Deadline.person_id.in_(person_ids), Deadline.kind.in_(kinds))
            .order_by(Deadline.person_id, Deadline.due_at.asc().nulls_last(), Deadline.id)
        )
    )


def find(session: Session, identity: Identity, deadline_id: uuid.UUID) -> Deadline | None:
    """One clock in scope, open or ended."""
    places = readable_facilities(identity, Permission.WORKLIST_UNIT)
    query = sa.select(Deadline).where(Deadline.id == deadline_id)
    return session.scalar(query if places is None else query.where(Deadline.facility_id.in_(places)))


def _soon(until: dt.datetime) -> sa.ColumnElement[bool]:
    """Due by then, or without a limit: what has none waits already."""
    return sa.or_(Deadline.due_at <= until, Deadline.due_at.is_(None))


def _open_in_scope(identity: Identity, person_id: uuid.UUID | None = None) -> list[sa.ColumnElement[bool]]:
    """Open clocks of the units one works in, or of the whole country for the Department."""
    conditions: list[sa.ColumnElement[bool]] = [Deadline.state == "open"]
    unit = readable_facilities(identity, Permission.WORKLIST_UNIT)
    country = readable_facilities(identity, Permission.WORKLIST_DEPARTMENT)
    opened = person_id is not None and person_id in identity.break_glass
    if unit is not None and country is not None and not opened:
        conditions.append(Deadline.facility_id.in_(unit | country))
    return conditions
