"""One file between the rooms and SQLAlchemy: the base class, the engine and the unit of work.

SQLite (encrypted with SQLCipher) is the embedded default, PostgreSQL the central deployment.
``UnitOfWork`` is the only place that commits.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from healthapp import engines
from healthapp.engines import DatabaseUnavailable, Patience
from healthapp.identifiers import uuid7

if TYPE_CHECKING:
    from healthapp.access.identity import Identity

__all__ = [
    "Base",
    "Clinical",
    "Database",
    "DatabaseUnavailable",
    "Id",
    "OutcomeUnknown",
    "Patience",
    "UnitOfWork",
    "UtcDateTime",
    "held",
    "sparse",
    "unit_of",
    "uuid7",
]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: Where a session keeps the unit of work it belongs to.
UNIT = "unit of work"
Clock = Callable[[], dt.datetime]


class OutcomeUnknown(DatabaseUnavailable):
    """The database fell silent while it was told to keep an act: it was kept as a whole or not at all."""


#: Classes of SQLSTATE that say that the line or the server broke, not that the server decided.
_BROKEN = ("08", "57", "58", "XX")
_DECIDED_BY_FILE = ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_CONSTRAINT")


def _was_refused(error: DBAPIError) -> bool:
    """Whether the database itself said at the end of a transaction that it keeps nothing of it."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state:
        return not state.startswith(_BROKEN)
    return getattr(error.orig, "sqlite_errorname", "").startswith(_DECIDED_BY_FILE)


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC; a naive one is refused, because it would silently shift by four hours."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Every table of every room."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime(),
        uuid.UUID: sa.Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
        bytes: sa.LargeBinary(),
    }


def sparse(column: str) -> sa.Index:
    """An index of the rows in which ``column`` is filled: whoever writes one in which it is empty spares a page."""
    filled = sa.text(f"{column} IS NOT NULL")
    return sa.Index(None, column, sqlite_where=filled, postgresql_where=filled)


class Id:
    """A UUIDv7 primary key, which a row has as soon as it is made: rows that wait for none are written together."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-10)


class Clinical:
    """Marks rows about a person's health or custody: changing one without an audit event fails the commit."""


class Database:
    """An engine with its sessions. Reading sessions never block; writing goes through ``UnitOfWork``."""

    def __init__(
        self, url: str, *, key: bytes | None = None, pool_size: int = 8, patience: Patience | None = None
    ) -> None:
        #: What connections made from now on are told.
        self.patience = patience or Patience()
        self.engine = engines.made(self, url, key, pool_size)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        event.listen(self.sessions, "before_flush", _note_clinical_change)
        read_only = self.engine.execution_options(**engines.READ_ONLY)
        kind = _Reading if self.dialect == "postgresql" else Session
        self._reading = sessionmaker(read_only, class_=kind, expire_on_commit=False, autoflush=False)
        self._turn = threading.Lock() if self.dialect == "sqlite" else None

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def reading(self) -> Session:
        """A session for queries alone: PostgreSQL refuses to write in it, SQLite shows it one snapshot and keeps
        nothing of it. Closing it gives the connection back.
        """
        return self._reading()

    def unit(self, actor: Identity, clock: Clock | None = None) -> UnitOfWork:
        return UnitOfWork(self, actor, clock or utc_now)

    def take_turn(self) -> None:
        """Wait until no other unit of this process writes to an embedded file. Raises DatabaseUnavailable.

        SQLite has one writer at a time, and lets the others sleep longer and longer: whoever came last may be first,
        and somebody waits for seconds while the file is free.
        """
        if self._turn is not None and not self._turn.acquire(timeout=self.patience.lock):
            raise DatabaseUnavailable("another act has been writing for too long")

    def end_turn(self) -> None:
        if self._turn is not None:
            self._turn.release()

    def dispose(self) -> None:
        self.engine.dispose()


