"""A small facility to set out row by row, of which every figure can be counted by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import count
from typing import Any

import sqlalchemy as sa

from healthapp.accounts.models import User
from healthapp.database import uuid7
from healthapp.inspection.figure_models import RecordFact
from healthapp.people.models import Facility, Person, Stay
from healthapp.records.models import ClinicalRecord

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
#: Midnight in Baku is eight in the evening of the day before.
START, END = dt.datetime(2026, 2, 28, 20, tzinfo=dt.UTC), dt.datetime(2026, 3, 10, 20, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
LAST_MINUTE, MID = END - MINUTE, START + 2 * DAY


class World:
    """Rows with what a test says of them and, in every other column that must be filled, something."""

    def __init__(self, uow: Any) -> None:
        self.uow, self.number = uow, count(1)
        self.names: dict[uuid.UUID, str] = {}
        self.people: dict[str, uuid.UUID] = {}
        self.own, self.other = (self.add(Facility, code=code, name=code, kind="remand") for code in "AB")
        self.user = self.add(User, username="who", name="Who")

    def add(self, model: Any, named: str = "", **values: Any) -> uuid.UUID:
        table = model.__table__
        given = {"id": uuid7(), **values} if "id" in table.c else values
        for column in table.c:
            if not (column.nullable or column.default or column.server_default or column.name in given):
                given[column.name] = self.something(column.type.python_type)
        self.uow.session.execute(sa.insert(model), [given])
        if named:
            self.names[given["id"]] = named
        return given.get("id")

    def something(self, kind: type) -> Any:
        made = {
            str: "-",
            int: next(self.number),
            bool: False,
            dt.date: FIRST,
            dict: {},
            bytes: b"-",
            uuid.UUID: uuid7(),
        }
        return made.get(kind, MID)  # a moment

    def person(self, name: str) -> uuid.UUID:
        if name not in self.people:
            number = next(self.number)
            self.people[name] = self.add(Person, name, number=f"N-{number}", registered_sex="male", in_custody=True)
        return self.people[name]

    def of(self, name: str, at: uuid.UUID | None = None) -> dict[str, uuid.UUID]:
        """Whom a row is about, and where."""
        return {"person_id": self.person(name), "facility_id": at or self.own}

    def everywhere(self, name: str) -> list[tuple[dict[str, uuid.UUID], dt.datetime]]:
        """Whom and when, of rows that no figure may count: a minute before, a minute after, and elsewhere."""
        return [(self.of(name), START - MINUTE), (self.of(name), END), (self.of(name, self.other), MID)]

    def stay(self, name: str, at: uuid.UUID | None = None) -> uuid.UUID:
        return self.add(Stay, name, **self.of(name, at), origin="police", legal_status="remand", whereabouts="unit")

    def record(self, name: str, kind: str, at: dt.datetime = MID, whose: str = "", **fact: Any) -> uuid.UUID:
        """A signed record and its facts; ``where``, ``state``, ``stay_id``, ``signed`` as far as they are given."""
        where, state = fact.pop("where", self.own), fact.pop("state", "signed")
        author, signed = fact.pop("author_id", None) or uuid7(), fact.pop("signed", None) or at + HOUR
        stay_id = fact.pop("stay_id", None)
        about = self.of(whose or name, where)
        made = self.add(
            ClinicalRecord, name, **about, kind=kind, event_time=at, recorded_time=at, state=state, author_id=author,
            stay_id=stay_id, handed_in_at=signed, signed_at=signed, signer_name="-", digest=bytes(32),
        )  # fmt: skip
        facts = {"minutes": 30, "late_minutes": 0, **fact}
        self.add(
            RecordFact, **about, record_id=made, kind=kind, event_time=at, author_id=author, handed_in_at=signed,
            stay_id=stay_id, **facts,
        )  # fmt: skip
        return made
