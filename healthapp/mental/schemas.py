"""Commands of the registers: what is typed when something is entered, reviewed, ended, told."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import moment
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.people.fields import Choice, Code, FormSchema, Line, PastDay, Text, Time
from healthapp.people.schemas import UUID

LONG = 4000
METHODS = ("cut", "ligature", "overdose", "ingestion", "burn", "head_bang", "jump", "food_refusal", "other")
PLACES = ("single_cell", "shared_cell", "isolation", "medical_unit", "hospital", "transport", "other")
INTENT_SAID = ("die", "ambivalent", "not_die", "unknown", "refused", "not_asked")
INTENT_JUDGED = ("die", "ambivalent", "not_die", "unknown")
SEVERITIES = ("0", "1", "2", "3", "4")
TREATMENTS = ("none", "unit", "hospital", "intensive")
MEASURES = ("clothing", "camera", "items", "separation", "restraint")
#: Dangers a measure may meet. Punishment is none of them, and no code for it may be added here.
REASONS = ("life", "others", "infection", "treatment")
ORDERED_AS = ("doctor", "psychiatrist", "facility_head", "duty_officer")
MANNERS = ("illness", "suicide", "accident", "violence", "unknown")
#: A design of this project: a longer need is decided anew, in writing.
LONGEST_MEASURE = dt.timedelta(days=7)
TASKS = ("prosecutor", "family", "cell_mates", "staff", "review", "other")


@dataclass(frozen=True, slots=True)
class SelfHarm:
    """An event for the register: ``values`` by column."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """Something added to an entry: ``kind``, when, the text; ``ends_at`` of a measure that goes on."""

    kind: str
    at: dt.datetime
    text: str
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """A measure somebody ordered: ``values`` by column; why a doctor allows it against the rule of the risk room."""

    values: dict[str, Any]
    doctors_grounds: str = ""


@dataclass(frozen=True, slots=True)
class Death:
    """A death as reported: ``values`` by column."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do after a death."""

    kind: str
    text: str
    owner: str
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """What became of it: done at ``done_at``, or dropped; or ``given`` to ``owner``, who does it from now on."""

    state: str
    outcome: str
    done_at: dt.datetime | None
    owner: str = ""


