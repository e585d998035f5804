"""Free psychological help: offered, waited for, given. Nothing here commits.

Sources: CEP 10.2.9-1; Cabinet Decision of 08.04.2020 (free psychological assistance is part of the internal rules).
"""

from __future__ import annotations

import datetime as dt

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.i18n import ZONE
from healthapp.intake.queries import Examination
from healthapp.mental import queries
from healthapp.mental.care_schemas import Contact, Offer
from healthapp.mental.entering import enter, unit_of
from healthapp.mental.models import PsychologyContact, PsychologyOffer
from healthapp.people.models import Person

#: Answers that the intake dictionary and this room have in common.
ANSWERED = frozenset({"accepted", "refused", "deferred"})


def offer(uow: UnitOfWork, person: Person, command: Offer) -> PsychologyOffer:
    """Write an answer down. Accepted: the person waits, on a clock. To be decided later: it is offered again in time.

    Whoever waits already and accepts again keeps their place. Raises Refused for a person of no unit.
    """
    uow.lock(f"psychology:{person.id}")
    last = next(iter(queries.offers_of(uow.session, [person.id], 1)), None)
    if last is not None and (last.offered_at, last.answer) == (command.offered_at, command.answer):
        return last  # the second of two clicks
    waits = queries.waiting_of(uow.session, person.id) if command.answer == "accepted" else None
    if waits is not None:
        return waits
    facility_id = unit_of(person)
    made = enter(
        uow,
        PsychologyOffer,
        person.id,
        facility_id,
        offered_at=command.offered_at,
        answer=command.answer,
        urgency=command.urgency,
        reason=command.reason,
        again_on=command.again_on,
        record_id=command.record_id,
    )
    for kind in (clocks.PSYCHOLOGY_WAIT, clocks.PSYCHOLOGY_AGAIN):
        if not (kind is clocks.PSYCHOLOGY_WAIT and command.answer == "accepted"):
            deadlines.meet(uow, kind, met_at=uow.now(), met_by=made.id, person_id=person.id)
    accepted = command.answer == "accepted"
    if not (accepted or command.answer == "deferred" or command.again_on):
        return made
    deadlines.start_once(
        uow,
        clocks.PSYCHOLOGY_WAIT if accepted else clocks.PSYCHOLOGY_AGAIN,
        person_id=person.id,
        facility_id=facility_id,
        started_at=command.offered_at,
        started_by=command.answer,
        subject=("psychology_offer", made.id),
        due_at=_end_of(command.again_on) if command.again_on and not accepted else None,
    )
    return made


def contact(uow: UnitOfWork, person: Person, command: Contact) -> PsychologyContact:
    """Record a contact of the acting psychologist; whoever waited for it waits no more, unless it did not take place.

    The same contact entered twice is one. Raises Refused for a person of no unit.
    """
    uow.lock(f"psychology:{person.id}")
    for known in queries.contacts_of(uow.session, [person.id]).rows:
        if (known.held_at, known.kind, known.author_id) == (command.held_at, command.kind, uow.actor.user_id):
            return known
    facility_id = unit_of(person)
    made = enter(
        uow,
        PsychologyContact,
        person.id,
        facility_id,
        held_at=command.held_at,
        kind=command.kind,
        minutes=command.minutes,
        plan=command.plan,
        next_on=command.next_on,
        note=command.note,
    )
    if command.kind != "missed":
        for kind in (clocks.PSYCHOLOGY_WAIT, clocks.PSYCHOLOGY_AGAIN, clocks.PSYCHOLOGY_NEXT):
            deadlines.meet(uow, kind, met_at=command.held_at, met_by=made.id, person_id=person.id)
    if command.next_on is not None:
        deadlines.start_once(
            uow,
            clocks.PSYCHOLOGY_NEXT,
            person_id=person.id,
            facility_id=facility_id,
            started_at=command.held_at,
            started_by="contact",
            subject=("psychology_contact", made.id),
            due_at=_end_of(command.next_on),
        )
    return made


def add_note(uow: UnitOfWork, row: PsychologyContact, text: str) -> PsychologyContact:
    """Add to one's own note; what stood before stays. The same words twice are one."""
    uow.lock(f"psychology:{row.person_id}")
    for known in queries.additions(uow.session, row.id):
        if known.note == text:
            return known
    return enter(
        uow,
        PsychologyContact,
        row.person_id,
        row.facility_id,
        held_at=row.held_at,
        kind=row.kind,
        minutes=0,
        note=text,
        adds_to_id=row.id,
    )


def after_examination(uow: UnitOfWork, examination: Examination) -> None:
    """An offer made in an examination is an offer: nobody asks the person a second time only to copy it."""
    answers = examination.answers.get("mental", {})
    answer = answers.get("psychologist")
    if answer not in ANSWERED:
        return
    again = answers.get("psychologist_reoffer")
    command = Offer(
        answer=answer,
        offered_at=examination.record.event_time,
        again_on=dt.date.fromisoformat(again) if again else None,
        record_id=examination.id,
    )
    if examination.person.facility_id is not None:
        offer(uow, examination.person, command)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=ZONE)
