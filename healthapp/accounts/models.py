"""Accounts, the roles they hold, their sessions, their second factor, and emergency access to a record."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from healthapp.access.roles import NATIONAL, Role
from healthapp.database import Base, Clinical, Id
from healthapp.people.models import Facility, Person


def _in(column: str, values: frozenset[Role]) -> str:
    return f"{column} IN ({', '.join(repr(role.value) for role in sorted(values))})"


class User(Id, Base):
    """One account of one human being. Never deleted: what it signed stands."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.CheckConstraint("language IN ('az', 'ru', 'en')", "language"),
        sa.CheckConstraint("failed_attempts >= 0", "failed_attempts"),
    )

    username: Mapped[str] = mapped_column(sa.String(60), unique=True, comment="What is typed to sign in, case folded")
    name: Mapped[str] = mapped_column(sa.String(120), comment="Given name and surname, as others see it")
    profession: Mapped[str] = mapped_column(sa.String(120), default="", comment="Post and speciality, free text")
    password_hash: Mapped[str] = mapped_column(sa.String(200), comment="Argon2id with its parameters")
    password_changed_at: Mapped[dt.datetime] = mapped_column(comment="When the password was last set")
    language: Mapped[str] = mapped_column(sa.String(2), default="az", comment="Language of the pages: az, ru, en")
    active: Mapped[bool] = mapped_column(default=True, comment="False: may not sign in any more")
    must_change: Mapped[bool] = mapped_column(default=True, comment="Somebody else knows the password: change it first")
    asked_since: Mapped[dt.datetime | None] = mapped_column(
        comment="Since when the owner is asked who used a handed-over password before; empty: not asked"
    )
    disputed_at: Mapped[dt.datetime | None] = mapped_column(
        comment="When the owner said that somebody else used one: closed until a second person opens it; empty: open"
    )
    totp_secret: Mapped[bytes | None] = mapped_column(comment="Second factor, AES-256-GCM; empty: none enrolled")
    totp_step: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="Time step of the last code accepted; none is accepted twice"
    )
    failed_attempts: Mapped[int] = mapped_column(default=0, comment="Wrong tries since the last right one")
    locked_until: Mapped[dt.datetime | None] = mapped_column(comment="No try is accepted before this moment")
    is_demo: Mapped[bool] = mapped_column(default=False, comment="Public account of the demonstration")
    created_at: Mapped[dt.datetime] = mapped_column(comment="When the account was made")
    created_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that made it; empty: the command line")

    assignments: Mapped[list[RoleAssignment]] = relationship(
        back_populates="user", order_by="(RoleAssignment.valid_from, RoleAssignment.id)"
    )


