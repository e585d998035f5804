"""Commands of the file of a case."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of, reason
from referrals.checklists import CUSTODY_PAPERS, MAY_NOT_APPLY
from referrals.documents import ALL

TEXT = 20_000
WAYS = ("file", "text", "extract", "not_applicable")


@dataclass(frozen=True, slots=True)
class Add:
    """A paper to be put into the file. ``course``: with the person's course in custody and care."""

    code: str
    way: str
    title: str = ""
    dated: dt.date | None = None
    text: str = ""
    records: tuple[uuid.UUID, ...] = ()
    course: bool = False


class AddSchema(FormSchema):
    """``code`` comes with the address; ``custody``: the writer brings the administration's papers only."""

    way = ma.fields.String(required=True)
    title = ma.fields.String(load_default="", validate=line(200))
    dated = Day(load_default=None)
    text = ma.fields.String(load_default="", validate=at_most(TEXT))
    records = ma.fields.List(ma.fields.UUID(), load_default=[])
    course = ma.fields.String(load_default="")

    def __init__(self, code: str, today: dt.date, *, ways: tuple[str, ...]) -> None:
        super().__init__()
        self.code, self.today, self.ways = code, today, ways
        self.fields["records"].error_messages["invalid"] = _("Choose one")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["way"] not in self.ways:
            raise ma.ValidationError({"way": [_("Choose one")]})
        if data["way"] in ("text", "not_applicable") and not data["text"]:
            words = _("Write the text") if data["way"] == "text" else _("Write why it does not apply")
            raise ma.ValidationError({"text": [words]})
        if data["way"] == "extract" and not data["records"] and data["course"] != "yes":
            raise ma.ValidationError({"records": [_("Choose at least one record")]})
        if data["dated"] is not None and data["dated"] > self.today:
            raise ma.ValidationError({"dated": [_("This lies in the future")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Add:
        return Add(
            self.code,
            data["way"],
            data["title"],
            data["dated"],
            data["text"] if data["way"] in ("text", "not_applicable") else "",
            tuple(dict.fromkeys(data["records"])) if data["way"] == "extract" else (),
            course=data["course"] == "yes" and data["way"] == "extract",
        )


class RemoveSchema(FormSchema):
    """Why a paper is taken out."""

    reason = ma.fields.String(required=True, validate=reason)


class NoteSchema(FormSchema):
    """A remark beside the case."""

    text = ma.fields.String(required=True, validate=at_most(4000))


class AssignSchema(FormSchema):
    """Take a case in hand, or lay it down."""

    taken = ma.fields.String(required=True, validate=one_of("yes", "no"))


def ways_for(code: str, *, custody: bool, draws: bool) -> tuple[str, ...]:
    """How this paper may be put in: the administration uploads and never writes or draws."""
    if code not in ALL or (custody and code not in CUSTODY_PAPERS):
        return ()
    if custody:
        return ("file",)
    made = ["file"]
    if code not in CUSTODY_PAPERS:
        made.append("text")
        if draws:
            made.append("extract")
        if code in MAY_NOT_APPLY:
            made.append("not_applicable")
    return tuple(made)
