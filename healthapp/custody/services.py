"""Checking a custody list, applying exactly what was checked, or giving it up."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

from healthapp import audit
from healthapp.custody import cells, matching
from healthapp.custody.cells import Parsed
from healthapp.custody.events import LIST_APPLIED, LIST_CHECKED, LIST_GIVEN_UP, REJECTED_TAKEN
from healthapp.custody.matching import HERE, MOVED, NEW, PLACE, REJECTED
from healthapp.custody.models import CustodyImport
from healthapp.custody.queries import last_open, rejected_rows
from healthapp.database import UnitOfWork
from healthapp.importing import checks, reading
from healthapp.importing.checks import NotAsChecked
from healthapp.people import movements, services
from healthapp.people.errors import Refused
from healthapp.people.models import Person, Stay
from healthapp.people.queries import open_stay
from healthapp.people.schemas import Admit, Identity, Move, Names

KINDS = (NEW, HERE, PLACE, MOVED, REJECTED)


class RowRefused(Exception):
    """The people room refused one row, so none was applied. ``number`` and its words."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def check(uow: UnitOfWork, facility_id: uuid.UUID, data: bytes) -> CustodyImport:
    """Read a file and say what each row would do; people stay untouched. Raises reading.BadFile.

    A list of this facility that still waits is given up: two of them would contradict each other.
    """
    table = reading.read(data, cells.COLUMNS)
    uow.lock(_lock(facility_id))
    before = last_open(uow.session, facility_id)
    if before is not None:
        give_up(uow, before)
    rows = [_read(raw, uow) for raw in table.rows]
    row = CustodyImport(
        facility_id=facility_id,
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        digest=checks.digest(data),
        ignored=table.ignored,
        rows=rows,
        left=[],
        counts={},
    )
    uow.session.add(row)
    _judge(uow, row)
    return row


def recheck(uow: UnitOfWork, row: CustodyImport) -> bool:
    """Judge the stored rows anew by what is on file now; False when the list is not waiting any more."""
    try:
        row = checks.waiting(uow, CustodyImport, row.id, lock=_lock(row.facility_id))
    except NotAsChecked:
        return False
    _judge(uow, row)
    return True


def apply(uow: UnitOfWork, row: CustodyImport, digest: str) -> None:
    """Do what the check said, all of it or nothing. Nothing happens to people the list does not name.

    Raises NotAsChecked when ``digest`` (hex) is of another file or a row would now do something else, and
    RowRefused when the people room refuses a row.
    """
    row = checks.waiting(uow, CustodyImport, row.id, lock=_lock(row.facility_id), digest=digest)
    outcomes, left = matching.classify(uow.session, uow.actor, row.facility_id, _parsed(row))
    if [_stored(outcome) for outcome in outcomes] != _judged(row) or [str(person) for person in left] != row.left:
        raise NotAsChecked
    by_number = dict(_parsed(row))
    for outcome in outcomes:
        try:
            _act(uow, row.facility_id, outcome, by_number[outcome.number])
        except Refused as refusal:
            raise RowRefused(outcome.number, str(refusal)) from refusal
    checks.mark_applied(uow, row)
    row.rows = rejected_rows(row)
    _record(uow, LIST_APPLIED, row)


def give_up(uow: UnitOfWork, row: CustodyImport) -> None:
    """Forget a checked list: the names in it are of no more use. Raises NotAsChecked."""
    row = checks.waiting(uow, CustodyImport, row.id, lock=_lock(row.facility_id))
    row.state, row.rows, row.left = "given_up", [], []
    audit.record(uow, LIST_GIVEN_UP, facility_id=row.facility_id, subject=("custody_import", row.id))


def take_rejected(uow: UnitOfWork, row: CustodyImport) -> None:
    """Note that the rejected rows leave as a file."""
    count = len(rejected_rows(row))
    audit.record(uow, REJECTED_TAKEN, facility_id=row.facility_id, subject=("custody_import", row.id), rows=count)


def _lock(facility_id: uuid.UUID) -> str:
    return f"custody-list:{facility_id}"


