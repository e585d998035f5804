"""Many rows at once, past SQLAlchemy's bookkeeping for each: COPY for PostgreSQL, the driver's own loop for SQLite.

Values are still written as the columns' types write them, so that the program reads what it would have written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from healthapp.database import Base, UnitOfWork, uuid7

Row = dict[str, Any]
Rows = dict[Any, list[Row]]


def add_to(rows: Rows, model: type[Base], /, **row: Any) -> None:
    """One more row of ``model``, with a key of its own where none is given."""
    rows.setdefault(model, []).append({"id": uuid7(), **row})


def insert(uow: UnitOfWork, model: type[Base], rows: list[Row]) -> None:
    """Insert ``rows``, which all name the same columns; the others are left to the database."""
    connection, table = uow.session.connection(), Base.metadata.tables[model.__tablename__]
    quote = connection.dialect.identifier_preparer.quote
    names = list(rows[0])
    columns = ", ".join(quote(name) for name in names)
    values = _values(table, names, rows, connection.dialect)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})", list(values))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _values(table: sa.Table, names: list[str], rows: list[Row], dialect: sa.Dialect) -> Iterator[tuple[Any, ...]]:
    """Each row in the order of ``names``, as the driver takes it."""
    writers = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    pairs = list(zip(names, writers, strict=True))
    for row in rows:
        yield tuple(row[name] if writer is None or row[name] is None else writer(row[name]) for name, writer in pairs)
