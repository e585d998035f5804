"""Commands of the court room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.cases.medicines import WithMedicines
from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of

COUNSEL = ("chosen", "appointed", "none", "not_known")
SUMMONED = ("yes", "no", "not_known")
#: An announced hearing lies near what was announced: a wrong year stops here.
FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Announce:
    """A hearing as the court announced it. ``at`` is aware."""

    court: str
    at: dt.datetime
    counsel_kind: str
    summoned: str
    court_number: str = ""
    room: str = ""
    counsel: str = ""
    note: str = ""


class AnnounceSchema(FormSchema):
    """``not_before``: when the case came to the court; ``moved``: a hearing is announced already, so say why."""

    court = ma.fields.String(required=True, validate=line(200))
    court_number = ma.fields.String(load_default="", validate=line(60))
    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)
    room = ma.fields.String(load_default="", validate=line(120))
    counsel_kind = ma.fields.String(required=True, validate=one_of(*COUNSEL))
    counsel = ma.fields.String(load_default="", validate=line(200))
    summoned = ma.fields.String(required=True, validate=one_of(*SUMMONED))
    note = ma.fields.String(load_default="", validate=at_most(2000))

    def __init__(self, now: dt.datetime, not_before: dt.datetime, *, moved: bool) -> None:
        super().__init__()
        self.now, self.not_before, self.moved = now, not_before, moved

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        at = moment(data["at_date"], data["at_time"])
        if at < self.not_before.replace(second=0, microsecond=0):
            raise ma.ValidationError({"at_date": [_("This is before the case was sent to the court")]})
        if at > self.now + FARTHEST:
            raise ma.ValidationError({"at_date": [_("This is more than a year ahead: look at the year again")]})
        if data["counsel_kind"] in ("chosen", "appointed") and not data["counsel"]:
            raise ma.ValidationError({"counsel": [_("Write the name of counsel")]})
        if self.moved and not data["note"]:
            raise ma.ValidationError({"note": [_("Say why the hearing was moved")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Announce:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        if data["counsel_kind"] not in ("chosen", "appointed"):
            data["counsel"] = ""
        return Announce(at=at, **data)


@dataclass(frozen=True, slots=True)
class Summarise:
    """The content of a release summary: plain texts and rows of medicines."""

    content: dict[str, Any]


class SummariseSchema(WithMedicines):
    diagnoses = ma.fields.String(required=True, validate=at_most(4000))
    course = ma.fields.String(required=True, validate=at_most(8000))
    follow_up = ma.fields.String(required=True, validate=at_most(2000))
    contact = ma.fields.String(load_default="", validate=at_most(500))

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Summarise:
        return Summarise(data)
