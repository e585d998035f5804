"""Commands of the numbered blank forms."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.documents.models import Outcome
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, one_of

#: Sheets in one file. A shift needs a handful; a file of thirty is ready in two seconds.
MOST = 30


@dataclass(frozen=True, slots=True)
class Issue:
    """``facility_id`` None: the only place there is to choose."""

    count: int
    language: str
    facility_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Account:
    outcome: Outcome
    note: str


class _Count(ma.fields.Integer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
            raise ma.ValidationError(_("Write a whole number from 1 to %(most)s", most=MOST))
        return int(text)


class IssueSchema(FormSchema):
    count = _Count(required=True)
    language = ma.fields.String(required=True, validate=one_of(*LANGUAGES))
    facility = ma.fields.UUID(load_default=None)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Issue:
        return Issue(data["count"], data["language"], data["facility"])


class AccountSchema(FormSchema):
    outcome = ma.fields.String(required=True, validate=one_of(*Outcome))
    note = ma.fields.String(load_default="", validate=at_most(200))

    @ma.validates_schema
    def _explained(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if len(data["note"]) < 3:
            raise ma.ValidationError(
                _("Write the number of the record, or what happened to the sheet: at least 3 characters"), "note"
            )

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Account:
        return Account(Outcome(data["outcome"]), data["note"])
