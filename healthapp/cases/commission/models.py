"""Sessions of the commission, who sits in them, what stands on the agenda, votes and protocols."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class Sitting(Id, Clinical, Base):
    """One meeting of the commission."""

    __tablename__ = "commission_session"
    __table_args__ = (
        sa.CheckConstraint("state IN ('called', 'open', 'closed', 'cancelled')", "state"),
        sa.CheckConstraint("quorum > 0", "quorum"),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", "cancelled_has_reason"),
        sa.Index(None, "starts_at"),
    )

    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="YYYY/N")
    starts_at: Mapped[dt.datetime] = mapped_column(comment="When it is called for")
    place: Mapped[str] = mapped_column(sa.String(200), comment="Where it meets")
    name: Mapped[str] = mapped_column(sa.String(200), comment="Name of the commission as the setting said then")
    quorum: Mapped[int] = mapped_column(comment="Votes needed, as the setting said when it was called")
    state: Mapped[str] = mapped_column(sa.String(10), default="called", comment="called, open, closed, cancelled")
    called_at: Mapped[dt.datetime] = mapped_column(comment="When it was called")
    called_by: Mapped[uuid.UUID] = mapped_column(comment="Account that called it")
    opened_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was opened")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was closed or cancelled")
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was cancelled")


class Seat(Id, Clinical, Base):
    """Somebody who takes part in a session."""

    __tablename__ = "commission_seat"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "user_id"),
        sa.CheckConstraint("part IN ('chair', 'member', 'secretary')", "part"),
        sa.CheckConstraint("attends IN ('', 'present', 'video', 'absent')", "attends"),
        sa.CheckConstraint("attends <> 'absent' OR absent_reason <> ''", "absent_has_reason"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("commission_session.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Who votes with this account")
    place: Mapped[int] = mapped_column(comment="Order in lists: 1, 2, 3 ...")
    name: Mapped[str] = mapped_column(sa.String(200), comment="Name at the time")
    specialty: Mapped[str] = mapped_column(sa.String(20), comment="Code of the specialty")
    part: Mapped[str] = mapped_column(sa.String(10), comment="chair, member, secretary (has no vote)")
    attends: Mapped[str] = mapped_column(sa.String(10), default="", comment="present, video, absent; empty: not said")
    absent_reason: Mapped[str] = mapped_column(sa.String(300), default="", comment="Why absent")


class Item(Id, Clinical, Base):
    """One case on the agenda of one session, with its examination and the opinion that is proposed."""

    __tablename__ = "commission_item"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "case_id"),
        sa.UniqueConstraint("session_id", "place"),
        sa.CheckConstraint("state IN ('waiting', 'examined', 'concluded', 'more_tests', 'postponed')", "state"),
        sa.CheckConstraint("how IN ('', 'in_person', 'bedside', 'on_file')", "how"),
        sa.Index(None, "case_id"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("commission_session.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    place: Mapped[int] = mapped_column(comment="Order on the agenda: 1, 2, 3 ...")
    planned: Mapped[str] = mapped_column(sa.String(10), comment="How it is to be examined: in_person, bedside, on_file")
    state: Mapped[str] = mapped_column(sa.String(12), default="waiting", comment="How far it came in this session")
    how: Mapped[str] = mapped_column(sa.String(10), default="", comment="How it was examined")
    examined_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was examined")
    consent: Mapped[str] = mapped_column(sa.String(10), default="", comment="yes or refused")
    findings: Mapped[str] = mapped_column(sa.Text, default="", comment="Examination and discussion")
    words: Mapped[str] = mapped_column(sa.Text, default="", comment="What the person said, verbatim")
    proposal: Mapped[int] = mapped_column(default=0, comment="Number of the opinion now proposed; 0: none yet")
    conclusion: Mapped[str] = mapped_column(sa.String(40), default="", comment="Kind of opinion proposed")
    disease_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("disease_item.id"), comment="Entry of the list")
    measure: Mapped[str] = mapped_column(sa.Text, default="", comment="Measure proposed")
    months: Mapped[int | None] = mapped_column(comment="Re-examination after so many months")
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that wrote the proposal down")


class Vote(Id, Clinical, Base):
    """One member's vote on one proposal, given under that member's own account. Never changed."""

    __tablename__ = "commission_vote"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "proposal", "user_id"),
        sa.CheckConstraint("vote IN ('for', 'against', 'abstain', 'conflict')", "vote"),
        sa.CheckConstraint("vote NOT IN ('against', 'conflict') OR words <> ''", "said_why"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("commission_item.id"))
    proposal: Mapped[int] = mapped_column(comment="Number of the proposal voted on")
    user_id: Mapped[uuid.UUID] = mapped_column(comment="Member")
    name: Mapped[str] = mapped_column(sa.String(200), comment="Name at the time")
    vote: Mapped[str] = mapped_column(sa.String(10), comment="for, against, abstain; conflict: steps back")
    words: Mapped[str] = mapped_column(sa.Text, default="", comment="Dissent verbatim, or the interest declared")
    at: Mapped[dt.datetime] = mapped_column(comment="When the vote was given")
    proposed: Mapped[bytes] = mapped_column(comment="SHA-256 of the proposal as the member saw it")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the vote's canonical form")


class Protocol(Id, Clinical, Base):
    """What the commission decided in one case, frozen when the votes were closed. Never changed."""

    __tablename__ = "commission_protocol"
    __table_args__ = (
        sa.UniqueConstraint("item_id"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("commission_item.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="KP-YYYY-NNNNN")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When the votes were closed")
    made_by: Mapped[uuid.UUID] = mapped_column(comment="Account that closed them")
    made_by_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    content: Mapped[dict[str, Any]] = mapped_column(comment="Members, conflicts, votes, findings, opinion, as JSON")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the canonical content")
