"""What a visit carries away: checkpoints of the ledger, and bundles of copies; and what witnesses bring back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id
from healthapp.ledger.models import Position

MOMENTS = ("opening", "between", "closing")
VARIANTS = ("full", "pseudonymised")
STATES = ("making", "done", "stopped")


class VisitCheckpoint(Id, Base):
    """A checkpoint a member was given during a visit. Insert only."""

    __tablename__ = "npg_checkpoint"
    __table_args__ = (
        sa.CheckConstraint("moment IN ('opening', 'between', 'closing')", "moment"),
        sa.UniqueConstraint("visit_id", "number"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the visit")
    moment: Mapped[str] = mapped_column(sa.String(8), comment="opening, between, closing")
    size: Mapped[int] = mapped_column(Position, comment="Entries of the ledger under the checkpoint")
    note: Mapped[str] = mapped_column(sa.Text, comment="The signed note, verbatim (C2SP tlog-checkpoint)")
    taken_at: Mapped[dt.datetime] = mapped_column(comment="When it was signed and shown")
    taken_by: Mapped[uuid.UUID] = mapped_column(comment="Member it was given to")
    taken_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")


class Cosignature(Id, Base):
    """A checkpoint that an outside witness cosigned and brought back. Insert only."""

    __tablename__ = "ledger_cosignature"
    __table_args__ = (sa.UniqueConstraint("size", "witness"),)

    size: Mapped[int] = mapped_column(Position, comment="Entries of the ledger under the checkpoint")
    witness: Mapped[str] = mapped_column(sa.String(120), comment="Name of the witness's key")
    key_line: Mapped[str] = mapped_column(sa.String(255), comment="The witness's public key line as it was given")
    note: Mapped[str] = mapped_column(sa.Text, comment="The note with the ledger's and this witness's signature")
    cosigned_at: Mapped[dt.datetime] = mapped_column(comment="The witness's own time, as signed")
    received_at: Mapped[dt.datetime] = mapped_column(comment="When it was brought back")
    received_by: Mapped[uuid.UUID] = mapped_column(comment="Account that brought it")
    received_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")


class CopyBundle(Id, Base):
    """A bundle of copies: what was asked for, how far it is, and what came out.

    The row outlives a restart of the server, the half-made file does not: whoever looks next begins it again, and the
    same records give the same file.
    """

    __tablename__ = "npg_copies"
    __table_args__ = (
        sa.CheckConstraint("variant IN ('full', 'pseudonymised')", "variant"),
        sa.CheckConstraint("state IN ('making', 'done', 'stopped')", "state"),
        sa.CheckConstraint("state <> 'done' OR (file_id IS NOT NULL AND file_size > 0)", "done_has_file"),
        sa.CheckConstraint("done >= 0 AND done <= total", "progress"),
        sa.UniqueConstraint("visit_id", "number"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the visit")
    variant: Mapped[str] = mapped_column(sa.String(14), comment="full, pseudonymised")
    language: Mapped[str] = mapped_column(sa.String(2), comment="Language of the prints: az, ru, en")
    records: Mapped[list[Any]] = mapped_column(comment="Identifiers of the records, in order")
    state: Mapped[str] = mapped_column(sa.String(8), default="making", comment="making, done, stopped")
    total: Mapped[int] = mapped_column(comment="How many records")
    done: Mapped[int] = mapped_column(default=0, comment="How many are copied so far")
    asked_at: Mapped[dt.datetime] = mapped_column(comment="When it was asked for")
    asked_by: Mapped[uuid.UUID] = mapped_column(comment="Member who asked")
    asked_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    stirred_at: Mapped[dt.datetime] = mapped_column(comment="Last sign of life of whoever makes it")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was done or stopped")
    stop_reason: Mapped[str] = mapped_column(sa.String(20), default="", comment="closed, vault, ledger, unreadable")
    file_id: Mapped[uuid.UUID | None] = mapped_column(comment="The finished file in the vault's store")
    file_size: Mapped[int] = mapped_column(default=0, comment="Its length in bytes")
    file_digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 of the finished file")
    manifest_digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 of its manifest")
