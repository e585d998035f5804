"""The form of a finding, and how its evidence is typed: places in the samples of the visit, such as 1/3, 1/7/F-2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.inspection.evidence import Reference
from healthapp.inspection.findings import CONSENTS, SEVERITIES
from healthapp.inspection.schemas import LONG
from healthapp.people.fields import Choice, Code, FormSchema, Line, Text
from healthapp.recommendations.states import AREAS

LEAST, MOST_RECORDS = 10, 30
_REFERENCE = re.compile(r"(\d{1,3})/(\d{1,4})(?:/[Ff]-?([1-9]\d{0,2}))?")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class FindingCommand:
    """A finding as typed. ``references``: places of the records, and photographs of them, it rests on."""

    seen: int
    severity: str
    category: str
    text: str
    consent: str
    name: str
    references: tuple[Reference, ...]
    question: str


class References(ma.fields.Field[tuple[Reference, ...]]):
    """``1/3, 1/7/F-2`` as sample, place and photograph."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Reference, ...]:
        found = []
        for part in filter(None, _BETWEEN.split(str(value))):
            match = _REFERENCE.fullmatch(part)
            if match is None:
                raise ma.ValidationError(_("Write sample and place of each record, for example 1/3, 1/7"))
            found.append(Reference(int(match[1]), int(match[2]), int(match[3] or 0)))
        if len(found) > MOST_RECORDS:
            raise ma.ValidationError(_("%(count)s records at most", count=MOST_RECORDS))
        return tuple(found)


class FindingSchema(FormSchema):
    seen = ma.fields.Integer(load_default=0)
    severity = Choice(SEVERITIES, required=True)
    category = Choice(AREAS, required=True)
    text = Text(LONG * 2)
    consent = Choice(CONSENTS, required=True)
    name = Line(200, load_default="")
    rests_on = References(load_default=())
    question = Code(r"[a-z0-9_]{1,40}", load_default="")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, list[str]] = {}
        if len(data.get("text", "")) < LEAST:
            wrong["text"] = [_("Write at least %(count)s characters", count=LEAST)]
        if data.get("name") and data["consent"] != "named":
            wrong["name"] = [_("A name only with consent: choose “By name” above, or take the name away")]
        if not data.get("name") and data["consent"] == "named":
            wrong["name"] = [_("Write the name, or choose another answer above")]
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> FindingCommand:
        return FindingCommand(
            seen=data["seen"],
            severity=data["severity"],
            category=data["category"],
            text=data["text"],
            consent=data["consent"],
            name=data["name"],
            references=data["rests_on"],
            question=data["question"],
        )


class TakeBackSchema(FormSchema):
    seen = ma.fields.Integer(load_default=0)
    reason = Line(500, required=True)
