"""A session for queries alone: it keeps nothing that is written in it, and on PostgreSQL the connection goes on knowing
its statements.
"""

from __future__ import annotations

from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from healthapp.access import Identity
from healthapp.database import Database
from healthapp.people.models import Facility
from tests import factories

BY_CODE = sa.select(Facility.name).where(Facility.code == sa.bindparam("code"))
KNOWN = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%facility.name%code%'")


@pytest.fixture(autouse=True)
def place(database: Database, clock) -> Facility:
    with database.unit(Identity.system("tests"), clock) as uow:
        return factories.facility(uow, code="N1", name="One")


def name_of(database: Database) -> str | None:
    with database.reading() as session:
        return session.scalar(BY_CODE, {"code": "N1"})


def test_what_is_written_without_a_unit_of_work_is_not_kept(database: Database, place: Facility) -> None:
    with database.reading() as session:
        session.get_one(Facility, place.id).name = "Two"
    assert name_of(database) == "One"
    refused = pytest.raises(DBAPIError, match="read-only") if database.dialect == "postgresql" else nullcontext()
    with database.reading() as session, refused:
        session.execute(sa.update(Facility).values(name="Two"))
    assert name_of(database) == "One"


def test_a_unit_of_work_writes_on_the_connection_that_only_read(database: Database, clock, place: Facility) -> None:
    assert name_of(database) == "One"
    with database.unit(Identity.system("tests"), clock) as uow:
        uow.session.get_one(Facility, place.id).name = "Two"
        uow.audited = True
    assert name_of(database) == "Two"


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_statement_that_is_asked_often_is_prepared_once_for_many_sessions(database: Database) -> None:
    for _session in range(8):
        assert name_of(database) == "One"
    with database.reading() as session:
        assert session.scalar(KNOWN) == 1
