"""Starting and ending clocks. Every function works in the caller's unit of work and never commits."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, NotRequired, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit, happenings, settings
from healthapp.audit.events import DEADLINE_CANCELLED, DEADLINE_REOPENED, DEADLINE_WAIVED
from healthapp.database import UnitOfWork, held, uuid7
from healthapp.deadlines.calendar import due
from healthapp.deadlines.kinds import REGISTRY, DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE


class Event(TypedDict):
    """What a clock runs from, at which unit and about whom. ``due_at`` overrides the length of the setting where the
    limit is a fact, such as the next dose of a medicine.
    """

    facility_id: uuid.UUID
    started_at: dt.datetime
    started_by: str
    person_id: NotRequired[uuid.UUID | None]
    stay_id: NotRequired[uuid.UUID | None]
    subject: NotRequired[tuple[str, uuid.UUID] | None]
    due_at: NotRequired[dt.datetime | None]


def start(uow: UnitOfWork, kind: DeadlineKind, **event: Unpack[Event]) -> Deadline:
    """Start a clock of ``kind`` at the event's time.

    Its length, basis and whether it is a legal one come from the setting that was in force at ``started_at``, however
    late the event is typed in, and stay with it.
    """
    deadline = Deadline(**_row(uow, kind, event))
    uow.session.add(deadline)
    return deadline


def start_unseen(uow: UnitOfWork, kind: DeadlineKind, **event: Unpack[Event]) -> None:
    """As ``start``, for a clock that no query sees before ``uow.flush``: the ten of an arrival go in one statement."""
    uow.insert(Deadline, _row(uow, kind, event))


def _row(uow: UnitOfWork, kind: DeadlineKind, event: Event) -> dict[str, Any]:
    value = _setting(uow, kind.setting, event["started_at"])
    length, due_at = value.number(), event.get("due_at")
    if due_at is None and length is not None:
        days_off, worked = _calendar(uow) if value.unit == "working_days" else (frozenset(), frozenset())
        due_at = due(event["started_at"], length, value.unit, ZONE, days_off, worked)
    subject_kind, subject_id = event.get("subject") or ("", None)
    return {
        "id": uuid7(),
        "kind": kind.code,
        "person_id": event.get("person_id"),
        "stay_id": event.get("stay_id"),
        "facility_id": event["facility_id"],
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "started_at": event["started_at"],
        "started_by": event["started_by"],
        "due_at": due_at,
        "legal_basis": value.legal_basis,
        "verified": value.verified,
        "state": "open",
        "met_at": None,
        "met_by": None,
        "ended_at": None,
        "ended_by": None,
        "ended_reason": "",
    }


def _setting(uow: UnitOfWork, key: str, at: dt.datetime) -> settings.Value:
    """``key`` as it stood at ``at``, read once in a unit: an arrival starts ten clocks. Raises UnknownSetting."""
    return settings.held_at(key, _courses(uow, [key])[key], at)


def read_ahead(uow: UnitOfWork, kinds: Collection[DeadlineKind]) -> None:
    """Read in one statement what clocks of ``kinds`` need to start, where all of them will."""
    _courses(uow, [kind.setting for kind in kinds])


def _courses(uow: UnitOfWork, keys: Collection[str]) -> dict[str, settings.Course]:
    read: dict[str, settings.Course] = uow.memo.setdefault("settings of clocks", {})
    if missing := [key for key in dict.fromkeys(keys) if key not in read]:
        read |= settings.courses(uow.session, missing)
    return read


def start_once(
    uow: UnitOfWork,
    kind: DeadlineKind,
    *,
    person_id: uuid.UUID,
    facility_id: uuid.UUID,
    started_at: dt.datetime,
    started_by: str,
    stay_id: uuid.UUID | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
    due_at: dt.datetime | None = None,
) -> Deadline:
    """Like ``start``, unless a clock of ``kind`` already runs for this person: then that one, unchanged."""
    known = running(uow, kind, person_id=person_id)
    if known is not None:
        return known
    return start(
        uow,
        kind,
        facility_id=facility_id,
        started_at=started_at,
        started_by=started_by,
        person_id=person_id,
        stay_id=stay_id,
        subject=subject,
        due_at=due_at,
    )


def running(uow: UnitOfWork, kind: DeadlineKind, *, person_id: uuid.UUID) -> Deadline | None:
    """The open clock of ``kind`` of this person, the oldest of several."""
    rows = _open(uow, kind, person_id=person_id, subject_id=None)
    return rows[0] if rows else None


def meet(
    uow: UnitOfWork,
    kind: DeadlineKind,
    *,
    met_at: dt.datetime,
    met_by: uuid.UUID,
    person_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
) -> list[Deadline]:
    """Close the open clocks of ``kind`` for this person or subject; returns them, oldest first."""
    rows = _open(uow, kind, person_id=person_id, subject_id=subject_id)
    for row in rows:
        row.state, row.met_at, row.met_by = "met", met_at, met_by
    return rows


def waive(uow: UnitOfWork, deadline: Deadline, *, reason: str) -> None:
    """End a clock undone, with a reason; it stays visible as waived. Raises ValueError when it is not open."""
    _end(uow, deadline, "waived", reason)
    audit.record(
        uow, DEADLINE_WAIVED, about=deadline, subject=("deadline", deadline.id), reason=reason, kind=deadline.kind
    )


def decide(uow: UnitOfWork, deadline: Deadline, *, decision: str) -> None:
    """End a clock by a doctor's decision, and tell the rooms. Raises ValueError when it is not open or its kind is not
    ended so."""
    if not REGISTRY[deadline.kind].decided:
        raise ValueError(f"no decision ends {deadline.kind}")
    waive(uow, deadline, reason=decision)
    happenings.tell("clock decided", uow, deadline)


def cancel(uow: UnitOfWork, deadline: Deadline, *, reason: str) -> None:
    """End a clock whose event did not happen after all. Raises ValueError when it is not open."""
    _end(uow, deadline, "cancelled", reason)
    audit.record(
        uow, DEADLINE_CANCELLED, about=deadline, subject=("deadline", deadline.id), reason=reason, kind=deadline.kind
    )


def met_by(session: Session, record_id: uuid.UUID, *, person_id: uuid.UUID) -> list[Deadline]:
    """The clocks of this person that this record met, the next due first."""
    mine = (Deadline.person_id == person_id, Deadline.state == "met", Deadline.met_by == record_id)
    return list(session.scalars(sa.select(Deadline).where(*mine).order_by(Deadline.due_at, Deadline.id)))


def reopen(uow: UnitOfWork, deadline: Deadline, *, reason: str) -> None:
    """Let a clock run again by its old limit: what had met it counts no more. Raises ValueError when it is not met."""
    if deadline.state != "met":
        raise ValueError(f"this clock is {deadline.state}, not met")
    if not reason.strip():
        raise ValueError("opening a clock again needs a reason")
    deadline.state, deadline.met_at, deadline.met_by = "open", None, None
    audit.record(
        uow, DEADLINE_REOPENED, about=deadline, subject=("deadline", deadline.id), reason=reason, kind=deadline.kind
    )


def hand_over(
    uow: UnitOfWork, *, person_id: uuid.UUID, facility_id: uuid.UUID, about: Collection[str] | None = None
) -> None:
    """Give the clocks that follow a person to the unit that received them; ``about``: only those of such subjects."""
    follows = [kind.code for kind in REGISTRY.values() if kind.follows]
    change = sa.update(Deadline).where(
        Deadline.person_id == person_id, Deadline.state == "open", Deadline.kind.in_(follows)
    )
    if about is not None:
        change = change.where(Deadline.subject_kind.in_(about))
    uow.session.execute(change.values(facility_id=facility_id))


def _open(
    uow: UnitOfWork, kind: DeadlineKind, *, person_id: uuid.UUID | None, subject_id: uuid.UUID | None
) -> list[Deadline]:
    if person_id is None and subject_id is None:
        raise ValueError("a clock is found by its person or its subject")
    query = sa.select(Deadline).where(Deadline.kind == kind.code, Deadline.state == "open")
    if person_id is not None:
        query = query.where(Deadline.person_id == person_id)
    if subject_id is not None:
        query = query.where(Deadline.subject_id == subject_id)
    # Who ends one at the same moment comes first or second: what was ended meanwhile is not among them.
    return list(uow.session.scalars(held(uow.session, query.order_by(Deadline.started_at))))


def _end(uow: UnitOfWork, deadline: Deadline, state: str, reason: str) -> None:
    if deadline.state != "open":
        raise ValueError(f"this clock is {deadline.state} already")
    if not reason.strip():
        raise ValueError("ending a clock needs a reason")
    deadline.state, deadline.ended_at = state, uow.now()
    deadline.ended_by, deadline.ended_reason = uow.actor.user_id, reason


def _calendar(uow: UnitOfWork) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    if "holidays" not in uow.memo:
        uow.memo["holidays"] = settings.holidays(uow.session)
    days: tuple[frozenset[dt.date], frozenset[dt.date]] = uow.memo["holidays"]
    return days
