"""Given a database of which the embedded engine knows nothing, so that it takes every table for a large one, when
somebody of each role opens every kind of page, then no statement walks through a table that grows with the years.

A walk costs nothing among four hundred people and seconds among a hundred thousand, where nobody tests by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.system.journeys.demonstration import Demonstration, opened, signed_in
from tests.system.links import ROLES, by, followed

pytestmark = [pytest.mark.slow]

#: What holds a row or more for every person, examination or event.
GROWING = {
    *("person", "person_name", "person_token", "person_identifier", "person_flag", "stay", "movement", "deadline"),
    *("clinical_record", "record_number", "draft_section", "sealed_content", "record_signature", "record_fact"),
    *("audit_event", "ledger_entry", "ledger_place", "ledger_node", "login_session", "stored_file"),
}
#: Walks that end soon: in the order of an index until a page is full, or through an index of the few it holds.
SHORT = {
    "SCAN person USING INDEX ix_person_merged_into_id",
    "SCAN audit_event USING INDEX ix_audit_event_at_id",
    "SCAN audit_event USING INDEX ix_audit_event_oversight",
    "SCAN stay USING INDEX ix_stay_admitted_at",
}
WALK = re.compile(r"SCAN (\w+?)(?:_\d+)?(?: |$)")


@pytest.fixture(scope="module")
def application(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(demonstration, tmp_path_factory.mktemp("plans") / "data") as app:
        with app.extensions["database"].reading() as session:
            assert "sqlite_stat1" not in sa.inspect(session.connection()).get_table_names(), "docs/decisions/0018"
        yield app


def walks(app: Flask) -> dict[str, str]:
    """What was walked through by statements asked from now on, and a statement that did."""
    found: dict[str, str] = {}
    known: set[str] = set()

    @sa.event.listens_for(app.extensions["database"].engine, "before_cursor_execute")
    def _explain(connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        if statement in known or not statement.startswith(("SELECT", "WITH")):
            return
        known.add(statement)
        raw = connection.connection.driver_connection
        for *_numbers, step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", given):
            walk = WALK.match(step)
            if walk and walk.group(1) in GROWING and step not in SHORT:
                found.setdefault(step, " ".join(statement.split()))

    return found


@pytest.mark.parametrize("username", ROLES)
def test_no_page_walks_through_a_table_that_grows(application: Flask, username: str) -> None:
    client = signed_in(application, username)

    found = walks(application)
    assert len(list(followed(by(client)))) > 3
    assert found == {}, "\n".join(f"{walk}: {said}" for walk, said in found.items())
