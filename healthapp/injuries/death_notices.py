"""The notice of a death: prepared when the death is on file, whether or not anybody documented an injury.

Mandela Rule 71.1: every death in custody is reported without delay to an authority independent of the prison. The clock
is ``deadlines.kinds.DEATH_PROSECUTOR``; the steps are those of every notice (``notices.move``).
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.injuries.events import NOTICE_PREPARED
from healthapp.injuries.models import DeathNotice
from healthapp.injuries.notices import DIED
from healthapp.people.models import Movement
from healthapp.records.models import ClinicalRecord, RecordState

SUBJECT = DeathNotice.__tablename__


def of_person(session: Session, person_id: uuid.UUID) -> DeathNotice | None:
    return session.scalar(sa.select(DeathNotice).where(DeathNotice.person_id == person_id))


def due_at(session: Session, row: DeathNotice) -> dt.datetime | None:
    """When it must be sent; None once it was."""
    return session.scalar(
        sa.select(Deadline.due_at).where(
            Deadline.person_id == row.person_id,
            Deadline.kind == clocks.DEATH_PROSECUTOR.code,
            Deadline.state == "open",
        )
    )


def documented(session: Session, row: DeathNotice) -> list[ClinicalRecord]:
    """The injury records of the stay that ended with the death, oldest first: they go with the notice."""
    stay = sa.select(Movement.stay_id).where(Movement.id == row.movement_id).scalar_subquery()
    signed = (RecordState.AWAITING_DOCTOR, RecordState.SIGNED)
    query = sa.select(ClinicalRecord).where(
        ClinicalRecord.stay_id == stay, ClinicalRecord.kind == "injury", ClinicalRecord.state.in_(signed)
    )
    return list(session.scalars(query.order_by(ClinicalRecord.event_time)))


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """Prepare the notice of a death, once."""
    if movement.kind != "death" or of_person(uow.session, movement.person_id) is not None:
        return
    row = DeathNotice(
        id=uuid7(),
        movement_id=movement.id,
        person_id=movement.person_id,
        facility_id=movement.facility_id,
        died_at=movement.occurred_at,
        state="prepared",
        prepared_at=uow.now(),
        revision=1,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, NOTICE_PREPARED, about=row, subject=(SUBJECT, row.id), duty=DIED, basis="legal_duty")


def catch_up(uow: UnitOfWork) -> int:
    """Prepare the notices of deaths from before this program prepared any; how many.

    A death whose clock was met is left alone: the prosecutor was told, and a second notice would say he was not. Where
    no clock ever ran one is started, from the death on, so that the delay is seen. Doing it again changes nothing.
    """
    clock = Deadline.kind == clocks.DEATH_PROSECUTOR.code, Deadline.person_id == Movement.person_id
    noticed = sa.exists().where(DeathNotice.person_id == Movement.person_id)
    told = sa.exists().where(*clock, Deadline.state == "met")
    runs = sa.exists().where(*clock)
    query = sa.select(Movement, runs).where(Movement.kind == "death", ~noticed, ~told).order_by(Movement.occurred_at)
    waiting = uow.session.execute(query).all()
    for movement, running in waiting:
        after_movement(uow, movement)
        if not running:
            deadlines.start_once(
                uow,
                clocks.DEATH_PROSECUTOR,
                person_id=movement.person_id,
                facility_id=movement.facility_id,
                started_at=movement.occurred_at,
                started_by="prosecutor",
                subject=("movement", movement.id),
            )
    return len(waiting)
