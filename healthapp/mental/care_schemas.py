"""Commands of one person's care: an offer, a contact, a medicine, a need."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import gettext as _
from healthapp.i18n import local
from healthapp.mental.schemas import LONG, TimedSchema
from healthapp.people.fields import Choice, Code, Line, PastDay, Text, Time
from healthapp.people.schemas import UUID

ANSWERS = ("accepted", "refused", "deferred", "withdrawn")
CONTACTS = ("first", "individual", "group", "crisis", "family", "assessment", "closing", "missed")
ROUTES = ("oral", "sublingual", "im", "iv", "depot", "rectal", "skin", "inhaled")
CONSENTS = ("yes", "refused", "no_capacity", "urgent")
STOPS = ("finished", "side_effect", "no_effect", "refused", "changed", "other")
NEEDS = ("hospital", "treatment_unit", "psychiatrist", "release", "adapted")
OBSTACLES = (
    *("no_place", "waiting_decision", "waiting_court", "no_escort"),
    *("person_refuses", "no_specialist", "none", "other"),
)
OUTCOMES = ("placed", "treated", "released", "no_need", "other")
LONGEST_CONTACT = 480
#: A course without any review for longer is none; a design of this project.
LONGEST_REVIEW = dt.timedelta(days=186)


@dataclass(frozen=True, slots=True)
class Offer:
    """Psychological help as offered and answered."""

    answer: str
    offered_at: dt.datetime
    urgency: str = "ordinary"
    reason: str = ""
    again_on: dt.date | None = None
    record_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A psychologist's contact. ``minutes`` 0 for one that did not take place."""

    kind: str
    held_at: dt.datetime
    minutes: int
    plan: str = ""
    next_on: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prescribe:
    """A medicine: ``values`` by column. ``critical``: it is the order for which a critical medicine waits."""

    values: dict[str, Any]
    critical: bool = False


@dataclass(frozen=True, slots=True)
class MedicineStep:
    """A review with the day of the next, or a stop with its reason."""

    kind: str
    review_on: dt.date | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class NewNeed:
    """A need of another place: ``values`` by column."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NeedStep:
    """Another obstacle, a case, or the end."""

    kind: str
    obstacle: str = ""
    case_id: uuid.UUID | None = None
    outcome: str = ""
    text: str = ""


class Minutes(ma.fields.Field[int]):
    """A length in whole minutes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LONGEST_CONTACT):
            raise ma.ValidationError(_("Write whole minutes, from 1 to 480"))
        return int(text)


class OfferSchema(TimedSchema):
    answer = Choice(ANSWERS, required=True)
    offered_date = PastDay(required=True)
    offered_time = Time(required=True)
    urgency = Choice(("ordinary", "soon"), load_default="ordinary")
    reason = Text(LONG)
    again_on = Day()

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "offered")
        again = data.get("again_on")
        if again is not None and not 0 <= (again - local(self.now).date()).days <= 366:
            raise ma.ValidationError(_("This day lies within the next year"), "again_on")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Offer:
        at = self.at(data, "offered")
        assert at is not None
        again = data.get("again_on") if data["answer"] in ("refused", "deferred") else None
        return Offer(data["answer"], at, data["urgency"], data["reason"], again)


class ContactSchema(TimedSchema):
    kind = Choice(CONTACTS, required=True)
    held_date = PastDay(required=True)
    held_time = Time(required=True)
    minutes = Minutes()
    plan = Text(LONG)
    next_on = Day()
    note = Text(LONG * 2)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "held")
        if "minutes" not in data and data.get("kind") not in (None, "missed"):
            raise ma.ValidationError(_("This answer is needed"), "minutes")
        upcoming = data.get("next_on")
        if upcoming is not None and not 0 <= (upcoming - local(self.now).date()).days <= 366:
            raise ma.ValidationError(_("This day lies within the next year"), "next_on")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Contact:
        at = self.at(data, "held")
        assert at is not None
        minutes = 0 if data["kind"] == "missed" else data["minutes"]
        return Contact(data["kind"], at, minutes, data["plan"], data.get("next_on"), data["note"])


class AddNoteSchema(TimedSchema):
    text = Text(LONG * 2)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("text"):
            raise ma.ValidationError(_("This answer is needed"), "text")