class RoleAssignment(Id, Base):
    """A role held by an account, at one facility or everywhere, from a moment until a moment."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        sa.CheckConstraint(_in("role", frozenset(Role)), "role"),
        sa.CheckConstraint(f"facility_id IS NOT NULL OR {_in('role', NATIONAL)}", "local_role_names_facility"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", "ends_after_begin"),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", "approval_whole"),
        sa.CheckConstraint("approved_by <> user_id AND approved_by <> assigned_by", "approved_by_another"),
        sa.Index(None, "user_id", "valid_from"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(sa.String(20), comment="A role of healthapp.access.roles")
    facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Where it is held; empty: everywhere"
    )
    valid_from: Mapped[dt.datetime] = mapped_column(comment="First moment it is held")
    valid_to: Mapped[dt.datetime | None] = mapped_column(comment="First moment it is no longer held; empty: open")
    assigned_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that gave it; empty: the command line")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that ended it")
    awaits_until: Mapped[dt.datetime | None] = mapped_column(
        comment="Not held unless a second person approved it before this moment; empty: needs none"
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(comment="When the second person approved it")
    approved_by: Mapped[uuid.UUID | None] = mapped_column(
        comment="Account that approved it: neither whose role it is nor who gave it"
    )

    user: Mapped[User] = relationship(back_populates="assignments")
    facility: Mapped[Facility | None] = relationship()


class LoginSession(Id, Base):
    """One signed-in browser. The cookie bears this identifier and nothing about the person."""

    __tablename__ = "login_session"
    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason = '')", "end_has_reason"),
        sa.Index(None, "user_id", "ended_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    started_at: Mapped[dt.datetime] = mapped_column(comment="Sign-in; the absolute limit runs from here")
    last_seen_at: Mapped[dt.datetime] = mapped_column(comment="Last request, to the minute; idle time runs from here")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it ended; empty: open")
    end_reason: Mapped[str] = mapped_column(
        sa.String(20),
        default="",
        comment="logout, idle, limit, everywhere, admin, password, renewed, inactive, disputed; empty: open",
    )
    address: Mapped[str] = mapped_column(sa.String(45), default="", comment="Network address at sign-in")
    agent: Mapped[str] = mapped_column(sa.String(60), default="", comment="Browser and system, in two words")
    locked: Mapped[bool] = mapped_column(default=False, comment="Screen locked: nothing is shown until the password")
    awaiting_code: Mapped[bool] = mapped_column(
        default=False, comment="The password was right, the second factor is still asked for; opens nothing"
    )


class HandedPassword(Id, Base):
    """A password somebody else made for an account. Never deleted: it says who could have been at the account."""

    __tablename__ = "handed_password"
    __table_args__ = (
        sa.CheckConstraint("answer IN ('', 'mine', 'not_mine')", "answer"),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", "answer_has_time"),
        sa.CheckConstraint("(reopened_at IS NULL) = (reopened_by IS NULL)", "reopening_whole"),
        sa.CheckConstraint("reopened_by <> user_id AND reopened_by <> handed_by", "reopened_by_another"),
        sa.Index(None, "user_id", "used_at"),
        sa.Index(None, "used_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    handed_at: Mapped[dt.datetime] = mapped_column(comment="When it was made")
    handed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that made it; empty: the command line")
    used_at: Mapped[dt.datetime | None] = mapped_column(comment="First sign-in with it; empty: not used")
    login_id: Mapped[uuid.UUID | None] = mapped_column(comment="The session of that sign-in")
    address: Mapped[str] = mapped_column(sa.String(45), default="", comment="Network address of that sign-in")
    agent: Mapped[str] = mapped_column(sa.String(60), default="", comment="Browser and system of that sign-in")
    answer: Mapped[str] = mapped_column(
        sa.String(10), default="", comment="What the owner says of that use: mine, not_mine; empty: not said"
    )
    answered_at: Mapped[dt.datetime | None] = mapped_column(comment="When the owner said so")
    reopened_at: Mapped[dt.datetime | None] = mapped_column(comment="When a closed account was opened again")
    reopened_by: Mapped[uuid.UUID | None] = mapped_column(
        comment="Account that opened it: neither the owner nor who handed the password over"
    )

    user: Mapped[User] = relationship()


class SignInSource(Base):
    """A place sign-ins were tried from, with its count of wrong ones. Taken away a day after the last."""

    __tablename__ = "sign_in_source"
    __table_args__ = (sa.CheckConstraint("failures >= 0", "failures"), sa.Index(None, "last_at"))

    place: Mapped[str] = mapped_column(
        sa.String(80), primary_key=True, comment="device: and the random mark of a browser, or address: and the address"
    )
    failures: Mapped[int] = mapped_column(comment="Wrong tries that are not forgiven yet")
    last_at: Mapped[dt.datetime] = mapped_column(comment="Last try that was looked at")
    next_at: Mapped[dt.datetime | None] = mapped_column(comment="No try from here is looked at before this moment")


class RecoveryCode(Id, Base):
    """A code for the day the telephone is lost. Each works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.Index(None, "user_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    hash: Mapped[bytes] = mapped_column(comment="SHA-256 of account and code; a code has 80 random bits")
    used_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was used or replaced; empty: still good")


class BreakGlass(Id, Clinical, Base):
    """A person's record opened in an emergency from outside: with a reason, for hours, reviewed afterwards."""

    __tablename__ = "break_glass"
    __table_args__ = (
        sa.CheckConstraint("expires_at > opened_at", "expires_after_opening"),
        sa.CheckConstraint("length(reason) >= 10", "reason"),
        sa.CheckConstraint("(reviewed_at IS NULL) = (justified IS NULL)", "reviewed_has_judgement"),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> user_id", "reviewed_by_another"),
        sa.Index(None, "user_id", "expires_at"),
        sa.Index(None, "reviewed_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Who opened it")
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), comment="Whose record was opened")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where that person was")
    reason: Mapped[str] = mapped_column(sa.Text, comment="Why, in the words of who opened it")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When it was opened")
    expires_at: Mapped[dt.datetime] = mapped_column(comment="When it ends by itself")
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was judged; empty: not yet")
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that judged it, never who opened it")
    justified: Mapped[bool | None] = mapped_column(comment="The judgement; empty: not yet")
    review_note: Mapped[str] = mapped_column(sa.Text, default="", comment="Grounds of the judgement")

    user: Mapped[User] = relationship()
    person: Mapped[Person] = relationship()
    facility: Mapped[Facility] = relationship()

    @property
    def author_id(self) -> uuid.UUID:
        """Who opened it: the policy lets nobody judge themselves."""
        return self.user_id
