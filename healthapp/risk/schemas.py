"""Commands of the episode of risk: what is typed when one is opened, planned, reviewed, watched."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day, moment
from healthapp.i18n import gettext as _
from healthapp.people.fields import Choice, Code, FormSchema, Line, PastDay, Text, Tick, Time
from healthapp.people.schemas import UUID
from screening.model import LANGUAGES, Language, Translation

SOURCES = ("screen", "concern", "self_harm", "officer", "family", "lawyer", "call_centre")
LEVELS = ("1", "2", "3", "4")
DISCIPLINES = ("health", "psychology", "duty_officer", "custody", "social", "education", "faith")
REVIEWS = ("assessment", "contact", "review", "closure", "post_closure")
IDEATION = ("no", "yes", "refused", "not_asked")
SEEN = ("calm", "talking", "asleep", "distressed", "away", "self_harm", "relief")
STEPS = ("warning_signs", "own_ways", "people_and_places", "whom_to_ask", "staff", "safe_place")
LONG = 4000
#: Nobody looks back at a plan that is older; the last review after closing comes at ninety days.
PLAN_HOLDS = dt.timedelta(days=92)
#: For whom a cut-off is; where the sex is not known, the more cautious one must hold.
SEXES = {
    "any": ("female", "male", "unknown"),
    "female": ("female",),
    "male": ("male",),
    "female_unknown": ("female", "unknown"),
    "male_unknown": ("male", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Open:
    """An episode to open. ``level`` 1 to 4."""

    source: str
    level: int
    reason: str
    informant: str = ""
    record_id: uuid.UUID | None = None
    reopens_id: uuid.UUID | None = None
    last_self_harm_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review as held. ``attendees``: (discipline, name); ``level``: the one wanted from now on."""

    kind: str
    held_at: dt.datetime
    attendees: tuple[tuple[str, str], ...]
    person_seen: bool
    ideation: str
    level: int
    findings: str = ""
    person_view: str = ""
    why_not_seen: str = ""
    disagreement: str = ""


