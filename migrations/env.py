"""Alembic's entry: the connection is handed in by ``healthapp.migrating`` or opened from the configuration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from healthapp.tables import metadata

LOCK = 7_239_015


def run(connection: sa.Connection) -> None:
    """The whole upgrade in one transaction, under a lock that lets one process at a time migrate.

    SQLite's lock is its write transaction; alembic must be told that its DDL can be rolled back.
    """
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        transaction_per_migration=False,
        transactional_ddl=True,
        render_as_batch=False,
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
            # An upgrade that computes over many rows is at work, however long it sends nothing.
            connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from config import Config
    from healthapp import open_database

    with open_database(Config.from_environment()).engine.connect().execution_options(write=True) as opened:
        run(opened)
