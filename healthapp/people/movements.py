"""Movements in custody that concern health, as a declared state machine, and the clocks each one starts.

Where a person is: in the unit, at court, with the police, in hospital, being transferred; at the end released
or dead. Isolation stands beside that. Sources of the examinations after each: CPC 159-1.5 (return from police),
CPC 161.3.3 (procedural action), CPT/Inf(2013)29 §71-73, CPT/Inf(2011)28 §62-63 (isolation).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.database import UnitOfWork, held
from healthapp.deadlines import kinds
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people import queries, timeline
from healthapp.people.errors import DoneBefore, Refused
from healthapp.people.events import MOVEMENT_RECORDED
from healthapp.people.merging import found_where_held, of_person_ids
from healthapp.people.models import Facility, Movement, Person, Stay
from healthapp.people.schemas import Move
from healthapp.people.services import minutes_late

UNIT, COURT, POLICE, HOSPITAL, TRANSIT = "unit", "court", "police", "hospital", "transit"
RELEASED, DEAD = "released", "dead"
_PRESENT = frozenset({UNIT, COURT, HOSPITAL})
HELD = frozenset({UNIT, COURT, POLICE, HOSPITAL, TRANSIT})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of movement: from where it may happen, where the person is after it (None: as before).

    ``clock``: the clock it starts. ``isolation``: what isolation must be before (None: either).
    ``exam``: the examination that belongs before it; a missing one is noted, never a bar.
    """

    code: str
    text: Any
    sources: frozenset[str]
    target: str | None = None
    clock: DeadlineKind | None = None
    isolation: bool | None = None
    exam: str = ""
    ends_stay: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("to_court", _l("Taken to court"), frozenset({UNIT}), COURT),
        Kind("return_court", _l("Returned from court"), frozenset({COURT}), UNIT, kinds.RETURN_COURT),
        Kind("to_police", _l("Handed to the police"), frozenset({UNIT}), POLICE),
        Kind("return_police", _l("Returned from the police"), frozenset({POLICE}), UNIT, kinds.RETURN_POLICE),
        Kind(
            "procedural_ahead",
            _l("A procedural action is coming"),
            frozenset({UNIT, HOSPITAL}),
            clock=kinds.PROCEDURAL_BEFORE,
        ),
        Kind("procedural_action", _l("Procedural action"), frozenset({UNIT, HOSPITAL}), None, kinds.PROCEDURAL),
        Kind("violence", _l("Violent episode"), _PRESENT, clock=kinds.AFTER_INCIDENT),
        Kind("force", _l("Use of force"), _PRESENT, clock=kinds.AFTER_INCIDENT),
        Kind("to_hospital", _l("Taken to hospital"), frozenset({UNIT, COURT, POLICE}), HOSPITAL),
        Kind("return_hospital", _l("Returned from hospital"), frozenset({HOSPITAL}), UNIT),
        Kind("cell_change", _l("Moved to another cell"), frozenset({UNIT})),
        Kind(
            "isolation_start",
            _l("Isolation began"),
            frozenset({UNIT}),
            clock=kinds.SEGREGATION_FIRST,
            isolation=False,
        ),
        Kind("isolation_end", _l("Isolation ended"), frozenset({UNIT, COURT, POLICE, HOSPITAL}), isolation=True),
        Kind(
            "transfer_out",
            _l("Left for another facility"),
            frozenset({UNIT, COURT, HOSPITAL}),
            TRANSIT,
            exam="before_transfer",
        ),
        Kind("transfer_back", _l("Transfer did not take place"), frozenset({TRANSIT}), UNIT),
        Kind("transfer_in", _l("Received from another facility"), frozenset({TRANSIT}), UNIT),
        Kind(
            "release",
            _l("Released"),
            frozenset({UNIT, COURT, POLICE, HOSPITAL}),
            RELEASED,
            exam="before_release",
            ends_stay=True,
        ),
        Kind("death", _l("Died"), HELD, DEAD, ends_stay=True),
    )
}
#: Recorded by the facility that receives, not by the one that sent.
RECEIVING = frozenset({"transfer_in"})
RELEASE_KINDS: dict[str, Any] = {
    "end_of_sentence": _l("End of the sentence"),
    "court_decision": _l("Decision of a court"),
    "parole": _l("Early release"),
    "pardon": _l("Pardon or amnesty"),
    "illness": _l("Illness"),
    "case_closed": _l("The case was closed"),
    "other": _l("Another reason"),
}