def _read(raw: reading.RawRow, uow: UnitOfWork) -> dict[str, Any]:
    found: dict[str, Any] = {"number": raw.number, "cells": raw.cells, "values": None, "wrong": []}
    if not raw.whole:
        found["wrong"] = [["", "cells"]]
        return found
    values, wrong = cells.parse(raw.cells, uow.now())
    found["values"] = values.as_json() if values is not None else None
    found["wrong"] = [list(pair) for pair in wrong]
    return found


def _judge(uow: UnitOfWork, row: CustodyImport) -> None:
    outcomes, left = matching.classify(uow.session, uow.actor, row.facility_id, _parsed(row))
    judged = {outcome.number: outcome for outcome in outcomes}
    rows = []
    for stored in row.rows:
        outcome = judged.get(stored["number"])
        kind, person, reason = _stored(outcome)[1:] if outcome is not None else (REJECTED, None, "")
        rows.append({**stored, "kind": kind, "person": person, "reason": reason})
    counted = Counter(stored["kind"] for stored in rows)
    row.rows = rows
    row.left = [str(person) for person in left]
    row.counts = {kind: counted[kind] for kind in KINDS} | {"left": len(left)}
    uow.session.flush()
    _record(uow, LIST_CHECKED, row)


def _record(uow: UnitOfWork, event: audit.EventType, row: CustodyImport) -> None:
    counts: dict[str, Any] = dict(row.counts)
    audit.record(
        uow,
        event,
        facility_id=row.facility_id,
        subject=("custody_import", row.id),
        digest=row.digest,
        **counts,
    )


def _parsed(row: CustodyImport) -> list[tuple[int, Parsed]]:
    return [(stored["number"], Parsed(**stored["values"])) for stored in row.rows if stored["values"] is not None]


def _stored(outcome: matching.Outcome) -> list[Any]:
    person = str(outcome.person_id) if outcome.person_id is not None else None
    return [outcome.number, outcome.kind, person, outcome.reason]


def _judged(row: CustodyImport) -> list[list[Any]]:
    return [
        [stored["number"], stored["kind"], stored["person"], stored["reason"]]
        for stored in row.rows
        if stored["values"] is not None
    ]


def _act(uow: UnitOfWork, facility_id: uuid.UUID, outcome: matching.Outcome, row: Parsed) -> None:
    if outcome.kind == NEW:
        services.admit(uow, _admission(facility_id, row, known=outcome.person_id is not None))
    elif outcome.kind == PLACE:
        person, _stay = _person(uow, outcome)
        movements.record(uow, person, Move(kind="cell_change", occurred_at=uow.now(), place=row.place))
    elif outcome.kind == MOVED:
        person, stay = _person(uow, outcome)
        if stay.heading_to_id != facility_id:
            leave = Move(kind="transfer_out", occurred_at=row.arrived, other_facility_id=facility_id)
            movements.record(uow, person, leave)
        movements.record(uow, person, Move(kind="transfer_in", occurred_at=row.arrived, place=row.place))


def _person(uow: UnitOfWork, outcome: matching.Outcome) -> tuple[Person, Stay]:
    person = uow.session.get(Person, outcome.person_id) if outcome.person_id is not None else None
    stay = open_stay(uow.session, person.id) if person is not None else None
    if person is None or stay is None:
        raise NotAsChecked
    return person, stay


def _admission(facility_id: uuid.UUID, row: Parsed, *, known: bool) -> Admit:
    numbers: Mapping[str, str] = {"fin": row.fin} if row.fin else {}
    return Admit(
        facility_id=facility_id,
        admitted_at=row.arrived,
        origin=row.origin,
        legal_status=row.legal_status,
        place=row.place,
        identity=Identity(
            names=Names(row.surname, row.given_name, row.father_name, row.patronymic_suffix),
            registered_sex=row.sex,
            birth_date=row.born,
            languages=row.languages,
            numbers=dict(numbers),
        ),
        known_by_fin=known,
        # The check left every look-alike to a person; what is left is nobody on file.
        not_the_same=True,
    )
