"""A death and what follows it: who is told, and the tasks for those who stay. Nothing here commits.

Sources: Mandela Rules 69 (family told at once) and 71 (an inquiry for every death in custody); the tasks after a
suicide follow the design of the risk room: whoever shared the cell is asked within a day, staff are supported.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.injuries import death_notices, notices
from healthapp.injuries.models import DeathNotice
from healthapp.mental import queries
from healthapp.mental.entering import Refused, numbered
from healthapp.mental.events import ENTERED, TASK_ENDED, TASK_GIVEN
from healthapp.mental.models import DeathReport, PostventionTask
from healthapp.mental.schemas import Death, Task, TaskEnd
from healthapp.people import movements
from healthapp.people.errors import Refused as MovementRefused
from healthapp.people.models import Facility, Movement, Person
from healthapp.people.schemas import Move
from healthapp.records import books

PREFIX = "OL"
SUBJECT = "postvention_task"
CLOCKS: dict[str, DeadlineKind] = {"prosecutor": clocks.DEATH_PROSECUTOR, "family": clocks.DEATH_FAMILY}
#: Tasks every death brings, with what is proposed as their day; the first two have clocks with lengths of their own.
FIRST: tuple[tuple[str, dt.timedelta | None], ...] = (
    ("prosecutor", None),
    ("family", None),
    ("cell_mates", dt.timedelta(hours=24)),
    ("staff", dt.timedelta(hours=72)),
    ("review", dt.timedelta(days=30)),
)


#: Who does it until somebody is named: by office, because whoever reports a death has no minute for names.
OWNERS: dict[str, Any] = {
    "prosecutor": _l("Head of the facility"),
    "family": _l("Head of the facility"),
    "cell_mates": _l("Psychologist"),
    "staff": _l("Psychologist"),
    "review": _l("Head of the medical unit"),
}


def report(uow: UnitOfWork, person: Person, command: Death) -> DeathReport:
    """Report a death; the movement is recorded with it when custody has not done so. The second click finds the first.

    Raises Refused when the person was released, or when the movement cannot follow on the last one.
    """
    uow.lock(f"death:{person.id}")
    known = queries.death_of(uow.session, person.id)
    if known is not None:
        return known
    current = uow.session.get_one(Person, person.id, populate_existing=True)
    died_at = command.values["died_at"]
    if current.died_at is None:
        if not current.in_custody:
            raise Refused("died_date", _("The person is not in custody"))
        _move(uow, current, died_at)
    elif current.died_at != died_at:
        raise Refused("died_time", _("Custody has recorded another time of death; put one of the two right"))
    row = numbered(uow, DeathReport, current, **command.values)
    for kind, within in FIRST:
        _task(uow, row, kind, owner=str(OWNERS[kind]), due_at=died_at + within if within else None)
    notice = death_notices.of_person(uow.session, person.id)
    if notice is not None and notice.sent_at is not None:
        _told(uow, row, notice)
    return row


def move_notice(uow: UnitOfWork, notice: DeathNotice, *, to: str, at: dt.datetime, **facts: Any) -> None:
    """Record a step of the notice to the prosecutor; once it is sent, the task of telling him is done.

    Raises Refused for a time before the death, notices.WrongStep.
    """
    uow.lock(f"death:{notice.person_id}")  # who reports it meanwhile gives out the task that this ends
    if at < notice.died_at:
        raise Refused("at", _("That was before the death"))
    notices.move(uow, notice, to=to, at=at, **facts)
    written = queries.death_of(uow.session, notice.person_id)
    if to == "sent" and written is not None:
        _told(uow, written, notice)


def _told(uow: UnitOfWork, death: DeathReport, notice: DeathNotice) -> None:
    """End the task of telling the prosecutor with what the notice says."""
    said = ", ".join(part for part in (notice.sent_to, notice.reference) if part)
    for task in queries.tasks_of(uow.session, death.id):
        if task.kind == "prosecutor":
            _end(uow, death, task, TaskEnd("done", said, notice.sent_at))


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """The prosecutor is told of every death in custody (Mandela Rule 71), from the moment it is on file.

    The clock does not wait for the report; the report's own task takes it over.
    """
    if movement.kind == "death":
        deadlines.start(
            uow,
            clocks.DEATH_PROSECUTOR,
            facility_id=movement.facility_id,
            started_at=movement.occurred_at,
            started_by="prosecutor",
            person_id=movement.person_id,
            subject=("movement", movement.id),
        )


def add_task(uow: UnitOfWork, death: DeathReport, command: Task) -> PostventionTask:
    """One more task with its owner and day."""
    made = _task(uow, death, command.kind, text=command.text, owner=command.owner, due_at=command.due_at)
    audit.record(uow, ENTERED, about=death, subject=(SUBJECT, made.id))
    return made


def end_task(uow: UnitOfWork, death: DeathReport, task: PostventionTask, command: TaskEnd) -> None:
    """Say what became of a task, or who does it; a second click changes nothing.

    Raises Refused for a time before the death, and for telling the prosecutor: that is a step of the notice.
    """
    if task.kind == "prosecutor" and death_notices.of_person(uow.session, death.person_id) is not None:
        raise Refused("state", _("This is recorded on the notice to the prosecutor"))
    _end(uow, death, task, command)


def _end(uow: UnitOfWork, death: DeathReport, task: PostventionTask, command: TaskEnd) -> None:
    uow.claim(task)
    if task.state != "open":
        return
    if command.state == "given":
        task.owner = command.owner
        audit.record(uow, TASK_GIVEN, about=death, subject=(SUBJECT, task.id))
        return
    if command.done_at is not None and command.done_at < death.died_at:
        raise Refused("done_time", _("That was before the death"))
    task.state, task.outcome, task.done_at = command.state, command.outcome, command.done_at
    task.ended_at, task.ended_by, task.ended_by_name = uow.now(), uow.actor.user_id, uow.actor.name
    audit.record(uow, TASK_ENDED, about=death, subject=(SUBJECT, task.id), state=command.state)
    for kind in (clocks.POSTVENTION, *CLOCKS.values()):
        deadlines.meet(uow, kind, met_at=command.done_at or uow.now(), met_by=task.id, subject_id=task.id)


def task_of(uow: UnitOfWork, death: DeathReport, task_id: uuid.UUID) -> PostventionTask | None:
    row = uow.session.get(PostventionTask, task_id)
    return row if row is not None and row.death_id == death.id else None


def label(row: DeathReport, facility: Facility) -> str:
    return books.label(PREFIX, facility.code, row.year, row.number)


def _task(
    uow: UnitOfWork,
    death: DeathReport,
    kind: str,
    *,
    text: str = "",
    owner: str = "",
    due_at: dt.datetime | None = None,
) -> PostventionTask:
    made = PostventionTask(
        death_id=death.id, kind=kind, text=text, owner=owner, due_at=due_at, made_at=uow.now(), state="open"
    )
    uow.session.add(made)
    uow.session.flush()
    clock = _begun(uow, death, kind) or deadlines.start(
        uow,
        CLOCKS.get(kind, clocks.POSTVENTION),
        facility_id=death.facility_id,
        started_at=death.died_at,
        started_by=kind,
        person_id=death.person_id,
        subject=(SUBJECT, made.id),
        due_at=due_at,
    )
    clock.subject_kind, clock.subject_id = SUBJECT, made.id
    made.due_at = clock.due_at
    return made


def _begun(uow: UnitOfWork, death: DeathReport, kind: str) -> Deadline | None:
    """The clock that the movement started and no task has taken over yet."""
    return uow.session.scalar(
        sa.select(Deadline).where(
            Deadline.person_id == death.person_id,
            Deadline.kind == CLOCKS.get(kind, clocks.POSTVENTION).code,
            Deadline.state == "open",
            Deadline.subject_kind == "movement",
        )
    )


def _move(uow: UnitOfWork, person: Person, at: dt.datetime) -> None:
    try:
        movements.record(uow, person, Move(kind="death", occurred_at=at))
    except MovementRefused as refused:
        raise Refused("died_time", str(refused)) from None
