"""The register of self-harm and suicide attempts, and what an entry sets going. Nothing here commits.

Sources: the design of the risk room (a question about suicide within the hour); NZ M.05; the cluster window after
``screening.triggers``, whose length and size are dated settings.
"""

from __future__ import annotations

import contextlib
import uuid

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.i18n import gettext as _
from healthapp.injuries import unrecorded
from healthapp.intake.queries import Examination
from healthapp.mental import queries
from healthapp.mental.entering import enter, numbered
from healthapp.mental.models import SelfHarmEntry, SelfHarmNote
from healthapp.mental.schemas import SelfHarm, Written
from healthapp.people.models import Facility, Person
from healthapp.records import books
from healthapp.risk import scheduler
from healthapp.risk import services as risk
from healthapp.risk.schemas import Open

PREFIX = "OX"
#: From here on the injury is serious: it gets a record of its own, and with it the notice (Mandela Rule 71).
GRAVE = 3


def record(uow: UnitOfWork, person: Person, command: SelfHarm) -> SelfHarmEntry:
    """Enter an event under the next number; ask about suicide within the hour, plan the debrief, open the watch.

    The same event entered twice (same minute, same method) is one entry. Raises Refused for a person of no unit.
    """
    uow.lock(f"self-harm:{person.id}")
    known = _same(uow, person.id, command)
    if known is not None:
        return known
    entry = numbered(uow, SelfHarmEntry, person, **command.values)
    deadlines.start(
        uow,
        clocks.DEBRIEF,
        facility_id=entry.facility_id,
        started_at=entry.discovered_at,
        started_by="discovered",
        person_id=person.id,
        subject=("self_harm_entry", entry.id),
    )
    with contextlib.suppress(risk.Refused):  # released or dead by now: the book keeps the event, and nothing is asked
        risk.held_by(uow, person)
        _go_on(uow, person, entry)
    return entry


def _go_on(uow: UnitOfWork, person: Person, entry: SelfHarmEntry) -> None:
    """What is asked of somebody who is here. Raises risk.Refused for whoever left meanwhile."""
    scheduler.raise_trigger(
        uow,
        person_id=person.id,
        facility_id=entry.facility_id,
        code="self_harm",
        at=entry.discovered_at,
        subject=("self_harm_entry", entry.id),
    )
    _ask_for_record(uow, entry)
    if entry.level:
        number = label(entry, uow.session.get_one(Facility, entry.facility_id).code)
        reason = _("Self-harm, register number %(number)s", number=number)
        risk.open_episode(uow, person, Open("self_harm", entry.level, reason, last_self_harm_at=entry.discovered_at))


def after_void(uow: UnitOfWork, voided: Examination) -> None:
    """A clock the voided examination had started for the injury's record stood for these entries too."""
    for entry in reversed(queries.self_harm_of(uow.session, [voided.person_id])):
        if entry.discovered_at >= voided.record.event_time and not unrecorded.asked(uow, entry.id):
            _ask_for_record(uow, entry)


def _ask_for_record(uow: UnitOfWork, entry: SelfHarmEntry) -> None:
    if entry.severity >= GRAVE:
        unrecorded.ask(
            uow,
            person_id=entry.person_id,
            facility_id=entry.facility_id,
            seen_at=entry.discovered_at,
            by="discovered",
            subject=("self_harm_entry", entry.id),
        )


def follow(uow: UnitOfWork, entry: SelfHarmEntry, command: Written) -> SelfHarmNote:
    """Add a debrief, a follow-up or a correction; the entry itself stands. A debrief meets its clock."""
    note = enter(
        uow,
        SelfHarmNote,
        entry.person_id,
        entry.facility_id,
        entry_id=entry.id,
        kind=command.kind,
        at=command.at,
        text=command.text,
    )
    if command.kind == "debrief":
        deadlines.meet(uow, clocks.DEBRIEF, met_at=uow.now(), met_by=note.id, subject_id=entry.id)
    return note


def label(entry: SelfHarmEntry, facility_code: str) -> str:
    return books.label(PREFIX, facility_code, entry.year, entry.number)


def _same(uow: UnitOfWork, person_id: uuid.UUID, command: SelfHarm) -> SelfHarmEntry | None:
    rows = queries.self_harm_of(uow.session, [person_id])
    wanted = (command.values["discovered_at"], command.values["method"])
    return next((row for row in rows if (row.discovered_at, row.method) == wanted), None)
