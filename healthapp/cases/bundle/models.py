"""Papers of a case and the bundles frozen from them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class CasePaper(Id, Clinical, Base):
    """One paper in the file of a case, or the reason why an item of the checklist does not apply.

    A wrong one is taken out with a reason and stays here; its content never changes.
    """

    __tablename__ = "case_paper"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('extract', 'text', 'file', 'not_applicable')", "kind"),
        sa.CheckConstraint("(kind = 'file') = (file_id IS NOT NULL)", "file_has_bytes"),
        sa.CheckConstraint("(removed_at IS NULL) = (remove_reason = '')", "removed_has_reason"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.Index(None, "case_id"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    code: Mapped[str] = mapped_column(sa.String(40), comment="Which paper: a code of referrals.documents")
    kind: Mapped[str] = mapped_column(
        sa.String(16), comment="extract (from signed records), text (written here), file, not_applicable (a reason)"
    )
    title: Mapped[str] = mapped_column(sa.String(200), default="", comment="What stands on it, in the adder's words")
    dated: Mapped[dt.date | None] = mapped_column(comment="Date the paper bears")
    content: Mapped[dict[str, Any]] = mapped_column(comment="Text, reason, or extracts with record numbers and digests")
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"), comment="Bytes of an upload")
    sheets: Mapped[int] = mapped_column(default=0, comment="Pages of an upload")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the upload's bytes, or of the canonical content")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When it was put into the file")
    added_by: Mapped[uuid.UUID] = mapped_column(comment="Account that added it")
    added_by_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    added_by_role: Mapped[str] = mapped_column(sa.String(40), comment="Role in which it was added")
    removed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was taken out")
    removed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that took it out")
    removed_by_name: Mapped[str] = mapped_column(sa.String(200), default="", comment="Name of that account")
    remove_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was taken out")


class CaseBundle(Id, Clinical, Base):
    """The file as it was when it was sent: each item and the digest of each paper. Never changed."""

    __tablename__ = "case_bundle"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "place"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    place: Mapped[int] = mapped_column(comment="1 for the first time the file was sent, 2 for the next ...")
    step: Mapped[str] = mapped_column(sa.String(40), comment="Event of the pathway with which it was sent")
    sealed_at: Mapped[dt.datetime] = mapped_column(comment="When it was frozen")
    sealed_by: Mapped[uuid.UUID] = mapped_column(comment="Account that sent it")
    sealed_by_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    content: Mapped[dict[str, Any]] = mapped_column(comment="Items with their standing, papers with their digests")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the canonical content")


class CaseNote(Id, Clinical, Base):
    """A remark beside a case that moves nothing. Never changed."""

    __tablename__ = "case_note"
    __table_args__ = (sa.Index(None, "case_id"),)

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    at: Mapped[dt.datetime] = mapped_column(comment="When it was written")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    text: Mapped[str] = mapped_column(sa.Text, comment="The remark; may speak of health")
