"""A migrated database for each test, on either engine, made by copying one template per worker."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import LRUCache

from healthapp import migrating
from healthapp.access import Identity
from healthapp.cli.database import grants, rights
from healthapp.database import Database
from healthapp.immutability import REFUSAL
from healthapp.settings.services import seed

KEY = bytes(range(32))
#: What the application is to the PostgreSQL of the tests: the role `healthapp database grant` is for.
ROLE = "healthapp_at_work"
#: Another worker of the same server was first.
THERE = "duplicate_object OR unique_violation"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_counter = itertools.count()
#: More than all tests of a process ask, so that none is compiled twice.
STATEMENTS = 20_000


def migrated(database: Database) -> Database:
    migrating.upgrade(database)
    with database.unit(Identity.system("tests")) as uow:
        seed(uow)
    return database


#: The first engine of each dialect in this process.
_first: dict[str, Engine] = {}


def _share_statements(database: Database) -> Database:
    """Let all engines of a dialect share what SQLAlchemy compiled: a sixth of their time goes into it otherwise.

    The cache asks by dialect object, so the dialect is shared too; connections and transactions are not.
    """
    engine = database.engine
    first = _first.setdefault(database.dialect, engine)
    if first is engine:
        engine.connect().close()  # a dialect learns the server's version at its own engine's first connection
        engine._compiled_cache = LRUCache(STATEMENTS)
    for one in (engine, database._reading.kw["bind"]):
        one.dialect, one._compiled_cache = first.dialect, first._compiled_cache
    return database


@contextmanager
def as_owner(database: Database) -> Iterator[sa.Connection]:
    """A connection of whoever owns the tables, which on PostgreSQL may do more than the application."""
    with database.engine.connect().execution_options(write=True) as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET ROLE NONE")
        yield connection
    database.engine.dispose()


def refused(database: Database, *statements: str | sa.Update | sa.Delete) -> None:
    """The trigger itself refuses each of ``statements``, to whoever owns the tables; and apart from it PostgreSQL
    refuses the application's role what it has no right to."""
    for statement in statements:
        change = sa.text(statement) if isinstance(statement, str) else statement
        with pytest.raises(DBAPIError, match=REFUSAL), as_owner(database) as owner:
            owner.execute(change)
        if database.dialect != "postgresql":
            continue
        act, table = _change(statement)
        answer = REFUSAL if act in rights()[table] else "permission denied"
        with pytest.raises(DBAPIError, match=answer), database.engine.connect() as application:
            application.execute(change)


def _change(statement: str | sa.Update | sa.Delete) -> tuple[str, str]:
    """UPDATE or DELETE, and of which table."""
    words = str(statement).split()
    return words[0], words[1] if words[0] == "UPDATE" else words[2]


@contextmanager
def without_guards(database: Database) -> Iterator[sa.Connection]:
    """What an administrator of the database can do: no trigger in the way; what was done stays."""
    with as_owner(database) as connection:
        if database.dialect == "sqlite":
            for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()


class SqliteTemplate:
    """One encrypted, migrated file; a copy of it takes a millisecond."""

    engine = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.db"
        migrated(Database(f"sqlite:///{self.file}", key=KEY)).dispose()

    def furnished(self, furnish: Callable[[Database], None]) -> SqliteTemplate:
        """Another template: a copy of this one in which ``furnish`` put something."""
        folder = self.file.parent / "furnished"
        folder.mkdir()
        with self.copy(folder) as database:
            furnish(database)
        made = copy(self)
        made.file = folder / "health.db"
        return made

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Database]:
        file = folder / "health.db"
        shutil.copyfile(self.file, file)
        database = _share_statements(Database(f"sqlite:///{file}", key=KEY))
        try:
            yield database
        finally:
            database.dispose()


class PostgresTemplate:
    """One migrated database of this worker, copied by the server. A copy is worked on as the application is deployed:
    by a role without UPDATE or DELETE on what is signed, audited or in the ledger."""

    engine = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        self.admin = sa.create_engine(url.format(name="postgres"), isolation_level="AUTOCOMMIT")
        self.name = f"template_{WORKER}_{os.getpid()}"
        self._execute(f"CREATE DATABASE {self.name}")
        made = migrated(Database(url.format(name=self.name)))
        with made.engine.begin() as connection:
            connection.exec_driver_sql(f"DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN {THERE} THEN NULL; END $$")
            for statement in grants(ROLE):
                connection.exec_driver_sql(statement)
        made.dispose()

    def furnished(self, furnish: Callable[[Database], None]) -> PostgresTemplate:
        """Another template: a copy of this one in which ``furnish`` put something."""
        made = copy(self)
        made.name = f"{self.name}_furnished"
        self._execute(f"CREATE DATABASE {made.name} TEMPLATE {self.name} STRATEGY FILE_COPY")
        database = _share_statements(Database(self.working(made.name)))
        furnish(database)
        database.dispose()
        return made

    def working(self, name: str) -> str:
        """The URL of a copy for the application."""
        url = sa.make_url(self.url.format(name=name)).update_query_dict({"options": f"-c role={ROLE}"})
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[Database]:
        name = f"test_{WORKER}_{os.getpid()}_{next(_counter)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY FILE_COPY")
        database = _share_statements(Database(self.working(name), pool_size=4))
        try:
            yield database
        finally:
            database.dispose()
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.dispose()
