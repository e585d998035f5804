"""What the Medical Department sees first: which facilities are late, and with what."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp.access import Identity
from healthapp.deadlines import kinds
from healthapp.deadlines import queries as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.people import facilities
from healthapp.people.cards import cards
from healthapp.people.models import Facility
from healthapp.worklist.queries import PAGE, Group, Item


@dataclass(frozen=True, slots=True)
class FacilityState:
    """One facility: people held, places, and its open and overdue clocks."""

    facility: Facility
    headcount: int
    intake_open: int
    intake_overdue: int
    other_open: int
    other_overdue: int


@dataclass(frozen=True, slots=True)
class KindState:
    """The open and overdue clocks of one kind in a facility."""

    kind: DeadlineKind
    open: int
    overdue: int


#: What is counted of a facility besides the clocks of each kind: all but the examination at the door.
OTHERS = "others"


def kinds_of(figure: str) -> set[str]:
    """The kinds of clocks behind a figure; none behind what is no figure."""
    every = set(kinds.REGISTRY)
    return every - {kinds.INTAKE.code} if figure == OTHERS else every & {figure}


def by_kind(session: Session, identity: Identity, facility: Facility, now: dt.datetime) -> list[KindState]:
    """The clocks of one facility by kind: the most overdue first, then the most open, then as lists rank them."""
    found = [
        KindState(kinds.REGISTRY[count.kind], count.open, count.overdue)
        for count in deadlines.counts(session, identity, now)
        if count.facility_id == facility.id
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.open, one.kind.urgency, one.kind.code))


def headcount(session: Session, identity: Identity, facility: Facility) -> int:
    """The people held in a facility; none in a closed one."""
    counted = facilities.with_headcount(session, identity)
    return next((place.headcount for place in counted if place.facility.id == facility.id), 0)


def behind(
    session: Session,
    facility: Facility,
    figure: str,
    *,
    now: dt.datetime,
    late: bool,
    after: deadlines.Position | None = None,
) -> Group:
    """The clocks behind a figure of a facility in scope, the longest overdue first, with their people."""
    rows = deadlines.behind(session, facility.id, kinds_of(figure), now=now, late=late, limit=PAGE + 1, after=after)
    shown = rows[:PAGE]
    found = cards(session, {row.person_id for row in shown if row.person_id is not None})
    items = [Item(row, found.get(row.person_id) if row.person_id is not None else None) for row in shown]
    return Group(items, len(rows) > PAGE)


def facilities_by_lateness(session: Session, identity: Identity, now: dt.datetime) -> list[FacilityState]:
    """Every open facility in scope, the latest first, then by name."""
    totals: dict[uuid.UUID, list[int]] = {}
    for count in deadlines.counts(session, identity, now):
        row = totals.setdefault(count.facility_id, [0, 0, 0, 0])
        place = 0 if count.kind == kinds.INTAKE.code else 2
        row[place] += count.open
        row[place + 1] += count.overdue
    states = [
        FacilityState(place.facility, place.headcount, *totals.get(place.facility.id, [0, 0, 0, 0]))
        for place in facilities.with_headcount(session, identity)
    ]
    return sorted(states, key=lambda state: (-state.intake_overdue, -state.other_overdue, state.facility.name))
