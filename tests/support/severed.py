"""A line to the database that breaks at COMMIT: before the database is told, or when it did it and says so."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from healthapp.database import Database

BEFORE, AFTER = "before", "after"
COMMIT = b"COMMIT\0"
LONGEST = 64 * 1024


class Line:
    """A relay between the program and a PostgreSQL server. While ``breaks`` is set, a COMMIT is the end of a line."""

    def __init__(self, server: str, port: int) -> None:
        self.breaks: str | None = None
        self.server, self.port = server, port
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.here: int = self.listening.getsockname()[1]
        self.threads = [threading.Thread(target=self._serve)]
        self.threads[0].start()

    def close(self) -> None:
        """Take no more connections; those there were have been closed by the program."""
        self.listening.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)

    def _serve(self) -> None:
        with self.listening:
            while True:
                try:
                    near, _where = self.listening.accept()
                except OSError:
                    return
                self.threads.append(threading.Thread(target=self._relay, args=(near, self._reach())))
                self.threads[-1].start()

    def _reach(self) -> socket.socket:
        if not self.server.startswith("/"):
            return socket.create_connection((self.server, self.port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{self.server}/.s.PGSQL.{self.port}")
        return far

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        with near, far:
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(LONGEST)
                    if not data:
                        return
                    if end is near and COMMIT in data and self.breaks is not None:
                        if self.breaks == AFTER:
                            far.sendall(data)
                            far.recv(LONGEST)  # done, and nobody is told
                        return
                    (far if end is near else near).sendall(data)


@contextmanager
def line_of(database: Database) -> Iterator[tuple[Database, Line]]:
    """``database`` reached over a line that can be broken."""
    with database.engine.connect() as connection:
        info = connection.connection.dbapi_connection.info
        line = Line(info.host, info.port)
    url: URL = database.engine.url.set(host="127.0.0.1", port=line.here)
    url = url.difference_update_query(["host"]).update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
    over = Database(url.render_as_string(hide_password=False), pool_size=4)
    try:
        yield over, line
    finally:
        over.dispose()
        line.close()


class File:
    """The same of the embedded file: its disk fails at COMMIT, before or after the last byte was written."""

    def __init__(self, database: Database) -> None:
        self.breaks: str | None = None
        event.listen(database.engine, "commit", self._commit)

    def _commit(self, connection: sa.Connection) -> None:
        if self.breaks is None:
            return
        raw = connection.connection.dbapi_connection
        if self.breaks == AFTER:
            raw.commit()
        raise OperationalError("COMMIT", {}, raw.OperationalError("disk I/O error"))


@contextmanager
def severed(database: Database) -> Iterator[tuple[Database, Line | File]]:
    """``database`` and what breaks it, on either engine."""
    if database.dialect == "postgresql":
        with line_of(database) as found:
            yield found
    else:
        yield database, File(database)
