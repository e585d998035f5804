"""Looks at people at risk, each with the gap before it and what the policy of that hour allowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from healthapp.inspection.items.model import Period, Source, hours_between, local_day, minute_of_day
from healthapp.risk.models import RiskEpisode, RiskObservation, RiskWithdrawal
from screening.observation import Intervals
from screening.risk import Level

DAY = 24 * 60


def observations(period: Period) -> sa.Subquery:
    """Looks that stand, with the minutes since the one before at the same level and the longest gap it allowed.

    Judged as ``screening.observation`` judges: by what was in force when the gap began, at night by the night's limit.
    """
    look = _standing(period)
    limit = _dated(period, look.c.before, lambda intervals: _limit(look, intervals))
    regular = _dated(period, look.c.observed_at, lambda intervals: sa.literal(intervals.regular_below))
    return sa.select(
        look.c.episode_id.label("subject_id"),
        look.c.person_id,
        look.c.observed_at.label("at"),
        look.c.level,
        look.c.late_entry,
        look.c.episode_id,
        sa.case((look.c.level_before == look.c.level, hours_between(look.c.before, look.c.observed_at) * 60)).label(
            "gap"
        ),
        limit.label("limit"),
        regular.label("regular_below"),
    ).subquery("observations")


def _standing(period: Period) -> sa.Subquery:
    """Neither taken back nor put right, each with the moment and the level of the look before it."""
    place, order = RiskObservation.episode_id, RiskObservation.observed_at
    corrected = sa.select(RiskObservation.corrects_id).where(RiskObservation.corrects_id.is_not(None))
    return (
        sa.select(
            RiskObservation.episode_id,
            RiskEpisode.person_id,
            RiskObservation.observed_at,
            RiskObservation.level,
            RiskObservation.late_entry,
            sa.func.lag(RiskObservation.observed_at).over(partition_by=place, order_by=order).label("before"),
            sa.func.lag(RiskObservation.level).over(partition_by=place, order_by=order).label("level_before"),
        )
        .join(RiskEpisode, RiskEpisode.id == RiskObservation.episode_id)
        .where(
            RiskObservation.facility_id == period.facility_id,
            period.covers(RiskObservation.observed_at),
            RiskObservation.id.not_in(corrected),
            RiskObservation.id.not_in(sa.select(RiskWithdrawal.observation_id)),
        )
        .subquery("looks")
    )


def _dated(period: Period, moment: Any, value: Any) -> Any:
    """``value`` of what was in force at ``moment``, which lies in the period."""
    changes = [(since, one) for since, one in period.watch.periods if period.start < since < period.end]
    first = value(period.watch.at(period.start))
    if not changes:
        return first
    return sa.case(*((moment >= since, value(one)) for since, one in reversed(changes)), else_=first)


def _limit(look: sa.Subquery, intervals: Intervals) -> Any:
    """Minutes the gap after the look before may last."""
    by_level = {Level.L1: intervals.shift, Level.L3: intervals.close, Level.L4: intervals.constant_entry}
    return sa.case(
        *((look.c.level == int(level), _minutes(length)) for level, length in by_level.items()),
        else_=_by_hour(minute_of_day(look.c.before), intervals),
    )


def _by_hour(minute: Any, intervals: Intervals) -> Any:
    """The limit of level 2: a gap that runs into the night is bound by the night's."""
    begins, ends = (float(one.hour * 60 + one.minute) for one in (intervals.night_from, intervals.night_to))
    day, night = _minutes(intervals.day), _minutes(intervals.night)
    both = sa.and_ if begins <= ends else sa.or_
    into_night = sa.case((minute <= begins, begins - minute), else_=begins - minute + DAY) + night
    return sa.case(
        (both(minute >= begins, minute < ends), night),
        (into_night < day, into_night),
        else_=day,
    )


def _minutes(length: dt.timedelta) -> float:
    return length.total_seconds() / 60


def watches(period: Period) -> sa.Subquery:
    """Episodes by day with at least four gaps; ``regular`` where a person could learn the times.

    The spread relative to the mean gap, as ``screening.observation.is_predictable`` has it.
    """
    seen = observations(period)
    day = local_day(seen.c.at)
    mean = sa.func.avg(seen.c.gap)
    spread = sa.func.avg(seen.c.gap * seen.c.gap) - mean * mean
    below = sa.func.max(seen.c.regular_below)
    return (
        sa.select(
            seen.c.episode_id.label("subject_id"),
            seen.c.person_id,
            sa.func.min(seen.c.at).label("at"),
            sa.case((spread < below * below * mean * mean, 1), else_=0).label("regular"),
        )
        .where(seen.c.gap.is_not(None), seen.c.gap < 12 * 60)
        .group_by(seen.c.episode_id, seen.c.person_id, day)
        .having(sa.func.count() >= 4)
        .subquery("watches")
    )


OBSERVATIONS = Source("observations", observations, "episode")
WATCHES = Source("watches", watches, "episode")
