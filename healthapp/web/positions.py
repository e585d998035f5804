"""Where a page of a list ended, as an address carries it: ``moment~key``; an empty moment stands after every set one.

An address is typed by anybody: what is not a position reads as None, and the list begins at its first page. No value
that a database would refuse gets through.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import TypeVar

#: The number of a case or another numbered row: letters, digits and what stands between them.
_NUMBER = re.compile(r"[\w./-]{1,40}")
_SIGN = "~"
At = TypeVar("At")
Key = TypeVar("Key")


def text(at: dt.datetime | dt.date | None, key: uuid.UUID | str) -> str:
    """The position of a row for a link. ``at`` None: the row has no moment."""
    return f"{at.isoformat() if at is not None else ''}{_SIGN}{key}"


def moment_and_id(given: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """A position in a list by moment and id; the moment in UTC."""
    at, key = _parts(given, _moment, uuid.UUID)
    return (at, key) if at is not None and key is not None else None


def day_and_id(given: str) -> tuple[dt.date, uuid.UUID] | None:
    """A position in a list by day and id."""
    day, key = _parts(given, dt.date.fromisoformat, uuid.UUID)
    return (day, key) if day is not None and key is not None else None


def limit_and_id(given: str) -> tuple[dt.datetime | None, uuid.UUID] | None:
    """A position in a list whose rows may have no moment, by id."""
    at, key = _parts(given, _moment, uuid.UUID)
    return (at, key) if key is not None else None


def limit_and_number(given: str) -> tuple[dt.datetime | None, str] | None:
    """A position in a list whose rows may have no moment, by their number."""
    at, key = _parts(given, _moment, _number)
    return (at, key) if key is not None else None


def _parts(given: str, read_at: Callable[[str], At], read_key: Callable[[str], Key]) -> tuple[At | None, Key | None]:
    """Both halves; no key when either is none."""
    at, sign, key = given.partition(_SIGN)
    try:
        return (read_at(at) if at else None, read_key(key)) if sign else (None, None)
    except (ValueError, OverflowError):
        return None, None


def _moment(given: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError(given)
    return at.astimezone(dt.UTC)


def _number(given: str) -> str:
    if _NUMBER.fullmatch(given) is None:
        raise ValueError(given)
    return given
