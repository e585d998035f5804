"""What the database itself refuses in the ledger: any change to an entry, place, node or checkpoint.

The queue alone is emptied as places are given, so a restricted database role needs DELETE on ``ledger_queue``.
"""

from __future__ import annotations

from healthapp.immutability import insert_only

INSERT_ONLY = ("ledger_entry", "ledger_place", "ledger_node", "ledger_checkpoint")
QUEUE = "ledger_queue"


def triggers(dialect: str) -> list[str]:
    """One statement each, in order; PostgreSQL needs the function of ``healthapp.immutability`` first."""
    return [statement for table in INSERT_ONLY for statement in insert_only(table, dialect)]
