"""What is due, what is late, and where: everything a worklist or an overdue list shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.roles import Role
from healthapp.database import held
from healthapp.deadlines.kinds import REGISTRY, DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.engines import beside

#: A keyset position: the last row's (due_at, id); due_at None stands after every set one.
Position = tuple[dt.datetime | None, uuid.UUID]
#: Every unit, because the index begins with it: else the embedded engine walks through the clocks of all years.
_EVERYWHERE = sa.select(sa.column("id", sa.Uuid())).select_from(sa.table("facility"))


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
    places = _places(identity)
    due_at, last = after if after is not None else (None, None)
    start = "" if after is None else "without" if due_at is None else "due"
    query = _due_query(places is not None, start, begun=now is not None, soon=until is not None)
    given = {"places": places, "kinds": list(kinds), "limit": limit, "now": now, "until": until}
    return list(session.scalars(query, given | {"due_at": due_at, "last": last}))


def behind(
    session: Session,
    facility_id: uuid.UUID,
    kinds: Collection[str],
    *,
    now: dt.datetime,
    late: bool,
    limit: int,
    after: Position | None = None,
) -> list[Deadline]:
    """The clocks behind a figure of ``counts``: open ones of a facility the caller found in scope, or the ``late``."""
    due_at, last = after if after is not None else (None, None)
    start = "" if after is None else "without" if due_at is None else "due"
    query = _due_query(True, start, begun=True, soon=False)
    if late:
        query = query.where(Deadline.due_at < now)
    given = {"places": [facility_id], "kinds": list(kinds), "limit": limit, "now": now}
    return list(session.scalars(query, given | {"due_at": due_at, "last": last}))


@cache
def _due_query(scoped: bool, start: str, *, begun: bool, soon: bool) -> sa.Select[Deadline]:
    """``start``: empty, ``due`` after one with a due time, ``without`` after one that has none."""
    query = sa.select(Deadline).where(*_open(scoped), Deadline.kind.in_(sa.bindparam("kinds", expanding=True)))
    if begun:
        query = query.where(Deadline.started_at <= sa.bindparam("now"))
    due_at: sa.BindParameter[dt.datetime] = sa.bindparam("due_at")
    beyond = Deadline.id > sa.bindparam("last")
    if start == "without":
        query = query.where(Deadline.due_at.is_(None), beyond)
    elif start == "due":
        later = sa.or_(Deadline.due_at > due_at, sa.and_(Deadline.due_at == due_at, beyond))
        query = query.where(sa.or_(later, Deadline.due_at.is_(None)))
    if soon:
        query = sa.select(aliased(Deadline, sa.union_all(*_soon(query)).subquery()))
    found = query.selected_columns
    limit = sa.bindparam("limit", type_=sa.Integer)
    return query.order_by(found.due_at.asc().nulls_last(), found.id).limit(limit)


def _soon(query: sa.Select[*tuple[Any, ...]]) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """What is due ``until`` then, and what has no limit and waits already.

    In two halves: told both in one condition, the embedded engine reads every open clock of the unit, and of the
    screenings planned for everybody in custody there are thousands.
    """
    return query.where(Deadline.due_at <= sa.bindparam("until")), query.where(Deadline.due_at.is_(None))


def counts(session: Session, identity: Identity, now: dt.datetime, until: dt.datetime | None = None) -> list[Count]:
    """Open and overdue clocks by facility and kind, of what has begun; ``until`` leaves out what is due later."""
    places = _places(identity)
    query = _counts_query(places is not None, until is not None)
    return [Count(*row) for row in session.execute(query, {"places": places, "now": now, "until": until})]


@cache
def _counts_query(scoped: bool, soon: bool) -> sa.Select[Any]:
    begun = sa.select(Deadline.facility_id, Deadline.kind, Deadline.due_at).where(
        *_open(scoped), Deadline.started_at <= sa.bindparam("now")
    )
    open_now = (sa.union_all(*_soon(begun)) if soon else begun).subquery()
    overdue = sa.func.count().filter(open_now.c.due_at < sa.bindparam("now"))
    return (
        sa.select(open_now.c.facility_id, open_now.c.kind, sa.func.count(), overdue)
        .group_by(open_now.c.facility_id, open_now.c.kind)
        .order_by(open_now.c.facility_id, open_now.c.kind)
    )


def of_person(session: Session, identity: Identity, person_id: uuid.UUID) -> list[Deadline]:
    """The open clocks of one person, the next due first."""
    places = None if person_id in identity.break_glass else _places(identity)
    return list(session.scalars(_of_person_query(places is not None), {"places": places, "person_id": person_id}))


@cache
def _of_person_query(scoped: bool) -> sa.Select[Deadline]:
    theirs = sa.select(Deadline).where(Deadline.person_id == sa.bindparam("person_id"), Deadline.state == "open")
    if scoped:  # looked up by the person, who has a few clocks: the unit has thousands
        theirs = theirs.where(beside(Deadline.facility_id).in_(sa.bindparam("places", expanding=True)))
    return theirs.order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)


def of_people(
    session: Session, identity: Identity, person_ids: Collection[uuid.UUID], kinds: Collection[str]
) -> list[Deadline]:
    """The open clocks of ``kinds`` of several people, by person and due time."""
    places = _places(identity)
    query = _of_people_query(places is not None)
    return list(session.scalars(query, {"places": places, "person_ids": list(person_ids), "kinds": list(kinds)}))


@cache
def _of_people_query(scoped: bool) -> sa.Select[Deadline]:
    theirs = Deadline.person_id.in_(sa.bindparam("person_ids", expanding=True))
    return (
        sa.select(Deadline)
        .where(*_open(scoped), theirs, Deadline.kind.in_(sa.bindparam("kinds", expanding=True)))
        .order_by(Deadline.person_id, Deadline.due_at.asc().nulls_last(), Deadline.id)
    )


def last_about(session: Session, kind: DeadlineKind, subject_id: uuid.UUID) -> Deadline | None:
    """The newest clock of this kind about one row, open or ended; for whoever may read that row."""
    about = sa.select(Deadline).where(Deadline.subject_id == subject_id, Deadline.kind == kind.code)
    return session.scalar(about.order_by(Deadline.started_at.desc(), Deadline.id.desc()).limit(1))


def find(session: Session, identity: Identity, deadline_id: uuid.UUID) -> Deadline | None:
    """One clock in scope, open or ended. A unit of work holds it until its end: nobody else ends it meanwhile."""
    places = readable_facilities(identity, Permission.WORKLIST_UNIT)
    query = held(session, sa.select(Deadline).where(Deadline.id == deadline_id))
    return session.scalar(query if places is None else query.where(Deadline.facility_id.in_(places)))


def _open(scoped: bool) -> list[sa.ColumnElement[bool]]:
    """Open clocks, of ``places`` when ``scoped``, else of every unit."""
    here = Deadline.facility_id.in_(sa.bindparam("places", expanding=True) if scoped else _EVERYWHERE)
    return [Deadline.state == "open", here]


def _places(identity: Identity) -> list[uuid.UUID] | None:
    """The units one works in; None stands for the whole country, the Department's."""
    unit = readable_facilities(identity, Permission.WORKLIST_UNIT)
    country = readable_facilities(identity, Permission.WORKLIST_DEPARTMENT)
    return None if unit is None or country is None else list(unit | country)
