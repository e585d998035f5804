"""A database that no step has touched, and rows to be carried from one schema to the next."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthapp import audit
from healthapp.access import Identity, Role
from healthapp.database import Database
from healthapp.people.events import PERSON_OPENED
from healthapp.settings.services import seed
from tests import factories
from tests.support.databases import KEY


@pytest.fixture
def empty(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if engine_name == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'empty.db'}", key=KEY)
        yield made
        made.dispose()
        return
    template = request.getfixturevalue("_postgres")
    name = f"empty_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    with template.admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = Database(template.url.format(name=name))
    yield made
    made.dispose()
    with template.admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def lived_in(database: Database) -> uuid.UUID:
    """Somebody, with settings, an event and its ledger entry; returns who."""
    with database.unit(Identity.system("tests")) as uow:
        seed(uow)
        place = factories.facility(uow)
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
    with database.unit(factories.identity(Role.DOCTOR, place)) as uow:
        audit.record(uow, PERSON_OPENED, about=person)
    return person.id
