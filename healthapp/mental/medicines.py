"""Medicines: prescribed with consent and a day of review, reviewed, stopped with a reason. Nothing here commits."""

from __future__ import annotations

import datetime as dt
import uuid

from healthapp import happenings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.i18n import ZONE
from healthapp.i18n import gettext as _
from healthapp.mental import queries
from healthapp.mental.care_schemas import MedicineStep, Prescribe
from healthapp.mental.entering import Refused, enter, unit_of
from healthapp.mental.models import Prescription, PrescriptionStep
from healthapp.people.models import Person


def prescribe(uow: UnitOfWork, person: Person, command: Prescribe) -> Prescription:
    """Prescribe a medicine; its review is a clock of its own. One that replaces another stops that one.

    The order for which a critical medicine waits is told to the room whose clock that is.

    The same prescription twice is one. Raises Refused when the replaced one is not given any more.
    """
    uow.lock(f"medicine:{person.id}")
    known = queries.medicines_of(uow.session, [person.id])
    values = command.values
    same = ("drug", "dose", "times", "route", "starts_on", "indication")
    for one in known:
        if one.stopped is None and all(getattr(one.row, name) == values[name] for name in same):
            return one.row
    if values["replaces_id"] is not None:
        old = next((one for one in known if one.row.id == values["replaces_id"]), None)
        if old is None or old.stopped is not None:
            raise Refused("drug", _("The medicine this one replaces is not given any more"), conflict=True)
        step(uow, old.row, MedicineStep("stopped", None, "changed", _("Goes on with another dose or form")))
    row = enter(uow, Prescription, person.id, unit_of(person), **values)
    _review(uow, row, row.facility_id, row.review_on)
    if command.critical:
        happenings.tell("critical medicine ordered", uow, row)
    return row


def step(uow: UnitOfWork, row: Prescription, command: MedicineStep) -> PrescriptionStep:
    """Review or stop. Raises Refused for a medicine that was stopped before."""
    uow.lock(f"medicine:{row.person_id}")
    if queries.medicine(uow.session, row).stopped is not None:
        raise Refused("kind", _("This medicine was stopped; prescribe it anew if it is needed"), conflict=True)
    person = uow.session.get_one(Person, row.person_id)
    facility_id = person.facility_id or row.facility_id
    made = enter(
        uow,
        PrescriptionStep,
        row.person_id,
        facility_id,
        prescription_id=row.id,
        kind=command.kind,
        at=uow.now(),
        review_on=command.review_on,
        reason=command.reason,
        text=command.text,
    )
    deadlines.meet(uow, clocks.MEDICINE_REVIEW, met_at=uow.now(), met_by=made.id, subject_id=row.id)
    if command.review_on is not None:
        _review(uow, row, facility_id, command.review_on)
    return made


def _review(uow: UnitOfWork, row: Prescription, facility_id: uuid.UUID, day: dt.date) -> None:
    deadlines.start(
        uow,
        clocks.MEDICINE_REVIEW,
        facility_id=facility_id,
        started_at=uow.now(),
        started_by="prescribed",
        person_id=row.person_id,
        subject=("prescription", row.id),
        due_at=dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=ZONE),
    )
