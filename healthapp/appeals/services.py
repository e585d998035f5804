"""Receiving appeals and following them until the person was told. Works in the caller's unit of work, never commits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from healthapp import audit
from healthapp.appeals import queries
from healthapp.appeals.events import APPEAL_MOVED, APPEAL_PASSED_ON, APPEAL_RECEIVED
from healthapp.appeals.models import Appeal, AppealStep
from healthapp.appeals.schemas import Receive, Take
from healthapp.appeals.states import MOVES, OF_DEPARTMENT, State, Step
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import local
from healthapp.ledger.folded import folded_digest_now
from healthapp.people.models import Person

SUBJECT = "appeal"


class OutOfDate(Exception):
    """Somebody else recorded a step since the page was drawn: nothing was written."""


class NotYours(Exception):
    """The unit complained of does not decide about itself; the Medical Department does."""


def receive(uow: UnitOfWork, wanted: Receive, *, facility_id: uuid.UUID, person: Person | None = None) -> Appeal:
    """Write down an appeal and start its clock. What comes to the mechanism starts none that anybody else sees."""
    uow.lock("appeal-number")
    assert uow.actor.user_id is not None
    row = Appeal(
        id=uuid7(),
        number=queries.next_number(uow.session, local(uow.now()).year),
        facility_id=facility_id,
        person_id=person.id if person is not None else None,
        about_name="" if person is not None else wanted.about_name,
        source=wanted.source,
        from_name=wanted.from_name,
        kind=wanted.kind,
        words=wanted.words,
        language=wanted.language,
        received_at=wanted.at,
        recorded_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
        oversight=queries.of_mechanism(uow.actor),
        passed_on=False,
        state=State.RECEIVED,
        outcome="",
        steps=0,
    )
    uow.session.add(row)
    audit.record(uow, APPEAL_RECEIVED, about=row, kind=row.kind, source=row.source, **_sealed(uow, row))
    if not row.oversight:
        _start(uow, row, _deciding(row), wanted.at, "received")
    return row


def take(uow: UnitOfWork, appeal_id: uuid.UUID, wanted: Take, *, seen: int) -> Appeal:
    """Record a step. Raises OutOfDate when the appeal moved since ``seen`` steps, or NotYours."""
    uow.lock(f"appeal:{appeal_id}")
    row = queries.held(uow.session, appeal_id)
    state = MOVES.get((State(row.state), wanted.step))
    if row.steps != seen or state is None:
        raise OutOfDate
    if wanted.step is Step.DECIDE and not queries.decides(row, uow.actor):
        raise NotYours
    actor = uow.actor
    assert actor.user_id is not None
    role = actor.holds(actor.roles, row.facility_id) or actor.main_role
    row.steps += 1
    uow.session.add(
        AppealStep(
            appeal_id=row.id,
            place=row.steps,
            step=wanted.step,
            at=wanted.at,
            recorded_at=uow.now(),
            author_id=actor.user_id,
            author_name=actor.name,
            author_role=role.value if role else "",
            outcome=wanted.outcome,
            told_how=wanted.told_how,
            note=wanted.note,
        )
    )
    row.state = state
    row.outcome = wanted.outcome or ("" if wanted.step is Step.REOPEN else row.outcome)
    row.closed_at = wanted.at if state is State.TOLD else None
    audit.record(uow, APPEAL_MOVED, about=row, kind=row.kind, step=wanted.step, **_sealed(uow, row))
    _clocks(uow, row, wanted)
    return row


def pass_on(uow: UnitOfWork, appeal_id: uuid.UUID) -> None:
    """Let the medical service see and answer what came to the mechanism: only with the person's consent."""
    uow.lock(f"appeal:{appeal_id}")
    row = queries.held(uow.session, appeal_id)
    if not row.oversight or row.passed_on or row.state == State.TOLD:
        raise OutOfDate
    row.passed_on = True
    audit.record(uow, APPEAL_PASSED_ON, about=row, **_sealed(uow, row))
    kind = clocks.APPEAL_TELL if row.state == State.DECIDED else _deciding(row)
    _start(uow, row, kind, uow.now(), "passed_on")


def _sealed(uow: UnitOfWork, row: Appeal) -> dict[str, Any]:
    """The appeal as its event and the ledger name it: with all its steps as they stand now."""
    return {"subject": (SUBJECT, row.id), "digest": folded_digest_now(uow.session, row, AppealStep, "appeal_id")}


def _clocks(uow: UnitOfWork, row: Appeal, wanted: Take) -> None:
    """A decision ends one clock and starts the next; telling ends that; reopening starts the first again."""
    if row.oversight and not row.passed_on:
        return
    if wanted.step is Step.DECIDE:
        deadlines.meet(uow, _deciding(row), met_at=wanted.at, met_by=row.id, subject_id=row.id)
        _start(uow, row, clocks.APPEAL_TELL, wanted.at, "decided")
    elif wanted.step is Step.TELL:
        deadlines.meet(uow, clocks.APPEAL_TELL, met_at=wanted.at, met_by=row.id, subject_id=row.id)
    elif wanted.step is Step.REOPEN:
        deadlines.meet(uow, clocks.APPEAL_TELL, met_at=wanted.at, met_by=row.id, subject_id=row.id)
        _start(uow, row, _deciding(row), wanted.at, "reopened")


def _deciding(row: Appeal) -> DeadlineKind:
    return clocks.APPEAL_DEPARTMENT if row.kind in OF_DEPARTMENT else clocks.APPEAL_UNIT


def _start(uow: UnitOfWork, row: Appeal, kind: DeadlineKind, at: dt.datetime, by: str) -> None:
    deadlines.start(
        uow,
        kind,
        facility_id=row.facility_id,
        person_id=row.person_id,
        started_at=at,
        started_by=by,
        subject=(SUBJECT, row.id),
    )
