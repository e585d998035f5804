"""Commands of psychiatric placement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.cases.medicines import WithMedicines
from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line, one_of

WARD_KINDS = ("general", "specialised", "intensive", "narcology", "expertise")
TAKES = ("men", "women", "both")
REASONS = ("no_bed", "profile", "security", "papers", "escort", "other")
MOST_BEDS = 2000


class Dated(FormSchema):
    """A form about something that happened: both halves of the moment, not in the future."""

    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    @ma.validates_schema
    def _past(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if moment(data["at_date"], data["at_time"]) > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})


@dataclass(frozen=True, slots=True)
class NewWard:
    name: str
    kind: str
    takes: str


class WardSchema(FormSchema):
    name = ma.fields.String(required=True, validate=line(120))
    kind = ma.fields.String(required=True, validate=one_of(*WARD_KINDS))
    takes = ma.fields.String(required=True, validate=one_of(*TAKES))

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NewWard:
        return NewWard(**data)


@dataclass(frozen=True, slots=True)
class CloseWard:
    ward_id: uuid.UUID
    day: dt.date


class CloseWardSchema(FormSchema):
    """``wards``: those of the hospital that are open."""

    closing_id = ma.fields.UUID(required=True)
    closed_on = Day(required=True)

    def __init__(self, today: dt.date, wards: Collection[uuid.UUID]) -> None:
        super().__init__()
        self.today, self.wards = today, wards
        self.fields["closing_id"].error_messages["invalid_uuid"] = _("Choose one")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["closing_id"] not in self.wards:
            raise ma.ValidationError({"closing_id": [_("Choose one")]})
        if data["closed_on"] > self.today:
            raise ma.ValidationError({"closed_on": [_("This lies in the future")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> CloseWard:
        return CloseWard(data["closing_id"], data["closed_on"])


@dataclass(frozen=True, slots=True)
class Report:
    """Beds of a ward as told."""

    ward_id: uuid.UUID
    capacity: int
    occupied: int
    at: dt.datetime
    told_by: str


class ReportSchema(Dated):
    ward_id = ma.fields.UUID(required=True)
    capacity = ma.fields.Integer(required=True)
    occupied = ma.fields.Integer(required=True)
    told_by = ma.fields.String(required=True, validate=line(200))

    def __init__(self, now: dt.datetime, wards: Collection[uuid.UUID]) -> None:
        super().__init__(now)
        self.wards = wards
        for name in ("capacity", "occupied"):
            self.fields[name].error_messages["invalid"] = _("Write a whole number")
        self.fields["ward_id"].error_messages["invalid_uuid"] = _("Choose one")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["ward_id"] not in self.wards:
            raise ma.ValidationError({"ward_id": [_("Choose one")]})
        for name in ("capacity", "occupied"):
            if not 0 <= data[name] <= MOST_BEDS:
                raise ma.ValidationError({name: [_("Between 0 and %(most)s", most=MOST_BEDS)]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Report:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        return Report(at=at, **data)


@dataclass(frozen=True, slots=True)
class AskBed:
    facility_id: uuid.UUID
    ward_kind: str
    at: dt.datetime
    note: str


class AskBedSchema(Dated):
    """``hospitals``: those that may be asked."""

    facility_id = ma.fields.UUID(required=True)
    ward_kind = ma.fields.String(required=True, validate=one_of(*WARD_KINDS))
    note = ma.fields.String(load_default="", validate=at_most(4000))

    def __init__(self, now: dt.datetime, hospitals: Collection[uuid.UUID]) -> None:
        super().__init__(now)
        self.hospitals = hospitals
        self.fields["facility_id"].error_messages["invalid_uuid"] = _("Choose one")

    @ma.validates_schema
    def _known(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["facility_id"] not in self.hospitals:
            raise ma.ValidationError({"facility_id": [_("Choose one")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> AskBed:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        return AskBed(at=at, **data)


@dataclass(frozen=True, slots=True)
class AnswerBed:
    offered: bool
    at: dt.datetime
    told_by: str
    ward_id: uuid.UUID | None = None
    free_on: dt.date | None = None
    reason: str = ""
    note: str = ""


class AnswerBedSchema(Dated):
    """``wards``: open wards of the hospital that was asked."""

    answer = ma.fields.String(required=True, validate=one_of("offered", "refused"))
    ward_id = ma.fields.UUID(load_default=None)
    free_on = Day(load_default=None)
    reason = ma.fields.String(load_default="", validate=one_of("", *REASONS))
    note = ma.fields.String(load_default="", validate=at_most(4000))
    told_by = ma.fields.String(required=True, validate=line(200))

    def __init__(self, now: dt.datetime, wards: Collection[uuid.UUID]) -> None:
        super().__init__(now)
        self.wards = wards
        self.fields["ward_id"].error_messages["invalid_uuid"] = _("Choose one")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["ward_id"] is not None and data["ward_id"] not in self.wards:
            raise ma.ValidationError({"ward_id": [_("Choose one")]})
        if data["answer"] == "refused" and not data["reason"]:
            raise ma.ValidationError({"reason": [_("A refusal has a reason: the person and the court are told it")]})
        if data["answer"] == "refused" and data["reason"] == "other" and not data["note"]:
            raise ma.ValidationError({"note": [_("Write the reason: the person is told it")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> AnswerBed:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        offered = data.pop("answer") == "offered"
        if offered:
            data["reason"] = ""
        else:
            data["ward_id"] = data["free_on"] = None
        return AnswerBed(offered=offered, at=at, **data)


@dataclass(frozen=True, slots=True)
class Depart:
    """``urgent``: on two opinions, before the person's consent. ``content`` is printed on the transfer sheet."""

    urgent: bool
    at: dt.datetime
    content: dict[str, Any]


