"""Commands of the mechanism's room, as forms give them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.accounts.schemas import NewUser
from healthapp.dates import Day, moment
from healthapp.i18n import gettext as _
from healthapp.i18n import local
from healthapp.inspection.models import FRAMES, PROFESSIONS
from healthapp.inspection.states import ONWARD, Kind
from healthapp.people.fields import Choice, Code, FormSchema, Line, Text, Time
from healthapp.people.schemas import UUID

LONG = 4000
MOST_DRAWN, MOST_QUESTIONS, LEAST_PASSPHRASE = 500, 30, 12
HINDERED = ("no", "partly", "yes")


class Id(Code):
    """A UUID as text; the command gets it as text too, so that a form shows it again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(UUID, **options)


class MandateSchema(FormSchema):
    number = Line(40, required=True)
    profession = Choice(PROFESSIONS, required=True)
    region = Line(60, load_default="")
    valid_from = Day(required=True)
    valid_to = Day(required=True)

    @ma.validates_schema
    def _order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["valid_to"] < data["valid_from"]:
            raise ma.ValidationError(_("The last day is before the first"), "valid_to")


class MemberSchema(NewUser, MandateSchema):
    """A new account with its first mandate. ``profession`` is the code of the mandate."""

    profession = Choice(PROFESSIONS, required=True)


class EndMandateSchema(FormSchema):
    reason = Line(300, required=True)


@dataclass(frozen=True, slots=True)
class Opening:
    """A visit as opened at the gate."""

    kind: str
    facility_id: uuid.UUID
    period_from: dt.date
    period_to: dt.date
    arrived_at: dt.datetime
    received_at: dt.datetime | None
    obstruction: str
    obstruction_note: str
    follows_id: uuid.UUID | None
    members: tuple[uuid.UUID, ...]
    plan_id: uuid.UUID | None = None


