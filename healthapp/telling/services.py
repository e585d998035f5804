"""Recording that a person was told; the clock that runs until then. Works in the caller's unit of work."""

from __future__ import annotations

import sqlalchemy as sa

from healthapp import audit
from healthapp.cases.models import CaseEvent
from healthapp.cases.queries import Found
from healthapp.cases.sealing import digest_of
from healthapp.cases.services import Moved
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import TELL
from healthapp.deadlines.models import Deadline
from healthapp.telling.events import CASE_TOLD
from healthapp.telling.models import CaseTold
from healthapp.telling.queries import SUBJECT
from healthapp.telling.schemas import Told
from referrals import telling


def tell(uow: UnitOfWork, found: Found, wanted: Told) -> list[CaseTold]:
    """A row for each decision; its clock ends. What was told meanwhile by somebody else is left out."""
    uow.lock(f"case:{found.id}")
    known = set(uow.session.scalars(sa.select(CaseTold.event_id).where(CaseTold.case_id == found.id)))
    assert uow.actor.user_id is not None
    made = []
    for event_id in wanted.events:
        if event_id in known:
            continue
        row = CaseTold(
            id=uuid7(),
            case_id=found.id,
            event_id=event_id,
            told_at=wanted.at,
            how=wanted.how,
            language=wanted.language,
            told_by=wanted.told_by,
            receipt=wanted.receipt,
            words=wanted.words,
            recorded_at=uow.now(),
            author_id=uow.actor.user_id,
            author_name=uow.actor.name,
        )
        row.digest = digest_of(row)
        uow.session.add(row)
        code = next(event.code for event in found.events if event.id == event_id)
        audit.record(
            uow,
            CASE_TOLD,
            about=found,
            subject=("case_told", row.id),
            digest=row.digest,
            how=row.how,
            language=row.language,
            step=code,
        )
        deadlines.meet(uow, TELL, met_at=wanted.at, met_by=row.id, subject_id=event_id)
        made.append(row)
    return made


def after_step(uow: UnitOfWork, moved: Moved) -> None:
    """A decision starts its clock of telling; a step that tells the person ends those of the case; so does death."""
    event = moved.event
    if telling.tells(event.attached):
        for row in _running(uow, moved):
            row.state, row.met_at, row.met_by = "met", event.at, event.id
        return
    if moved.after.outcome == "deceased":
        for row in _running(uow, moved):
            deadlines.cancel(uow, row, reason="the person died")
        return
    if event.code in telling.DECISIONS:
        deadlines.start(
            uow,
            TELL,
            facility_id=moved.person.facility_id or moved.row.opened_in,
            started_at=event.at,
            started_by=event.code,
            person_id=moved.person.id,
            subject=(SUBJECT, event.id),
        )


def _running(uow: UnitOfWork, moved: Moved) -> list[Deadline]:
    query = (
        sa.select(Deadline)
        .join(CaseEvent, CaseEvent.id == Deadline.subject_id)
        .where(Deadline.kind == TELL.code, Deadline.state == "open", CaseEvent.case_id == moved.row.id)
    )
    return list(uow.session.scalars(query))
