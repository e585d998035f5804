"""Accounts, roles, sessions and emergency access.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False, comment="What is typed to sign in, case folded"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="Given name and surname, as others see it"),
        sa.Column("profession", sa.String(length=120), nullable=False, comment="Post and speciality, free text"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="Argon2id with its parameters"),
        sa.Column(
            "password_changed_at", sa.DateTime(timezone=True), nullable=False, comment="When the password was last set"
        ),
        sa.Column("language", sa.String(length=2), nullable=False, comment="Language of the pages: az, ru, en"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="False: may not sign in any more"),
        sa.Column(
            "must_change", sa.Boolean(), nullable=False, comment="Somebody else knows the password: change it first"
        ),
        sa.Column(
            "totp_secret", sa.LargeBinary(), nullable=True, comment="Second factor, AES-256-GCM; empty: none enrolled"
        ),
        sa.Column(
            "totp_step",
            sa.BigInteger(),
            nullable=True,
            comment="Time step of the last code accepted; none is accepted twice",
        ),
        sa.Column("failed_attempts", sa.Integer(), nullable=False, comment="Wrong tries since the last right one"),
        sa.Column(
            "locked_until", sa.DateTime(timezone=True), nullable=True, comment="No try is accepted before this moment"
        ),
        sa.Column("is_demo", sa.Boolean(), nullable=False, comment="Public account of the demonstration"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When the account was made"),
        sa.Column("created_by", sa.Uuid(), nullable=True, comment="Account that made it; empty: the command line"),
        sa.CheckConstraint("language IN ('az', 'ru', 'en')", name=op.f("ck_user_account_language")),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_user_account_failed_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Sign-in; the absolute limit runs from here",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Last request, to the minute; idle time runs from here",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended; empty: open"),
        sa.Column(
            "end_reason",
            sa.String(length=20),
            nullable=False,
            comment="logout, idle, limit, everywhere, admin, password, renewed, inactive; empty: open",
        ),
        sa.Column("address", sa.String(length=45), nullable=False, comment="Network address at sign-in"),
        sa.Column("agent", sa.String(length=60), nullable=False, comment="Browser and system, in two words"),
        sa.Column("locked", sa.Boolean(), nullable=False, comment="Screen locked: nothing is shown until the password"),
        sa.Column(
            "awaiting_code",
            sa.Boolean(),
            nullable=False,
            comment="The password was right, the second factor is still asked for; opens nothing",
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name=op.f("ck_login_session_end_has_reason")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_user_id_ended_at"), "login_session", ["user_id", "ended_at"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of account and code; a code has 80 random bits"
        ),
        sa.Column(
            "used_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was used or replaced; empty: still good",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"], unique=False)
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False, comment="A role of healthapp.access.roles"),
        sa.Column("facility_id", sa.Uuid(), nullable=True, comment="Where it is held; empty: everywhere"),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="First moment it is held"),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="First moment it is no longer held; empty: open",
        ),
        sa.Column("assigned_by", sa.Uuid(), nullable=True, comment="Account that gave it; empty: the command line"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that ended it"),
        sa.CheckConstraint(
            (
                "facility_id IS NOT NULL OR role IN ('admin', 'auditor', 'commission', 'liaison', 'npg', "
                "'ombudsman', 'reviewer')"
            ),
            name=op.f("ck_role_assignment_local_role_names_facility"),
        ),
        sa.CheckConstraint(
            (
                "role IN ('admin', 'administration', 'auditor', 'commission', 'doctor', 'feldsher', 'head',"
                " 'liaison', 'npg', 'nurse', 'ombudsman', 'psychiatrist', 'psychologist', 'reviewer')"
            ),
            name=op.f("ck_role_assignment_role"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_role_assignment_ends_after_begin")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_role_assignment_facility_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_assignment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
    )
    op.create_index(
        op.f("ix_role_assignment_user_id_valid_from"), "role_assignment", ["user_id", "valid_from"], unique=False
    )
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Who opened it"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="Whose record was opened"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where that person was"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in the words of who opened it"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When it was opened"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="When it ends by itself"),
        sa.Column(
            "reviewed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was judged; empty: not yet"
        ),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True, comment="Account that judged it, never who opened it"),
        sa.Column("justified", sa.Boolean(), nullable=True, comment="The judgement; empty: not yet"),
        sa.Column("review_note", sa.Text(), nullable=False, comment="Grounds of the judgement"),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (justified IS NULL)", name=op.f("ck_break_glass_reviewed_has_judgement")
        ),
        sa.CheckConstraint("expires_at > opened_at", name=op.f("ck_break_glass_expires_after_opening")),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("ck_break_glass_reason")),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> user_id", name=op.f("ck_break_glass_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_break_glass_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_break_glass_person_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_break_glass_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(op.f("ix_break_glass_reviewed_at"), "break_glass", ["reviewed_at"], unique=False)
    op.create_index(op.f("ix_break_glass_user_id_expires_at"), "break_glass", ["user_id", "expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("break_glass")
    op.drop_table("role_assignment")
    op.drop_table("recovery_code")
    op.drop_table("login_session")
    op.drop_table("user_account")
