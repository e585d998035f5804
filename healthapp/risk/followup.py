"""What a result says to do, and doing it: open an episode, ask another instrument, or book it as a clock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import language
from healthapp.risk import events
from healthapp.risk.screens import Screening
from screening import actions

#: Steps that are another questionnaire.
ASK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "risk.review_now": ("asq",),
        "risk.ask": ("asq",),
        "withdrawal.start": ("ciwa-ar", "cows"),
        "ciwa.start_today": ("ciwa-ar",),
        "phq9.ask": ("phq-9",),
        "alcohol.audit": ("audit",),
    }
)
#: Steps whose clock starts by itself with the score (``risk.withdrawal``).
BY_ITSELF = frozenset({"cows.repeat_4_8h", "ciwa.repeat_4_8h"})
OPEN = frozenset({"risk.act_now", "risk.open_episode"})
#: Steps for which somebody outside the unit is asked.
REFER = frozenset(
    {"psychiatrist.72h", "doctor.now", "news2.emergency", "tb.treat", "tb.treat_resistant", "cows.doctor"}
)


@dataclass(frozen=True, slots=True)
class Act:
    """One step. ``within``: how soon, zero for at once, None for no limit; ``clock``: the one that was booked."""

    code: str
    text: str
    within: dt.timedelta | None
    ask: tuple[str, ...]
    opens: bool
    refers: bool
    books: bool
    clock: Deadline | None


def acts(session: Session, found: Screening) -> list[Act]:
    """The steps of a result, the most urgent first."""
    booked = of_record(session, found.id)
    made = []
    for name in found.result.actions:
        action = actions.known()[name]
        ask = ASK.get(name, ())
        opens = name in OPEN
        books = action.within is not None and not ask and not opens and name not in BY_ITSELF
        made.append(
            Act(name, action.words[language()], action.within, ask, opens, name in REFER, books, booked.get(name))
        )
    return sorted(made, key=lambda act: (act.within is None, act.within or dt.timedelta(0)))


def of_record(session: Session, record_id: uuid.UUID) -> dict[str, Deadline]:
    """What was booked from a screening, by step."""
    rows = session.scalars(
        sa.select(Deadline)
        .where(Deadline.subject_id == record_id, Deadline.kind == clocks.FOLLOW_UP.code)
        .order_by(Deadline.started_at, Deadline.id)
    )
    return {row.started_by: row for row in rows}


def book(uow: UnitOfWork, found: Screening, name: str) -> Deadline:
    """Book a step with the time its instrument gives; a second click finds the first. Raises KeyError."""
    action = actions.known()[name]
    if name not in found.result.actions or action.within is None:
        raise KeyError(name)
    uow.lock(f"follow-up:{found.id}")
    known = of_record(uow.session, found.id).get(name)
    if known is not None:
        return known
    row = deadlines.start(
        uow,
        clocks.FOLLOW_UP,
        facility_id=found.facility_id,
        started_at=found.record.event_time,
        started_by=name,
        person_id=found.person_id,
        stay_id=found.record.stay_id,
        subject=("clinical_record", found.id),
        due_at=found.record.event_time + action.within,
    )
    uow.session.flush()
    audit.record(uow, events.FOLLOW_UP_BOOKED, about=found, subject=("deadline", row.id), step=name)
    return row


def done(uow: UnitOfWork, found: Screening, name: str) -> None:
    """Say that a booked step was taken. Raises KeyError when it was never booked."""
    row = of_record(uow.session, found.id)[name]
    if row.state != "open":
        return
    row.state, row.met_at, row.met_by = "met", uow.now(), found.id
    audit.record(uow, events.FOLLOW_UP_DONE, about=found, subject=("deadline", row.id), step=name)