def allowed(stay: Stay | None) -> list[Kind]:
    """What may follow for a person where they are now; nothing without an open stay."""
    if stay is None or stay.released_at is not None:
        return []
    return [
        kind
        for kind in KINDS.values()
        if stay.whereabouts in kind.sources and kind.isolation in (None, stay.isolated) and kind.code not in RECEIVING
    ]


def record(uow: UnitOfWork, person: Person, command: Move) -> Movement:
    """Record a movement: the row, where the person is, its clock and its event.

    Raises Refused when it cannot follow on the last one, lies in the future or before it, or lacks its place.
    """
    kind = KINDS.get(command.kind)
    if kind is None:
        raise Refused("kind", _("Choose one of the answers"))
    uow.lock(f"person:{person.id}")
    uow.session.refresh(person)
    stay = queries.open_stay(uow.session, person.id)
    if stay is None:
        gone = _("The person is not in custody")
        ended = queries.last_stay(uow.session, person.id)
        last = queries.last_movement(uow.session, ended.id) if ended is not None else None
        if last is not None and last.kind == kind.code:
            raise DoneBefore("kind", gone, last.recorded_by, last.recorded_at)
        raise Refused("kind", gone)
    uow.session.refresh(stay)
    _check(uow, stay, kind, command)
    unexamined = bool(kind.exam) and not timeline.examined_during(uow.session, stay, kind.exam)
    left = stay.facility_id
    _apply(person, stay, kind, command)
    movement = Movement(
        person_id=person.id,
        stay_id=stay.id,
        facility_id=stay.facility_id,
        kind=kind.code,
        occurred_at=command.occurred_at,
        recorded_at=uow.now(),
        recorded_by=uow.actor.user_id,
        other_facility_id=left if kind.code == "transfer_in" else command.other_facility_id,
        other_place=command.other_place or (command.place if kind.code == "cell_change" else ""),
        note=command.note,
        without_exam=unexamined,
    )
    uow.session.add(movement)
    uow.session.flush()
    if stay.facility_id != left:
        found_where_held(uow.session, person)
    audit.record(
        uow,
        MOVEMENT_RECORDED,
        about=stay,
        subject=("movement", movement.id),
        kind=kind.code,
        late_minutes=minutes_late(uow, command.occurred_at),
        without_exam=unexamined,
    )
    _clocks(uow, person, stay, kind, command)
    happenings.tell("movement", uow, movement)
    return movement


def _check(uow: UnitOfWork, stay: Stay, kind: Kind, command: Move) -> None:
    last = queries.last_movement(uow.session, stay.id)
    cannot = stay.whereabouts not in kind.sources or kind.isolation not in (None, stay.isolated)
    words = _("This cannot follow on the last movement; look where the person is now")
    if last is not None and last.kind == kind.code and (cannot or _same(last, kind, command)):
        raise DoneBefore("kind", words, last.recorded_by, last.recorded_at)
    if cannot:
        raise Refused("kind", words)
    if command.occurred_at > uow.now():
        raise Refused("at_time", _("This time is in the future; it is %(now)s", now=format_moment(uow.now())))
    if command.occurred_at < stay.admitted_at:
        raise Refused("at_time", _("The person arrived later, on %(moment)s", moment=format_moment(stay.admitted_at)))
    if last is not None and command.occurred_at < last.occurred_at:
        raise Refused(
            "at_time", _("The last movement was later, on %(moment)s", moment=format_moment(last.occurred_at))
        )
    _check_place(uow, stay, kind, command)


