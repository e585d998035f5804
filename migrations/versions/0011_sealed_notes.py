"""The preventive mechanism's own store: keys of its members and notes sealed to them.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "npg_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False, comment="X25519 public key, 32 bytes"),
        sa.Column("salt", sa.LargeBinary(), nullable=False, comment="Salt of the passphrase (scrypt)"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment="Private key, AES-256-GCM under the passphrase"),
        sa.Column("recovery_salt", sa.LargeBinary(), nullable=False, comment="Salt of the recovery code (scrypt)"),
        sa.Column(
            "recovery_wrapped",
            sa.LargeBinary(),
            nullable=False,
            comment="Private key, AES-256-GCM under the recovery code",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made"),
        sa.Column("failed", sa.Integer(), nullable=False, comment="Wrong tries since the last right one"),
        sa.Column(
            "locked_until", sa.DateTime(timezone=True), nullable=True, comment="No try is accepted before this moment"
        ),
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was replaced; old notes stay sealed to it",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_npg_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_key")),
    )
    op.create_index(
        "uq_npg_key_in_use",
        "npg_key",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "npg_key_session",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column(
            "wrapped",
            sa.LargeBinary(),
            nullable=False,
            comment="Private key, AES-256-GCM under the secret in the browser",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="When it ends by itself"),
        sa.ForeignKeyConstraint(["key_id"], ["npg_key.id"], name=op.f("fk_npg_key_session_key_id")),
        sa.ForeignKeyConstraint(["session_id"], ["login_session.id"], name=op.f("fk_npg_key_session_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_npg_key_session")),
    )
    op.create_table(
        "npg_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=10), nullable=False, comment="note, interview, comment, outcome (of a re-check)"
        ),
        sa.Column("audit_id", sa.Uuid(), nullable=True, comment="Of a comment"),
        sa.Column("question", sa.String(length=40), nullable=False, comment="Of a comment: code of the question"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("written_by", sa.Uuid(), nullable=False, comment="Who wrote it"),
        sa.Column("written_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="AES-256-GCM under the note's own key, padded"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of body"),
        sa.Column("client_key", sa.Uuid(), nullable=True, comment="Of the form: sent twice, kept once"),
        sa.CheckConstraint("kind IN ('note', 'interview', 'comment', 'outcome')", name=op.f("ck_npg_note_kind")),
        sa.ForeignKeyConstraint(["audit_id"], ["npg_audit.id"], name=op.f("fk_npg_note_audit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_note_visit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], name=op.f("fk_npg_note_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_note")),
        sa.UniqueConstraint("client_key", name=op.f("uq_npg_note_client_key")),
    )
    op.create_index(op.f("ix_npg_note_audit_id"), "npg_note", ["audit_id"], unique=False)
    op.create_index(op.f("ix_npg_note_visit_id_written_at"), "npg_note", ["visit_id", "written_at"], unique=False)
    op.create_table(
        "npg_note_key",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Ephemeral X25519 key, then the note's key under AES-256-GCM",
        ),
        sa.ForeignKeyConstraint(["key_id"], ["npg_key.id"], name=op.f("fk_npg_note_key_key_id")),
        sa.ForeignKeyConstraint(["note_id"], ["npg_note.id"], name=op.f("fk_npg_note_key_note_id")),
        sa.PrimaryKeyConstraint("note_id", "key_id", name=op.f("pk_npg_note_key")),
    )
    op.create_table(
        "npg_recheck",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False, comment="The interview"),
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="Member it reminds"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Day to see the person again"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="When the person was seen again"),
        sa.Column("outcome_id", sa.Uuid(), nullable=True, comment="Sealed outcome"),
        sa.ForeignKeyConstraint(["note_id"], ["npg_note.id"], name=op.f("fk_npg_recheck_note_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["npg_note.id"], name=op.f("fk_npg_recheck_outcome_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_npg_recheck_owner_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_recheck_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_recheck")),
    )
    op.create_index(op.f("ix_npg_recheck_owner_id_done_at"), "npg_recheck", ["owner_id", "done_at"], unique=False)
    op.create_index(op.f("ix_npg_recheck_visit_id_due_on"), "npg_recheck", ["visit_id", "due_on"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_npg_recheck_visit_id_due_on"), table_name="npg_recheck")
    op.drop_index(op.f("ix_npg_recheck_owner_id_done_at"), table_name="npg_recheck")
    op.drop_table("npg_recheck")
    op.drop_table("npg_note_key")
    op.drop_index(op.f("ix_npg_note_visit_id_written_at"), table_name="npg_note")
    op.drop_index(op.f("ix_npg_note_audit_id"), table_name="npg_note")
    op.drop_table("npg_note")
    op.drop_table("npg_key_session")
    op.drop_index(
        "uq_npg_key_in_use",
        table_name="npg_key",
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_table("npg_key")
