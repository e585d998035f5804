"""Commands of the commission."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.cases.commission.rules import VOTES
from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of, reason

SPECIALTIES = (
    *("therapist", "psychiatrist", "oncologist", "tb", "cardiologist", "neurologist", "surgeon", "infectious"),
    *("endocrinologist", "other"),
)
PARTS = ("chair", "member", "secretary")
HOW = ("in_person", "bedside", "on_file")
ATTENDS = ("present", "video", "absent")
LATER = "re_examine_later"
LISTED = "listed_disease"
TEXT = 8000


@dataclass(frozen=True, slots=True)
class Call:
    at: dt.datetime
    place: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Seat by its place: present, video or absent with the reason."""

    place: int
    attends: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    how: str
    at: dt.datetime
    consent: str
    findings: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    conclusion: str
    measure: str
    disease_id: uuid.UUID | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """``proposal``: the number the member saw."""

    vote: str
    proposal: int
    words: str = ""


class CallSchema(FormSchema):
    """When and where the commission meets."""

    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)
    place = ma.fields.String(required=True, validate=line(200))

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Call:
        at = moment(data["at_date"], data["at_time"])
        if at < self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the past")]})
        return Call(at, data["place"])


class SeatSchema(FormSchema):
    """Who sits, in which specialty and part."""

    user = ma.fields.UUID(required=True)
    specialty = ma.fields.String(required=True, validate=one_of(*SPECIALTIES))
    part = ma.fields.String(required=True, validate=one_of(*PARTS))

    def __init__(self) -> None:
        super().__init__()
        self.fields["user"].error_messages["invalid_uuid"] = _("Choose one")


class AgendaSchema(FormSchema):
    """Which case, and how the person is to be examined."""

    case = ma.fields.UUID(required=True)
    planned = ma.fields.String(required=True, validate=one_of(*HOW))
    reason = ma.fields.String(load_default="", validate=at_most(1000))

    def __init__(self) -> None:
        super().__init__()
        self.fields["case"].error_messages["invalid_uuid"] = _("Choose one")


class _AttendSchema(FormSchema):
    place = ma.fields.Integer(required=True)
    attends = ma.fields.String(required=True, validate=one_of(*ATTENDS))
    reason = ma.fields.String(load_default="", validate=line(300))

    @ma.validates_schema
    def _why(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["attends"] == "absent" and not data["reason"]:
            raise ma.ValidationError({"reason": [_("Write why")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Attendance:
        return Attendance(data["place"], data["attends"], data["reason"])


class OpenSchema(FormSchema):
    """Who is there."""

    seats = ma.fields.List(ma.fields.Nested(_AttendSchema), required=True)


class ExamineSchema(FormSchema):
    """How the person was examined and what was found."""

    how = ma.fields.String(required=True, validate=one_of(*HOW))
    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)
    consent = ma.fields.String(required=True, validate=one_of("yes", "refused"))
    findings = ma.fields.String(required=True, validate=at_most(TEXT))
    words = ma.fields.String(load_default="", validate=at_most(TEXT))

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if moment(data["at_date"], data["at_time"]) > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})
        if data["consent"] == "refused" and data["how"] != "on_file":
            raise ma.ValidationError({"how": [_("Who refused is not examined: decide on file")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Examined:
        at = moment(data["at_date"], data["at_time"])
        return Examined(data["how"], at, data["consent"], data["findings"], data["words"])


class ProposeSchema(FormSchema):
    """The opinion proposed. ``kinds``: those the pathway knows."""

    conclusion = ma.fields.String(required=True)
    disease = ma.fields.UUID(load_default=None)
    measure = ma.fields.String(required=True, validate=at_most(TEXT))
    months = ma.fields.Integer(load_default=None)

    def __init__(self, kinds: tuple[str, ...], *, has_list: bool) -> None:
        super().__init__()
        self.kinds, self.has_list = kinds, has_list
        self.fields["months"].error_messages["invalid"] = _("Write a whole number")
        self.fields["disease"].error_messages["invalid_uuid"] = _("Choose one")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["conclusion"] not in self.kinds:
            raise ma.ValidationError({"conclusion": [_("Choose one")]})
        if data["conclusion"] == LATER and not 1 <= (data["months"] or 0) <= 24:
            raise ma.ValidationError({"months": [_("Write after how many months, 1 to 24")]})
        if data["conclusion"] == LISTED and self.has_list and data["disease"] is None:
            raise ma.ValidationError({"disease": [_("Choose the entry of the list")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Proposal:
        later = data["months"] if data["conclusion"] == LATER else None
        listed = data["disease"] if data["conclusion"] == LISTED else None
        return Proposal(data["conclusion"], data["measure"], listed, later)


class VoteSchema(FormSchema):
    """One's own vote; who votes against or steps back says why, in their own words."""

    vote = ma.fields.String(required=True, validate=one_of(*VOTES))
    words = ma.fields.String(load_default="", validate=at_most(TEXT))
    proposal = ma.fields.Integer(required=True)

    @ma.validates_schema
    def _why(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["vote"] in ("against", "conflict") and not data["words"]:
            raise ma.ValidationError({"words": [_("Write why, in your own words")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Ballot:
        return Ballot(data["vote"], data["proposal"], data["words"])


class ReasonSchema(FormSchema):
    """Why a session is cancelled or a case put off; which tests, and where."""

    reason = ma.fields.String(required=True, validate=reason)
