"""A unit's lists begin with its open clocks, however many ended ones lie in the table."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.database import uuid7
from healthapp.deadlines import queries
from healthapp.deadlines.kinds import COUNTERSIGN, INTAKE, PERIODIC
from healthapp.deadlines.models import Deadline

ENDED, OPEN = 4_000, 20


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # the other engine weighs the rows themselves


@pytest.fixture
def old_unit(house) -> None:
    """Years of clocks that ended, and statistics that know them."""
    now = house.clock()
    rows = [
        {
            "id": uuid7(), "kind": (INTAKE, PERIODIC, COUNTERSIGN)[number % 3].code, "person_id": house.own.person.id,
            "facility_id": house.own.facility.id, "subject_kind": "", "state": "met" if number < ENDED else "open",
            "started_at": now - dt.timedelta(hours=number), "started_by": "test", "legal_basis": "", "verified": True,
            "due_at": now, "ended_reason": "", "met_at": now if number < ENDED else None,
        }
        for number in range(ENDED + OPEN)
    ]  # fmt: skip
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        uow.session.execute(sa.insert(Deadline), rows)
        uow.audited = True
    with house.database.engine.connect().execution_options(write=True) as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def test_no_list_reads_the_clocks_that_ended(house, old_unit):
    asked: list[tuple[str, object]] = []
    sa.event.listen(
        house.database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, text, given, *_more: asked.append((text, given)),
    )
    now, doctor = house.clock(), house.users[Role.DOCTOR]
    with house.database.reading() as session:
        queries.due(session, doctor, {INTAKE.code, COUNTERSIGN.code}, limit=50, now=now, until=now)
        queries.counts(session, doctor, now, now)
        lists = [one for one in asked if "FROM deadline" in one[0]]
        raw = session.connection().connection.driver_connection
        plans = [" ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}", given)) for text, given in lists]
    assert len(plans) == 2
    assert all("ix_deadline_work (facility_id=? AND state=?" in plan for plan in plans), plans
