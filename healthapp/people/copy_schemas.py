"""Commands of the papers a person is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people.print_values import KeptWhere
from healthapp.settings.checks import FormSchema, line, one_of


@dataclass(frozen=True, slots=True)
class PrintAccess:
    """Both days are included, in Baku."""

    language: str
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """``parts``: keys of the sections on the copy; ``words``: which of the person's own words, by place."""

    language: str
    parts: tuple[str, ...]
    words: tuple[str, ...]
    kept: KeptWhere | None
    explained_by: str
    explained_in: str


class _Printed(FormSchema):
    language = ma.fields.String(required=True, validate=one_of(*LANGUAGES))


class PrintAccessSchema(_Printed):
    """The sheet "who opened my file"."""

    first_day = Day(required=True)
    last_day = Day(required=True)

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["last_day"] < data["first_day"]:
            raise ma.ValidationError({"last_day": [_("The last day is before the first")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> PrintAccess:
        return PrintAccess(**data)


class PrintCopySchema(_Printed):
    """The person's own copy of one record."""

    parts = ma.fields.List(ma.fields.String(), load_default=list)
    words = ma.fields.List(ma.fields.String(), load_default=list)
    kept = ma.fields.String(load_default="", validate=one_of("", *(place.value for place in KeptWhere)))
    explained_by = ma.fields.String(load_default="", validate=line(120))
    explained_in = ma.fields.String(load_default="", validate=line(60))

    @ma.validates_schema
    def _something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["parts"] and not data["words"]:
            raise ma.ValidationError({"parts": [_("Choose at least one part")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> PrintCopy:
        kept = KeptWhere(data["kept"]) if data["kept"] else None
        return PrintCopy(
            language=data["language"],
            parts=tuple(data["parts"]),
            words=tuple(data["words"]),
            kept=kept,
            explained_by=data["explained_by"],
            explained_in=data["explained_in"],
        )
