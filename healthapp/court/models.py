"""Hearings as a court announced them, and the summary a released person takes along. Rows are added, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class CourtHearing(Id, Clinical, Base):
    """A hearing the court announced. The newest of a case holds: a hearing that is moved is announced again."""

    __tablename__ = "court_hearing"
    __table_args__ = (
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.CheckConstraint("counsel_kind IN ('chosen', 'appointed', 'none', 'not_known')", "counsel_kind"),
        sa.CheckConstraint("summoned IN ('yes', 'no', 'not_known')", "summoned"),
        sa.Index(None, "case_id", "recorded_at"),
        {"comment": "Court hearings announced in a case"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    court: Mapped[str] = mapped_column(sa.String(200), comment="Name of the court")
    court_number: Mapped[str] = mapped_column(sa.String(60), default="", comment="Number of the case at the court")
    at: Mapped[dt.datetime] = mapped_column(comment="When the hearing begins")
    room: Mapped[str] = mapped_column(sa.String(120), default="", comment="Address, room, or by video")
    counsel_kind: Mapped[str] = mapped_column(sa.String(12), comment="chosen, appointed, none, not_known (CPC 509.4)")
    counsel: Mapped[str] = mapped_column(sa.String(200), default="", comment="Name of counsel")
    summoned: Mapped[str] = mapped_column(
        sa.String(12), comment="Commission's representative summoned: yes, no, not_known (CPC 520.4)"
    )
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was moved, or another remark")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When this was written down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the row's canonical form")


class ReleaseSummary(Id, Clinical, Base):
    """What a person takes along on release for illness: diagnoses, treatment, medicines, whom to see."""

    __tablename__ = "release_summary"
    __table_args__ = (
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.Index(None, "case_id", "written_at"),
        {"comment": "Medical summaries given on release; the newest of a case holds"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    content: Mapped[dict[str, Any]] = mapped_column(
        comment="diagnoses, course, medicines (name, dose, times, days), no_medicines, follow_up, contact"
    )
    written_at: Mapped[dt.datetime] = mapped_column(comment="When it was written")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Physician who wrote it")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name at the time")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the row's canonical form")
