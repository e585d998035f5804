"""Commands of appeals."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.appeals.states import KINDS, OUTCOMES, SOURCES, TOLD_HOW, State, Step, steps
from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of

WORDS = 10_000
LEAST = 5


@dataclass(frozen=True, slots=True)
class Receive:
    """A new appeal."""

    facility_id: uuid.UUID | None
    about_name: str
    source: str
    from_name: str
    kind: str
    words: str
    language: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Take:
    """A step. ``outcome`` belongs to a decision, ``told_how`` to telling."""

    step: Step
    at: dt.datetime
    note: str
    outcome: str = ""
    told_how: str = ""


class _Dated(FormSchema):
    """A day and a time, not in the future and not before ``earliest``."""

    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)

    def __init__(self, now: dt.datetime, earliest: dt.datetime | None = None) -> None:
        super().__init__()
        self.now, self.earliest = now, earliest

    @ma.validates_schema
    def _in_time(self, data: dict[str, Any], **_kwargs: Any) -> None:
        at = moment(data["at_date"], data["at_time"])
        if at > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})
        # The form knows minutes, the server seconds: what happened within one minute is in order.
        if self.earliest is not None and at < self.earliest.replace(second=0, microsecond=0):
            raise ma.ValidationError({"at_date": [_("This lies before the step that came before it")]})


class ReceiveSchema(_Dated):
    facility_id = ma.fields.UUID(load_default=None)
    about_name = ma.fields.String(load_default="", validate=line(200))
    source = ma.fields.String(required=True, validate=one_of(*SOURCES))
    from_name = ma.fields.String(load_default="", validate=line(200))
    kind = ma.fields.String(required=True, validate=one_of(*KINDS))
    words = ma.fields.String(required=True, validate=at_most(WORDS))
    language = ma.fields.String(required=True, validate=one_of(*LANGUAGES, "other"))

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Receive:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        return Receive(**data, at=at)


class TakeSchema(_Dated):
    """The steps that ``state`` allows; what a step needs is asked for at its field."""

    step = ma.fields.String(required=True)
    outcome = ma.fields.String(load_default="", validate=one_of("", *OUTCOMES))
    told_how = ma.fields.String(load_default="", validate=one_of("", *TOLD_HOW))
    note = ma.fields.String(load_default="", validate=at_most(WORDS))

    def __init__(self, state: State, now: dt.datetime, earliest: dt.datetime | None = None) -> None:
        super().__init__(now, earliest)
        self.state = state

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, list[str]] = {}
        step = data["step"]
        if step not in steps(self.state):
            raise ma.ValidationError({"step": [_("Choose one")]})
        if step == Step.DECIDE and not data["outcome"]:
            wrong["outcome"] = [_("Say what was decided")]
        if step == Step.TELL and not data["told_how"]:
            wrong["told_how"] = [_("Say how the person was told")]
        if step != Step.TAKE and len(data["note"]) < LEAST:
            wrong["note"] = [_("Write at least a few words: the person and the Ombudsman may read them")]
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Take:
        step = Step(data["step"])
        return Take(
            step=step,
            at=moment(data["at_date"], data["at_time"]),
            note=data["note"],
            outcome=data["outcome"] if step is Step.DECIDE else "",
            told_how=data["told_how"] if step is Step.TELL else "",
        )
