"""The notice to the prosecutor: due from the signature, sent, received, answered. Nothing here is seen by custody."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit, settings
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.injuries.events import NOTICE_MOVED, NOTICE_PREPARED
from healthapp.injuries.models import DeathNotice, InjuryNotice, TraumaEntry
from healthapp.intake.queries import Examination
from healthapp.people.models import Movement
from healthapp.records import queries as records
from healthapp.records.errors import RecordRefusal
from healthapp.records.models import ClinicalRecord, RecordState

#: What may follow what.
STEPS = {"prepared": "sent", "withheld": "sent", "sent": "received", "received": "answered"}
NEEDS_CONSENT = "prosecutor.notice_needs_consent"
#: Code of "death or serious injury".
DIED = "serious"


class WrongStep(RecordRefusal):
    """The notice is not where this step begins: somebody recorded it meanwhile."""


def of_record(session: Session, record_id: uuid.UUID) -> InjuryNotice | None:
    return session.scalar(sa.select(InjuryNotice).where(InjuryNotice.record_id == record_id))


def record_of(session: Session, notice_id: uuid.UUID) -> uuid.UUID | None:
    """Which record a notice is about."""
    return session.scalar(sa.select(InjuryNotice.record_id).where(InjuryNotice.id == notice_id))


def due_at(session: Session, row: InjuryNotice) -> dt.datetime | None:
    """When it must be sent; None once it was, or while it is held back."""
    return session.scalar(
        sa.select(Deadline.due_at).where(
            Deadline.subject_id == row.id, Deadline.kind == clocks.PROSECUTOR_NOTICE.code, Deadline.state == "open"
        )
    )


def prepare(
    uow: UnitOfWork, record: ClinicalRecord, *, duty: Sequence[str], consent: str, died: bool = False
) -> InjuryNotice:
    """A notice that is due; the one there is when it was prepared already.

    Whether it goes out against the person's wish is a setting of the Medical Department (CPT/Inf(2013)29 §77 wants it
    so, the Istanbul Protocol does not): the row keeps consent and basis, and a withheld notice stays visible.
    ``died``: a death is reported whatever the person had wished (Mandela Rule 71).
    """
    known = of_record(uow.session, record.id)
    if known is not None:
        return known
    agreed = consent == "yes"
    rule = settings.current(uow.session, NEEDS_CONSENT, uow.now())
    held = bool(rule.value) and not agreed and not died
    row = InjuryNotice(
        id=uuid7(),
        record_id=record.id,
        person_id=record.person_id,
        facility_id=record.facility_id,
        duty=",".join(duty),
        consent=consent,
        basis="consent" if agreed else "legal_duty",
        legal_basis=rule.legal_basis,
        state="withheld" if held else "prepared",
        prepared_at=uow.now(),
        revision=1,
    )
    uow.session.add(row)
    audit.record(uow, NOTICE_PREPARED, about=record, subject=("injury_notice", row.id), duty=row.duty, basis=row.basis)
    uow.session.flush()
    if not held:
        _start(uow, row, clocks.PROSECUTOR_NOTICE, "signed")
    return row


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """A death makes every injury of that stay reportable: those not reported get a notice, those held back go out."""
    if movement.kind != "death":
        return
    found = uow.session.scalars(
        sa.select(ClinicalRecord)
        .join(TraumaEntry, TraumaEntry.record_id == ClinicalRecord.id)
        .where(
            ClinicalRecord.stay_id == movement.stay_id,
            ClinicalRecord.state.in_((RecordState.AWAITING_DOCTOR, RecordState.SIGNED)),
        )
        .order_by(ClinicalRecord.event_time)
    ).all()
    contents = records.sealed_contents(uow.session, [row.id for row in found])
    for record in found:
        consent = contents[record.id].sections.get("consent", {}).get("prosecutor", "")
        row = prepare(uow, record, duty=(DIED,), consent=consent, died=True)
        if row.state == "withheld":
            _release(uow, row)


def _release(uow: UnitOfWork, row: InjuryNotice) -> None:
    """What was held back for want of consent goes out by law."""
    row.state, row.basis, row.prepared_at = "prepared", "legal_duty", uow.now()
    row.duty = ",".join(dict.fromkeys((*row.duty.split(","), DIED)))
    row.revision += 1
    audit.record(uow, NOTICE_PREPARED, about=row, subject=("injury_notice", row.id), duty=row.duty, basis=row.basis)
    _start(uow, row, clocks.PROSECUTOR_NOTICE, "death")


def after_void(uow: UnitOfWork, voided: Examination) -> None:
    """Nothing is to be sent of a record that was voided; what was sent stays. The injuries ask for their record again
    (``unrecorded``), and that one has a notice of its own."""
    row = of_record(uow.session, voided.id)
    if row is None or row.sent_at is not None:
        return
    mine = sa.select(Deadline).where(
        Deadline.subject_id == row.id, Deadline.kind == clocks.PROSECUTOR_NOTICE.code, Deadline.state == "open"
    )
    for clock in uow.session.scalars(mine):
        deadlines.cancel(uow, clock, reason=_("The record was voided"))


def ends_unsent(session: Session, row: InjuryNotice | DeathNotice) -> bool:
    """Whether it was never sent and is not to be: its record was voided before."""
    if not isinstance(row, InjuryNotice) or row.sent_at is not None:
        return False
    return session.get_one(ClinicalRecord, row.record_id).state == RecordState.VOIDED


def not_before(row: InjuryNotice | DeathNotice, occurred_at: dt.datetime) -> dict[str, dt.datetime | None]:
    """By step, the moment before which it cannot have happened: ``occurred_at``, of the examination or the death that
    is reported, and then the step before it."""
    return {"sent": occurred_at, "received": row.sent_at, "answered": row.received_at}


def move(uow: UnitOfWork, row: InjuryNotice | DeathNotice, *, to: str, at: dt.datetime, **facts: Any) -> None:
    """Record the next step, which happened ``at``. Raises WrongStep."""
    uow.claim(row)
    if STEPS.get(row.state) != to or ends_unsent(uow.session, row):
        raise WrongStep(f"a notice that is {row.state} cannot become {to}")
    row.state = to
    row.revision += 1
    setattr(row, f"{to}_at", at)
    for name, value in facts.items():
        setattr(row, name, value)
    if to == "sent":
        row.sent_by_name = uow.actor.name
        _meet(uow, row, at)
        _start(uow, row, clocks.PROSECUTOR_REPLY, "sent")
    elif to == "answered":
        deadlines.meet(uow, clocks.PROSECUTOR_REPLY, met_at=at, met_by=_about(row), subject_id=row.id)
    audit.record(uow, NOTICE_MOVED, about=row, subject=(row.__tablename__, row.id), state=to)


def _about(row: InjuryNotice | DeathNotice) -> uuid.UUID:
    """What answers its clocks: the record; a death has none."""
    return row.record_id if isinstance(row, InjuryNotice) else row.id


def _meet(uow: UnitOfWork, row: InjuryNotice | DeathNotice, at: dt.datetime) -> None:
    """End the clock that ran for it. That of a death is the person's, since the report's task takes it over."""
    if isinstance(row, InjuryNotice):
        deadlines.meet(uow, clocks.PROSECUTOR_NOTICE, met_at=at, met_by=_about(row), subject_id=row.id)
    else:
        deadlines.meet(uow, clocks.DEATH_PROSECUTOR, met_at=at, met_by=_about(row), person_id=row.person_id)


def _start(uow: UnitOfWork, row: InjuryNotice | DeathNotice, kind: clocks.DeadlineKind, started_by: str) -> None:
    deadlines.start(
        uow,
        kind,
        facility_id=row.facility_id,
        started_at=uow.now(),
        started_by=started_by,
        person_id=row.person_id,
        subject=(row.__tablename__, row.id),
    )
