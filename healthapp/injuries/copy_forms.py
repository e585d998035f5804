"""Reading the form of one copy: whom it was for, what became of it, and on what basis it left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import marshmallow as ma

from healthapp.i18n import LANGUAGES, format_moment
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.commands import filled, needed
from healthapp.intake.schemas import read_moment

_RECIPIENTS = ("person", "lawyer", "family", "prosecutor", "court", "expert", "ombudsman")
_OUTCOMES = ("given", "refused", "unsafe", "sent")
_FORMS = ("report", "prosecutor", "short", "photographs", "intimate", "person", "notice")
_BASES = ("consent", "legal_duty", "court_order", "vital_interest")
_INTIMATE = ("consent", "court_order")
_CHOOSE = _l("Choose one of the answers")


class CopySchema(ma.Schema):
    """A copy for anybody but the person says its basis and a name; one unsafe to hold says who keeps it.

    None left before the examination: the line is kept for ever, and cannot be put right.

    Photographs of intimate parts leave on the person's consent or the order of a court, on no other basis.
    """

    class Meta:
        unknown = ma.RAISE

    recipient = ma.fields.String(required=True, validate=ma.validate.OneOf(_RECIPIENTS), error_messages=needed(_CHOOSE))
    outcome = ma.fields.String(required=True, validate=ma.validate.OneOf(_OUTCOMES), error_messages=needed(_CHOOSE))
    form = ma.fields.String(required=True, validate=ma.validate.OneOf(_FORMS), error_messages=needed(_CHOOSE))
    language = ma.fields.String(
        required=True, validate=ma.validate.OneOf(tuple(LANGUAGES)), error_messages=needed(_CHOOSE)
    )
    at_date = ma.fields.String(required=True, error_messages=needed(_l("Write the date too")))
    at_time = ma.fields.String(required=True, error_messages=needed(_l("Write the time too")))
    to_name = ma.fields.String(validate=filled(1, 200))
    basis = ma.fields.String(validate=ma.validate.OneOf(_BASES))
    kept_by = ma.fields.String(validate=filled(1, 200))
    note = ma.fields.String(validate=filled(1, 2_000))

    def __init__(self, now: dt.datetime, examined_at: dt.datetime) -> None:
        super().__init__()
        self.now, self.examined_at = now, examined_at

    @ma.post_load
    def _whole(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        try:
            at = read_moment(data.pop("at_date"), data.pop("at_time"))
        except ma.ValidationError as error:
            raise ma.ValidationError({"at": error.messages}) from None
        wrong: dict[str, list[str]] = {}
        if at > self.now:
            wrong["at"] = [_("This lies in the future")]
        elif at < self.examined_at.replace(second=0, microsecond=0):  # a time is typed to the minute
            wrong["at"] = [_("Earlier than the examination: %(moment)s", moment=format_moment(self.examined_at))]
        if data["recipient"] != "person":
            wrong |= {name: [_("Say this too")] for name in ("to_name", "basis") if not data.get(name)}
            if data["form"] == "intimate" and data.get("basis") not in (None, *_INTIMATE):
                wrong["basis"] = [_("Photographs of intimate parts leave on consent or the order of a court alone")]
        if data["outcome"] == "unsafe" and not data.get("kept_by"):
            wrong["kept_by"] = [_("Say who keeps the copy instead")]
        if wrong:
            raise ma.ValidationError(wrong)
        return {**data, "at": at}
