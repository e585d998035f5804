"""The ledger's tables. Everything but the queue is insert-only, and the database refuses anything else."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id
from healthapp.ledger.leaf import SALT_BYTES
from healthapp.ledger.merkle import HASH_BYTES

#: SQLite gives its fast integer key to INTEGER alone.
Position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class LedgerEntry(Base):
    """A leaf, written in the transaction of what it speaks of. Its place in the tree is given afterwards."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.CheckConstraint(f"length(leaf_hash) = {HASH_BYTES}", "hash_length"),
        sa.CheckConstraint(f"length(salt) = {SALT_BYTES}", "salt_length"),
        sa.Index(
            "ix_ledger_entry_subject",
            "subject_id",
            "id",
            sqlite_where=sa.text("subject_digest IS NOT NULL"),
            postgresql_where=sa.text("subject_digest IS NOT NULL"),
        ),
        sa.Index(
            "ix_ledger_entry_digest",
            "subject_digest",
            sqlite_where=sa.text("subject_digest IS NOT NULL"),
            postgresql_where=sa.text("subject_digest IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, comment="Of the audit event the leaf speaks of")
    at: Mapped[dt.datetime] = mapped_column(comment="Server time of the event, as in the leaf")
    leaf: Mapped[bytes] = mapped_column(comment="Canonical JSON: identifiers, times and digests alone")
    leaf_hash: Mapped[bytes] = mapped_column(comment="SHA-256(0x00 || leaf), RFC 9162")
    salt: Mapped[bytes] = mapped_column(comment="Random; opens the leaf's actor and event digests")
    subject_id: Mapped[uuid.UUID | None] = mapped_column(comment="Row concerned, as in the leaf")
    subject_digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 of its content, as in the leaf")


class LedgerQueue(Base):
    """Entries that wait for a place. Work in hand, not evidence: an entry lost from here is found by verification."""

    __tablename__ = "ledger_queue"
    __table_args__ = ({"sqlite_with_rowid": False},)

    at: Mapped[dt.datetime] = mapped_column(primary_key=True, comment="Time of the event: places follow it")
    entry_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("ledger_entry.id"), primary_key=True, comment="The entry without a place"
    )


class LedgerPlace(Base):
    """The order of the leaves, without gaps from 0."""

    __tablename__ = "ledger_place"
    __table_args__ = (sa.CheckConstraint("position >= 0", "position"),)

    position: Mapped[int] = mapped_column(
        Position, primary_key=True, autoincrement=False, comment="Leaf index in the tree, from 0"
    )
    entry_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("ledger_entry.id"), unique=True, comment="The entry at this place"
    )


class LedgerNode(Base):
    """Hashes of complete subtrees above the leaves: node (level, position) covers 2^level leaves."""

    __tablename__ = "ledger_node"
    __table_args__ = (
        sa.CheckConstraint("level > 0 AND position >= 0", "place"),
        sa.CheckConstraint(f"length(hash) = {HASH_BYTES}", "hash_length"),
        {"sqlite_with_rowid": False},
    )

    level: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, comment="Height above the leaves")
    position: Mapped[int] = mapped_column(
        Position, primary_key=True, autoincrement=False, comment="Place among the nodes of its level, from 0"
    )
    hash: Mapped[bytes] = mapped_column(comment="SHA-256(0x01 || left || right), RFC 9162")


class LedgerCheckpoint(Base):
    """Every checkpoint the ledger signed: a later one always continues it."""

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (sa.CheckConstraint(f"length(root) = {HASH_BYTES}", "root_length"),)

    size: Mapped[int] = mapped_column(
        Position, primary_key=True, autoincrement=False, comment="Leaves in the tree that was signed"
    )
    root: Mapped[bytes] = mapped_column(comment="Root hash of that tree")
    note: Mapped[str] = mapped_column(sa.Text, comment="The signed note, verbatim (C2SP tlog-checkpoint)")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was signed")


class LedgerSuccession(Id, Base):
    """The key was lost, and another one signs the same entries from here on. Insert only; sealed as it is."""

    __tablename__ = "ledger_succession"
    __table_args__ = (
        sa.CheckConstraint("attested >= 0 AND attested <= size", "sizes"),
        sa.CheckConstraint("reason <> '' AND decided_by <> ''", "explained"),
    )

    size: Mapped[int] = mapped_column(Position, comment="Entries then: the lost key may have signed up to here")
    attested: Mapped[int] = mapped_column(Position, comment="Entries under the last checkpoint it signed")
    earlier_key: Mapped[str] = mapped_column(sa.String(255), comment="Public key line of the key that was lost")
    later_key: Mapped[str] = mapped_column(sa.String(255), comment="Public key line of the one that signs since")
    reason: Mapped[str] = mapped_column(sa.Text, comment="How it was lost, as told")
    decided_by: Mapped[str] = mapped_column(sa.String(200), comment="Who decided to go on, as told")
    at: Mapped[dt.datetime] = mapped_column(comment="Server time")
