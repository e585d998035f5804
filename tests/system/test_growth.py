"""Given a unit with many more people in it, when somebody opens the pages of one of them, then the embedded engine
works no more for it than before.

The engine knows no statistics (docs/decisions/0018) and takes an index of the unit for as good as one of the person. No
walk through a table shows that, and among a few people nothing does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from healthapp.database import Base, uuid7
from tests.system.journeys.demonstration import Demonstration, opened, signed_in
from tests.system.links import LINK, kind

pytestmark = [pytest.mark.slow]

#: What a person brings into a unit, in the order in which one row refers to another.
BROUGHT = ("person", "stay", "person_name", "person_identifier", "person_flag", "movement", "deadline")
#: So many for each who was there.
TIMES = 12
#: The engine counts its steps by so many.
STEPS = 10
#: Those who open a person's pages.
WHO = ("feldsher", "nurse", "doctor", "head", "psychologist", "psychiatrist")


class Work:
    """Counts what the embedded engine of ``app`` does: ``steps`` of its machine."""

    def __init__(self, app: Flask) -> None:
        self.steps = 0
        engine = app.extensions["database"].engine
        engine.dispose()
        sa.event.listen(engine, "connect", self._connected)

    def _connected(self, connection: Any, _record: object) -> None:
        connection.set_progress_handler(self._count, STEPS)

    def _count(self) -> int:
        self.steps += STEPS
        return 0


@pytest.fixture(scope="module")
def application(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(demonstration, tmp_path_factory.mktemp("growth") / "data") as app:
        yield app


def ordinary(connection: sa.Connection) -> tuple[uuid.UUID, uuid.UUID]:
    """(person, unit) of somebody in custody who was examined, in the unit that holds most of them."""
    person, record = Base.metadata.tables["person"].c, Base.metadata.tables["clinical_record"].c
    fullest = sa.select(person.facility_id).where(person.in_custody).group_by(person.facility_id)
    examined = sa.select(person.id, person.facility_id).where(
        person.in_custody,
        person.facility_id == fullest.order_by(sa.func.count().desc()).limit(1).scalar_subquery(),
        person.id.in_(sa.select(record.person_id).where(record.kind == "intake", record.state == "signed")),
    )
    person_id, facility_id = connection.execute(examined.order_by(person.id).limit(1)).one()
    return person_id, facility_id


def crowd(connection: sa.Connection, facility_id: uuid.UUID, besides: uuid.UUID) -> int:
    """``TIMES`` as many people in the unit, each with what somebody brought there; how many clocks run there now."""
    person, deadline = Base.metadata.tables["person"].c, Base.metadata.tables["deadline"].c
    there = sa.select(person.id).where(person.facility_id == facility_id, person.id != besides)
    people = list(connection.scalars(there))
    for _time in range(TIMES):
        new: dict[uuid.UUID, uuid.UUID] = {}
        for name in BROUGHT:
            brought(connection, Base.metadata.tables[name], people, new)
    running = sa.select(sa.func.count()).where(deadline.facility_id == facility_id, deadline.state == "open")
    return connection.scalar(running) or 0


def brought(
    connection: sa.Connection, table: sa.Table, people: list[uuid.UUID], new: dict[uuid.UUID, uuid.UUID]
) -> None:
    """Copy what these people have in ``table`` for others. ``new``: the id of each copied row, which grows."""
    of = table.c.id if table.name == "person" else table.c.person_id
    rows = connection.execute(sa.select(table).where(of.in_(people))).mappings().all()
    new |= {row["id"]: uuid7() for row in rows}
    copies = [{key: new.get(value, value) for key, value in row.items()} for row in rows]
    if table.name == "person":
        copies = [copy | {"number": copy["id"].hex} for copy in copies]
    if copies:
        connection.execute(sa.insert(table), copies)


def about(client: FlaskClient, person_id: uuid.UUID) -> list[str]:
    """One page of each kind that the person's own page leads to and that is about this person."""
    first = f"/people/{person_id}"
    pages = {kind(path): path for found in LINK.findall(client.get(first).text) if (path := unescape(found))}
    own = {name: path for name, path in pages.items() if str(person_id) in path or name.startswith("/examinations/")}
    return [first, *(path for path in sorted(own.values()) if "lang=" not in path)]


def worked(client: FlaskClient, work: Work, path: str) -> int:
    """Steps of the engine for a page that was opened before."""
    client.get(path)
    work.steps = 0
    assert client.get(path).status_code == 200, path
    return work.steps


def test_the_pages_of_one_person_do_not_grow_with_the_unit(application: Flask) -> None:
    engine = application.extensions["database"].engine
    work = Work(application)
    with engine.connect() as connection:
        person_id, facility_id = ordinary(connection)
    clients = {username: signed_in(application, username) for username in WHO}
    pages = [(username, path) for username, client in clients.items() for path in about(client, person_id)]
    few = {page: worked(clients[page[0]], work, page[1]) for page in pages}

    with engine.begin() as connection:
        running = crowd(connection, facility_id, person_id)
    many = {page: worked(clients[page[0]], work, page[1]) for page in pages}

    assert len(pages) > 20
    assert running > 300
    grown = {page: (few[page], many[page]) for page in pages if many[page] > 1.2 * few[page] + 100}
    assert grown == {}
