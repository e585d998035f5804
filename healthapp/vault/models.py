"""Files kept for a person: original bytes, identical and encrypted; a row says what they are."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class StoredFile(Id, Clinical, Base):
    """One file as received. A wrong one is voided with a reason, never deleted."""

    __tablename__ = "stored_file"
    __table_args__ = (
        sa.CheckConstraint("size > 0", "size"),
        sa.CheckConstraint("length(sha256) = 32", "sha256_length"),
        sa.CheckConstraint("voided_at IS NULL OR void_reason <> ''", "voided_has_reason"),
        sa.Index(None, "subject_id"),
        sa.Index(None, "person_id"),
    )

    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), comment="Whose file it is")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where it was received")
    subject_kind: Mapped[str] = mapped_column(sa.String(40), comment="Kind of the row it belongs to")
    subject_id: Mapped[uuid.UUID] = mapped_column(comment="Row it belongs to")
    media_type: Mapped[str] = mapped_column(sa.String(60), comment="As found by decoding, not as claimed")
    size: Mapped[int] = mapped_column(comment="Bytes as received")
    sha256: Mapped[bytes] = mapped_column(comment="SHA-256 of the bytes as received")
    stored_at: Mapped[dt.datetime] = mapped_column(comment="Server time of receipt")
    stored_by: Mapped[uuid.UUID] = mapped_column(comment="Account that sent it")
    voided_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was voided")
    voided_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that voided it")
    void_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was voided")
