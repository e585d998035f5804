"""Writing dated settings: always a new row, never a change. Holidays are added and removed, each with its event."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.settings import queries
from healthapp.settings.defaults import DEFAULTS
from healthapp.settings.errors import SettingRefused
from healthapp.settings.events import HOLIDAY_ADDED, HOLIDAY_REMOVED, SETTING_CHANGED
from healthapp.settings.keys import NIGHT, WATCH
from healthapp.settings.models import Holiday, Setting
from healthapp.settings.schemas import NewHoliday, NewValue
from screening.observation import SHORTEST_NIGHT, night_lasts

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
    uow.lock(f"setting:{NIGHT if key in NIGHT else key}")
    last = uow.session.scalar(sa.select(Setting).where(Setting.key == key).order_by(Setting.valid_from.desc()).limit(1))
    if last is None:
        raise KeyError(key)
    start = new.valid_from or uow.now()
    if start <= last.valid_from:
        field = "starts" if new.valid_from is None else "valid_from_date"
        since = format_moment(last.valid_from)
        raise SettingRefused(field, _("The last value begins on %(since)s; this one must begin later", since=since))
    if key.startswith(WATCH) and start < uow.now():
        raise SettingRefused("valid_from_date", _("Looks are judged by what held then: choose now or a later time"))
    if key in NIGHT:
        _refuse_short_night(uow, key, str(new.value), start)
    return set_value(
        uow,
        key=key,
        value=new.value,
        unit=new.unit,
        legal_basis=new.legal_basis,
        verified=new.verified,
        valid_from=start,
        note=new.note,
    )


def _refuse_short_night(uow: UnitOfWork, key: str, typed: str, start: dt.datetime) -> None:
    """Against every other end the night will have from ``start`` on. Raises SettingRefused.

    A night that ends as it begins is none, and a shorter one would let the limit of the day hold while people sleep.
    """
    begins = key == NIGHT[0]
    (other,) = (one for one in NIGHT if one != key)
    course = queries.courses(uow.session, [other])[other]
    held = [value for since, value in course if since <= start][-1:]
    for value in (*held, *(value for since, value in course if since > start)):
        ends = (typed, str(value.value)) if begins else (str(value.value), typed)
        if night_lasts(*(dt.time.fromisoformat(end) for end in ends)) < SHORTEST_NIGHT:
            raise SettingRefused(
                "value",
                _(
                    "The night would last from %(begins)s to %(ends)s; it lasts %(hours)s hours at least",
                    begins=ends[0],
                    ends=ends[1],
                    hours=int(SHORTEST_NIGHT.total_seconds() // 3600),
                ),
            )


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
