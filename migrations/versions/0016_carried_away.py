"""Checkpoints given to a visit, and bundles of copies.

Revision: 0016
Follows: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIST = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "npg_checkpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the visit"),
        sa.Column("moment", sa.String(length=8), nullable=False, comment="opening, between, closing"),
        sa.Column("size", _POSITION, nullable=False, comment="Entries of the ledger under the checkpoint"),
        sa.Column("note", sa.Text(), nullable=False, comment="The signed note, verbatim (C2SP tlog-checkpoint)"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="When it was signed and shown"),
        sa.Column("taken_by", sa.Uuid(), nullable=False, comment="Member it was given to"),
        sa.Column("taken_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.CheckConstraint("moment IN ('opening', 'between', 'closing')", name=op.f("ck_npg_checkpoint_moment")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_checkpoint_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_checkpoint")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_npg_checkpoint_visit_id_number")),
    )
    op.create_table(
        "npg_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the visit"),
        sa.Column("variant", sa.String(length=14), nullable=False, comment="full, pseudonymised"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="Language of the prints: az, ru, en"),
        sa.Column("records", _LIST, nullable=False, comment="Identifiers of the records, in order"),
        sa.Column("state", sa.String(length=8), nullable=False, comment="making, done, stopped"),
        sa.Column("total", sa.Integer(), nullable=False, comment="How many records"),
        sa.Column("done", sa.Integer(), nullable=False, comment="How many are copied so far"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked for"),
        sa.Column("asked_by", sa.Uuid(), nullable=False, comment="Member who asked"),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column(
            "stirred_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Last sign of life of whoever makes it",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done or stopped"),
        sa.Column("stop_reason", sa.String(length=20), nullable=False, comment="closed, vault, ledger, unreadable"),
        sa.Column("file_id", sa.Uuid(), nullable=True, comment="The finished file in the vault's store"),
        sa.Column("file_size", sa.Integer(), nullable=False, comment="Its length in bytes"),
        sa.Column("file_digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of the finished file"),
        sa.Column("manifest_digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of its manifest"),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_npg_copies_progress")),
        sa.CheckConstraint(
            "state <> 'done' OR (file_id IS NOT NULL AND file_size > 0)", name=op.f("ck_npg_copies_done_has_file")
        ),
        sa.CheckConstraint("state IN ('making', 'done', 'stopped')", name=op.f("ck_npg_copies_state")),
        sa.CheckConstraint("variant IN ('full', 'pseudonymised')", name=op.f("ck_npg_copies_variant")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_copies_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_copies")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_npg_copies_visit_id_number")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("npg_copies")
    op.drop_table("npg_checkpoint")
