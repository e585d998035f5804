"""The two engines: what a connection is told when it is made, how long a page waits for it, and what one alone must be
told in a statement.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPICursor

T = TypeVar("T")


class DatabaseUnavailable(RuntimeError):
    """The database cannot be opened with this key, or is not there. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a page waits for the database before it says so; in seconds.

    ``lock``: for what another transaction holds, on either engine. PostgreSQL alone: ``connect`` for an address that
    does not answer, also one that fell silent after the connection was made; ``idle`` for a transaction in which
    nothing happens any more, whose worker hangs or lost its line: the server ends it, and what it held is free.
    """

    lock: float = 10
    connect: int = 5
    idle: int = 60


#: Seconds between two questions whether the embedded file may be written; an act takes ten to thirty milliseconds.
ASKED_AGAIN = 0.005
#: Of a connection that only reads; SQLite knows no such thing.
READ_ONLY = {"postgresql_readonly": True}


class HasPatience(Protocol):
    """Whoever decides how long to wait, now and later."""

    patience: Patience


def made(database: HasPatience, url: str, key: bytes | None, pool_size: int) -> Engine:
    """An engine for ``url``, whose embedded file opens with ``key``. Raises DatabaseUnavailable without one."""
    pool = {
        "pool_size": pool_size,
        "max_overflow": 4,
        "pool_timeout": 10,
        # The connection used last: what another one wrote meanwhile empties the pages it has decrypted.
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
    if not url.startswith("sqlite"):
        return _patient(database, sa.create_engine(url, pool_pre_ping=True, **pool))
    if key is None:
        raise DatabaseUnavailable("the embedded database needs a key")
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - the central deployment does without it

    engine = sa.create_engine(url, module=dbapi2, **pool)

    @event.listens_for(engine, "connect")
    def _unlock(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are opened by the "begin" listener below
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            cursor.execute(f"PRAGMA busy_timeout = {round(database.patience.lock * 1000)}")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            # Pages once decrypted: so much for one connection, and so much for all of a worker together.
            cursor.execute("PRAGMA cache_size = -16000")
            cursor.execute("PRAGMA soft_heap_limit = 24000000")
            cursor.execute("PRAGMA temp_store = MEMORY")
        except dbapi2.DatabaseError as error:
            if "not a database" not in str(error):
                raise
            raise DatabaseUnavailable(
                "the database file cannot be read with this key file. "
                "Check HEALTHAPP_KEY_FILE (docs/operations.md, 'The keys')."
            ) from error
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("write", False):
            _begin_writing(connection, database.patience.lock)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: sa.Connection, patience: float) -> None:
    """Ask for the one right to write until it is given; raises OperationalError after ``patience`` seconds.

    The file's own waiting sleeps longer after each refusal: whoever has waited for long asks seldom, and the other
    worker of an application, whose acts follow each other at once, takes the file again and again before.
    """
    until = time.monotonic() + patience
    cursor = connection.connection.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout = 0")
        while _another_writes(cursor) and time.monotonic() < until:
            time.sleep(ASKED_AGAIN)
        if not connection.connection.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # in the library's words, whatever is wrong
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        cursor.close()


def _another_writes(cursor: DBAPICursor) -> bool:
    """Ask for the right to write; False where it was given, or something else is wrong."""
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except Exception as error:  # the driver's own, of whichever module it is
        return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return False


def _patient(database: HasPatience, engine: Engine) -> Engine:
    """Tell every connection of a PostgreSQL engine how long to wait; what its address says itself counts more."""

    @event.listens_for(engine, "do_connect")
    def _limits(_dialect: Dialect, _record: object, _given: list[Any], options: dict[str, Any]) -> None:
        patience = database.patience
        limits = {"lock_timeout": patience.lock, "idle_in_transaction_session_timeout": patience.idle}
        words = [f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items()]
        silence = {
            "connect_timeout": patience.connect,
            "tcp_user_timeout": patience.connect * 1000,
            "keepalives_idle": patience.connect,
            "keepalives_interval": 1,
            "keepalives_count": patience.connect,
        }
        options.update(silence | options, options=" ".join([*words, options.get("options", "")]).strip())

    return engine


def beside(column: sa.SQLColumnExpression[T]) -> sa.ColumnElement[T]:
    """``column`` in a condition by which no rows are looked up, only those found by the others are told apart.

    The embedded engine knows no statistics (docs/decisions/0018): of two indexes that fit it takes one for as good as
    the other. No index knows this expression, on either engine.
    """
    hidden: sa.ColumnElement[T] = sa.func.coalesce(column, column)
    return hidden
