"""The heart: a clinical record, its drafts, its sealed content, signatures and addenda.

Life: ``draft -> [awaiting_doctor ->] signed``, addenda afterwards; ``voided`` by two people with a
reason. Sealed content, signatures and addenda are insert-only; the database itself refuses change.
"""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class RecordState(StrEnum):
    DRAFT = "draft"
    AWAITING_DOCTOR = "awaiting_doctor"
    SIGNED = "signed"
    VOIDED = "voided"
    DISCARDED = "discarded"
    """A draft given up before anybody signed it; kept, because somebody may ask."""


class ClinicalRecord(Id, Clinical, Base):
    """The base of every record. The timeline of a person reads this table alone."""

    __tablename__ = "clinical_record"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft', 'awaiting_doctor', 'signed', 'voided', 'discarded')", "state"),
        sa.CheckConstraint("state <> 'signed' OR (digest IS NOT NULL AND signed_at IS NOT NULL)", "signed_is_sealed"),
        sa.Index(None, "person_id", "event_time"),
        sa.Index(None, "facility_id", "state"),
        sa.Index(None, "author_id", "state"),
    )

    kind: Mapped[str] = mapped_column(sa.String(40), comment="intake, return_police, safety_screen, injury, ...")
    number: Mapped[str | None] = mapped_column(
        # SQLite counts no signs, and cannot change the type of a column.
        sa.String(30).with_variant(sa.String(40), "postgresql"),
        unique=True,
        comment="Register number, when it has one",
    )
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    stay_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where it was made")
    event_time: Mapped[dt.datetime] = mapped_column(comment="When what it tells of happened")
    recorded_time: Mapped[dt.datetime] = mapped_column(comment="When the record was begun on the server")
    state: Mapped[str] = mapped_column(sa.String(20), default=RecordState.DRAFT)
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it")
    author_name: Mapped[str] = mapped_column(sa.String(120), comment="Name of the author at the time")
    author_role: Mapped[str] = mapped_column(sa.String(20), comment="Role of the author at the time")
    schema_version: Mapped[int] = mapped_column(default=1, comment="Version of the dictionary the content follows")
    handed_in_at: Mapped[dt.datetime | None] = mapped_column(comment="When the author signed")
    signer_id: Mapped[uuid.UUID | None] = mapped_column(comment="Account whose signature completed it")
    signer_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name of the signer at the time")
    signed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was complete")
    digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 over the canonical JSON of the whole content")
    late_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it came after its time")
    summary: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="Codes a list needs (progress, alarms), kept by the room; not part of the digest"
    )
    revision: Mapped[int] = mapped_column(default=1, comment="Rises with every change of state")


class RecordNumber(Base):
    """One line of the book of records: the numbers of a facility and year have no gaps. Insert only."""

    __tablename__ = "record_number"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "year", "number"),
        sa.CheckConstraint("number > 0", "number"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), primary_key=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Whose book it is")
    year: Mapped[int] = mapped_column(comment="Year in Baku when the author signed")
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within facility and year")


class DraftSection(Clinical, Base):
    """One section of a draft, as last saved. Emptied into ``SealedContent`` at signing."""

    __tablename__ = "draft_section"

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), primary_key=True)
    section: Mapped[str] = mapped_column(sa.String(40), primary_key=True, comment="Section of the dictionary")
    content: Mapped[dict[str, Any]] = mapped_column(comment="Answers by field key; closed schema of the room")
    version: Mapped[int] = mapped_column(default=1, comment="Rises with every save: two editors notice each other")
    saved_at: Mapped[dt.datetime] = mapped_column(comment="When it was saved")
    saved_by: Mapped[uuid.UUID] = mapped_column(comment="Account that saved it")
    saved_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name of that account")


class SealedContent(Base):
    """What was signed, as the exact bytes the digest was taken over (RFC 8785). Insert only."""

    __tablename__ = "sealed_content"
    __table_args__ = (sa.CheckConstraint("part IN ('author', 'doctor')", "part"),)

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(10), primary_key=True, comment="author, or doctor (countersignature)")
    body: Mapped[bytes] = mapped_column(comment="Canonical JSON of the content and its circumstances")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of body")
    sealed_at: Mapped[dt.datetime] = mapped_column(comment="When it was sealed")


class RecordSignature(Id, Base):
    """Who signed what, how. Insert only."""

    __tablename__ = "record_signature"
    __table_args__ = (
        sa.CheckConstraint("act IN ('author', 'doctor', 'void_request', 'void_confirm')", "act"),
        sa.UniqueConstraint("record_id", "act"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"))
    act: Mapped[str] = mapped_column(sa.String(20), comment="author, doctor, void_request, void_confirm")
    user_id: Mapped[uuid.UUID] = mapped_column(comment="Account")
    name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    role: Mapped[str] = mapped_column(sa.String(20), comment="Role at the time")
    at: Mapped[dt.datetime] = mapped_column(comment="Server time")
    digest: Mapped[bytes] = mapped_column(comment="What was signed")
    method: Mapped[str] = mapped_column(sa.String(20), comment="password, second_factor")
    reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Of a voiding, or of a late signature")


class RecordAddendum(Id, Clinical, Base):
    """What was added after signing. Insert only; the original stands."""

    __tablename__ = "record_addendum"
    __table_args__ = (sa.UniqueConstraint("record_id", "position"),)

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"))
    position: Mapped[int] = mapped_column(comment="1, 2, 3 ... in order of signing")
    text: Mapped[str] = mapped_column(sa.Text, comment="In the author's words")
    language: Mapped[str] = mapped_column(sa.String(3), default="az", comment="Language it is written in")
    event_time: Mapped[dt.datetime] = mapped_column(comment="When what it tells of happened")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account")
    author_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    author_role: Mapped[str] = mapped_column(sa.String(20), comment="Role at the time")
    at: Mapped[dt.datetime] = mapped_column(comment="Server time")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 over the addendum and the record's digest")