class OpenSchema(FormSchema):
    """What is asked at the gate. Times are of today; one later than now is of yesterday evening."""

    kind = Choice(tuple(kind.value for kind in Kind), required=True)
    facility_id = Id(required=True)
    period_from = Day(required=True)
    period_to = Day(required=True)
    arrived_time = Time(required=True)
    received_time = Time(load_default=None)
    obstruction = Choice(HINDERED, required=True)
    obstruction_note = Text(LONG)
    follows_id = Id(load_default="")
    plan_id = Id(load_default="")
    members = ma.fields.List(Id(), load_default=list)

    def __init__(self, now: dt.datetime) -> None:
        super().__init__()
        self.now = now

    @ma.validates_schema
    def _sense(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["obstruction"] != "no" and not data.get("obstruction_note"):
            raise ma.ValidationError(_("Write who hindered what, and what reason was given"), "obstruction_note")
        if data["kind"] == Kind.FOLLOW_UP and not data.get("follows_id"):
            raise ma.ValidationError(_("A follow-up follows a visit: choose which"), "kind")
        if data["period_to"] < data["period_from"]:
            raise ma.ValidationError(_("The last day is before the first"), "period_to")
        if data["period_to"] > local(self.now).date():
            raise ma.ValidationError(_("The period ends today at the latest"), "period_to")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Opening:
        arrived = at_gate(data["arrived_time"], self.now)
        received = None
        if data.get("received_time") is not None:
            received = at_desk(data["received_time"], arrived)
            if received > self.now:
                raise ma.ValidationError(
                    _("The team is received between its arrival at the gate and now"), "received_time"
                )
        follows = data["follows_id"] and data["kind"] == Kind.FOLLOW_UP  # else it was chosen, and hidden since
        return Opening(
            kind=data["kind"],
            facility_id=uuid.UUID(data["facility_id"]),
            period_from=data["period_from"],
            period_to=data["period_to"],
            arrived_at=arrived,
            received_at=received,
            obstruction=data["obstruction"],
            obstruction_note=data.get("obstruction_note") or "",
            follows_id=uuid.UUID(data["follows_id"]) if follows else None,
            members=tuple(uuid.UUID(one) for one in data["members"]),
            plan_id=uuid.UUID(data["plan_id"]) if data["plan_id"] else None,
        )


def at_gate(time: dt.time, now: dt.datetime) -> dt.datetime:
    """The last time the clock in Baku showed ``time``."""
    found = moment(local(now).date(), time)
    return found if found <= now else found - dt.timedelta(days=1)


def at_desk(time: dt.time, arrived: dt.datetime) -> dt.datetime:
    """The first time the clock in Baku showed ``time`` after the arrival, however many days the visit has lasted."""
    found = moment(local(arrived).date(), time)
    return found if found >= arrived else found + dt.timedelta(days=1)


class AccountSchema(FormSchema):
    """What is put right during the visit: when it was received, what hindered it."""

    revision = ma.fields.Integer(required=True)
    received_time = Time(load_default=None)
    obstruction = Choice(HINDERED, required=True)
    obstruction_note = Text(LONG)

    @ma.validates_schema
    def _note(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["obstruction"] != "no" and not data.get("obstruction_note"):
            raise ma.ValidationError(_("Write who hindered what, and what reason was given"), "obstruction_note")


class GuestSchema(FormSchema):
    name = Line(120, required=True)
    profession = Line(120, required=True)


class JoinSchema(FormSchema):
    user_id = Id(required=True)


class CloseSchema(FormSchema):
    revision = ma.fields.Integer(required=True)
    oral_remarks = Text(LONG)


class StepSchema(FormSchema):
    revision = ma.fields.Integer(required=True)
    note = Line(500, load_default="")


class OnwardSchema(StepSchema):
    to = Choice(tuple(step.value for step in ONWARD), required=True)


class DrawSchema(FormSchema):
    """A draw. ``seed`` may be given, so that somebody else's dice decide."""

    frame = Choice(FRAMES, required=True)
    strata = Choice(("none", "sex", "age", "month", "kind"), required=True)
    size = ma.fields.Integer(required=True)
    seed = Line(64, load_default="")
    reason = Line(300, load_default="")

    @ma.validates("size")
    def _size(self, value: int, **_kwargs: Any) -> None:
        if not 1 <= value <= MOST_DRAWN:
            raise ma.ValidationError(_("A number from 1 to %(most)s", most=MOST_DRAWN))


class AddSchema(FormSchema):
    subject = Choice(("clinical_record", "stay", "case"), required=True)
    subject_id = Id(required=True)
    reason = Line(300, required=True)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {**data, "subject_id": uuid.UUID(data["subject_id"])}


@dataclass(frozen=True, slots=True)
class NoteCommand:
    """A note to seal. ``team``: to everybody of the team who has a key; else to its author alone."""

    kind: str
    team: bool
    content: dict[str, Any]
    recheck_on: dt.date | None


class NoteSchema(FormSchema):
    kind = Choice(("note", "interview"), required=True)
    readers = Choice(("me", "team"), required=True)
    text = Text(LONG * 4)
    who = Line(200, load_default="")
    place = Line(200, load_default="")
    private = Choice(("yes", "no", ""), load_default="")
    private_note = Line(300, load_default="")
    interpreter = Line(120, load_default="")
    specialist = Line(120, load_default="")
    consent = Choice(("no", "anonymous", "named", ""), load_default="")
    fear = Line(300, load_default="")
    recheck_on = Day(load_default=None)

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("text"):
            raise ma.ValidationError(_("This answer is needed"), "text")
        if data["kind"] == "interview":
            for name in ("private", "consent"):
                if not data.get(name):
                    raise ma.ValidationError(_("This answer is needed"), name)
            if data["private"] == "no" and not data.get("private_note"):
                raise ma.ValidationError(_("Write who could hear or see"), "private_note")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> NoteCommand:
        asked: tuple[str, ...] = ("text",)
        if data["kind"] == "interview":
            asked = ("who", "place", "private", "private_note", "interpreter", "specialist", "consent", "fear", "text")
        content = {name: data.get(name) or "" for name in asked}
        recheck = data.get("recheck_on") if data["kind"] == "interview" else None
        return NoteCommand(data["kind"], data["readers"] == "team", content, recheck)


class SeenSchema(FormSchema):
    """What was found when somebody was seen again; an empty one would end the reminder and tell nothing."""

    outcome = Text(LONG)

    @ma.validates_schema
    def _written(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("outcome"):
            raise ma.ValidationError(_("This answer is needed"), "outcome")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {"text": data["outcome"]}


def _passphrase(text: str) -> None:
    if len(text) < LEAST_PASSPHRASE:
        said = _("At least %(count)s characters; four words are easy to keep", count=LEAST_PASSPHRASE)
        raise ma.ValidationError(said)


class PassphraseSchema(FormSchema):
    passphrase = ma.fields.String(required=True, validate=_passphrase)
    again = ma.fields.String(required=True)

    @ma.validates_schema
    def _same(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["passphrase"] != data["again"]:
            raise ma.ValidationError(_("The two are not the same"), "again")


class UnlockSchema(FormSchema):
    unlock = Line(400, required=True)
    back = Line(300, load_default="")


class ChangeKeySchema(PassphraseSchema):
    old = Line(400, load_default="")
    recovery_code = Line(60, load_default="")

    @ma.validates_schema
    def _either(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["old"] and not data["recovery_code"]:
            raise ma.ValidationError(_("Type the old passphrase, or the recovery code"), "old")


class QuestionSchema(FormSchema):
    code = Code(r"[a-z0-9_]{1,40}", load_default="")
    az = Line(300, load_default="")
    ru = Line(300, load_default="")
    en = Line(300, load_default="")


class ChecklistSchema(FormSchema):
    questions = ma.fields.List(ma.fields.Nested(QuestionSchema), load_default=list)
    reason = Line(300, required=True)

    @ma.validates("questions")
    def _some(self, value: list[Any], **_kwargs: Any) -> None:
        if len(value) > MOST_QUESTIONS:
            raise ma.ValidationError(_("A number from 1 to %(most)s", most=MOST_QUESTIONS))