class OpenSchema(FormSchema):
    source = Choice(SOURCES, required=True)
    level = Choice(LEVELS, required=True)
    reason = Text(LONG)
    informant = Line(200, load_default="")
    record = Code(UUID, load_default="")

    @ma.validates_schema
    def _why(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("source") not in (None, "screen") and not data.get("reason"):
            raise ma.ValidationError(_("Write what was seen, said or told"), "reason")
        if data.get("source") in ("officer", "family", "lawyer", "call_centre") and not data.get("informant"):
            raise ma.ValidationError(_("Write who told you"), "informant")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Open:
        record = uuid.UUID(data["record"]) if data["record"] else None
        return Open(data["source"], int(data["level"]), data["reason"], data["informant"], record)


class RaiseSchema(FormSchema):
    level = Choice(LEVELS, required=True)
    reason = Line(500, required=True)


class ActionSchema(FormSchema):
    text = Line(500, required=True)
    owner = Line(120, required=True)
    due_date = Day(required=True)
    due_time = Time(required=True)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {"text": data["text"], "owner": data["owner"], "due_at": moment(data["due_date"], data["due_time"])}


class EndActionSchema(FormSchema):
    state = Choice(("done", "handed_over", "dropped"), required=True)
    outcome = Line(500, load_default="")


class ReviewSchema(FormSchema):
    kind = Choice(REVIEWS, required=True)
    held_date = PastDay(required=True)
    held_time = Time(required=True)
    disciplines = ma.fields.List(Choice(DISCIPLINES), load_default=list)
    names = Text(600)
    person_seen = Choice(("yes", "no"), required=True)
    why_not_seen = Line(300, load_default="")
    ideation = Choice(IDEATION, required=True)
    person_view = Text(LONG)
    findings = Text(LONG)
    disagreement = Text(LONG)
    level = Choice(("0", *LEVELS), required=True)

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("person_seen") == "no" and not data.get("why_not_seen"):
            raise ma.ValidationError(_("Write why the person did not take part"), "why_not_seen")
        names = len(_lines(data.get("names", "")))
        if names and names != len(data.get("disciplines", ())):
            said = _("One line for each profession ticked, in their order; several of one profession on one line")
            raise ma.ValidationError(said, "names")
        if "held_date" in data and "held_time" in data and moment(data["held_date"], data["held_time"]) > self.now:
            raise ma.ValidationError(_("This time is in the future"), "held_time")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Review:
        names = _lines(data["names"]) or [""] * len(data["disciplines"])
        return Review(
            kind=data["kind"],
            held_at=moment(data["held_date"], data["held_time"]),
            attendees=tuple(zip(data["disciplines"], names, strict=True)),
            person_seen=data["person_seen"] == "yes",
            ideation=data["ideation"],
            level=int(data["level"]),
            findings=data["findings"],
            person_view=data["person_view"],
            why_not_seen=data["why_not_seen"],
            disagreement=data["disagreement"],
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PlacementSchema(FormSchema):
    alone = Choice(("yes", "no"), required=True)
    override = Text(LONG)


class SafetyPlanSchema(FormSchema):
    language = Choice(("az", "ru", "en"), required=True)
    warning_signs = Text(LONG)
    own_ways = Text(LONG)
    people_and_places = Text(LONG)
    whom_to_ask = Text(LONG)
    staff = Text(LONG)
    safe_place = Text(LONG)
    review_on = Day(required=True)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today

    @ma.validates_schema(skip_on_field_errors=False)
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong = {}
        if not any(data.get(step) for step in STEPS):
            wrong["warning_signs"] = [_("Write at least one step in the person's words")]
        if "review_on" in data and not self.today < data["review_on"] <= self.today + PLAN_HOLDS:
            wrong["review_on"] = [_("Choose a day from tomorrow on, within three months")]
        if wrong:
            raise ma.ValidationError(wrong)


@dataclass(frozen=True, slots=True)
class Look:
    """One look as tapped. ``key``: the same for every try to send it. ``told``, ``waited``: of one that waited."""

    seen: str
    ago: dt.timedelta = dt.timedelta(0)
    text: str = ""
    corrects: uuid.UUID | None = None
    key: uuid.UUID | None = None
    told: dt.datetime | None = None
    waited: dt.timedelta = dt.timedelta(0)


class Instant(ma.fields.Field[dt.datetime]):
    """A moment as a script writes it: ISO 8601 with its zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> dt.datetime:
        try:
            found = dt.datetime.fromisoformat(str(value))
            if found.tzinfo is None or not 2000 <= found.year < 3000:
                raise ValueError
        except ValueError:
            raise ma.ValidationError(_("Choose one of the answers")) from None
        return found.astimezone(dt.UTC)


class ObservationSchema(FormSchema):
    """``minutes_ago`` in place of a typed time: two taps on a telephone. ``made_at`` and ``waited`` are a script's."""

    seen = Choice(SEEN, required=True)
    minutes_ago = Choice(("0", "5", "10", "15", "30", "60"), load_default="0")
    text = Line(500, load_default="")
    corrects = Code(UUID, load_default="")
    key = Code(UUID, load_default="")
    made_at = Instant(load_default=None)
    waited = Code(r"[0-9]{1,6}", load_default="0")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Look:
        return Look(
            data["seen"],
            dt.timedelta(minutes=int(data["minutes_ago"])),
            data["text"],
            uuid.UUID(data["corrects"]) if data["corrects"] else None,
            uuid.UUID(data["key"]) if data["key"] else None,
            data["made_at"],
            dt.timedelta(seconds=int(data["waited"])),
        )


class EventSchema(FormSchema):
    trigger = Line(40, required=True)


class ReasonSchema(FormSchema):
    reason = Line(500, required=True)


class TakeOnSchema(FormSchema):
    received_by = Line(300, load_default="")
    read = Tick()


@dataclass(frozen=True, slots=True)
class NewWords:
    """The words of an instrument in one language; the table itself is a file beside it."""

    language: Language
    status: Translation
    source: str


@dataclass(frozen=True, slots=True)
class NewCutOff:
    """A cut-off. ``edges``: band to the first point it begins at; the most reassuring one begins by itself."""

    outcome: str
    edges: dict[str, int]
    language: str
    sexes: tuple[str, ...]
    population: str
    source: str
    basis: str
    valid_from: dt.date
    valid_until: dt.date | None


class WordsSchema(FormSchema):
    language = Choice(LANGUAGES, required=True)
    status = Choice(("official", "adapted", "working"), required=True)
    source = Line(300, required=True)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NewWords:
        return NewWords(**data)


class Points(ma.fields.Field[int]):
    """A number of points as typed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            raise ma.ValidationError(_("Write a whole number"))
        return int(text)


class CutOffSchema(FormSchema):
    language = Choice(("*", *LANGUAGES), required=True)
    sex = Choice(tuple(SEXES), required=True)
    population = Line(200, required=True)
    source = Line(300, required=True)
    basis = Choice(("found", "knowledge", "design"), required=True)
    valid_from = Day(required=True)
    valid_until = Day(load_default=None)

    @ma.validates_schema
    def _period(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("valid_until") and data.get("valid_from") and data["valid_until"] < data["valid_from"]:
            raise ma.ValidationError(_("The last day lies before the first"), "valid_until")


def cut_off_schema(bands: Sequence[str]) -> CutOffSchema:
    """With one field for where each band but the most reassuring begins."""
    edges: dict[str, ma.fields.Field[Any]] = {f"from_{band}": Points(load_default=None) for band in bands}
    made = CutOffSchema.from_dict(edges, name="CutOffSchema")()
    assert isinstance(made, CutOffSchema)
    return made


def cut_off(outcome: str, data: dict[str, Any]) -> NewCutOff:
    """The command of what was typed."""
    edges = {name.removeprefix("from_"): at for name, at in data.items() if name.startswith("from_") and at is not None}
    sexes = SEXES[data["sex"]]
    kept = ("language", "population", "source", "basis", "valid_from", "valid_until")
    return NewCutOff(outcome, edges, sexes=sexes, **{name: data[name] for name in kept})
