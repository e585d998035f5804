"""What one posts under an examination: signatures, addenda, reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.schemas import read_moment

LONGEST = 8_000
LANGUAGES = ("az", "ru", "en")


def needed(text: Any) -> dict[str, Any]:
    """The message of a field left empty, in the language of the reader."""
    return {"required": text}


class _Command(ma.Schema):
    class Meta:
        unknown = ma.RAISE

    signature = ma.fields.String(
        required=True, error_messages=needed(_l("Sign with your password or the code of your authenticator"))
    )


def filled(least: int, most: int) -> Any:
    """Of how many characters a text is, both included, in words of the reader's language."""

    def check(text: str) -> None:
        if len(text) < least:
            raise ma.ValidationError(_("Write at least %(least)s characters", least=least))
        if len(text) > most:
            raise ma.ValidationError(_("At most %(most)s characters; this has %(given)s", most=most, given=len(text)))

    return check


class HandInSchema(_Command):
    """``late_reason`` is asked for when the clock has run out."""

    late_reason = ma.fields.String(validate=filled(3, 1_000))


class CountersignSchema(_Command):
    """``seen``: whether the doctor saw the person or the paper alone; ``note``: what the doctor adds."""

    seen = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("person", "record")),
        error_messages=needed(_l("Say whether you saw the person")),
    )
    note = ma.fields.String(validate=filled(1, LONGEST))


class AddendumSchema(_Command):
    """``text`` in the author's words, when what it tells of happened, and the language it is written in."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    text = ma.fields.String(
        required=True, validate=filled(3, LONGEST), error_messages=needed(_l("Write what is to be added"))
    )
    text_language = ma.fields.String(load_default="az", validate=ma.validate.OneOf(LANGUAGES))
    event_time_date = ma.fields.String(required=True, error_messages=needed(_l("Write the date too")))
    event_time_time = ma.fields.String(required=True, error_messages=needed(_l("Write the time too")))

    @ma.post_load
    def _join(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        try:
            moment = read_moment(data.pop("event_time_date"), data.pop("event_time_time"))
        except ma.ValidationError as error:
            raise ma.ValidationError({"event_time": error.messages}) from None
        if moment > self.now:
            raise ma.ValidationError({"event_time": [_("This lies in the future")]})
        return {**data, "event_time": moment}


class ReasonSchema(_Command):
    """Of a voiding, or of giving a draft up."""

    reason = ma.fields.String(required=True, validate=filled(10, 1_000), error_messages=needed(_l("Say why")))
