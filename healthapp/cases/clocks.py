"""The clocks of a case as rows of the one table of clocks: the fold says which run, this makes the rows agree."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
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
    return _limits(session, (run,), at)[run.clock, run.started]


def limits(session: Session, case: machine.Case, at: dt.datetime) -> dict[tuple[str, dt.datetime], dt.datetime | None]:
    """The limit of every run of a case, by clock and start. Two statements, however many runs."""
    return _limits(session, case.runs, at)


def _limits(
    session: Session, runs: Collection[clocks.Run], at: dt.datetime
) -> dict[tuple[str, dt.datetime], dt.datetime | None]:
    set_ones = {run.clock for run in runs if CLOCKS[run.clock].unit is not Unit.UNTIL}
    values = settings.current_of(session, set_ones, at)
    rules = Rules(Calendar(*settings.holidays(session)), {code: value.number() for code, value in values.items()})
    return {(run.clock, run.started): clocks.due(_clock(run.clock, values), run, rules) for run in runs}


def _clock(code: str, values: Mapping[str, settings.Value]) -> clocks.Clock:
    clock = CLOCKS[code]
    return replace(clock, unit=_unit(values[code].unit, clock.unit)) if code in values else clock


def _unit(code: str, shipped: Unit) -> Unit:
    """A setting may count in another unit than the shipped clock; minutes are no unit of a case."""
    return Unit(code) if code in set(Unit) else shipped