class TimedSchema(FormSchema):
    """A schema that knows what time it is, to refuse what lies in the future."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    def at(self, data: dict[str, Any], name: str) -> dt.datetime | None:
        """The moment of ``<name>_date`` and ``<name>_time``; None when one of the two is missing."""
        day, time = data.get(f"{name}_date"), data.get(f"{name}_time")
        return moment(day, time) if day is not None and time is not None else None

    def past(self, data: dict[str, Any], name: str) -> None:
        """Raises ValidationError at the time when it lies in the future."""
        at = self.at(data, name)
        if at is not None and at > self.now:
            said = _("This time is in the future; it is %(now)s", now=format_moment(self.now))
            raise ma.ValidationError(said, f"{name}_time")


class SelfHarmSchema(TimedSchema):
    discovered_date = PastDay(required=True)
    discovered_time = Time(required=True)
    happened_date = PastDay()
    happened_time = Time()
    wing = Line(60, load_default="")
    place = Line(120, required=True)
    place_kind = Choice(PLACES, required=True)
    alone = Choice(("yes", "no", "unknown"), required=True)
    method = Choice(METHODS, required=True)
    means = Line(200, load_default="")
    intent_said = Choice(INTENT_SAID, required=True)
    intent_judged = Choice(INTENT_JUDGED, required=True)
    severity = Choice(SEVERITIES, required=True)
    treatment = Choice(TREATMENTS, required=True)
    level = Choice(SEVERITIES, required=True)
    account = Text(LONG)
    own_words = Text(LONG)
    record = Code(UUID, load_default="")

    @ma.validates_schema
    def _times(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "discovered")
        if ("happened_date" in data) != ("happened_time" in data):
            missing = "happened_time" if "happened_date" in data else "happened_date"
            raise ma.ValidationError(_("Write both the date and the time, or neither"), missing)
        happened, discovered = self.at(data, "happened"), self.at(data, "discovered")
        if happened is not None and discovered is not None and happened > discovered:
            raise ma.ValidationError(_("It cannot have been found out before it happened"), "happened_time")

    @ma.validates_schema
    def _told(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("account"):
            raise ma.ValidationError(_("This answer is needed"), "account")

    @ma.validates_schema
    def _grave(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("level") == "0" and data.get("intent_judged") in ("die", "ambivalent"):
            raise ma.ValidationError(_("Who wanted to die, perhaps or surely, needs a level from L1 to L4"), "level")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> SelfHarm:
        values = {key: data[key] for key in ("wing", "place", "place_kind", "alone", "method", "means")}
        values |= {key: data[key] for key in ("intent_said", "intent_judged", "treatment", "account", "own_words")}
        values |= {key: int(data[key]) for key in ("severity", "level")}
        values |= {"discovered_at": self.at(data, "discovered"), "happened_at": self.at(data, "happened")}
        return SelfHarm({**values, "record_id": uuid.UUID(data["record"]) if data["record"] else None})


class NoteSchema(TimedSchema):
    """What followed an entry of self-harm."""

    kind = Choice(("debrief", "follow_up", "correction"), required=True)
    at_date = PastDay(required=True)
    at_time = Time(required=True)
    text = Text(LONG)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "at")
        if not data.get("text"):
            raise ma.ValidationError(_("This answer is needed"), "text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Written:
        at = self.at(data, "at")
        assert at is not None
        return Written(data["kind"], at, data["text"])


class RestrictionSchema(TimedSchema):
    kind = Choice(MEASURES, required=True)
    reason = Choice(REASONS, required=True)
    grounds = Text(LONG)
    tried = Text(LONG)
    dignity = Text(LONG)
    medical_view = Text(LONG)
    doctors_grounds = Text(LONG)
    ordered_by = Line(120, required=True)
    ordered_as = Choice(ORDERED_AS, required=True)
    started_date = PastDay(required=True)
    started_time = Time(required=True)
    ends_date = PastDay(required=True)
    ends_time = Time(required=True)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "started")
        for name in ("grounds", "tried", "dignity"):
            if not data.get(name):
                raise ma.ValidationError(_("This answer is needed"), name)

    @ma.validates_schema
    def _ends(self, data: dict[str, Any], **_kwargs: Any) -> None:
        start, end = self.at(data, "started"), self.at(data, "ends")
        if start is None or end is None:
            return
        if end <= start:
            raise ma.ValidationError(_("The end lies after the beginning"), "ends_time")
        if end - start > LONGEST_MEASURE:
            raise ma.ValidationError(
                _("No measure is ordered for more than 7 days; a review may prolong it"), "ends_date"
            )

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Restriction:
        names = ("kind", "reason", "grounds", "tried", "dignity", "medical_view", "ordered_by", "ordered_as")
        times = {"started_at": self.at(data, "started"), "ends_at": self.at(data, "ends")}
        return Restriction({**{name: data[name] for name in names}, **times}, data["doctors_grounds"])


class RestrictionStepSchema(TimedSchema):
    kind = Choice(("review", "visit", "extended", "ended"), required=True)
    at_date = PastDay(required=True)
    at_time = Time(required=True)
    text = Text(LONG)
    ends_date = PastDay()
    ends_time = Time()

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "at")
        if not data.get("text"):
            raise ma.ValidationError(_("This answer is needed"), "text")
        end, at = self.at(data, "ends"), self.at(data, "at")
        if data.get("kind") == "extended":
            if end is None:
                raise ma.ValidationError(_("Write until when; no measure is without an end"), "ends_date")
            if at is not None and not at < end <= at + LONGEST_MEASURE:
                raise ma.ValidationError(_("The new end lies within 7 days of the review"), "ends_date")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Written:
        at = self.at(data, "at")
        assert at is not None
        return Written(data["kind"], at, data["text"], self.at(data, "ends") if data["kind"] == "extended" else None)


class DeathSchema(TimedSchema):
    died_date = PastDay(required=True)
    died_time = Time(required=True)
    place = Line(120, required=True)
    manner = Choice(MANNERS, required=True)
    found_by = Line(120, required=True)
    circumstances = Text(LONG * 2)
    told = Text(LONG)
    kept = Text(LONG)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        self.past(data, "died")
        for name in ("circumstances", "told"):
            if not data.get(name):
                raise ma.ValidationError(_("This answer is needed"), name)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Death:
        names = ("place", "manner", "found_by", "circumstances", "told", "kept")
        return Death({**{name: data[name] for name in names}, "died_at": self.at(data, "died")})


class TaskSchema(TimedSchema):
    kind = Choice(TASKS, required=True)
    text = Line(500, load_default="")
    owner = Line(120, required=True)
    due_date = PastDay(required=True)
    due_time = Time(required=True)

    @ma.validates_schema
    def _what(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("kind") == "other" and not data.get("text"):
            raise ma.ValidationError(_("Write what is to be done"), "text")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Task:
        due = self.at(data, "due")
        assert due is not None
        return Task(data["kind"], data["text"], data["owner"], due)


class TaskEndSchema(TimedSchema):
    state = Choice(("done", "dropped", "given"), required=True)
    outcome = Text(LONG)
    done_date = PastDay()
    done_time = Time()
    owner = Line(120, load_default="")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("state") == "given":
            if not data.get("owner"):
                raise ma.ValidationError(_("Write who does it"), "owner")
            return
        if not data.get("outcome"):
            said = _("Write whom, by which paper, or why it is not needed")
            raise ma.ValidationError(said, "outcome")
        if data.get("state") == "done" and self.at(data, "done") is None:
            raise ma.ValidationError(_("Write when it was done"), "done_date")
        self.past(data, "done")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> TaskEnd:
        done = self.at(data, "done") if data["state"] == "done" else None
        return TaskEnd(data["state"], data["outcome"], done, data["owner"])
