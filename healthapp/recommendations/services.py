"""Drafting, issuing and following recommendations. Works in the caller's unit of work and never commits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from healthapp import audit
from healthapp.access.roles import Role
from healthapp.database import UnitOfWork, uuid7
from healthapp.dates import moment
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import local
from healthapp.ledger.folded import folded_digest_now
from healthapp.recommendations import queries
from healthapp.recommendations.events import DRAFTED, MOVED
from healthapp.recommendations.models import Recommendation, RecommendationStep
from healthapp.recommendations.schemas import Draft, Take
from healthapp.recommendations.states import STEPS, State, Step, after

SUBJECT = "recommendation"
END_OF_DAY = dt.time(23, 59, 59)
#: The clock on the desk of each addressee who has one.
CLOCKS: dict[str, DeadlineKind] = {
    "unit_head": clocks.RECOMMENDATION_HEAD,
    "governor": clocks.RECOMMENDATION_GOVERNOR,
    "medical_department": clocks.RECOMMENDATION_DEPARTMENT,
}


class OutOfDate(Exception):
    """Somebody else recorded a step since the page was drawn: nothing was written."""


class UnknownNumber(Exception):
    """There is no issued recommendation of the number that is said to be repeated."""


def draft(uow: UnitOfWork, wanted: Draft) -> Recommendation:
    """A draft, seen by the mechanism alone. Raises UnknownNumber."""
    uow.lock("recommendation-number")
    repeated = queries.by_number(uow.session, uow.actor, wanted.repeats) if wanted.repeats else None
    if wanted.repeats and repeated is None:
        raise UnknownNumber(wanted.repeats)
    assert uow.actor.user_id is not None
    row = Recommendation(
        id=uuid7(),
        number=queries.next_number(uow.session, local(uow.now()).year),
        visit_id=wanted.visit_id,
        facility_id=wanted.facility_id,
        addressee=wanted.addressee,
        area=wanted.area,
        text=wanted.text,
        text_en=wanted.text_en,
        basis=wanted.basis,
        due_on=wanted.due_on,
        repeats_id=repeated.id if repeated is not None else None,
        drafted_at=uow.now(),
        drafted_by=uow.actor.user_id,
        state=State.DRAFT,
        answer="",
        steps=0,
    )
    uow.session.add(row)
    audit.record(uow, DRAFTED, facility_id=row.facility_id, addressee=row.addressee, area=row.area, **_sealed(uow, row))
    return row


def take(uow: UnitOfWork, recommendation_id: uuid.UUID, wanted: Take, *, seen: int) -> Recommendation:
    """Record a step. Raises OutOfDate when it moved since ``seen`` steps or the step is not this actor's any more."""
    uow.lock(f"recommendation:{recommendation_id}")
    row = queries.held(uow.session, recommendation_id)
    _who, states = STEPS[wanted.step]
    if row.steps != seen or row.state not in states:
        raise OutOfDate
    if wanted.step not in queries.possible(uow.session, uow.actor, row):
        raise OutOfDate
    visit = queries.follow_up(uow.session, uow.actor, row) if wanted.step is Step.VERIFY else None
    actor = uow.actor
    assert actor.user_id is not None
    role = actor.main_role
    row.steps += 1
    uow.session.add(
        RecommendationStep(
            recommendation_id=row.id,
            place=row.steps,
            step=wanted.step,
            at=uow.now(),
            author_id=actor.user_id,
            author_name=actor.name,
            author_role=role.value if role else "",
            answer=wanted.answer,
            found=wanted.found,
            visit_id=visit.id if visit is not None else None,
            note=wanted.note,
        )
    )
    row.state = after(wanted.step, wanted.found)
    row.answer = wanted.answer or row.answer
    if wanted.step is Step.ISSUE:
        row.issued_at = uow.now()
    audit.record(uow, MOVED, facility_id=row.facility_id, step=wanted.step, state=row.state, **_sealed(uow, row))
    _clock(uow, row, wanted.step)
    return row


def _sealed(uow: UnitOfWork, row: Recommendation) -> dict[str, Any]:
    """The recommendation as its event and the ledger name it: with all its steps as they stand now."""
    digest = folded_digest_now(uow.session, row, RecommendationStep, "recommendation_id")
    return {"subject": (SUBJECT, row.id), "digest": digest}


def _clock(uow: UnitOfWork, row: Recommendation, step: Step) -> None:
    """Issuing puts it on the addressee's worklist; reporting it done, or its end, takes it off."""
    kind = CLOCKS.get(row.addressee)
    if kind is None or row.facility_id is None:
        return
    if step is Step.ISSUE or (step is Step.VERIFY and row.state != State.IMPLEMENTED):
        deadlines.meet(uow, kind, met_at=uow.now(), met_by=row.id, subject_id=row.id)
        deadlines.start(
            uow,
            kind,
            facility_id=row.facility_id,
            started_at=uow.now(),
            started_by=step,
            subject=(SUBJECT, row.id),
            due_at=moment(row.due_on, END_OF_DAY),
        )
    elif step not in (Step.ACKNOWLEDGE, Step.ANSWER):
        deadlines.meet(uow, kind, met_at=uow.now(), met_by=row.id, subject_id=row.id)


assert set(CLOCKS) == set(queries.DESK_ROLES)
assert set(queries.DESK_ROLES.values()) <= set(Role)
