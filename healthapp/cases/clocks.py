"""The clocks of a case as rows of the one table of clocks: the fold says which run, this makes the rows agree."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.database import UnitOfWork
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import REGISTRY
from referrals import clocks, machine
from referrals.clocks import Calendar, Rules, Unit
from referrals.timetable import CLOCKS

CASE = "referral_case"


def follow(
    uow: UnitOfWork,
    before: machine.Case,
    after: machine.Case,
    *,
    case_id: uuid.UUID,
    event_id: uuid.UUID,
    code: str,
    person_id: uuid.UUID,
    facility_id: uuid.UUID,
) -> None:
    """Stop, extend and start the rows of every clock that the step from ``before`` to ``after`` touched."""
    was = {(run.clock, run.started): run for run in before.runs}
    for run in after.runs:
        known = was.get((run.clock, run.started))
        if known == run:
            continue
        kind = REGISTRY[run.clock]
        if known is not None and known.running:
            deadlines.meet(uow, kind, met_at=run.stopped or after_moment(after), met_by=event_id, subject_id=case_id)
        if run.running and not run.paused:
            deadlines.start(
                uow,
                kind,
                facility_id=facility_id,
                started_at=run.started,
                started_by=code,
                person_id=person_id,
                subject=(CASE, case_id),
                due_at=due(uow.session, run, uow.now()),
            )


def after_moment(case: machine.Case) -> dt.datetime:
    """When the last event of a case that has one happened."""
    assert case.last is not None
    return case.last


def due(session: Session, run: clocks.Run, at: dt.datetime) -> dt.datetime | None:
    """The limit of a run by the settings valid at ``at`` and the holidays; None when nobody set one."""
    clock = CLOCKS[run.clock]
    lengths = {}
    if clock.unit is not Unit.UNTIL:
        value = settings.current(session, clock.code, at)
        clock, lengths = replace(clock, unit=_unit(value.unit, clock.unit)), {clock.code: value.number()}
    days_off, worked = settings.holidays(session)
    return clocks.due(clock, run, Rules(Calendar(days_off, worked), lengths))


def limits(session: Session, case: machine.Case, at: dt.datetime) -> dict[tuple[str, dt.datetime], dt.datetime | None]:
    """The limit of every run of a case, by clock and start."""
    return {(run.clock, run.started): due(session, run, at) for run in case.runs}


def _unit(code: str, shipped: Unit) -> Unit:
    """A setting may count in another unit than the shipped clock; minutes are no unit of a case."""
    return Unit(code) if code in set(Unit) else shipped
