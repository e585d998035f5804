"""The form of a plan."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from healthapp.dates import Day
from healthapp.i18n import gettext as _
from healthapp.inspection.plans import Planned
from healthapp.inspection.schemas import Id
from healthapp.inspection.states import Kind
from healthapp.people.fields import Choice, FormSchema, Line

#: Further ahead nobody's mandate reaches (three years).
FURTHEST = dt.timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class PlanCommand:
    """``replaces``: the plan it changes."""

    planned: Planned
    replaces: uuid.UUID | None


class PlanSchema(FormSchema):
    replaces = Id(load_default="")
    kind = Choice(tuple(kind.value for kind in Kind), required=True)
    facility_id = Id(required=True)
    planned_for = Day(required=True)
    follows_id = Id(load_default="")
    members = ma.fields.List(Id(), load_default=list)
    remark = Line(500, load_default="")

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today

    @ma.validates_schema
    def _sense(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, list[str]] = {}
        if data["planned_for"] < self.today:
            wrong["planned_for"] = [_("This day is over: a plan is for today or later")]
        elif data["planned_for"] > self.today + FURTHEST:
            wrong["planned_for"] = [_("Nobody's mandate reaches so far")]
        if data["kind"] == Kind.FOLLOW_UP and not data["follows_id"]:
            wrong["kind"] = [_("A follow-up follows a visit: choose which")]
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> PlanCommand:
        follows = uuid.UUID(data["follows_id"]) if data["follows_id"] and data["kind"] == Kind.FOLLOW_UP else None
        planned = Planned(
            kind=data["kind"],
            facility_id=uuid.UUID(data["facility_id"]),
            day=data["planned_for"],
            follows_id=follows,
            members=tuple(dict.fromkeys(uuid.UUID(one) for one in data["members"])),
            remark=data["remark"],
        )
        replaces = uuid.UUID(data["replaces"]) if data["replaces"] else None
        return PlanCommand(planned, replaces)
