"""One closed schema per section, made from the dictionary: types, options, hard limits, nothing unknown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import marshmallow as ma

from healthapp import dates
from healthapp.i18n import ZONE, format_number
from healthapp.i18n import gettext as _
from healthapp.intake import icd10
from healthapp.intake.dictionary.model import EARLIEST, Field, FieldType, Section

_NUMBER = re.compile(r"-?\d{1,7}(?:[.,]\d{1,6})?")
#: The answer a section may bear instead of all its own: the whole part was declined.
DECLINED = "declined"


def within(field: Field, value: Decimal) -> None:
    """Refuse a value outside the hard limits. Raises ValidationError naming the limits."""
    low, high = Decimal(str(field.low)), Decimal(str(field.high))
    if not low <= value <= high:
        raise ma.ValidationError(
            _(
                "%(what)s must be between %(low)s and %(high)s",
                what=str(field.text),
                low=format_number(low.normalize() if low % 1 else int(low)),
                high=format_number(high.normalize() if high % 1 else int(high)),
            )
        )


def read_date(text: str) -> dt.date:
    """A day as typed. Raises ValidationError."""
    try:
        found = dates.read_date(text)
    except ValueError:
        raise ma.ValidationError(dates.no_date(text)) from None
    if found < EARLIEST:
        raise ma.ValidationError(_("This date is too long ago"))
    return found


def read_moment(date: str, time: str) -> dt.datetime:
    """Date and time of Baku as an aware moment. Raises ValidationError; 24:00 is explained."""
    day = read_date(date)
    if dates.is_24_hours(time):
        raise ma.ValidationError(_("24:00 is 00:00 of the next day: write it with that date"))
    try:
        return dt.datetime.combine(day, dates.read_time(time), tzinfo=ZONE)
    except ValueError:
        raise ma.ValidationError(_("Write the time as hours and minutes, for example 14:30")) from None


class _Code(ma.fields.String):
    """One of the options."""

    def __init__(self, codes: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.codes = codes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if text not in self.codes:
            raise ma.ValidationError(_("Choose one of the answers"))
        return text


class _Codes(ma.fields.Field[list[str]]):
    """Any of the options, in the dictionary's order; an exclusive one alone."""

    def __init__(self, field: Field, **options: Any) -> None:
        super().__init__(**options)
        self.field = field

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[str]:
        given = {value} if isinstance(value, str) else set(value)
        found = [option for option in self.field.options if option.code in given]
        if len(found) != len(given):
            raise ma.ValidationError(_("Choose one of the answers"))
        if len(found) > 1 and any(option.exclusive for option in found):
            alone = next(option for option in found if option.exclusive)
            raise ma.ValidationError(_("“%(answer)s” cannot stand beside another answer", answer=str(alone.text)))
        return [option.code for option in found]


class _Number(ma.fields.Field[Any]):
    """A number with a comma or a point, inside its hard limits."""

    def __init__(self, field: Field, **options: Any) -> None:
        super().__init__(**options)
        self.field = field

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int | str:
        text = str(value).replace("\N{NO-BREAK SPACE}", "").strip()
        if not _NUMBER.fullmatch(text) or not text.isascii():
            raise ma.ValidationError(_("Write a number, for example %(example)s", example=self._example()))
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:  # pragma: no cover - the pattern admits numbers alone
            raise ma.ValidationError(_("Write a number, for example %(example)s", example=self._example())) from None
        within(self.field, number)
        if self.field.type is FieldType.INTEGER:
            if number != number.to_integral_value():
                raise ma.ValidationError(_("Write a whole number"))
            return int(number)
        step = Decimal(1).scaleb(-self.field.decimals)
        if number != number.quantize(step):
            raise ma.ValidationError(_("At most %(places)s digits after the comma", places=self.field.decimals))
        return str(number.quantize(step)) if self.field.decimals == 1 else f"{number.normalize():f}"

    def _example(self) -> str:
        low = self.field.normal[0]
        guess = Decimal(str(low if low is not None else self.field.low or 0))
        return format_number(int(guess) if self.field.type is FieldType.INTEGER else guess)


