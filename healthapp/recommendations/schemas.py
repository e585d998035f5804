"""Commands of recommendations."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import gettext as _
from healthapp.recommendations.states import ADDRESSEES, ANSWERS, AREAS, FOUND, Step
from healthapp.settings.checks import FormSchema, at_most, line, one_of

TEXT = 6_000
LEAST = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """A recommendation before it is issued."""

    facility_id: uuid.UUID | None
    addressee: str
    area: str
    text: str
    text_en: str
    basis: str
    due_on: dt.date
    repeats: str
    visit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """A step. ``answer`` belongs to an answer, ``found`` to a verification."""

    step: Step
    note: str
    answer: str = ""
    found: str = ""


def _whole(value: str) -> None:
    if not LEAST <= len(value) <= TEXT:
        raise ma.ValidationError(_("Write %(least)s to %(most)s characters", least=LEAST, most=TEXT))


class DraftSchema(FormSchema):
    facility_id = ma.fields.UUID(load_default=None)
    addressee = ma.fields.String(required=True, validate=one_of(*ADDRESSEES))
    area = ma.fields.String(required=True, validate=one_of(*AREAS))
    text = ma.fields.String(required=True, validate=_whole)
    text_en = ma.fields.String(load_default="", validate=at_most(TEXT))
    basis = ma.fields.String(required=True, validate=line(300))
    due_on = Day(required=True)
    repeats = ma.fields.String(load_default="", validate=line(20))
    visit_id = ma.fields.UUID(load_default=None)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, list[str]] = {}
        if data["due_on"] <= self.today:
            wrong["due_on"] = [_("Give a day to come")]
        if data["addressee"] in ("unit_head", "governor") and data["facility_id"] is None:
            wrong["facility_id"] = [_("Say which institution")]
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Draft:
        return Draft(**data)


class TakeSchema(FormSchema):
    """``possible``: the steps this person may record now."""

    step = ma.fields.String(required=True)
    answer = ma.fields.String(load_default="", validate=one_of("", *ANSWERS))
    found = ma.fields.String(load_default="", validate=one_of("", *sorted(FOUND)))
    note = ma.fields.String(load_default="", validate=at_most(TEXT))

    def __init__(self, possible: list[Step]) -> None:
        super().__init__()
        self.possible = possible

    @ma.validates_schema
    def _complete(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, list[str]] = {}
        if data["step"] not in self.possible:
            raise ma.ValidationError({"step": [_("Choose one")]})
        step = Step(data["step"])
        if step is Step.ANSWER and not data["answer"]:
            wrong["answer"] = [_("Say whether it is accepted")]
        if step is Step.VERIFY and not data["found"]:
            wrong["found"] = [_("Say what was found")]
        needs = step in (Step.REPORT, Step.VERIFY, Step.SUPERSEDE, Step.DROP) or data["answer"] in (
            "partly",
            "rejected",
        )
        if needs and len(data["note"]) < LEAST:
            wrong["note"] = [_("Write the reason or the measures in at least %(least)s characters", least=LEAST)]
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Take:
        step = Step(data["step"])
        return Take(
            step=step,
            note=data["note"],
            answer=data["answer"] if step is Step.ANSWER else "",
            found=data["found"] if step is Step.VERIFY else "",
        )
