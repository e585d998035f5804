"""When somebody is asked again: after events, and by the plan that time itself brings. Each is a clock of its own.

Sources: ``screening.triggers``. A movement, a signature or a person of the unit raises a trigger.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from healthapp import audit, happenings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.intake.queries import Examination
from healthapp.people.models import Movement
from healthapp.risk import events, handover, queries
from healthapp.risk.screens import Screening
from screening import triggers

#: What a movement means for the risk of suicide.
MOVEMENTS: Mapping[str, str] = {
    "return_court": "court_return",
    "return_police": "further_charges",
    "transfer_in": "transfer_in",
    "transfer_back": "adverse_decision",
    "return_hospital": "serious_illness",
    "isolation_start": "segregation",
    "force": "use_of_force",
    "violence": "other_event",
}
#: Screens that answer the question about suicide.
ABOUT_SUICIDE = frozenset({"asq", "reception-suicide", "cssrs-screener"})
#: The clock of each instrument of a planned screen that is not about suicide.
OWN_CLOCK: Mapping[tuple[str, str], str] = {
    ("day_14_to_21", "audit"): "day_14_audit",
    ("day_14_to_21", "phq-9"): "day_14_phq9",
    ("half_year", "k10"): "half_year_k10",
}
ANSWERED_BY: Mapping[str, frozenset[str]] = {
    "day_14_audit": frozenset({"audit"}),
    "day_14_phq9": frozenset({"phq-9", "phq-a"}),
    "half_year_k10": frozenset({"k10"}),
}
PLANNED = frozenset({"day_1", "day_7", "day_14_to_21", "day_28"})


def raise_trigger(
    uow: UnitOfWork,
    *,
    person_id: uuid.UUID,
    facility_id: uuid.UUID,
    code: str,
    at: dt.datetime,
    stay_id: uuid.UUID | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
) -> Deadline:
    """A new screening after an event; the same event told twice is one clock. Raises KeyError for an unknown code."""
    due_at = triggers.due(code, at)
    for row in queries.open_rescreens(uow.session, person_id):
        if (row.kind, row.started_by, row.started_at) == (clocks.RESCREEN.code, code, at):
            return row
    made = deadlines.start(
        uow,
        clocks.RESCREEN,
        facility_id=facility_id,
        started_at=at,
        started_by=code,
        person_id=person_id,
        stay_id=stay_id,
        subject=subject,
        due_at=due_at,
    )
    uow.session.flush()
    if code == "self_harm":
        episode = queries.open_of(uow.session, person_id)
        if episode is not None and (episode.last_self_harm_at is None or episode.last_self_harm_at < at):
            episode.last_self_harm_at = at
    audit.record(
        uow,
        events.RESCREEN_ASKED,
        person_id=person_id,
        facility_id=facility_id,
        subject=("deadline", made.id),
        trigger=code,
    )
    return made


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """What a movement sets going: a screening, and the hand-over of an open episode."""
    handover.after_movement(uow, movement)
    code = MOVEMENTS.get(movement.kind)
    if code is None:
        return
    raise_trigger(
        uow,
        person_id=movement.person_id,
        facility_id=movement.facility_id,
        code=code,
        at=movement.occurred_at,
        stay_id=movement.stay_id,
        subject=("movement", movement.id),
    )


def after_examination(uow: UnitOfWork, examination: Examination) -> None:
    """The plan of the first month, once the intake examination is signed; the half-yearly screens go on from it."""
    record, stay = examination.record, examination.stay
    if record.kind != "intake" or stay is None:
        return
    plan_stay(uow, record.person_id, record.facility_id, stay.admitted_at, stay.id)


def plan_stay(
    uow: UnitOfWork, person_id: uuid.UUID, facility_id: uuid.UUID, admitted_at: dt.datetime, stay_id: uuid.UUID | None
) -> None:
    """The screens of the first month, one clock for each instrument, as far as they still lie ahead."""
    for plan in triggers.after_reception(admitted_at):
        if plan.code in PLANNED and plan.due > uow.now():
            _plan(uow, person_id, facility_id, plan, stay_id)


def after_screening(uow: UnitOfWork, screening: Screening) -> None:
    """Close what this screening answers. One that did not settle anything answers nothing."""
    result, record = screening.result, screening.record
    if result.status not in ("complete", "prorated"):
        return
    for row in queries.open_rescreens(uow.session, record.person_id):
        if row.started_at <= uow.now() and _answers(row, result.instrument):
            row.state, row.met_at, row.met_by = "met", uow.now(), record.id
            if row.started_by in ("day_28", "half_year"):
                plan = triggers.half_yearly(uow.now())
                _plan(uow, record.person_id, record.facility_id, plan, record.stay_id)
    if result.instrument in ABOUT_SUICIDE:
        happenings.tell("screening", uow, screening)


def _answers(row: Deadline, instrument: str) -> bool:
    return instrument in ANSWERED_BY.get(row.started_by, ABOUT_SUICIDE)


def _plan(
    uow: UnitOfWork, person_id: uuid.UUID, facility_id: uuid.UUID, plan: triggers.Scheduled, stay_id: uuid.UUID | None
) -> None:
    """Not before ``opens``: an answer given sooner is not the one that was planned. What runs already stays."""
    running = {row.started_by for row in queries.open_rescreens(uow.session, person_id)}
    for code in {OWN_CLOCK.get((plan.code, instrument), plan.code): None for instrument in plan.instruments}:
        if code not in running:
            deadlines.start(
                uow,
                clocks.SCREEN_DUE,
                facility_id=facility_id,
                started_at=plan.opens,
                started_by=code,
                person_id=person_id,
                stay_id=stay_id,
                due_at=plan.due,
            )
