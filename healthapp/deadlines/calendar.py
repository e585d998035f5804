"""How long is a day: lengths in clock hours, calendar days, working days and months, in local time.

A clock in hours runs through midnight and any change of the zone's offset. A clock in days ends at
the last moment of its last day, local time, as legal periods do.
"""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

HOUR_UNITS = {"minutes": 60, "hours": 3600}


def due(
    start: dt.datetime,
    length: int,
    unit: str,
    zone: ZoneInfo,
    days_off: frozenset[dt.date] = frozenset(),
    worked_weekends: frozenset[dt.date] = frozenset(),
) -> dt.datetime:
    """The moment ``length`` ``unit`` after ``start`` (aware), in UTC. Raises ValueError for an unknown unit."""
    if unit in HOUR_UNITS:
        return start.astimezone(dt.UTC) + dt.timedelta(seconds=length * HOUR_UNITS[unit])
    first = start.astimezone(zone).date()
    if unit == "days":
        last = first + dt.timedelta(days=length)
    elif unit == "working_days":
        last = _after_working_days(first, length, days_off, worked_weekends)
    elif unit == "months":
        last = add_months(first, length)
    else:
        raise ValueError(f"unknown unit of time {unit!r}")
    end_of_day = dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=zone)
    return end_of_day.astimezone(dt.UTC)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _after_working_days(day: dt.date, length: int, days_off: frozenset[dt.date], worked: frozenset[dt.date]) -> dt.date:
    left = length
    while left > 0:
        day += dt.timedelta(days=1)
        if (day.weekday() < 5 and day not in days_off) or day in worked:
            left -= 1
    return day
