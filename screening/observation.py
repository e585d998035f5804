"""Observations on an episode: when the next is due, what was late or missed, and whether the times can be guessed.

Exact fifteen-minute checks are not compliant: intervals must be unpredictable and never longer than the limit (NCCHC).
The limits are policy with a date: the caller brings them in a ``Policy``, and what was in force when a gap began judges
it. ``REFERENCE`` is what the reference note says (section 5.2); a site may be stricter and is never weaker.
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
#: A spread says nothing about one or two gaps.
LEAST_GAPS = 3
#: Two good clocks may differ by so much.
CLOCKS_DIFFER = dt.timedelta(seconds=30)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Intervals:
    """What a site's policy says of the watch: the longest gap of each level, its night, and what counts as regular.

    ``regular_below``: a spread below this share of the mean gap counts as regular. ``equal_run``: so many gaps in a row
    that differ by at most ``equal_within`` from their middle do so too.
    """

    shift: dt.timedelta
    day: dt.timedelta
    night: dt.timedelta
    close: dt.timedelta
    constant_entry: dt.timedelta  # the named observer of a constant watch signs
    late_entry: dt.timedelta
    night_from: dt.time
    night_to: dt.time
    regular_below: float
    equal_run: int
    equal_within: dt.timedelta
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
        return begins if begins > local else begins + DAY


#: Section 5.2 of the reference note. The hours of the night, the shift and the observer's hour are this project's own.
REFERENCE = Intervals(
    shift=dt.timedelta(hours=12),
    day=dt.timedelta(minutes=60),
    night=dt.timedelta(minutes=30),
    close=dt.timedelta(minutes=15),
    constant_entry=dt.timedelta(minutes=60),
    late_entry=dt.timedelta(minutes=5),
    night_from=dt.time(22),
    night_to=dt.time(6),
    regular_below=0.1,
    equal_run=4,
    equal_within=dt.timedelta(seconds=30),
)


def night_lasts(begins: dt.time, ends: dt.time) -> dt.timedelta:
    """How long a night lasts, over midnight or within one day; nothing when it ends as it begins."""
    first, last = (dt.timedelta(hours=one.hour, minutes=one.minute) for one in (begins, ends))
    return (last - first) % DAY


#: A shorter night would let the limit of the day hold while people sleep.
SHORTEST_NIGHT = night_lasts(REFERENCE.night_from, REFERENCE.night_to)


@dataclass(frozen=True, slots=True)
class Policy:
    """What was in force when: (from when on, the values), the oldest first, never empty.

    Before the first of them its values hold: a watch is never without a limit.
    """

    periods: tuple[tuple[dt.datetime, Intervals], ...]

    def at(self, moment: dt.datetime) -> Intervals:
        """What was in force at ``moment``."""
        found = self.periods[0][1]
        for since, intervals in self.periods:
            if since > moment:
                break
            found = intervals
        return found

    @classmethod
    def always(cls, intervals: Intervals) -> Policy:
        """The same values for all time."""
        return cls(((dt.datetime(1, 1, 2, tzinfo=dt.UTC), intervals),))


def longest_gap(level: Level, at: dt.datetime, policy: Policy) -> dt.timedelta | None:
    """How long the gap that begins at ``at`` may be; None where nothing is observed any more."""
    if level is Level.L0:
        return None
    intervals = policy.at(at)
    by_level = {
        Level.L1: intervals.shift,
        Level.L2: intervals.night if intervals.is_night(at) else intervals.day,
        Level.L3: intervals.close,
        Level.L4: intervals.constant_entry,
    }
    return by_level[level]


def due_at(level: Level, previous: dt.datetime, policy: Policy) -> dt.datetime | None:
    """The last moment for the next observation. A gap that runs into the night is bound by the night's limit."""
    longest = longest_gap(level, previous, policy)
    if longest is None:
        return None
    due = previous + longest
    intervals = policy.at(previous)
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


def is_late_entry(observed: dt.datetime, recorded: dt.datetime, policy: Policy) -> bool:
    """Whether it was written down so late that it must be marked. Raises ValueError when written before it was seen."""
    if recorded < observed:
        raise ValueError("an observation cannot be recorded before it is made")
    return recorded - observed > policy.at(observed).late_entry


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


def is_predictable(gaps: Sequence[dt.timedelta], intervals: Intervals) -> bool:
    """Whether a person could learn the times: nearly the same gap throughout, or several like gaps in a row.

    Blind to a pattern of two alternating gaps; the reference note knows and accepts that.
    """
    seconds = [one.total_seconds() for one in gaps]
    if len(seconds) >= LEAST_GAPS and pstdev(seconds) < intervals.regular_below * fmean(seconds):
        return True
    runs = (gaps[at : at + intervals.equal_run] for at in range(len(gaps) - intervals.equal_run + 1))
    return any(max(run) - min(run) <= 2 * intervals.equal_within for run in runs)


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


def judge(lengths: Sequence[dt.timedelta], longest: dt.timedelta, intervals: Intervals) -> Log:
    """Judge a row of gaps under one limit."""
    return Log(tuple(gap(length, longest) for length in lengths), is_predictable(lengths, intervals))


def judge_observed(level: Level, observed: Sequence[dt.datetime], policy: Policy) -> Log:
    """Judge the observations of one level in the order they were made, each gap by the limit of its own hour and day.

    Raises ValueError for moments out of order and for a level at which nobody is observed.
    """
    found, lengths = [], []
    for earlier, later in pairwise(observed):
        due = due_at(level, earlier, policy)
        if due is None:
            raise ValueError("nobody is observed at this level")
        found.append(gap(later - earlier, due - earlier))
        lengths.append(later - earlier)
    return Log(tuple(found), bool(lengths) and is_predictable(lengths, policy.at(observed[-1])))


def window(previous: dt.datetime, longest: dt.timedelta, nudge: float) -> tuple[dt.datetime, dt.datetime]:
    """When to look next, as officers are shown it: a third of the gap, moved by ``nudge`` between 0 and 1.

    An exact minute would train fixed intervals. The caller draws the nudge at random, anew each time.
    """
    if not 0 <= nudge <= 1:
        raise ValueError("a nudge lies between 0 and 1")
    opens = previous + longest * (0.2 + 0.4 * nudge)
    return opens, opens + longest / 3
