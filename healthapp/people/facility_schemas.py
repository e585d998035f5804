"""Commands about facilities."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, line, one_of, reason

KINDS = (
    "remand",
    "prison",
    "penitentiary",
    "juvenile",
    "women",
    "treatment",
    "settlement",
    "psychiatric",
    "forensic",
    "police",
)
#: Short enough for ``TS-CODE-2026-00001`` in the column of record numbers, and to be said by telephone.
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")
#: More than any institution of the country; a slip of the keyboard stops here.
MOST_PLACES = 20_000


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What may be changed of a facility; the code may not, record numbers bear it."""

    name: str
    kind: str
    region: str
    capacity: int | None
    complex_id: uuid.UUID | None
    opened_on: dt.date | None
    closed_on: dt.date | None
    verified: bool
    source: str
    reason: str
    code: str = ""


class _Places(ma.fields.Field[int]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= MOST_PLACES):
            raise ma.ValidationError(_("Write a whole number from 0 to %(most)s", most=MOST_PLACES))
        return int(text)


class FacilitySchema(FormSchema):
    """A facility as changed."""

    name = ma.fields.String(validate=line(200), required=True)
    kind = ma.fields.String(required=True, validate=one_of(*KINDS))
    region = ma.fields.String(validate=line(60), load_default="")
    capacity = _Places(load_default=None)
    complex_id = ma.fields.UUID(load_default=None)
    opened_on = Day(load_default=None)
    closed_on = Day(load_default=None)
    verified = ma.fields.String(load_default="", validate=one_of("", "yes"))
    source = ma.fields.String(validate=line(200), load_default="")
    reason = ma.fields.String(required=True, validate=reason)

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        opened, closed = data["opened_on"], data["closed_on"]
        if opened is not None and closed is not None and closed < opened:
            raise ma.ValidationError({"closed_on": [_("The last day is before the first")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> FacilityFacts:
        return FacilityFacts(**{**data, "verified": data["verified"] == "yes"})


class NewFacilitySchema(FacilitySchema):
    """A facility that is not there yet."""

    code = ma.fields.String(required=True)

    @ma.validates("code")
    def _short(self, value: str, **_kwargs: Any) -> None:
        if not CODE.fullmatch(value):
            raise ma.ValidationError(_("2 to 16 of the letters A to Z, digits and hyphens"))
