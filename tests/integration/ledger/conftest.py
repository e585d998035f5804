"""A small real history on each engine, and an administrator who can do anything to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit, seals
from healthapp.access import Identity
from healthapp.audit import events
from healthapp.database import Database, uuid7
from healthapp.ledger import queries, services, subjects
from healthapp.ledger.findings import Report
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.merkle import CompactRange
from healthapp.ledger.note import Note
from healthapp.ledger.sequencer import sequence_all
from healthapp.ledger.verify import snapshot, verify
from tests.conftest import Clock
from tests.support.databases import ROLE, as_owner, without_guards

DOCUMENT = "test_document"
DOCUMENTS = sa.table(DOCUMENT, sa.column("id", sa.Uuid()), sa.column("body", sa.LargeBinary()))
NURSE = Identity(uuid.UUID(int=7), "A nurse")


def document_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    rows = session.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids)))
    return {row.id: sha256(row.body).digest() for row in rows}


class Ledger:
    """A database with a ledger, its keys, and what is done to it."""

    def __init__(self, database: Database, clock: Clock, keys: Path) -> None:
        self.database = database
        self.clock = clock
        self.keyring = Keyring.open(keys, may_make=True)

    def act(self, count: int = 1) -> None:
        """``count`` acts of a nurse, a minute apart; each its own commit."""
        for _ in range(count):
            self.clock.advance(minutes=1)
            with self.database.unit(NURSE, self.clock) as uow:
                audit.record(uow, events.RECORD_DISCARDED, kind="intake")

    def sign(self, body: bytes, document_id: uuid.UUID | None = None) -> uuid.UUID:
        """Seal a document, or a new version of one, with its event."""
        self.clock.advance(minutes=1)
        with self.database.unit(NURSE, self.clock) as uow:
            if document_id is None:
                document_id = uuid7()
                uow.session.execute(sa.insert(DOCUMENTS).values(id=document_id, body=body))
            else:
                changed = sa.update(DOCUMENTS).where(DOCUMENTS.c.id == document_id)
                uow.session.execute(changed.values(body=body))
            digest = sha256(body).digest()
            audit.record(uow, events.RECORD_SIGNED, subject=(DOCUMENT, document_id), digest=digest, kind="intake")
        return document_id

    def place(self) -> int:
        return sequence_all(self.database, NURSE)

    def checkpoint(self) -> Note:
        self.place()
        with self.database.unit(NURSE, self.clock) as uow:
            return services.sign_checkpoint(uow, self.keyring)

    def verify(self, *earlier: Note) -> Report:
        with self.database.reading() as session:
            return verify(snapshot(session), self.keyring.verifier, earlier=earlier)

    def tamper(self, *statements: str | sa.Executable) -> None:
        """What an administrator of the database can run: no trigger and no foreign key is in the way."""
        with without_guards(self.database) as connection:
            if self.database.dialect == "sqlite":
                connection.commit()
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA foreign_keys = OFF")
            for statement in statements:
                connection.execute(sa.text(statement) if isinstance(statement, str) else statement)

    def order(self) -> list[uuid.UUID]:
        """The entries by place."""
        with self.database.reading() as session:
            rows = session.execute(sa.text("SELECT entry_id FROM ledger_place ORDER BY position")).scalars()
            return [value if isinstance(value, uuid.UUID) else uuid.UUID(value) for value in rows]

    def rebuild(self, order: Iterable[uuid.UUID]) -> None:
        """Make a tree that fits itself perfectly, over these entries in this order."""
        self.tamper("DELETE FROM ledger_place", "DELETE FROM ledger_node", "DELETE FROM ledger_queue")
        tree = CompactRange()
        with self.database.unit(NURSE) as uow:
            for position, entry_id in enumerate(order):
                entry = uow.session.get_one(services.LedgerEntry, entry_id)
                uow.session.add(services.LedgerPlace(position=position, entry_id=entry_id))
                for node, value in tree.append(entry.leaf_hash):
                    uow.session.add(services.LedgerNode(level=node.level, position=node.position, hash=value))

    def resign(self) -> None:
        """With the key directory in hand: forget every checkpoint and sign the ledger as it is now."""
        self.tamper("DELETE FROM ledger_checkpoint")
        self.keyring.memory.unlink(missing_ok=True)
        self.checkpoint()

    def size(self) -> int:
        with self.database.reading() as session:
            return queries.size(session)


@pytest.fixture
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the house's rooms have sealed, and a document of our own."""
    seals.load()
    documents = subjects.SubjectKind(document_digests, sa.select(DOCUMENTS.c.id))
    monkeypatch.setitem(subjects.REGISTRY, DOCUMENT, documents)


@pytest.fixture
def ledger(database: Database, clock: Clock, tmp_path: Path, _registered: None) -> Ledger:
    made = Ledger(database, clock, tmp_path / "keys")
    kind = "BLOB" if database.dialect == "sqlite" else "BYTEA"
    key = "CHAR(32)" if database.dialect == "sqlite" else "UUID"
    with as_owner(database) as connection:
        connection.exec_driver_sql(f"CREATE TABLE {DOCUMENT} (id {key} PRIMARY KEY, body {kind} NOT NULL)")
        if database.dialect == "postgresql":
            connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE ON {DOCUMENT} TO {ROLE}")
        connection.commit()
    return made
