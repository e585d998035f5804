"""When somebody is asked again: after events, and by the plan that time itself brings. Each is a clock of its own.

Sources: ``screening.triggers``. An arrival begins the plan; a movement or a person of the unit raises a trigger.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from healthapp import audit, happenings, settings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.i18n import gettext as _
from healthapp.intake.thoughts import Thoughts
from healthapp.people import flags
from healthapp.people.models import Movement, Stay
from healthapp.risk import events, handover, queries, withdrawal
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
#: What a planned screen asks, by (plan, instrument), where that is not the question about suicide.
OWN_CLOCK: Mapping[tuple[str, str], str] = {
    ("day_14_to_21", "audit"): "day_14_audit",
    ("day_14_to_21", "phq-9"): "day_14_phq9",
    ("half_year", "k10"): "half_year_k10",
}
#: Which instruments answer a clock, where not every one about suicide does: the checklist of the door is no ASQ.
ANSWERED_BY: Mapping[str, frozenset[str]] = {
    "reception": frozenset({"reception-suicide"}),
    "day_1": frozenset({"asq", "cssrs-screener"}),
    "day_14_audit": frozenset({"audit"}),
    "day_14_phq9": frozenset({"phq-9", "phq-a"}),
    "half_year_k10": frozenset({"k10"}),
}
#: The one to begin with, where it is not the question about suicide.
BEGUN_WITH: Mapping[str, str] = {
    "reception": "reception-suicide",
    "day_14_audit": "audit",
    "day_14_phq9": "phq-9",
    "half_year_k10": "k10",
}
#: Screens that come again for as long as the stay lasts: one that ends brings the next.
RECURRING = frozenset({"half_year", "half_year_k10"})
LOCK_UP = "screen.lock_up"
#: The trigger of those who told an examiner of thoughts of suicide.
THOUGHTS = "thoughts_told"


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
    if code == "self_harm":
        uow.lock(f"risk:{person_id}")  # before the episode is written to, as whoever raises its level does
    due_at = triggers.due(code, at, _lock_up(uow, code, at))
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


def after_admission(uow: UnitOfWork, stay: Stay) -> None:
    """An arrival brings every screen that time itself brings, whatever else is done or left undone that day."""
    plan_stay(uow, stay.person_id, stay.facility_id, stay.admitted_at, stay.id)


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """What a movement sets going: a screening, the limit of the one at the door, the hand-over of an open episode."""
    handover.after_movement(uow, movement)
    if movement.kind == "cell_change":
        _cell_given(uow, movement)
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


def after_thoughts(uow: UnitOfWork, thoughts: Thoughts) -> None:
    """Who told an examiner of thoughts of suicide is asked at once; the answer taken back ends the clock it began."""
    mine = [
        row
        for row in queries.open_rescreens(uow.session, thoughts.person_id)
        if (row.started_by, row.subject_id) == (THOUGHTS, thoughts.record_id)
    ]
    if not thoughts.told:
        for row in mine:
            cancel(uow, row, reason=_("The answer it began with was corrected"))
    elif not mine:
        raise_trigger(
            uow,
            person_id=thoughts.person_id,
            facility_id=thoughts.facility_id,
            code=THOUGHTS,
            at=uow.now(),
            stay_id=thoughts.stay_id,
            subject=("clinical_record", thoughts.record_id),
        )
        flags.put(uow, person_id=thoughts.person_id, code="thoughts", state="told", record_id=thoughts.record_id)


def plan_stay(
    uow: UnitOfWork, person_id: uuid.UUID, facility_id: uuid.UUID, admitted_at: dt.datetime, stay_id: uuid.UUID | None
) -> None:
    """Start the clock of every screen of ``planned``; a dated setting limits reception alone."""
    for code, plan in planned(admitted_at, uow.now()):
        kind, event = _clock(person_id, facility_id, code, plan, stay_id)
        deadlines.start_unseen(uow, kind, **event)


def planned(admitted_at: dt.datetime, now: dt.datetime) -> list[tuple[str, triggers.Scheduled]]:
    """(code, plan): reception, the first month, then every six months; one for each instrument, its limit ahead.

    The one of reception is kept when it is late already. Somebody whose first month was over before the arrival was
    typed in is asked within a fortnight.
    """
    month = triggers.after_reception(admitted_at)
    if month[-1].due > now:
        ahead = [plan for plan in month if plan.code == "reception" or plan.due > now]
        plans = [*ahead, triggers.half_yearly(month[-1].due)]
    else:
        plans = [triggers.half_yearly_now(now)]
    return [(code, plan) for plan in plans for code in _codes(plan)]


def _codes(plan: triggers.Scheduled) -> list[str]:
    """What the clocks of one plan are called: one for each question it asks."""
    return list(dict.fromkeys(OWN_CLOCK.get((plan.code, name), plan.code) for name in plan.instruments))


def after_screening(uow: UnitOfWork, screening: Screening) -> None:
    """Close what this screening answers. One that did not settle anything answers nothing."""
    result, record = screening.result, screening.record
    if result.status not in ("complete", "prorated"):
        return
    for row in queries.open_rescreens(uow.session, record.person_id):
        if row.started_at <= uow.now() and _answers(row, result.instrument):
            row.state, row.met_at, row.met_by = "met", uow.now(), record.id
            _go_on(uow, row)
    withdrawal.after_screening(uow, screening)
    if result.instrument in ABOUT_SUICIDE:
        happenings.tell("screening", uow, screening)


def cancel(uow: UnitOfWork, row: Deadline, *, reason: str) -> None:
    """End one unasked, with a reason; what comes every six months comes again. Raises ValueError."""
    uow.claim(row)
    deadlines.cancel(uow, row, reason=reason)
    _go_on(uow, row)


def waive(uow: UnitOfWork, row: Deadline, *, reason: str) -> None:
    """End one that was not asked here, with a reason; what comes every six months comes again. Raises ValueError."""
    deadlines.waive(uow, row, reason=reason)
    _go_on(uow, row)


def begun_with(row: Deadline) -> str:
    """The instrument with which one begins when this clock is due."""
    return BEGUN_WITH.get(row.started_by, "asq")


def _answers(row: Deadline, instrument: str) -> bool:
    return instrument in ANSWERED_BY.get(row.started_by, ABOUT_SUICIDE)


def _go_on(uow: UnitOfWork, row: Deadline) -> None:
    """After the end of a screen that comes again: the next, six months from now. After the last of those that were to
    ask about thoughts told: the mark beside the name goes."""
    if row.started_by == THOUGHTS and row.person_id is not None:
        uow.session.flush()
        if all(other.started_by != THOUGHTS for other in queries.open_rescreens(uow.session, row.person_id)):
            flags.end(uow, person_id=row.person_id, code="thoughts")
    if row.started_by in RECURRING and row.person_id is not None:
        again = triggers.half_yearly(uow.now())
        kind, event = _clock(row.person_id, row.facility_id, row.started_by, again, row.stay_id)
        deadlines.start(uow, kind, **event)


def _clock(
    person_id: uuid.UUID, facility_id: uuid.UUID, code: str, plan: triggers.Scheduled, stay_id: uuid.UUID | None
) -> tuple[clocks.DeadlineKind, deadlines.Event]:
    """Not before ``opens``: an answer given sooner is not the one planned. A dated setting limits reception."""
    at_the_door = code == "reception"
    event: deadlines.Event = {
        "facility_id": facility_id,
        "started_at": plan.opens,
        "started_by": code,
        "person_id": person_id,
        "stay_id": stay_id,
        "due_at": None if at_the_door else plan.due,
    }
    return clocks.RECEPTION_SCREEN if at_the_door else clocks.SCREEN_DUE, event


def _cell_given(uow: UnitOfWork, movement: Movement) -> None:
    """The checklist comes before the cell: a cell given sooner than the limit is the limit."""
    for row in queries.open_rescreens(uow.session, movement.person_id):
        if row.kind != clocks.RECEPTION_SCREEN.code or movement.occurred_at < row.started_at:
            continue
        if row.due_at is None or movement.occurred_at < row.due_at:
            row.due_at = movement.occurred_at


def _lock_up(uow: UnitOfWork, code: str, at: dt.datetime) -> dt.datetime | None:
    """When the doors close next after ``at``, where that limits ``code`` and the time was set then."""
    if not triggers.TRIGGERS[code].before_lock_up:
        return None
    time = settings.current(uow.session, LOCK_UP, at).value
    return triggers.next_lock_up(at, dt.time.fromisoformat(time), ZONE) if isinstance(time, str) else None