class _Reading(Session):
    """A session in which PostgreSQL lets nothing be written, so that it may end with COMMIT."""

    def close(self) -> None:
        """End it so that the connection knows its statements longer than this session.

        With each ROLLBACK the driver forgets every statement it has prepared, and the server takes apart and plans
        each of the next page again.
        """
        self.expunge_all()
        try:
            self.commit()
        except SQLAlchemyError:  # the line broke, after everything was read: nobody uses it again
            self.invalidate()
        else:
            super().close()


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class UnitOfWork:
    """One act of one actor: everything in it is kept together or not at all.

    >>> with database.unit(identity) as uow:          # doctest: +SKIP
    ...     services.admit(uow, ...)                  # writes and records the audit event

    Leaving the block commits; an exception rolls back. A clinical row that changed without an audit
    event raises before the commit, so that nobody has to remember. One that is ``held`` is whole when the block is
    left, and whoever holds it calls ``keep`` or ``give_up``.
    """

    def __init__(self, database: Database, actor: Identity, clock: Clock) -> None:
        self.database = database
        self.actor = actor
        self._clock = clock
        self._now: dt.datetime | None = None
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}
        self._after_commit: list[Callable[[], None]] = []
        self._after_rollback: list[Callable[[], None]] = []
        self.audited = False
        #: Somebody adds to it after its block, and commits it.
        self.held = False
        #: Its block was left and the commit is still to come.
        self.waits = False
        #: What was done in it is stored.
        self.kept = False
        self.clinical_change: str | None = None
        self.memo: dict[Any, Any] = {}

    def __enter__(self) -> Self:
        self.database.take_turn()
        self.session = self.database.sessions(info={UNIT: self})
        try:
            # SQLite must take its write lock at the start: a reader that upgrades can find its snapshot gone.
            self.session.connection(execution_options={"write": True})
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.give_up()
            return
        try:
            self.flush()
            if self.clinical_change and not self.audited:
                raise UnauditedChange(f"{self.clinical_change} changed without an audit event")
        except BaseException:
            self.give_up()
            raise
        if self.held:
            self.waits = True
        else:
            self.keep()

    def keep(self) -> None:
        """Store it. What it wrote outside stays when that fails: without the database nobody knows what it kept."""
        self.waits = False
        try:
            self._commit()
        except BaseException:
            self.session.rollback()
            raise
        finally:
            self._end()
        for act in self._after_commit:
            act()

    def give_up(self) -> None:
        """Store nothing of it, and take away what it wrote outside."""
        self.waits = False
        try:
            self.session.rollback()
        finally:
            self._end()
            for act in self._after_rollback:
                act()

    def _commit(self) -> None:
        """Commit. Raises OutcomeUnknown when nobody can say what came of it."""
        try:
            self.session.commit()
        except DBAPIError as error:
            if _was_refused(error):
                raise
            raise OutcomeUnknown("the database fell silent while it stored this") from error
        self.kept = True

    def _end(self) -> None:
        try:
            self.session.close()
        finally:
            self.database.end_turn()

    def now(self) -> dt.datetime:
        """The moment of this act: read once, so that everything in one unit bears the same time."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    def insert(self, table: type[Base], row: dict[str, Any]) -> None:
        """Write ``row``, every column of it, at the end of this unit or with ``flush``: no query sees it before.

        All rows of a table go in one statement, at a third of what an object of the session costs. For what is
        written at every audited act or arrival and never read in it.
        """
        self._rows.setdefault(table, []).append(row)

    def flush(self) -> None:
        """Send to the database what this unit has changed so far, for queries of its own."""
        self.session.flush()
        rows, self._rows = self._rows, {}
        for table, waiting in rows.items():
            self.session.connection().execute(_insert(table), waiting)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run ``act`` once everything is safely stored (mail, wake-ups); never for writes that belong here."""
        self._after_commit.append(act)

    def after_rollback(self, act: Callable[[], None]) -> None:
        """Run ``act`` when this unit is given up: what was written outside the database goes too."""
        self._after_rollback.append(act)

    def claim(self, row: Base) -> None:
        """Hold ``row`` until the end of this unit and look at it as it is now: of two who decide about it at once one
        comes second.
        """
        self.session.refresh(row, with_for_update={"of": type(row)})

    @property
    def shares(self) -> bool:
        """Whether others write beside this unit. The SQLite write transaction already excludes them."""
        return self.database.dialect == "postgresql"

    def lock(self, name: str) -> None:
        """Hold ``name`` until the end of this unit."""
        if self.shares:
            self.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))


def unit_of(session: Session) -> UnitOfWork | None:
    """The unit of work a session belongs to; None of a reading session."""
    unit: UnitOfWork | None = session.info.get(UNIT)
    return unit


#: The columns of a query.
Columns = TypeVarTuple("Columns")


def held(session: Session, query: sa.Select[*Columns], *, of: type[Base] | None = None) -> sa.Select[*Columns]:
    """``query``; in a unit of work its rows are held until the unit's end and read as they are now, so that of two who
    decide about one the second knows what the first did. ``of``: whose rows, where the query joins others.

    Rows that only refer to a held one may be added beside it. The embedded engine has one writer at a time anyway.
    """
    if unit_of(session) is None:
        return query
    return query.with_for_update(of=of, key_share=True).execution_options(populate_existing=True)


@cache
def _insert(table: type[Base]) -> sa.Insert:
    return sa.insert(table)


@event.listens_for(Id, "init", propagate=True)
def _give_id(_row: Id, _args: object, given: dict[str, Any]) -> None:
    given.setdefault("id", uuid7())


def _note_clinical_change(session: Session, _context: object, _instances: object) -> None:
    """Tell the unit of work of this session that a clinical row changes in it."""
    unit = unit_of(session)
    if unit is None or unit.clinical_change is not None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Clinical) and (row not in session.dirty or session.is_modified(row)):
            unit.clinical_change = type(row).__name__
            return


class UnauditedChange(AssertionError):
    """A defect of the program: a service forgot its audit event. Nothing was stored."""
