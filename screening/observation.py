"""Observations on an episode: when the next is due, what was late or missed, and whether the times can be guessed.

Exact fifteen-minute checks are not compliant: intervals must be unpredictable and never longer than the limit (NCCHC).
The limits are the reference note's (section 5.2) and policy: a site sets its own in ``Intervals``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev
from zoneinfo import ZoneInfo

from screening.risk import Level

BAKU = ZoneInfo("Asia/Baku")
#: Below this spread relative to the mean, gaps count as regular.
REGULAR_BELOW = 0.1
#: A spread says nothing about one or two gaps.
LEAST_GAPS = 3
EQUAL_RUN = 4
EQUAL_WITHIN = dt.timedelta(seconds=30)
#: Two good clocks may differ by so much.
CLOCKS_DIFFER = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Intervals:
    """The longest gaps a site allows, and when its night is."""

    shift: dt.timedelta = dt.timedelta(hours=12)
    day: dt.timedelta = dt.timedelta(minutes=60)
    night: dt.timedelta = dt.timedelta(minutes=30)
    close: dt.timedelta = dt.timedelta(minutes=15)
    constant_entry: dt.timedelta = dt.timedelta(minutes=60)  # the named observer signs every hour
    late_entry: dt.timedelta = dt.timedelta(minutes=5)
    night_from: dt.time = dt.time(22)
    night_to: dt.time = dt.time(6)
    zone: ZoneInfo = BAKU

    def is_night(self, at: dt.datetime) -> bool:
        local = at.astimezone(self.zone).time()
        if self.night_from <= self.night_to:
            return self.night_from <= local < self.night_to
        return local >= self.night_from or local < self.night_to

    def next_night(self, at: dt.datetime) -> dt.datetime:
        """When the night after ``at`` begins."""
        local = at.astimezone(self.zone)
        begins = dt.datetime.combine(local.date(), self.night_from, self.zone)
        return begins if begins > local else begins + dt.timedelta(days=1)


STANDARD = Intervals()


def longest_gap(level: Level, at: dt.datetime, intervals: Intervals = STANDARD) -> dt.timedelta | None:
    """How long the gap that begins at ``at`` may be; None where nothing is observed any more."""
    if level is Level.L0:
        return None
    by_level = {
        Level.L1: intervals.shift,
        Level.L2: intervals.night if intervals.is_night(at) else intervals.day,
        Level.L3: intervals.close,
        Level.L4: intervals.constant_entry,
    }
    return by_level[level]


def due_at(level: Level, previous: dt.datetime, intervals: Intervals = STANDARD) -> dt.datetime | None:
    """The last moment for the next observation. A gap that runs into the night is bound by the night's limit."""
    longest = longest_gap(level, previous, intervals)
    if longest is None:
        return None
    due = previous + longest
    if level is Level.L2 and not intervals.is_night(previous):
        due = min(due, max(previous, intervals.next_night(previous)) + intervals.night)
    return due


@dataclass(frozen=True, slots=True)
class Gap:
    """``late_by`` is zero for one in time; ``missed`` counts the observations that should have been in between."""

    late_by: dt.timedelta
    missed: int


def gap(length: dt.timedelta, longest: dt.timedelta) -> Gap:
    """Judge one gap. Raises ValueError for a gap or a limit that is not positive."""
    if length <= dt.timedelta(0) or longest <= dt.timedelta(0):
        raise ValueError("observations follow each other, and a limit is positive")
    return Gap(max(length - longest, dt.timedelta(0)), -(-length // longest) - 1)


def is_late_entry(observed: dt.datetime, recorded: dt.datetime, intervals: Intervals = STANDARD) -> bool:
    """Whether it was written down so late that it must be marked. Raises ValueError when written before it was seen."""
    if recorded < observed:
        raise ValueError("an observation cannot be recorded before it is made")
    return recorded - observed > intervals.late_entry


@dataclass(frozen=True, slots=True)
class Seen:
    """When something was seen, and whether the device's word for it cannot be right."""

    at: dt.datetime
    doubtful: bool


def made_at(now: dt.datetime, told: dt.datetime | None, waited: dt.timedelta) -> Seen:
    """When an entry was made that reaches the server ``now``, after waiting for the network.

    ``told``: the device's own time of it, ``waited``: how long the device says it lay there. The earlier of the two
    counts, so that a clock set forward makes nothing look fresher; one ahead of the server's is in doubt.
    """
    latest = now - max(waited, dt.timedelta(0))
    if told is None:
        return Seen(latest, False)
    return Seen(min(told, latest), told > now + CLOCKS_DIFFER)


def is_predictable(gaps: Sequence[dt.timedelta]) -> bool:
    """Whether a person could learn the times: nearly the same gap throughout, or four like gaps in a row.

    Blind to a pattern of two alternating gaps; the reference note knows and accepts that.
    """
    seconds = [one.total_seconds() for one in gaps]
    if len(seconds) >= LEAST_GAPS and pstdev(seconds) < REGULAR_BELOW * fmean(seconds):
        return True
    runs = (gaps[at : at + EQUAL_RUN] for at in range(len(gaps) - EQUAL_RUN + 1))
    return any(max(run) - min(run) <= 2 * EQUAL_WITHIN for run in runs)


@dataclass(frozen=True, slots=True)
class Log:
    """What a stretch of observations shows, for the officer in charge and for the inspector."""

    gaps: tuple[Gap, ...]
    predictable: bool

    @property
    def late(self) -> int:
        return sum(one.late_by > dt.timedelta(0) for one in self.gaps)

    @property
    def missed(self) -> int:
        return sum(one.missed for one in self.gaps)


def judge(lengths: Sequence[dt.timedelta], longest: dt.timedelta) -> Log:
    """Judge a row of gaps under one limit."""
    return Log(tuple(gap(length, longest) for length in lengths), is_predictable(lengths))


def judge_observed(level: Level, observed: Sequence[dt.datetime], intervals: Intervals = STANDARD) -> Log:
    """Judge the observations of one level in the order they were made, each gap by the limit of its own hour.

    Raises ValueError for moments out of order and for a level at which nobody is observed.
    """
    found, lengths = [], []
    for earlier, later in pairwise(observed):
        due = due_at(level, earlier, intervals)
        if due is None:
            raise ValueError("nobody is observed at this level")
        found.append(gap(later - earlier, due - earlier))
        lengths.append(later - earlier)
    return Log(tuple(found), is_predictable(lengths))


def window(previous: dt.datetime, longest: dt.timedelta, nudge: float) -> tuple[dt.datetime, dt.datetime]:
    """When to look next, as officers are shown it: a third of the gap, moved by ``nudge`` between 0 and 1.

    An exact minute would train fixed intervals. The caller draws the nudge at random, anew each time.
    """
    if not 0 <= nudge <= 1:
        raise ValueError("a nudge lies between 0 and 1")
    opens = previous + longest * (0.2 + 0.4 * nudge)
    return opens, opens + longest / 3
