"""Rows for tests, made the short way; each returns what it made, flushed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from healthapp.access import Assignment, Identity, Role
from healthapp.database import UnitOfWork, uuid7
from healthapp.people import schemas
from healthapp.people.models import Facility, Person, Stay
from healthapp.people.schemas import Admit

_numbers = itertools.count(1)


def serial() -> int:
    """A number nobody else of this run has."""
    return next(_numbers)


def identity(role: Role, facility: Facility | None = None) -> Identity:
    """Somebody who holds ``role`` at ``facility`` (None: everywhere), without an account."""
    place = facility.id if facility is not None else None
    return Identity(user_id=uuid7(), name=f"{role.value} of the tests", assignments=(Assignment(role, place),))


def facility(uow: UnitOfWork, **values: object) -> Facility:
    number = next(_numbers)
    row = Facility(**{"code": f"T{number}", "name": f"Nümunə müəssisə {number}", "kind": "remand", **values})
    uow.session.add(row)
    uow.session.flush()
    return row


def person(uow: UnitOfWork, at: Facility, **values: object) -> Person:
    defaults = {
        "number": f"T-2026-{next(_numbers):04}",
        "surname": "Kərimli",
        "given_name": "Rauf",
        "father_name": "Elçin",
        "patronymic_suffix": "ogly",
        "birth_date": dt.date(1991, 6, 14),
        "registered_sex": "male",
        "facility_id": at.id,
        "created_at": uow.now(),
    }
    row = Person(**{**defaults, **values})
    uow.session.add(row)
    uow.session.flush()
    uow.audited = True
    return row


def stay(uow: UnitOfWork, of: Person, at: Facility, **values: object) -> Stay:
    defaults = {
        "person_id": of.id,
        "facility_id": at.id,
        "admitted_at": uow.now() - dt.timedelta(hours=2),
        "entered_at": uow.now(),
        "origin": "police",
        "legal_status": "remand",
    }
    row = Stay(**{**defaults, **values})
    uow.session.add(row)
    uow.session.flush()
    uow.audited = True
    return row


def arrival(at: Facility, now: dt.datetime, **changes: object) -> Admit:
    """A command to admit Kərimli Rauf two hours ago; ``changes`` may name fields of command, identity and name."""
    names = {"surname": "Kərimli", "given_name": "Rauf", "father_name": "Elçin", "patronymic_suffix": "ogly"}
    given = {"registered_sex": "male", "birth_date": dt.date(1991, 6, 14), "languages": "az"}
    arrived = {
        "facility_id": at.id,
        "admitted_at": now - dt.timedelta(hours=2),
        "origin": "police",
        "legal_status": "remand",
    }
    for part in (names, given):
        allowed = {field.name for field in dataclasses.fields(schemas.Names if part is names else schemas.Identity)}
        part |= {name: changes.pop(name) for name in list(changes) if name in allowed}
    who = schemas.Identity(names=schemas.Names(**names), **given)
    return Admit(**{**arrived, "identity": who, **changes})
