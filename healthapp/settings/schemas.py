"""Commands of the settings room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow as ma

from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, line, one_of, reason
from healthapp.settings.keys import LONGEST, Key, Kind, within_bounds
from healthapp.settings.presenter import bounds_text


@dataclass(frozen=True, slots=True)
class NewValue:
    """``valid_from`` None: from now on. ``value`` None: unset."""

    value: int | str | bool | None
    unit: str
    legal_basis: str
    verified: bool
    valid_from: dt.datetime | None
    note: str


class _ChangeSchema(FormSchema):
    key: ClassVar[Key]

    state = ma.fields.String(required=True, validate=one_of("set", "unset"))
    legal_basis = ma.fields.String(load_default="", validate=line(300))
    standing = ma.fields.String(required=True, validate=one_of("law", "target"))
    starts = ma.fields.String(required=True, validate=one_of("now", "day"))
    valid_from_date = Day()
    valid_from_time = TimeOfDay()
    note = ma.fields.String(required=True, validate=reason)

    @ma.validates_schema(skip_on_field_errors=False, pass_original=True)
    def _complete(self, _data: dict[str, Any], typed: dict[str, Any], **_kwargs: Any) -> None:
        needed = ["value", "unit"] if typed.get("state") == "set" else []
        if typed.get("starts") == "day":
            needed.append("valid_from_date")
        missing = {name: [_("This answer is needed")] for name in needed if name in self.fields and not typed.get(name)}
        if typed.get("standing") == "law" and not typed.get("legal_basis"):
            missing["legal_basis"] = [_("Name the article that says so")]
        if typed.get("state") == "unset" and self.key.needed:
            missing["state"] = [_("This limit cannot be unset: nobody at risk is ever without one")]
        if missing:
            raise ma.ValidationError(missing)

    @ma.validates_schema(skip_on_field_errors=False)
    def _guideline(self, data: dict[str, Any], **_kwargs: Any) -> None:
        value, unit = data.get("value"), data.get("unit")
        if self.key.bounds is not None and value is not None and unit and not within_bounds(self.key.name, value, unit):
            raise ma.ValidationError(bounds_text(self.key.bounds), "value")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NewValue:
        is_set = data["state"] == "set"
        start = None
        if data["starts"] == "day":
            start = moment(data["valid_from_date"], data.get("valid_from_time", dt.time(0, 0)))
        value = data.get("value")
        if isinstance(value, dt.time):
            value = f"{value:%H:%M}"
        return NewValue(
            value=value if is_set else None,
            unit=data.get("unit") or "",
            legal_basis=data["legal_basis"],
            verified=data["standing"] == "law",
            valid_from=start,
            note=data["note"],
        )


class _Number(ma.fields.Integer):
    """A whole number from 0; a fraction or anything else is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= LONGEST):
            raise ma.ValidationError(_("Write a whole number from 0 to 10000"))
        return int(text)


class _YesNo(ma.fields.Field[bool]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("yes", "no"):
            raise ma.ValidationError(_("Choose one"))
        return bool(value == "yes")


def change_schema(key: Key) -> ma.Schema:
    """The form of a new value of ``key``: closed, with the fields its kind has."""
    fields: dict[str, Any] = {}
    if key.kind is Kind.LENGTH:
        fields["value"] = _Number()
        fields["unit"] = ma.fields.String(validate=one_of(*key.units))
    elif key.kind is Kind.TIME:
        fields["value"] = TimeOfDay()
    elif key.kind is Kind.CHOICE:
        fields["value"] = _YesNo()
    else:
        fields["value"] = ma.fields.String(validate=line(200))
    made: ma.Schema = type("ChangeSchema", (_ChangeSchema,), {"key": key, **fields})()
    return made


@dataclass(frozen=True, slots=True)
class NewHoliday:
    day: dt.date
    name: str
    working: bool


class HolidaySchema(FormSchema):
    day = Day(required=True)
    name = ma.fields.String(required=True, validate=line(100))
    kind = ma.fields.String(required=True, validate=one_of("off", "working"))

    @ma.validates_schema
    def _weekend(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["kind"] == "working" and data["day"].weekday() < 5:
            raise ma.ValidationError(_("Only a Saturday or Sunday can be declared a working day"), "day")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NewHoliday:
        return NewHoliday(data["day"], data["name"], data["kind"] == "working")


class ReasonSchema(FormSchema):
    """Why a day or a value is taken back."""

    reason = ma.fields.String(required=True, validate=reason)
