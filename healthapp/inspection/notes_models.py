"""The mechanism's own store: keys of its members and notes sealed to them.

A note is encrypted under a key of its own; that key is sealed once for each member who may read it. No column tells
whom a note is about. How: docs/inspection.md, 'Sealed notes'.
"""

from __future__ import annotations

import datetime as dt
import uuid
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id


class MemberKey(Id, Base):
    """A member's pair of keys. The private one is there only wrapped by passphrase and by recovery code."""

    __tablename__ = "npg_key"
    __table_args__ = (
        sa.Index("uq_npg_key_in_use", "user_id", unique=True, sqlite_where=sa.text("retired_at IS NULL"),
                 postgresql_where=sa.text("retired_at IS NULL")),
    )  # fmt: skip

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    public: Mapped[bytes] = mapped_column(comment="X25519 public key, 32 bytes")
    salt: Mapped[bytes] = mapped_column(comment="Salt of the passphrase (scrypt)")
    wrapped: Mapped[bytes] = mapped_column(comment="Private key, AES-256-GCM under the passphrase")
    recovery_salt: Mapped[bytes] = mapped_column(comment="Salt of the recovery code (scrypt)")
    recovery_wrapped: Mapped[bytes] = mapped_column(comment="Private key, AES-256-GCM under the recovery code")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was made")
    failed: Mapped[int] = mapped_column(default=0, comment="Wrong tries since the last right one")
    locked_until: Mapped[dt.datetime | None] = mapped_column(comment="No try is accepted before this moment")
    retired_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was replaced; old notes stay sealed to it")


class OpenKey(Base):
    """A private key while its member works: wrapped by a secret only that browser has, for minutes."""

    __tablename__ = "npg_key_session"

    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("login_session.id"), primary_key=True)
    key_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_key.id"))
    wrapped: Mapped[bytes] = mapped_column(comment="Private key, AES-256-GCM under the secret in the browser")
    expires_at: Mapped[dt.datetime] = mapped_column(comment="When it ends by itself")


class Written:
    """Sealed bytes with their digest, and who wrote them when."""

    if TYPE_CHECKING:  # columns of the tables themselves, each in its place
        body: Mapped[bytes]
        digest: Mapped[bytes]
        written_at: Mapped[dt.datetime]
        written_by: Mapped[uuid.UUID]
        written_by_name: Mapped[str]

    def hold(self, body: bytes, by: uuid.UUID, name: str, at: dt.datetime) -> None:
        """Take what was sealed."""
        self.body, self.digest = body, sha256(body).digest()
        self.written_by, self.written_by_name, self.written_at = by, name, at


class SealedNote(Written, Id, Base):
    """A note, an interview or a comment of an audit: bytes nobody reads without a member's key. Insert only."""

    __tablename__ = "npg_note"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('note', 'interview', 'comment', 'outcome')", "kind"),
        sa.Index(None, "visit_id", "written_at"),
        sa.Index(None, "audit_id"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    kind: Mapped[str] = mapped_column(sa.String(10), comment="note, interview, comment, outcome (of a re-check)")
    audit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("npg_audit.id"), comment="Of a comment")
    question: Mapped[str] = mapped_column(sa.String(40), default="", comment="Of a comment: code of the question")
    written_at: Mapped[dt.datetime] = mapped_column(comment="When")
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Who wrote it")
    written_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    body: Mapped[bytes] = mapped_column(comment="AES-256-GCM under the note's own key, padded")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of body")
    #: No more than a part of what the ledger says of rows of before: see decision 13.
    client_key: Mapped[uuid.UUID | None] = mapped_column(unique=True, comment="Of the form, until 0043; then empty")


class NoteKey(Base):
    """The key of a note, sealed to one member. Insert only."""

    __tablename__ = "npg_note_key"

    note_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_note.id"), primary_key=True)
    key_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_key.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(comment="Ephemeral X25519 key, then the note's key under AES-256-GCM")


class Recheck(Id, Base):
    """A reminder to see somebody again after an interview (OPCAT 21.1). Whom: in the sealed note alone."""

    __tablename__ = "npg_recheck"
    __table_args__ = (sa.Index(None, "visit_id", "due_on"), sa.Index(None, "owner_id", "done_at"))

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    note_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_note.id"), comment="The interview")
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Member it reminds")
    due_on: Mapped[dt.date] = mapped_column(comment="Day to see the person again")
    done_at: Mapped[dt.datetime | None] = mapped_column(comment="When the person was seen again")
    outcome_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("npg_note.id"), comment="Sealed outcome")
