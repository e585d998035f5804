"""Who told a person of a decision, when and how."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class CaseTold(Id, Clinical, Base):
    """A decision told to the person it is about. Never changed: told again is another row."""

    __tablename__ = "case_told"
    __table_args__ = (
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.Index(None, "case_id"),
        sa.Index(None, "event_id"),
        {"comment": "When, how and by whom a person was told of a decision in a case"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    event_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("case_event.id"), comment="The decision")
    told_at: Mapped[dt.datetime] = mapped_column(comment="When the person was told")
    how: Mapped[str] = mapped_column(sa.String(20), comment="spoken, paper, interpreter, representative, letter")
    language: Mapped[str] = mapped_column(sa.String(3), comment="Language it was told in, ISO 639-1")
    told_by: Mapped[str] = mapped_column(sa.String(200), comment="Name of whoever told it")
    receipt: Mapped[str] = mapped_column(sa.String(20), comment="signed, refused, unable, not_asked")
    words: Mapped[str] = mapped_column(sa.Text, default="", comment="What the person said, verbatim")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When this was written down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the row's canonical form")
