"""Passwords that somebody hands over: who made one, where it was first used, what the owner says of that.

Revision: 0042
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_USER = {
    "asked_since": "Since when the owner is asked who used a handed-over password before; empty: not asked",
    "disputed_at": (
        "When the owner said that somebody else used one: closed until a second person opens it; empty: open"
    ),
}
_ENDS = "logout, idle, limit, everywhere, admin, password, renewed, inactive{}; empty: open"
_REOPENED_BY = "Account that opened it: neither the owner nor who handed the password over"


def upgrade() -> None:
    for name, comment in _USER.items():
        op.add_column("user_account", sa.Column(name, sa.DateTime(timezone=True), nullable=True, comment=comment))
    _say_of_ends(", disputed", "")
    op.create_table(
        "handed_password",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made"),
        sa.Column("handed_by", sa.Uuid(), comment="Account that made it; empty: the command line"),
        sa.Column("used_at", sa.DateTime(timezone=True), comment="First sign-in with it; empty: not used"),
        sa.Column("login_id", sa.Uuid(), comment="The session of that sign-in"),
        sa.Column("address", sa.String(45), nullable=False, comment="Network address of that sign-in"),
        sa.Column("agent", sa.String(60), nullable=False, comment="Browser and system of that sign-in"),
        sa.Column(
            "answer",
            sa.String(10),
            nullable=False,
            comment="What the owner says of that use: mine, not_mine; empty: not said",
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), comment="When the owner said so"),
        sa.Column("reopened_at", sa.DateTime(timezone=True), comment="When a closed account was opened again"),
        sa.Column("reopened_by", sa.Uuid(), comment=_REOPENED_BY),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("answer IN ('', 'mine', 'not_mine')", name=op.f("ck_handed_password_answer")),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_handed_password_answer_has_time")),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by IS NULL)", name=op.f("ck_handed_password_reopening_whole")
        ),
        sa.CheckConstraint(
            "reopened_by <> user_id AND reopened_by <> handed_by", name=op.f("ck_handed_password_reopened_by_another")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_handed_password_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_password")),
    )
    op.create_index(op.f("ix_handed_password_user_id_used_at"), "handed_password", ["user_id", "used_at"])
    op.create_index(op.f("ix_handed_password_used_at"), "handed_password", ["used_at"])


def downgrade() -> None:
    op.drop_table("handed_password")
    _say_of_ends("", ", disputed")
    for name in _USER:
        op.drop_column("user_account", name)


def _say_of_ends(now: str, before: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "login_session",
            "end_reason",
            existing_type=sa.String(20),
            existing_nullable=False,
            comment=_ENDS.format(now),
            existing_comment=_ENDS.format(before),
        )
