"""The filter of a register: read from a form or an address, said in words, put back into an address."""

from __future__ import annotations

import uuid
from typing import Any

import marshmallow as ma
from flask import url_for
from werkzeug.datastructures import MultiDict

from healthapp.dates import Day
from healthapp.i18n import format_date
from healthapp.i18n import gettext as _
from healthapp.mental.registers import Register, Wanted
from healthapp.people.fields import Choice, Code, FormSchema
from healthapp.people.schemas import UUID
from healthapp.web.forms import FormState, load

NAMES = frozenset({"facility", "first", "last", "kind", "state", "page"})


class WantedSchema(FormSchema):
    """What of a register somebody wants to see; a day that is none is said at its field."""

    facility = Code(UUID, load_default="")
    first = Day()
    last = Day()
    state = Choice(("open", "all"), load_default="open")
    page = Code(r"[1-9]\d{0,4}", load_default="1")

    def __init__(self, register: Register) -> None:
        super().__init__()
        self.fields["kind"] = Choice(tuple(register.kinds), load_default="")
        self.load_fields["kind"] = self.fields["kind"]

    @ma.validates_schema
    def _order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            raise ma.ValidationError(_("The last day lies after the first"), "last")

    @ma.post_load
    def _wanted(self, data: dict[str, Any], **_kwargs: Any) -> Wanted:
        return Wanted(
            facility_id=uuid.UUID(data["facility"]) if data["facility"] else None,
            first=data.get("first"),
            last=data.get("last"),
            kind=data.get("kind", ""),
            state=data["state"],
            page=int(data["page"]),
        )


def read(register: Register, given: MultiDict[str, str]) -> tuple[Wanted, FormState]:
    """The filter as typed; what cannot be read filters nothing and is said at its field."""
    known = MultiDict((name, value) for name, value in given.items(multi=True) if name in NAMES)
    wanted, form = load(WantedSchema(register), known)
    form.values = MultiDict([("state", "open"), *known.items(multi=True)]) if "state" not in known else known
    return wanted or Wanted(), form


def address(register: Register, wanted: Wanted, step: int) -> str:
    """The page before or after, under the same filter."""
    return url_for(
        "unit_books.show",
        key=register.code,
        facility=str(wanted.facility_id) if wanted.facility_id else None,
        first=wanted.first.isoformat() if wanted.first else None,
        last=wanted.last.isoformat() if wanted.last else None,
        kind=wanted.kind or None,
        state=wanted.state,
        page=wanted.page + step,
    )


def span(wanted: Wanted) -> str:
    """``01.03.2026 – 31.03.2026``: the days a list covers, in words."""
    first = format_date(wanted.first) if wanted.first else _("from the beginning")
    last = format_date(wanted.last) if wanted.last else _("until today")
    return f"{first} – {last}"
