"""How the embedded engine would find what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import Database


def plans(database: Database, ask: Callable[[Session], object]) -> dict[str, list[str]]:
    """The steps of every question ``ask`` puts, by its text; the other engine plans by the size of its tables."""
    asked: dict[str, Any] = {}

    def listen(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        asked[statement] = given

    with database.reading() as session:
        sa.event.listen(database.engine, "before_cursor_execute", listen)
        ask(session)
        sa.event.remove(database.engine, "before_cursor_execute", listen)
        raw = session.connection().connection.driver_connection
        assert raw is not None
        return {
            statement: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
            for statement, given in asked.items()
            if statement.startswith(("SELECT", "WITH"))
        }
