"""A step on which somebody sets out for a hospital, or comes back, is a movement in custody, written in the same unit.

So the banner and the lists say where the person is, and what hangs on a movement follows as on one written by hand: the
screening after a return. What custody wrote down by hand is not written twice. The movement never says which hospital:
that is the case's to tell, and not everybody who sees a movement may know it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import sqlalchemy as sa

from healthapp.cases import queries
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.services import Moved, StepRefused
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.people import movements
from healthapp.people import queries as people
from healthapp.people.errors import Refused
from healthapp.people.models import Movement, Person, Stay
from healthapp.people.schemas import Move
from referrals import journeys, machine

KINDS = {journeys.OUT: "to_hospital", journeys.BACK: "return_hospital"}
#: A transfer is written by hand, to a medical facility of the service too: whoever left on it has left.
LEFT = frozenset({"to_hospital", "transfer_out"})
AWAY = frozenset({movements.HOSPITAL, movements.TRANSIT})
CHANGING = frozenset(kind.code for kind in movements.KINDS.values() if kind.target is not None)


def after_step(uow: UnitOfWork, moved: Moved) -> None:
    """Record the journey this step is, at its time. Raises StepRefused where custody's later movements forbid it."""
    journey = journeys.made_by(moved.before, moved.after, moved.event.code)
    if not journey:
        return
    stay = people.open_stay(uow.session, moved.person.id)
    if stay is None or _known(uow, stay, journey, moved.event.at):
        return
    if journey == journeys.BACK and _away_for_another(uow, stay, moved):
        return
    try:
        person = uow.session.get_one(Person, moved.person.id)
        movements.record(uow, person, Move(KINDS[journey], moved.event.at))
    except Refused as refused:
        raise StepRefused(machine.Refusal("custody"), str(refused)) from refused


def catch_up(uow: UnitOfWork) -> int:
    """Record the journeys of open cases from before steps were movements: of who is out by a case; how many.

    Each is a movement like any other, at the step's own time, with its event and its place in the ledger; it bears no
    author, and its note says that it was added by the upgrade. Nobody whom custody has recorded anything of since is
    moved: that person is where custody says. Doing it again changes nothing.
    """
    added = 0
    for row in uow.session.scalars(sa.select(Case).where(Case.outcome == "").order_by(Case.opened_at, Case.id)):
        left = _left(uow, row) if _out(row) else None
        person = people.kept_entry(uow.session, uow.session.get_one(Person, row.person_id))
        stay = people.open_stay(uow.session, person.id)
        if left is not None and stay is not None and not _known(uow, stay, journeys.OUT, left):
            note = _("Added by an upgrade of the program, at the time of the step that led out of the unit")
            with suppress(Refused):
                movements.record(uow, person, Move(KINDS[journeys.OUT], left, note=note))
                added += 1
    return added


def _left(uow: UnitOfWork, row: Case) -> dt.datetime | None:
    """The time of the last step of a case that led out of the unit."""
    case, left = machine.begin(queries.pathway_of(row)), None
    for event in uow.session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.place)):
        after = machine.advance(case, queries.event_of(event))
        if isinstance(after, machine.Refusal):
            return None  # a stored event was altered: the case itself says so where it is opened
        if journeys.made_by(case, after, event.code) == journeys.OUT:
            left = event.at
        case = after
    return left


def _known(uow: UnitOfWork, stay: Stay, journey: str, at: dt.datetime) -> bool:
    """Whether custody has this journey already: as the last change of place before ``at``, or as the next one."""
    before, after = _around(uow, stay, at)
    if journey == journeys.OUT:
        return stay.whereabouts in AWAY or before in LEFT or after in LEFT
    return stay.whereabouts != movements.HOSPITAL or KINDS[journeys.BACK] in (before, after)


def _around(uow: UnitOfWork, stay: Stay, at: dt.datetime) -> tuple[str, str]:
    """The kinds of the last movement up to ``at`` and of the next one, of those that change where somebody is."""
    query = (
        sa.select(Movement.kind, Movement.occurred_at)
        .where(Movement.stay_id == stay.id)
        .order_by(Movement.occurred_at, Movement.recorded_at, Movement.id)
    )
    changes = [row for row in uow.session.execute(query) if row.kind in CHANGING]
    before = [row.kind for row in changes if row.occurred_at <= at]
    after = [row.kind for row in changes if row.occurred_at > at]
    return before[-1] if before else "", after[0] if after else ""


def _away_for_another(uow: UnitOfWork, stay: Stay, moved: Moved) -> bool:
    """Whether the person is still out for another case: coming back from one ward is not coming home.

    A case that nobody told of a return custody has recorded since does not keep anybody away.
    """
    others = [
        row.id for row, _last in queries.open_of(uow.session, moved.person.id) if row.id != moved.row.id and _out(row)
    ]
    if not others:
        return False
    home = uow.session.scalar(
        sa.select(sa.func.max(Movement.occurred_at)).where(
            Movement.stay_id == stay.id, Movement.kind == KINDS[journeys.BACK]
        )
    )
    left = uow.session.scalar(
        sa.select(sa.func.max(CaseEvent.at)).where(
            CaseEvent.case_id.in_(others), CaseEvent.code.in_(journeys.DEPARTURES)
        )
    )
    return left is not None and left >= (home or stay.admitted_at)


def _out(row: Case) -> bool:
    return queries.pathway_of(row).state(row.state).away
