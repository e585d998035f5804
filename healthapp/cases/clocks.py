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
                due_at=due(uow.session, run),
            )


def after_moment(case: machine.Case) -> dt.datetime:
    """When the last event of a case that has one happened."""
    assert case.last is not None
    return case.last


def due(session: Session, run: clocks.Run) -> dt.datetime | None:
    """The limit of a run by the settings in force when it began and the holidays; None when nobody had set one."""
    return _limits(session, (run,))[run.clock, run.started]


def limits(session: Session, case: machine.Case) -> dict[tuple[str, dt.datetime], dt.datetime | None]:
    """The limit of every run of a case, by clock and start: of each by the settings in force when it began, as its row
    has it. Two statements, however many runs."""
    return _limits(session, case.runs)


def _limits(session: Session, runs: Collection[clocks.Run]) -> dict[tuple[str, dt.datetime], dt.datetime | None]:
    courses = settings.courses(session, {run.clock for run in runs if CLOCKS[run.clock].unit is not Unit.UNTIL})
    calendar = Calendar(*settings.holidays(session))
    return {(run.clock, run.started): _limit(run, courses, calendar) for run in runs}


def _limit(run: clocks.Run, courses: Mapping[str, settings.Course], calendar: Calendar) -> dt.datetime | None:
    clock = CLOCKS[run.clock]
    if run.clock not in courses:
        return clocks.due(clock, run, Rules(calendar))
    value = settings.held_at(run.clock, courses[run.clock], run.started)
    rules = Rules(calendar, {run.clock: value.number()})
    return clocks.due(replace(clock, unit=_unit(value.unit, clock.unit)), run, rules)


def _unit(code: str, shipped: Unit) -> Unit:
    """A setting may count in another unit than the shipped clock; minutes are no unit of a case."""
    return Unit(code) if code in set(Unit) else shipped
