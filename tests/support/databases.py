"""A migrated database for each test, on either engine, made by copying one template per worker."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from healthapp import migrating
from healthapp.access import Identity
from healthapp.database import Database
from healthapp.settings.services import seed

KEY = bytes(range(32))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_counter = itertools.count()


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
    if first is not engine:
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    else:
        engine.connect().close()  # a dialect learns the server's version at its own engine's first connection
    return database


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
    """One migrated database of this worker, copied by the server."""

    engine = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        self.admin = sa.create_engine(url.format(name="postgres"), isolation_level="AUTOCOMMIT")
        self.name = f"template_{WORKER}_{os.getpid()}"
        self._execute(f"CREATE DATABASE {self.name}")
        migrated(Database(url.format(name=self.name))).dispose()

    def furnished(self, furnish: Callable[[Database], None]) -> PostgresTemplate:
        """Another template: a copy of this one in which ``furnish`` put something."""
        made = copy(self)
        made.name = f"{self.name}_furnished"
        self._execute(f"CREATE DATABASE {made.name} TEMPLATE {self.name} STRATEGY FILE_COPY")
        database = _share_statements(Database(self.url.format(name=made.name)))
        furnish(database)
        database.dispose()
        return made

    def _execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[Database]:
        name = f"test_{WORKER}_{os.getpid()}_{next(_counter)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY FILE_COPY")
        database = _share_statements(Database(self.url.format(name=name), pool_size=4))
        try:
            yield database
        finally:
            database.dispose()
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.dispose()