class _Text(ma.fields.String):
    def __init__(self, field: Field, **options: Any) -> None:
        super().__init__(**options)
        self.field = field

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if len(text) > self.field.max_length:
            raise ma.ValidationError(
                _("At most %(most)s characters; this has %(given)s", most=self.field.max_length, given=len(text))
            )
        return text


class _Date(ma.fields.Field[str]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        return read_date(str(value)).isoformat()


class _Moment(ma.fields.Field[str]):
    """``{"date": ..., "time": ...}``, as the two halves of the page come in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        halves = value if isinstance(value, dict) else {}
        if not halves.get("date"):
            raise ma.ValidationError(_("Write the date too"))
        if not halves.get("time"):
            raise ma.ValidationError(_("Write the time too"))
        return read_moment(str(halves["date"]), str(halves["time"])).isoformat()


class _Icd(ma.fields.String):
    """A code of ICD-10; a picked entry "F32.1 Moderate depressive episode" is read as its code."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        code = icd10.code_in(text)
        if code is None:
            raise ma.ValidationError(
                _("This is no ICD-10 code: choose one from the list or write it, for example F32.1")
            )
        return code


class _SectionSchema(ma.Schema):
    class Meta:
        unknown = ma.RAISE

    @ma.pre_load
    def _join_moments(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Put ``<key>_date`` and ``<key>_time`` together; one without the other is an error at the field."""
        joined = dict(data)
        for name, field in self.load_fields.items():
            if isinstance(field, _Moment):
                halves = {half: joined.pop(f"{name}_{half}", None) for half in ("date", "time")}
                if any(halves.values()):
                    joined[name] = halves
        return joined


_PLAIN: dict[FieldType, Callable[[Field], ma.fields.Field[Any]]] = {
    FieldType.CHOICE: lambda field: _Code(tuple(option.code for option in field.options)),
    FieldType.MANY: _Codes,
    FieldType.INTEGER: _Number,
    FieldType.DECIMAL: _Number,
    FieldType.TEXT: _Text,
    FieldType.LONG: _Text,
    FieldType.DATE: lambda _field: _Date(),
    FieldType.MOMENT: lambda _field: _Moment(),
    FieldType.ICD: lambda _field: _Icd(),
}


def _members(fields: tuple[Field, ...]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for field in fields:
        if field.type is FieldType.FOUR:
            members[field.key] = _Code(field.answers)
            members[f"{field.key}_reason"] = ma.fields.String(validate=_short)
            members[f"{field.key}_reoffer"] = _Date()
        elif field.type is FieldType.ROWS:
            columns = _SectionSchema.from_dict(_members(field.columns), name=f"{field.key}_row")
            members[field.key] = ma.fields.List(ma.fields.Nested(columns), validate=_rows(field.most))
        else:
            members[field.key] = _PLAIN[field.type](field)
    return members


def _short(text: str) -> None:
    if len(text) > 300:
        raise ma.ValidationError(_("At most %(most)s characters; this has %(given)s", most=300, given=len(text)))


def _rows(most: int) -> Callable[[list[Any]], None]:
    def check(rows: list[Any]) -> None:
        if len(rows) > most:
            raise ma.ValidationError(_("At most %(most)s rows", most=most))

    return check


@cache
def schema_for(section: Section) -> ma.Schema:
    """The closed schema of ``section``; it loads to the JSON that is stored and signed.

    An unknown question is a defect or an attack, never a typing mistake: it is refused in English.
    """
    members = _members(section.fields)
    if section.may_decline:
        members[DECLINED] = _Code(("yes",))
        members["declined_reason"] = ma.fields.String(validate=_short)
        members["declined_informed"] = _Code(("yes", "no"))
        members["declined_reoffer"] = _Date()
    return _SectionSchema.from_dict(members, name=section.key)()
