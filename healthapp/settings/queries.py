"""Reading dated settings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.settings.keys import OVERSIGHT
from healthapp.settings.models import Holiday, Setting, SettingWithdrawal


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it stands at one moment. ``value`` None means unset."""

    key: str
    value: int | str | bool | None
    unit: str
    legal_basis: str
    verified: bool

    def number(self) -> int | None:
        """The value as a whole number; None when unset. Raises TypeError for anything else."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"setting {self.key} is not a number")
        return self.value


#: Of the rows that hold or will: what was withdrawn before it began never does.
_STANDS = ~sa.exists().where(SettingWithdrawal.setting_id == Setting.id)


class UnknownSetting(KeyError):
    """A key that no row has: a defect of the program or of the seeding, never the user's."""


#: Values of one key with the moment each is valid from, the oldest first.
Course = list[tuple[dt.datetime, Value]]


def current(session: Session, key: str, at: dt.datetime) -> Value:
    """The value of ``key`` valid at ``at``. Raises UnknownSetting."""
    return held_at(key, courses(session, [key])[key], at)


def current_of(session: Session, keys: Collection[str], at: dt.datetime) -> dict[str, Value]:
    """The values of ``keys`` valid at ``at``, in one statement. Raises UnknownSetting for a key without any."""
    return {key: held_at(key, course, at) for key, course in courses(session, keys).items()}


def held_at(key: str, course: Course, at: dt.datetime) -> Value:
    """Of the ``course`` of ``key`` the value in force at ``at``; for a moment before the first value, that one: what is
    shipped holds for all history an installation may import. Raises UnknownSetting when there is none."""
    if not course:
        raise UnknownSetting(key)
    return next((value for since, value in reversed(course) if since <= at), course[0][1])


_COURSES = (
    sa.select(Setting.key, Setting.value, Setting.unit, Setting.legal_basis, Setting.verified, Setting.valid_from)
    .where(Setting.key.in_(sa.bindparam("keys", expanding=True)), _STANDS)
    .order_by(Setting.valid_from)
)


def courses(session: Session, keys: Collection[str]) -> dict[str, Course]:
    """Every value of ``keys`` with the moment it is valid from, the oldest first, in one statement.

    Read past the session: what waits in it is no setting, and would be written row by row between two questions.
    """
    found: dict[str, Course] = {key: [] for key in keys}
    for row in session.connection().execute(_COURSES, {"keys": list(keys)}):
        found[row.key].append((row.valid_from, _value(row)))
    return found


def _value(row: Setting | sa.Row[Any]) -> Value:
    return Value(row.key, row.value["value"], row.unit, row.legal_basis, row.verified)


def history(session: Session, keys: Collection[str] | None = None) -> list[Setting]:
    """Every row of ``keys``, or of all, by key and newest first; without what was withdrawn."""
    query = sa.select(Setting).where(_STANDS).order_by(Setting.key, Setting.valid_from.desc())
    if keys is not None:
        query = query.where(Setting.key.in_(keys))
    return list(session.scalars(query))


def holidays(session: Session) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """(days off, weekend days that are worked)."""
    off: set[dt.date] = set()
    worked: set[dt.date] = set()
    for row in session.scalars(sa.select(Holiday)):
        (worked if row.working else off).add(row.day)
    return frozenset(off), frozenset(worked)


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """One key with the rows that hold, held or will, newest first, and those withdrawn before they began."""

    key: str
    rows: list[Setting]
    withdrawn: list[tuple[Setting, SettingWithdrawal]]

    def row(self, setting_id: uuid.UUID) -> Setting | None:
        return next((row for row in self.rows if row.id == setting_id), None)

    @property
    def state(self) -> str:
        """Who sets it, for the policy: oversight or department."""
        return "oversight" if self.key.startswith(OVERSIGHT) else "department"


def key_history(session: Session, key: str) -> KeyHistory | None:
    """The history of a known key; None for any other."""
    found = session.execute(
        sa.select(Setting, SettingWithdrawal)
        .outerjoin(SettingWithdrawal, SettingWithdrawal.setting_id == Setting.id)
        .where(Setting.key == key)
        .order_by(Setting.valid_from.desc())
    ).all()
    rows = [row for row, gone in found if gone is None]
    return KeyHistory(key, rows, [(row, gone) for row, gone in found if gone is not None]) if rows else None


def listed_holidays(session: Session) -> list[Holiday]:
    """Every day of the list, the latest first."""
    return list(session.scalars(sa.select(Holiday).order_by(Holiday.day.desc())))


def holiday(session: Session, holiday_id: uuid.UUID) -> Holiday | None:
    return session.get(Holiday, holiday_id)
