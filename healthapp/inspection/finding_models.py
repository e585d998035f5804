"""Findings of a visit, sealed whole: their rows tell nothing but that they exist.

Who runs the database could warn an institution, or look for the one who spoke. So severity, category and evidence are
inside the sealed bytes too, padded like the notes. How: docs/inspection.md, 'Sealed notes'.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id
from healthapp.inspection.notes_models import Written


class Finding(Written, Id, Base):
    """One wording of a finding; the highest version of a number counts. Insert only."""

    __tablename__ = "npg_finding"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "number", "version"),
        sa.CheckConstraint("number > 0 AND version > 0", "counted_from_one"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the visit")
    version: Mapped[int] = mapped_column(comment="1, 2, 3 ... of this finding; earlier wordings stay")
    stands: Mapped[bool] = mapped_column(default=True, comment="False: this version takes the finding back")
    written_at: Mapped[dt.datetime] = mapped_column(comment="When")
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Member who wrote it")
    written_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    body: Mapped[bytes] = mapped_column(comment="AES-256-GCM under a key of its own, padded")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of body")
    #: No more than a part of what the ledger says of rows of before: see decision 13.
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True, comment="Of the form, until 0043; since then the id")


class FindingKey(Base):
    """The key of a finding, sealed to one member of the team. Insert only."""

    __tablename__ = "npg_finding_key"

    finding_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_finding.id"), primary_key=True)
    key_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_key.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(comment="Ephemeral X25519 key, then the finding's key under AES-256-GCM")
