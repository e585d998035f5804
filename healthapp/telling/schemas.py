"""Commands of the person's side."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of

HOW = ("spoken", "paper", "interpreter", "representative", "letter")
RECEIPTS = ("signed", "refused", "unable", "not_asked")
LANGUAGES = ("az", "ru", "en", "ka", "fa", "tr", "ar", "hy", "other")


@dataclass(frozen=True, slots=True)
class Told:
    """That the person was told of these decisions at one moment."""

    events: tuple[uuid.UUID, ...]
    at: dt.datetime
    how: str
    language: str
    told_by: str
    receipt: str
    words: str = ""


class ToldSchema(FormSchema):
    """``open_events``: decisions of the case with the moment of each."""

    events = ma.fields.List(ma.fields.UUID(), load_default=[])
    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)
    how = ma.fields.String(required=True, validate=one_of(*HOW))
    spoken_in = ma.fields.String(required=True, validate=one_of(*LANGUAGES))
    told_by = ma.fields.String(required=True, validate=line(200))
    receipt = ma.fields.String(required=True, validate=one_of(*RECEIPTS))
    words = ma.fields.String(load_default="", validate=at_most(4000))

    def __init__(self, now: dt.datetime, open_events: dict[uuid.UUID, dt.datetime]) -> None:
        super().__init__()
        self.now, self.open_events = now, open_events

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["events"]:
            raise ma.ValidationError({"events": [_("Choose what the person was told")]})
        if set(data["events"]) - set(self.open_events):
            raise ma.ValidationError({"events": [_("Choose one")]})
        at = moment(data["at_date"], data["at_time"])
        if at > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})
        if any(at < self.open_events[event].replace(second=0, microsecond=0) for event in data["events"]):
            raise ma.ValidationError({"at_date": [_("This is before the decision itself")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Told:
        return Told(
            events=tuple(dict.fromkeys(data["events"])),
            at=moment(data["at_date"], data["at_time"]),
            how=data["how"],
            language=data["spoken_in"],
            told_by=data["told_by"],
            receipt=data["receipt"],
            words=data["words"],
        )