class DepartSchema(WithMedicines):
    at_date = Day(required=True)
    at_time = TimeOfDay(required=True)
    state = ma.fields.String(required=True, validate=at_most(4000))
    risk = ma.fields.String(required=True, validate=at_most(2000))
    allergies = ma.fields.String(required=True, validate=at_most(500))
    escort = ma.fields.String(required=True, validate=line(200))
    profession = ma.fields.String(required=True, validate=line(120))
    apart = ma.fields.String(required=True, validate=one_of("yes", "no"))
    not_apart = ma.fields.String(load_default="", validate=at_most(500))
    restraint = ma.fields.String(load_default="", validate=at_most(500))
    papers = ma.fields.String(load_default="", validate=at_most(1000))
    grounds = ma.fields.String(load_default="", validate=at_most(4000))
    second_opinion = ma.fields.String(load_default="", validate=at_most(2000))

    def __init__(self, now: dt.datetime, *, urgent: bool) -> None:
        super().__init__()
        self.now, self.urgent = now, urgent

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if moment(data["at_date"], data["at_time"]) > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})
        if data["apart"] == "no" and not data["not_apart"]:
            raise ma.ValidationError(
                {"not_apart": [_("Say why the person does not travel apart from others (CEP 68.2)")]}
            )
        if self.urgent:
            for name in ("grounds", "second_opinion"):
                if not data[name]:
                    raise ma.ValidationError(
                        {name: [_("An urgent transfer needs its grounds and a second doctor's opinion")]}
                    )

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Depart:
        at = moment(data.pop("at_date"), data.pop("at_time"))
        return Depart(self.urgent, at, data)


@dataclass(frozen=True, slots=True)
class SentenceEnd:
    day: dt.date | None


class SentenceEndSchema(FormSchema):
    """``not_before``: the admission to custody. The day may be past: then the person waits for release now."""

    day = Day(load_default=None)
    not_known = ma.fields.String(load_default="")

    def __init__(self, not_before: dt.date) -> None:
        super().__init__()
        self.not_before = not_before

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if (data["day"] is None) == (not data["not_known"]):
            raise ma.ValidationError({"day": [_("Give the last day of the sentence, or say that it is not known")]})
        if data["day"] is not None and data["day"] < self.not_before:
            raise ma.ValidationError({"day": [_("This is before the person came into custody")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> SentenceEnd:
        return SentenceEnd(data["day"])
