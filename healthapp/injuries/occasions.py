"""Why a record is made, and the clocks that stand behind it.

Three rules open clocks: without delay after any violent episode and on return from police or court (CPT/Inf(2013)29
§71-73), before and after each procedural action (CPC 161.3.3). The record that answers one says so by its occasion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord

CLOCKS: dict[str, tuple[DeadlineKind, ...]] = {
    "return_police": (clocks.RETURN_POLICE,),
    "return_court": (clocks.RETURN_COURT,),
    "procedural_before": (clocks.PROCEDURAL_BEFORE,),
    "procedural_after": (clocks.PROCEDURAL,),
    "after_incident": (clocks.AFTER_INCIDENT,),
    "after_force": (clocks.AFTER_INCIDENT,),
}
#: What started a clock, where one clock serves two occasions.
_BY_EVENT = {"force": "after_force"}


def clocks_of(answers: Mapping[str, Any]) -> tuple[DeadlineKind, ...]:
    """The clocks that a record of this occasion ends; none when it answers no rule."""
    return CLOCKS.get(answers.get("occasion", {}).get("kind", ""), ())


def begun(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """Write the occasion into a new draft when exactly one rule waits for it; the author may say otherwise."""
    by_clock = {clock.code: occasion for occasion, kinds in reversed(CLOCKS.items()) for clock in kinds}
    waiting = uow.session.scalars(
        sa.select(Deadline)
        .where(Deadline.person_id == record.person_id, Deadline.state == "open", Deadline.kind.in_(by_clock))
        .order_by(Deadline.started_at)
    ).all()
    if len({row.kind for row in waiting}) != 1:
        return
    first = waiting[0]
    occasion = _BY_EVENT.get(first.started_by, by_clock[first.kind])
    answers = {"kind": occasion, "event_at": first.started_at.astimezone(ZONE).isoformat()}
    if first.started_at > uow.now():
        del answers["event_at"]
    records.save_section(uow, record, section="occasion", answers=answers, expected_version=0)
