"""The embedded file is opened so that what was acknowledged survives a power cut and no row points at nothing."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from healthapp import engines
from healthapp.database import Database, Patience, uuid7

#: As SQLite says them: 2 is FULL.
WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_every_connection_of_the_pool_has_them(database: Database):
    opened = [database.engine.connect() for _connection in range(3)]
    found = [{name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in WANTED} for connection in opened]
    for connection in opened:
        connection.close()
    assert found == [WANTED] * 3


def test_the_wait_is_the_one_of_the_configuration(database: Database):
    database.patience = Patience(lock=3)
    database.engine.dispose()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 3000


def test_a_row_that_points_at_nothing_is_refused(database: Database):
    lost = sa.text("INSERT INTO recovery_code (id, user_id, hash) VALUES (:id, :user, x'00')")
    with (
        pytest.raises(IntegrityError, match="FOREIGN KEY"),
        database.engine.connect().execution_options(write=True) as connection,
    ):
        connection.execute(lost, {"id": uuid7().hex, "user": uuid7().hex})


def test_who_waits_to_write_asks_as_often_after_many_refusals(database: Database, monkeypatch):
    slept: list[float] = []
    with database.engine.connect().execution_options(write=True) as other:
        writing = other.begin()

        def asleep(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 20:
                writing.rollback()

        monkeypatch.setattr(time, "sleep", asleep)
        with database.engine.connect().execution_options(write=True) as connection, connection.begin():
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == WANTED["busy_timeout"]
    assert slept == [engines.ASKED_AGAIN] * 20
