"""Dates and times as typed: dd.mm.yyyy and hh:mm, Baku time.

The keys for numbers of a telephone have a comma at most, and often digits alone: 30,11,2026 and 30112026, 14,30 and
1430 are read as well.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import marshmallow as ma

from healthapp.i18n import ZONE, local
from healthapp.i18n import gettext as _

_DATE = re.compile(r"(\d{1,2})([.,/-])(\d{1,2})\2(\d{4})", re.ASCII)
#: Eight digits whose year could not be a month and a day: never mistaken for an ISO date without its dashes.
_DIGITS = re.compile(r"(\d{2})()(\d{2})((?:19|20)\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.,]?(\d{2})", re.ASCII)


def read_date(text: str) -> dt.date:
    """dd.mm.yyyy or ISO. Raises ValueError for anything else, for a day that does not exist, and for one of the years 1
    and 9999: at their ends there is no day before or after, and no moment in UTC."""
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        found = dt.date.fromisoformat(text)
    else:
        day, month, year = (int(match[place]) for place in (1, 3, 4))
        found = dt.date(year, month, day)
    if found.year in (dt.MINYEAR, dt.MAXYEAR):
        raise ValueError(text)
    return found


def no_date(text: str) -> str:
    """What is wrong with a text that ``read_date`` does not read."""
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is not None and dt.MINYEAR < int(match[4]) < dt.MAXYEAR:
        return _("The calendar has no %(typed)s: write day.month.year, for example 11.03.2026", typed=text)
    return _("Write the date as day.month.year, for example 11.03.2026")


def is_24_hours(text: str) -> bool:
    """Whether midnight was written as the end of a day, as many write it."""
    match = _TIME.fullmatch(text)
    return match is not None and match.groups() == ("24", "00")


def read_time(text: str) -> dt.time:
    """hh:mm. Raises ValueError."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return dt.time(int(match[1]), int(match[2]))


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Day and time of Baku as an aware moment in UTC."""
    return dt.datetime.combine(day, time, tzinfo=ZONE).astimezone(dt.UTC)


def midnight(day: dt.date) -> dt.datetime:
    """The moment a day begins in Baku."""
    return dt.datetime.combine(day, dt.time(), tzinfo=ZONE)


def values_now(now: dt.datetime) -> dict[str, str]:
    """The first values of a form's day and time: the moment it was opened, in Baku."""
    here = local(now)
    return {"at_date": here.strftime("%d.%m.%Y"), "at_time": here.strftime("%H:%M")}


class Day(ma.fields.Field[dt.date]):
    """A day as typed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.date:
        try:
            return read_date(str(value))
        except ValueError:
            raise ma.ValidationError(no_date(str(value))) from None


class TimeOfDay(ma.fields.Field[dt.time]):
    """A time of day as typed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.time:
        try:
            return read_time(str(value))
        except ValueError:
            raise ma.ValidationError(_("Write the time as hours and minutes, for example 14:30")) from None
