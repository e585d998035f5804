"""Restrictive measures: entered with their end, visited and reviewed every day. Nothing here commits.

Sources: Mandela Rules 46-49; CPT/Inf(2017)6 (means of restraint in psychiatry). Health staff record the state and
needs of the person; they neither order a measure as a punishment nor find anybody fit for one. Somebody at risk is kept
apart under constant observation, or on the grounds a doctor wrote (``risk.apart``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import gettext as _
from healthapp.mental import queries
from healthapp.mental.entering import Refused, enter, numbered
from healthapp.mental.models import RestrictionStep, RestrictiveMeasure
from healthapp.mental.schemas import Restriction, Written
from healthapp.people.models import Facility, Movement, Person
from healthapp.records import books
from healthapp.risk import apart, scheduler
from healthapp.risk import services as risk

PREFIX = "MT"
SUBJECT = "restrictive_measure"
#: The measure that keeps a person away from others.
APART = "separation"
DAILY = {"review": clocks.RESTRICTION_REVIEW, "visit": clocks.RESTRICTION_VISIT}
#: Movements after which the unit that ordered a measure no longer holds the person.
LEAVING = frozenset({"release", "death", "transfer_out"})


def record(uow: UnitOfWork, person: Person, command: Restriction) -> RestrictiveMeasure:
    """Enter a measure; its daily review and visit and its end are clocks from the beginning.

    The same measure entered twice is one. Whoever is kept apart is asked about suicide within hours. Raises Refused for
    a person of no unit, and for keeping somebody apart at a level of risk that forbids it.
    """
    uow.lock(f"restriction:{person.id}")
    wanted = (command.values["kind"], command.values["started_at"])
    for known in queries.restrictions_of(uow.session, [person.id]):
        if (known.row.kind, known.row.started_at) == wanted:
            return known.row
    goes_on = command.values["kind"] == APART and command.values["ends_at"] > uow.now()
    if goes_on:
        _demand_grounds(uow, person.id, command.doctors_grounds, "doctors_grounds")
    row = numbered(uow, RestrictiveMeasure, person, **command.values)
    if goes_on:
        scheduler.raise_trigger(
            uow,
            person_id=person.id,
            facility_id=row.facility_id,
            code="segregation",
            at=row.started_at,
            subject=(SUBJECT, row.id),
        )
    for kind in DAILY.values():
        _start(uow, row, kind, row.started_at)
    _start(uow, row, clocks.RESTRICTION_END, row.started_at, row.ends_at)
    return row


def step(uow: UnitOfWork, row: RestrictiveMeasure, command: Written) -> RestrictionStep:
    """Add a review, a visit, a longer term or the end. A longer term is a review too.

    Raises Refused when the measure has ended, for a time before it began, and for keeping somebody apart longer at a
    level of risk that forbids it.
    """
    uow.lock(f"restriction:{row.person_id}")
    [measure] = queries.measures(uow.session, [row])
    if measure.ended is not None:
        raise Refused("kind", _("This measure has ended; a new one is entered anew"), conflict=True)
    if command.at < row.started_at:
        raise Refused("at_time", _("The measure began later than that"))
    if command.kind == "extended" and row.kind == APART:
        _demand_grounds(uow, row.person_id, "", "kind")
    made = _add(uow, row, command.kind, command.at, command.text, command.ends_at)
    if command.kind == "ended":
        _stop(uow, row, made)
        return made
    done = ["review"] if command.kind == "extended" else [command.kind]
    for name in done:
        deadlines.meet(uow, DAILY[name], met_at=uow.now(), met_by=made.id, subject_id=row.id)
        _start(uow, row, DAILY[name], command.at)
    if command.kind == "extended":
        deadlines.meet(uow, clocks.RESTRICTION_END, met_at=uow.now(), met_by=made.id, subject_id=row.id)
        _start(uow, row, clocks.RESTRICTION_END, command.at, command.ends_at)
    return made


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """Whoever leaves the unit leaves its measures behind: nothing stays in force on paper alone."""
    if movement.kind not in LEAVING:
        return
    for measure in queries.restrictions_of(uow.session, [movement.person_id]):
        if measure.ended is None:
            at = max(movement.occurred_at, measure.row.started_at)
            made = _add(uow, measure.row, "ended", at, _("The person left the unit"), None)
            _stop(uow, measure.row, made)


def after_level(uow: UnitOfWork, change: risk.LevelChange) -> None:
    """A measure goes on while the level of the person's episode changes. Raises ``risk.Refused``."""
    if kept_apart(queries.restrictions_of(uow.session, [change.episode.person_id])):
        apart.settle(uow, change)


def kept_apart(measures: list[queries.Measure]) -> bool:
    """Whether one of these measures keeps the person apart now."""
    return any(one.row.kind == APART and one.ended is None for one in measures)


def against_rule(session: Session, measures: Iterable[queries.Measure]) -> set[uuid.UUID]:
    """Those of these measures in force that keep somebody apart at a level of risk that forbids it."""
    parting = {one.row.id: one.row.person_id for one in measures if one.row.kind == APART and one.ended is None}
    if not parting:
        return set()
    wrong = apart.forbidden(session, set(parting.values()))
    return {row_id for row_id, person_id in parting.items() if person_id in wrong}


def _demand_grounds(uow: UnitOfWork, person_id: uuid.UUID, grounds: str, field: str) -> None:
    """Keep the grounds a doctor writes with the episode of risk. Raises Refused where they are needed and missing."""
    episode = apart.grounds_needed(uow, person_id)
    if episode is None:
        return
    try:
        risk.place(uow, episode, alone=True, override=grounds)
    except risk.Refused:
        said = _("At level L3 nobody is kept apart without constant observation (L4) or a doctor's written grounds")
        raise Refused(field, said) from None


def label(row: RestrictiveMeasure, facility: Facility) -> str:
    return books.label(PREFIX, facility.code, row.year, row.number)


def _add(
    uow: UnitOfWork, row: RestrictiveMeasure, kind: str, at: dt.datetime, text: str, ends_at: dt.datetime | None
) -> RestrictionStep:
    return enter(
        uow,
        RestrictionStep,
        row.person_id,
        row.facility_id,
        measure_id=row.id,
        kind=kind,
        at=at,
        text=text,
        ends_at=ends_at,
    )


def _stop(uow: UnitOfWork, row: RestrictiveMeasure, made: RestrictionStep) -> None:
    for kind in (*DAILY.values(), clocks.RESTRICTION_END):
        deadlines.meet(uow, kind, met_at=uow.now(), met_by=made.id, subject_id=row.id)


def _start(
    uow: UnitOfWork, row: RestrictiveMeasure, kind: DeadlineKind, at: dt.datetime, due_at: dt.datetime | None = None
) -> None:
    deadlines.start(
        uow,
        kind,
        facility_id=row.facility_id,
        started_at=at,
        started_by="measure",
        person_id=row.person_id,
        subject=(SUBJECT, row.id),
        due_at=due_at,
    )
