"""What happened to a person, custody and care in one line, newest first, one page at a time.

A person's history follows the person: whoever may read the chart sees that a record exists wherever it was
made; its page opens by the rules of its own room.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from healthapp.access import Permission
from healthapp.people.models import Facility, Movement, Stay
from healthapp.records.models import ClinicalRecord, RecordState

PAGE = 25
RECENT = 10
ALL, CARE, CUSTODY = "all", "care", "custody"
#: What the statements are given; they are made once, because making one costs more than running it.
PEOPLE: sa.BindParameter[Any] = sa.bindparam("person_ids", expanding=True)
_LIMIT = sa.bindparam("limit", type_=sa.Integer)
#: A keyset position: time and id of the last line of the page before.
Position = tuple[dt.datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Line:
    """One event: a movement with the names of its facilities, or a record."""

    at: dt.datetime
    id: uuid.UUID
    movement: Movement | None = None
    facility: str = ""
    other_facility: str = ""
    stay: Stay | None = None
    record: ClinicalRecord | None = None
    #: Kind of an entry that another room keeps, and who made it.
    entry: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class EntryKind:
    """What another room adds to the history of a person: its words, its page, and who may see that there is one.

    ``rows`` selects (moment, id, author's name) of the people bound as ``PEOPLE``; ``endpoint`` takes ``value``,
    the id of the entry.
    """

    code: str
    text: Any
    permission: Permission
    endpoint: str
    value: str
    rows: sa.Select[dt.datetime, uuid.UUID, str]


ENTRIES: dict[str, EntryKind] = {}


def declare(kind: EntryKind) -> None:
    """Let entries of another room stand in the history. Raises ValueError when the code is taken."""
    if kind.code in ENTRIES:
        raise ValueError(f"entries {kind.code} are declared twice")
    ENTRIES[kind.code] = kind


@dataclass(frozen=True, slots=True)
class Page:
    """``older``: where the next page starts; None on the last."""

    lines: list[Line]
    older: Position | None


def page(
    session: Session,
    person_ids: Collection[uuid.UUID],
    *,
    chart: bool,
    reader_id: uuid.UUID | None,
    show: str = ALL,
    before: Position | None = None,
    limit: int = PAGE,
    entries: Collection[str] = (),
) -> Page:
    """One page of all entries of one person; at most three statements. ``entries``: kinds of other rooms to show.

    ``chart`` False (no right to the chart) leaves every record out. A given-up draft shows to its author alone.
    """
    lines: list[Line] = []
    if show != CARE:
        lines += _movements(session, person_ids, before, limit + 1)
    if chart and show != CUSTODY:
        found = _records(session, person_ids, reader_id, before, limit + 1)
        lines += [Line(row.event_time, row.id, record=row) for row in found]
        lines += _entries(session, person_ids, entries, before, limit + 1)
    lines.sort(key=lambda line: (line.at, line.id), reverse=True)
    shown = lines[:limit]
    more = len(lines) > limit
    return Page(shown, (shown[-1].at, shown[-1].id) if more else None)


def recent_records(
    session: Session, person_ids: Collection[uuid.UUID], reader_id: uuid.UUID | None, limit: int = RECENT
) -> list[ClinicalRecord]:
    """The last records of one person, for those who may read the chart. One statement."""
    return _records(session, person_ids, reader_id, None, limit)


def recent_of_kind(
    session: Session, person_ids: Collection[uuid.UUID], kind: str, reader_id: uuid.UUID | None, limit: int = RECENT
) -> list[ClinicalRecord]:
    """The last records of one kind, for those who may read the chart. One statement."""
    return _records(session, person_ids, reader_id, None, limit, kind)


def examined_during(session: Session, stay: Stay, kind: str) -> bool:
    """Whether an examination of ``kind`` was handed in during this stay at the facility where the person is now."""
    found = session.scalar(
        sa.select(ClinicalRecord.id)
        .where(
            ClinicalRecord.stay_id == stay.id,
            ClinicalRecord.facility_id == stay.facility_id,
            ClinicalRecord.kind == kind,
            ClinicalRecord.state.in_((RecordState.AWAITING_DOCTOR, RecordState.SIGNED)),
        )
        .limit(1)
    )
    return found is not None


def _movements(session: Session, person_ids: Collection[uuid.UUID], before: Position | None, limit: int) -> list[Line]:
    rows = session.execute(_movements_query(before is not None), _given(person_ids, before, limit))
    return [
        Line(row[0].occurred_at, row[0].id, movement=row[0], facility=row[1], other_facility=row[2] or "", stay=row[3])
        for row in rows
    ]


@cache
def _movements_query(goes_on: bool) -> sa.Select[Movement, str, str, Stay]:
    here, there = aliased(Facility), aliased(Facility)
    query = (
        sa.select(Movement, here.name, there.name, Stay)
        .join(here, here.id == Movement.facility_id)
        .join(Stay, Stay.id == Movement.stay_id)
        .outerjoin(there, there.id == Movement.other_facility_id)
        .where(Movement.person_id.in_(PEOPLE))
        .order_by(Movement.occurred_at.desc(), Movement.id.desc())
        .limit(_LIMIT)
    )
    return query.where(_earlier(Movement.occurred_at, Movement.id)) if goes_on else query


def _entries(
    session: Session, person_ids: Collection[uuid.UUID], kinds: Collection[str], before: Position | None, limit: int
) -> list[Line]:
    """The last entries of other rooms, all kinds in one statement."""
    if not kinds:
        return []
    query = _entries_query(tuple(sorted(kinds)), before is not None)
    rows = session.execute(query, _given(person_ids, before, limit))
    return [Line(at, row_id, entry=kind, author=author) for at, row_id, author, kind in rows]


@cache
def _entries_query(kinds: tuple[str, ...], goes_on: bool) -> sa.Select[Any]:
    parts = []
    for code in kinds:
        at, row_id, author = ENTRIES[code].rows.subquery().c
        parts.append(
            sa.select(at.label("at"), row_id.label("id"), author.label("author"), sa.literal(code).label("kind"))
        )
    every = sa.union_all(*parts).subquery().c
    query = sa.select(every.at, every.id, every.author, every.kind).order_by(every.at.desc(), every.id.desc())
    query = query.limit(_LIMIT)
    return query.where(_earlier(every.at, every.id)) if goes_on else query


def _records(
    session: Session,
    person_ids: Collection[uuid.UUID],
    reader_id: uuid.UUID | None,
    before: Position | None,
    limit: int,
    kind: str = "",
) -> list[ClinicalRecord]:
    query = _records_query(before is not None, bool(kind))
    given = _given(person_ids, before, limit) | {"reader_id": reader_id, "kind": kind}
    return list(session.scalars(query, given))


@cache
def _records_query(goes_on: bool, of_kind: bool) -> sa.Select[ClinicalRecord]:
    given_up = ClinicalRecord.state == RecordState.DISCARDED
    own = ClinicalRecord.author_id == sa.bindparam("reader_id")
    query = (
        sa.select(ClinicalRecord)
        .where(ClinicalRecord.person_id.in_(PEOPLE), sa.or_(~given_up, own))
        .order_by(ClinicalRecord.event_time.desc(), ClinicalRecord.id.desc())
        .limit(_LIMIT)
    )
    if of_kind:
        query = query.where(ClinicalRecord.kind == sa.bindparam("kind"))
    return query.where(_earlier(ClinicalRecord.event_time, ClinicalRecord.id)) if goes_on else query


def _given(person_ids: Collection[uuid.UUID], before: Position | None, limit: int) -> dict[str, Any]:
    moment, last = before if before is not None else (None, None)
    return {"person_ids": list(person_ids), "limit": limit, "moment": moment, "last": last}


def _earlier(
    at: sa.ColumnElement[dt.datetime] | InstrumentedAttribute[dt.datetime],
    id_: sa.ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID],
) -> sa.ColumnElement[bool]:
    moment: sa.BindParameter[dt.datetime] = sa.bindparam("moment")
    return sa.or_(at < moment, sa.and_(at == moment, id_ < sa.bindparam("last")))
