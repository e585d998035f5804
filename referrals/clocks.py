"""Clocks: lengths in hours, calendar days, working days or months, told in Baku's dates.

Rules, and where they come from:

- the day of the starting event is not counted; a clock in days or months ends with the end of its last day in Baku;
- a month ends on the same day number, or on the month's last day where that number does not exist;
- working days leave out the weekend and the holidays passed in, and count weekend days declared working (Labour
  Code 105: holidays are announced and shifted, so they are an editable table and never a constant here);
- a last day that falls on a day off is *not* moved to the next working day: no such rule was read for these clocks,
  and the earlier date is the safer one for the person;
- a legal clock pauses only where the law says so. No pause was found for any of them; one extension was
  (disability assessment, 10 working days and 15 more). Only an own target may pause, for a named reason.

An unset clock has no due date, and its days are counted all the same.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BAKU = ZoneInfo("Asia/Baku")
SATURDAY, SUNDAY = 5, 6


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    UNTIL = "until"  # until the date the event itself names


class Certainty(StrEnum):
    """How a rule is known. Only READ makes a clock a legal one."""

    READ = "read"  # the article was read in a consolidated text
    REPORTED = "reported"  # a secondary source reports it
    TARGET = "target"  # the service's own wish
    NONE = "none"  # nothing found


@dataclass(frozen=True, slots=True)
class Clock:
    """``length`` None is unset. ``extension`` is what an extending step adds, in the same unit."""

    code: str
    unit: Unit
    length: int | None = None
    basis: str = ""
    certainty: Certainty = Certainty.NONE
    extension: int = 0
    pause_reason: str = ""

    @property
    def legal(self) -> bool:
        """True for a verified limit set by law, False for an own target or an unverified one."""
        return self.certainty is Certainty.READ


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a clock in a case. Moments are aware; ``pauses`` are (from, to), ``to`` None while it lasts."""

    clock: str
    started: datetime
    stopped: datetime | None = None
    extensions: int = 0
    until: date | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()

    @property
    def running(self) -> bool:
        return self.stopped is None

    @property
    def paused(self) -> bool:
        return self.running and bool(self.pauses) and self.pauses[-1][1] is None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off: a weekend by weekday number (Monday is 0), ``holidays``, and ``worked`` days taken back from both."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def works(self, day: date) -> bool:
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.holidays)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``. Raises ValueError below zero or where nobody ever works."""
        if count < 0 or self.weekend >= frozenset(range(7)):
            raise ValueError("working days are counted forwards, in weeks that have some")
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day


class Standing(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    UNSET = "unset"
    MET = "met"
    LATE = "late"
    COUNTED = "counted"  # it was unset, and has ended


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at a moment. ``days`` are whole days from start to stop (or now), pauses included:
    waiting is waiting. ``due`` is None when unset or paused for an unknown time."""

    clock: str
    legal: bool
    standing: Standing
    days: int
    due: datetime | None


def local_date(moment: datetime) -> date:
    """The date in Baku. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BAKU).date()


def end_of_day(day: date) -> datetime:
    """The moment ``day`` is over in Baku."""
    return datetime.combine(day + timedelta(days=1), time(), BAKU)


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Rules:
    """How this installation reads clocks: its holidays, and lengths from dated settings by clock code."""

    calendar: Calendar = field(default_factory=Calendar)
    lengths: Mapping[str, int | None] = field(default_factory=dict)

    def length(self, clock: Clock) -> int | None:
        """The setting where there is one (a setting of None unsets the clock), else the clock's own length."""
        return self.lengths.get(clock.code, clock.length)


def due(clock: Clock, run: Run, rules: Rules) -> datetime | None:
    """When the run is over, None when nobody has set a length. Raises ValueError for a naive start."""
    if clock.unit is Unit.UNTIL:
        local_date(run.started)
        return end_of_day(run.until) if run.until else None
    length = rules.length(clock)
    if length is None:
        return None
    length += run.extensions * clock.extension
    if clock.unit is Unit.HOURS:
        local_date(run.started)
        return run.started + timedelta(hours=length) + _pause(run)
    first = local_date(run.started)
    if clock.unit is Unit.MONTHS:
        last = add_months(first, length)
    elif clock.unit is Unit.WORKING_DAYS:
        last = rules.calendar.add_working_days(first, length)
    else:
        last = first + timedelta(days=length)
    for begun, over in run.pauses:
        if over is not None:
            last += local_date(over) - local_date(begun)
    return end_of_day(last)


def read(clock: Clock, run: Run, now: datetime, rules: Rules) -> Reading:
    """How the run stands at ``now`` (aware; a moment before the start counts no days)."""
    until = run.stopped or now
    days = max((local_date(until) - local_date(run.started)).days, 0)
    limit = due(clock, run, rules)
    if limit is None:
        standing = Standing.UNSET if run.running else Standing.COUNTED
    elif run.running:
        standing = Standing.OVERDUE if now >= limit else Standing.RUNNING
    else:
        standing = Standing.LATE if until >= limit else Standing.MET
    if run.paused:
        standing, limit = Standing.PAUSED, None
    return Reading(clock.code, clock.legal, standing, days, limit)


def _pause(run: Run) -> timedelta:
    """The time the run stood still, as far as its pauses are over."""
    return sum((over - begun for begun, over in run.pauses if over is not None), timedelta())


def start(runs: tuple[Run, ...], code: str, at: datetime, until: date | None = None) -> tuple[Run, ...]:
    """A clock that already runs is not started anew: the wait counts from its beginning."""
    if any(run.clock == code and run.running for run in runs):
        return runs
    return (*runs, Run(code, at, until=until))


def stop(runs: tuple[Run, ...], code: str, at: datetime) -> tuple[Run, ...]:
    """End the run of this clock, and the pause it may be in."""
    return tuple(_stopped(run, at) if run.clock == code and run.running else run for run in runs)


def stop_all(runs: tuple[Run, ...], at: datetime) -> tuple[Run, ...]:
    return tuple(_stopped(run, at) if run.running else run for run in runs)


def extend(runs: tuple[Run, ...], code: str) -> tuple[Run, ...]:
    """Extend the run of this clock once; a second extension has no basis and changes nothing."""
    return tuple(
        Run(run.clock, run.started, run.stopped, 1, run.until, run.pauses) if run.clock == code and run.running else run
        for run in runs
    )


def pause(runs: tuple[Run, ...], code: str, at: datetime) -> tuple[Run, ...]:
    return tuple(
        _with_pauses(run, (*run.pauses, (at, None))) if run.clock == code and run.running and not run.paused else run
        for run in runs
    )


def resume(runs: tuple[Run, ...], code: str, at: datetime) -> tuple[Run, ...]:
    return tuple(_with_pauses(run, _closed(run, at)) if run.clock == code and run.paused else run for run in runs)


def _stopped(run: Run, at: datetime) -> Run:
    pauses = _closed(run, at) if run.paused else run.pauses
    return Run(run.clock, run.started, at, run.extensions, run.until, pauses)


def _closed(run: Run, at: datetime) -> tuple[tuple[datetime, datetime | None], ...]:
    return (*run.pauses[:-1], (run.pauses[-1][0], at))


def _with_pauses(run: Run, pauses: tuple[tuple[datetime, datetime | None], ...]) -> Run:
    return Run(run.clock, run.started, run.stopped, run.extensions, run.until, pauses)