class PrescribeSchema(TimedSchema):
    drug = Line(120, required=True)
    dose = Line(60, required=True)
    times = Line(60, required=True)
    route = Choice(ROUTES, required=True)
    psychotropic = Choice(("yes", "no"), required=True)
    indication = Line(200, required=True)
    starts_on = Day(required=True)
    review_on = Day(required=True)
    consent = Choice(CONSENTS, required=True)
    consent_text = Text(LONG)
    replaces = Code(UUID, load_default="")
    critical = Choice(("yes", "no"), load_default="no")

    def __init__(self, now: dt.datetime, *, awaited: bool = False) -> None:
        """``awaited``: a critical medicine waits for its order, so it must be said whether this is it."""
        super().__init__(now)
        self.awaited = awaited

    @ma.validates_schema(pass_original=True)
    def _awaited(self, _data: dict[str, Any], given: dict[str, Any], **_kwargs: Any) -> None:
        if self.awaited and not given.get("critical"):
            raise ma.ValidationError(_("This answer is needed"), "critical")

    @ma.validates_schema
    def _days(self, data: dict[str, Any], **_kwargs: Any) -> None:
        start, review, today = data.get("starts_on"), data.get("review_on"), local(self.now).date()
        if start is not None and abs((start - today).days) > 366:
            raise ma.ValidationError(_("This day lies more than a year away"), "starts_on")
        if start is None or review is None:
            return
        if not start <= review <= start + LONGEST_REVIEW or review < today:
            raise ma.ValidationError(
                _("The review lies between today or the first day and six months after that"), "review_on"
            )

    @ma.validates_schema
    def _consent(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("consent") == "refused":
            raise ma.ValidationError(
                _("Nothing is prescribed against a refusal; record the refusal and talk"), "consent"
            )
        if data.get("consent") in ("no_capacity", "urgent") and not data.get("consent_text"):
            raise ma.ValidationError(_("Write why it is given without consent, and who decided"), "consent_text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Prescribe:
        names = ("drug", "dose", "times", "route", "indication", "starts_on", "review_on", "consent", "consent_text")
        values = {name: data[name] for name in names}
        replaces = uuid.UUID(data["replaces"]) if data["replaces"] else None
        values |= {"psychotropic": data["psychotropic"] == "yes", "replaces_id": replaces}
        return Prescribe(values, critical=data["critical"] == "yes")


class MedicineStepSchema(TimedSchema):
    kind = Choice(("review", "stopped"), required=True)
    review_on = Day()
    reason = Choice(STOPS)
    text = Text(LONG)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        today, upcoming = local(self.now).date(), data.get("review_on")
        if data.get("kind") == "review":
            if upcoming is None:
                raise ma.ValidationError(_("Write the day of the next review"), "review_on")
            if not today <= upcoming <= today + LONGEST_REVIEW:
                raise ma.ValidationError(_("The next review lies within the next six months"), "review_on")
        if data.get("kind") == "stopped" and not data.get("reason"):
            raise ma.ValidationError(_("Choose why it is stopped"), "reason")
        if data.get("reason") == "other" and not data.get("text"):
            raise ma.ValidationError(_("Write the reason"), "text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> MedicineStep:
        if data["kind"] == "review":
            return MedicineStep("review", data["review_on"], "", data["text"])
        return MedicineStep("stopped", None, data["reason"], data["text"])


class NeedSchema(TimedSchema):
    found_on = PastDay(required=True)
    need = Choice(NEEDS, required=True)
    text = Text(LONG)
    record = Code(UUID, load_default="")
    obstacle = Choice(OBSTACLES, required=True)
    obstacle_text = Text(LONG)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("found_on") is not None and data["found_on"] > local(self.now).date():
            raise ma.ValidationError(_("This day is in the future"), "found_on")
        if not data.get("text"):
            raise ma.ValidationError(_("This answer is needed"), "text")
        if data.get("obstacle") == "other" and not data.get("obstacle_text"):
            raise ma.ValidationError(_("Write what stands in the way"), "obstacle_text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NewNeed:
        names = ("found_on", "need", "text", "obstacle", "obstacle_text")
        record = uuid.UUID(data["record"]) if data["record"] else None
        return NewNeed({**{name: data[name] for name in names}, "record_id": record})


class NeedStepSchema(TimedSchema):
    kind = Choice(("obstacle", "case", "closed"), required=True)
    obstacle = Choice(OBSTACLES)
    case = Code(UUID)
    outcome = Choice(OUTCOMES)
    text = Text(LONG)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        asked = {"obstacle": "obstacle", "case": "case", "closed": "outcome"}.get(data.get("kind", ""))
        if asked is not None and not data.get(asked):
            raise ma.ValidationError(_("This answer is needed"), asked)
        if "other" in (data.get("obstacle"), data.get("outcome")) and not data.get("text"):
            raise ma.ValidationError(_("Write it in words"), "text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NeedStep:
        kind = data["kind"]
        return NeedStep(
            kind,
            obstacle=data["obstacle"] if kind == "obstacle" else "",
            case_id=uuid.UUID(data["case"]) if kind == "case" else None,
            outcome=data["outcome"] if kind == "closed" else "",
            text=data["text"],
        )
