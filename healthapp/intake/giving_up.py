"""A draft that is given up: what its answers set in motion ends with it, unless another record calls for it too.

An act is wanted before anybody signs (``effects.of_draft``), so a draft starts clocks and marks the person's name.
Given up, it says nothing any more: the wait for an order, the isolation and the next score would be owed for ever to
an examination that was none. The clock of the examination itself goes on, because it is still owed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.intake import alerts, queries
from healthapp.intake.dictionary.model import Answers
from healthapp.people import flags
from healthapp.people.models import PersonFlag
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord, RecordState

Sections = Mapping[str, Answers]
_STANDING = (RecordState.DRAFT, RecordState.AWAITING_DOCTOR, RecordState.SIGNED)


def _wants_order(sections: Sections) -> bool:
    told = sections.get("medicines")
    if told is None:
        return sections.get("safety", {}).get("critical_medicine") == "yes"
    return bool(alerts.undecided_critical(told))


def _suspects(done: str) -> Callable[[Sections], bool]:
    return lambda told: alerts.tb_suspected(told) and told.get("tuberculosis", {}).get(done) != "yes"


#: Whether the answers of a record call for a clock of this kind, whichever record began it.
CALLS: Mapping[str, Callable[[Sections], bool]] = {
    clocks.CRITICAL_MEDICINE.code: _wants_order,
    clocks.TB_ISOLATION.code: _suspects("isolated"),
    clocks.TB_SPUTUM.code: _suspects("sputum_taken"),
    clocks.COWS_REPEAT.code: lambda told: "cows" in told.get("substances", {}),
    clocks.CIWA_REPEAT.code: lambda told: "ciwa" in told.get("substances", {}),
}


@dataclass(frozen=True, slots=True)
class Running:
    """An open clock that a draft began. ``heir``: another record that calls for it; without one it ends."""

    clock: Deadline
    heir: ClinicalRecord | None


def begun(session: Session, record: ClinicalRecord) -> list[Running]:
    """The open clocks that this draft began, the next due first, with the record each goes over to."""
    mine = sa.select(Deadline).where(Deadline.subject_id == record.id, Deadline.state == "open")
    found = list(session.scalars(mine.order_by(Deadline.due_at, Deadline.id)))
    if not found:
        return []
    since = min(clock.started_at for clock in found)
    others = [(other, queries.load(session, other)) for other in queries.spoken_since(session, record, since)]

    def heir(clock: Deadline) -> ClinicalRecord | None:
        calls = CALLS.get(clock.kind)
        return next((other for other, known in others if calls is not None and calls(known.answers)), None)

    return [Running(clock, heir(clock)) for clock in found]


def give_up(uow: UnitOfWork, record: ClinicalRecord, *, reason: str) -> None:
    """Give up a draft with what it set in motion. Raises WrongState, ReasonMissing."""
    uow.lock(f"examination:{record.person_id}")
    running = begun(uow.session, record)
    records.discard(uow, record, reason=reason)
    for one in running:
        if one.heir is not None:
            one.clock.subject_id = one.heir.id
        else:
            deadlines.cancel(uow, one.clock, reason=_("The draft it began in was given up: %(reason)s", reason=reason))
    handed_on = {one.clock.kind: one.heir for one in running if one.heir is not None}
    for flag in flags.of_people(uow.session, {record.person_id}).get(record.person_id, []):
        if flag.record_id == record.id:
            _unsay(uow, record, flag, handed_on)


#: Marks beside the name that stand as long as a clock of this kind runs.
_MARK_OF = {"critical_medicine": clocks.CRITICAL_MEDICINE.code, "tb": clocks.TB_ISOLATION.code}


def _unsay(uow: UnitOfWork, record: ClinicalRecord, flag: PersonFlag, handed_on: Mapping[str, ClinicalRecord]) -> None:
    """Take back what the draft put beside the name: what it said with another stays, and what it replaced is back."""
    heir = handed_on.get(_MARK_OF.get(flag.code, ""))
    if heir is not None:
        said = (flag.state, flag.text, heir.id)
    else:
        before = flags.before(uow.session, flag)
        source = uow.session.get(ClinicalRecord, before.record_id) if before and before.record_id else None
        if before is None or source is None or source.state not in _STANDING:
            flags.end(uow, person_id=record.person_id, code=flag.code, state=flag.state)
            return
        said = (before.state, before.text, source.id)
    state, text, source_id = said
    flags.put(uow, person_id=record.person_id, code=flag.code, state=state, text=text, record_id=source_id)