def _same(last: Movement, kind: Kind, command: Move) -> bool:
    """Whether a movement that could follow on itself is the last one once more: the same cell at the same minute."""
    place = command.other_place or (command.place if kind.code == "cell_change" else "")
    return (last.occurred_at, last.other_place) == (command.occurred_at, place)


def _check_place(uow: UnitOfWork, stay: Stay, kind: Kind, command: Move) -> None:
    if kind.code == "transfer_out":
        facility = uow.session.get(Facility, command.other_facility_id) if command.other_facility_id else None
        if facility is None or facility.id == stay.facility_id:
            raise Refused("other_facility", _("Choose the facility that receives the person"))
    if kind.code == "cell_change" and not command.place:
        raise Refused("place", _("Write the new cell"))
    if kind.code == "release" and command.release_kind not in RELEASE_KINDS:
        raise Refused("release_kind", _("Choose why the person is released"))


def _apply(person: Person, stay: Stay, kind: Kind, command: Move) -> None:
    """The person and the stay as they are after the movement."""
    stay.whereabouts = kind.target or stay.whereabouts
    stay.place = command.place or stay.place
    if kind.code in {"isolation_start", "isolation_end"}:
        stay.isolated = kind.code == "isolation_start"
    if kind.code == "transfer_out":
        stay.heading_to_id, stay.isolated = command.other_facility_id, False
    elif kind.code == "transfer_in":
        stay.facility_id = person.facility_id = stay.heading_to_id or stay.facility_id
        stay.heading_to_id, stay.place = None, command.place
    elif kind.code == "transfer_back":
        stay.heading_to_id = None
    if kind.ends_stay:
        stay.released_at, stay.release_kind = command.occurred_at, command.release_kind or kind.code
        stay.isolated, stay.heading_to_id = False, None
        person.in_custody = False
    if kind.code == "death":
        person.died_at = command.occurred_at


def _clocks(uow: UnitOfWork, person: Person, stay: Stay, kind: Kind, command: Move) -> None:
    if kind.ends_stay:
        reason = _("Released") if kind.code == "release" else _("Died")
        for row in _open(uow, person.id):
            if kind.code not in kinds.REGISTRY[row.kind].outlasts:
                deadlines.cancel(uow, row, reason=reason)
    elif kind.code in {"isolation_end", "transfer_out"}:
        for row in _open(uow, person.id, kinds.SEGREGATION_FIRST, kinds.SEGREGATION_DAILY):
            deadlines.cancel(uow, row, reason=_("Isolation ended"))
    if kind.clock is not None:
        _start(uow, stay, kind.clock, command.occurred_at, kind.code)
    if kind.code == "transfer_in":
        uow.session.flush()
        deadlines.hand_over(uow, person_id=person.id, facility_id=stay.facility_id)
        # The unit that receives examines within its own first day; a clock still open from the last one stands.
        for clock in (kinds.SAFETY_SCREEN, kinds.INTAKE):
            if not _open(uow, person.id, clock):
                _start(uow, stay, clock, command.occurred_at, kind.code)


def _start(uow: UnitOfWork, stay: Stay, clock: DeadlineKind, at: dt.datetime, by: str) -> None:
    deadlines.start(
        uow,
        clock,
        facility_id=stay.facility_id,
        started_at=at,
        started_by=by,
        person_id=stay.person_id,
        stay_id=stay.id,
    )


def _open(uow: UnitOfWork, person_id: uuid.UUID, *of: DeadlineKind) -> list[Deadline]:
    """Open clocks of a person, all or ``of`` these kinds, under whichever entry and wherever they lie.

    A movement ends them for everybody.
    """
    entries = of_person_ids(uow.session, person_id)
    query = sa.select(Deadline).where(Deadline.person_id.in_(entries), Deadline.state == "open")
    if of:
        query = query.where(Deadline.kind.in_([kind.code for kind in of]))
    return list(uow.session.scalars(held(uow.session, query.order_by(Deadline.started_at, Deadline.id))))
