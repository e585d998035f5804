"""Fields of the people room's forms: one line, a name, a code, a tick, a day, a time, a number of elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import marshmallow as ma

from healthapp.dates import Day, TimeOfDay, is_24_hours
from healthapp.i18n import gettext as _
from healthapp.people import identifiers
from healthapp.people.names import fold

LONGEST_NAME = 100
EARLIEST = dt.date(1900, 1, 1)


class FormSchema(ma.Schema):
    """A schema whose "missing" speaks the user's language; made anew for each request."""

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field[Any]) -> None:
        field_obj.error_messages["required"] = _("This answer is needed")


class Line(ma.fields.String):
    """One line of text of a known length, without tabs and line breaks."""

    def __init__(self, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if len(text) > self.longest:
            raise ma.ValidationError(_("%(count)s characters at most", count=self.longest))
        if not text.isprintable():
            raise ma.ValidationError(_("Write it on one line"))
        return text


class Text(ma.fields.String):
    """Free text of a known length."""

    def __init__(self, longest: int) -> None:
        super().__init__(load_default="")
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **more)
        if len(text) > self.longest:
            raise ma.ValidationError(_("%(count)s characters at most", count=self.longest))
        return text


class Name(Line):
    """A part of a name: something of it must be a letter."""

    def __init__(self, **options: Any) -> None:
        super().__init__(LONGEST_NAME, **(options or {"load_default": ""}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text = super()._deserialize(value, attr, data, **more)
        if not any(sign.isalpha() for sign in text) or not fold(text):
            raise ma.ValidationError(_("Write the name in letters"))
        return text


class Choice(ma.fields.String):
    """One of some codes."""

    def __init__(self, codes: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.codes = codes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        if value not in self.codes:
            raise ma.ValidationError(_("Choose one of the answers"))
        return str(value)


class Code(ma.fields.String):
    """A code of a list that is longer than this program: a country, a language, a facility."""

    def __init__(self, pattern: str, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = re.compile(pattern)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        if not self.pattern.fullmatch(str(value)):
            raise ma.ValidationError(_("Choose one of the answers"))
        return str(value)


class Tick(ma.fields.Field[bool]):
    """A box that was ticked; an empty one is not posted."""

    def __init__(self) -> None:
        super().__init__(load_default=False)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if value != "yes":
            raise ma.ValidationError(_("Choose one of the answers"))
        return True


class PastDay(Day):
    """A day that a person living today can have seen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> dt.date:
        day = super()._deserialize(value, attr, data, **more)
        if day < EARLIEST:
            raise ma.ValidationError(_("This date is too long ago"))
        return day


class Time(TimeOfDay):
    """A time of day; 24:00 is explained, because it is how many write midnight."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> dt.time:
        if is_24_hours(str(value)):
            raise ma.ValidationError(_("24:00 is 00:00 of the next day: write it with that date"))
        return super()._deserialize(value, attr, data, **more)


class Number(ma.fields.Field[str]):
    """A number of another system."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        try:
            return identifiers.normalise(self.kind, str(value)[:200])
        except ValueError as error:
            raise ma.ValidationError(str(error)) from None
