"""A unit's lists begin with its open clocks, however many ended ones lie in the table."""

from __future__ import annotations

import pytest

from healthapp.access import Role
from healthapp.deadlines import queries
from healthapp.deadlines.kinds import COUNTERSIGN, INTAKE
from tests.support.plans import plans


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # the other engine weighs the rows themselves


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.REVIEWER])
def test_no_list_reads_the_clocks_that_ended(house, role):
    now, identity = house.clock(), house.users[role]

    def lists(session):
        queries.due(session, identity, {INTAKE.code, COUNTERSIGN.code}, limit=50, now=now, until=now)
        queries.counts(session, identity, now, now)
        queries.counts(session, identity, now)

    found = [" ".join(steps) for text, steps in plans(house.database, lists).items() if "FROM deadline" in text]
    assert len(found) == 3
    assert all("ix_deadline_work (facility_id=? AND state=?" in plan for plan in found), found
    assert not any("SCAN deadline" in plan for plan in found), found
