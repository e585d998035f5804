"""Writing dated settings: always a new row, never a change; what has not begun can be withdrawn, with its reason.

Holidays are added and removed, each with its event.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.settings import queries
from healthapp.settings.defaults import DEFAULTS
from healthapp.settings.errors import SettingRefused
from healthapp.settings.events import HOLIDAY_ADDED, HOLIDAY_REMOVED, SETTING_CHANGED, SETTING_WITHDRAWN
from healthapp.settings.models import Holiday, Setting, SettingWithdrawal
from healthapp.settings.queries import Course, Value
from healthapp.settings.rules import RULES, Rule
from healthapp.settings.schemas import NewHoliday, NewValue

_Change = Callable[[Course], Course]

#: Shipped values hold for all history an installation may import.
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def seed(uow: UnitOfWork) -> int:
    """Add the shipped default of every key that has no row yet; returns how many were added."""
    uow.lock("settings.seed")  # two processes that upgrade at once would both find the same keys missing
    known = set(uow.session.scalars(sa.select(Setting.key).distinct()))
    missing = [default for default in DEFAULTS if default.key not in known]
    for default in missing:
        uow.session.add(
            Setting(
                key=default.key,
                value={"value": default.value},
                unit=default.unit,
                legal_basis=default.legal_basis,
                verified=default.verified,
                valid_from=BEGINNING,
                entered_at=uow.now(),
                note=default.note,
            )
        )
    return len(missing)


def set_value(
    uow: UnitOfWork,
    *,
    key: str,
    value: int | str | bool | None,
    unit: str,
    legal_basis: str,
    verified: bool,
    valid_from: dt.datetime,
    note: str,
) -> Setting:
    """A new value of ``key`` from ``valid_from`` on; clocks that already run keep theirs."""
    row = Setting(
        key=key,
        value={"value": value},
        unit=unit,
        legal_basis=legal_basis,
        verified=verified,
        valid_from=valid_from,
        entered_at=uow.now(),
        entered_by=uow.actor.user_id,
        note=note,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, SETTING_CHANGED, subject=("setting", row.id), reason=note, key=key)
    return row


def change(uow: UnitOfWork, key: str, new: NewValue) -> Setting:
    """A new value typed by a person. Raises SettingRefused when it would begin before the last one did.

    A law is often known after it came into force, so a past day is accepted as long as no value that
    people already worked with is overtaken. ``entered_at`` keeps the moment it was typed.
    """
    rule = RULES[key]
    uow.lock(f"setting:{rule.keys}")
    start = new.valid_from or uow.now()
    last = queries.history(uow.session, [key])[0]
    if start <= last.valid_from:
        field = "starts" if new.valid_from is None else "valid_from_date"
        since = format_moment(last.valid_from)
        raise SettingRefused(field, _("The last value begins on %(since)s; this one must begin later", since=since))
    if rule.ahead and start < uow.now():
        raise SettingRefused("valid_from_date", str(rule.ahead))
    typed = Value(key, new.value, new.unit, new.legal_basis, new.verified)
    _keep(uow, rule, start, "value", {key: lambda course: [*course, (start, typed)]})
    return set_value(
        uow,
        key=key,
        value=new.value,
        unit=new.unit,
        legal_basis=new.legal_basis,
        verified=new.verified,
        valid_from=_free(uow, key, start),
        note=new.note,
    )


def withdraw(uow: UnitOfWork, key: str, setting_id: uuid.UUID, *, reason: str) -> None:
    """Take back a value that has not begun. Raises SettingRefused for one that has, was withdrawn meanwhile, or without
    which the keys that hold together would not."""
    rule = RULES[key]
    uow.lock(f"setting:{rule.keys}")
    row = next((one for one in queries.history(uow.session, [key]) if one.id == setting_id), None)
    if row is None:
        raise SettingRefused("reason", _("Somebody withdrew this value meanwhile."))
    if row.valid_from <= uow.now():
        raise SettingRefused("reason", _("This value has begun: set a new one instead."))
    start = row.valid_from
    _keep(uow, rule, start, "reason", {row.key: lambda course: [one for one in course if one[0] != start]})
    uow.session.add(
        SettingWithdrawal(setting_id=row.id, at=uow.now(), by=uow.actor.user_id, by_name=uow.actor.name, reason=reason)
    )
    uow.session.flush()
    audit.record(uow, SETTING_WITHDRAWN, subject=("setting", row.id), reason=reason, key=row.key)


def _keep(uow: UnitOfWork, rule: Rule, since: dt.datetime, field: str, changed: Mapping[str, _Change]) -> None:
    """Ask the rule for every moment from ``since`` on at which one of its keys changes. Raises SettingRefused."""
    known = queries.courses(uow.session, rule.keys)
    courses = [changed[key](known[key]) if key in changed else known[key] for key in rule.keys]
    for moment in sorted({since, *(start for course in courses for start, _value in course if start > since)}):
        held = [[value for start, value in course if start <= moment][-1] for course in courses]
        if wrong := rule.wrong([str(value.value) for value in held]):
            raise SettingRefused(field, wrong)


def _free(uow: UnitOfWork, key: str, start: dt.datetime) -> dt.datetime:
    """``start``, or the next instant that no withdrawn value has: the row of such a one keeps its moment."""
    taken = set(uow.session.scalars(sa.select(Setting.valid_from).where(Setting.key == key)))
    while start in taken:
        start += dt.timedelta(microseconds=1)
    return start


def add_holiday(uow: UnitOfWork, new: NewHoliday) -> Holiday:
    """A day off, or a weekend day that is worked. Raises SettingRefused when the day is already listed.

    Clocks that already run keep their end: it was worked out when they started.
    """
    uow.lock("setting:holiday")
    if uow.session.scalar(sa.select(Holiday.id).where(Holiday.day == new.day)) is not None:
        raise SettingRefused("day", _("This day is already in the list"))
    row = Holiday(day=new.day, name=new.name, working=new.working)
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, HOLIDAY_ADDED, subject=("holiday", row.id), day=row.day.isoformat())
    return row


def remove_holiday(uow: UnitOfWork, holiday_id: uuid.UUID, *, reason: str) -> bool:
    """Take a day out of the list; False when somebody else already did."""
    uow.lock("setting:holiday")
    row = uow.session.get(Holiday, holiday_id)
    if row is None:
        return False
    uow.session.delete(row)
    uow.session.flush()
    audit.record(uow, HOLIDAY_REMOVED, subject=("holiday", row.id), reason=reason, day=row.day.isoformat())
    return True
