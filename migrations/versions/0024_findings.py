"""Findings of visits, sealed to the team.

Revision: 0024
Follows: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "npg_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the visit"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="1, 2, 3 ... of this finding; earlier wordings stay"
        ),
        sa.Column("stands", sa.Boolean(), nullable=False, comment="False: this version takes the finding back"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("written_by", sa.Uuid(), nullable=False, comment="Member who wrote it"),
        sa.Column("written_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="AES-256-GCM under a key of its own, padded"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of body"),
        sa.Column("client_key", sa.Uuid(), nullable=False, comment="Of the form: sent twice, kept once"),
        sa.CheckConstraint("number > 0 AND version > 0", name=op.f("ck_npg_finding_counted_from_one")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_finding_visit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], name=op.f("fk_npg_finding_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_finding")),
        sa.UniqueConstraint("client_key", name=op.f("uq_npg_finding_client_key")),
        sa.UniqueConstraint("visit_id", "number", "version", name=op.f("uq_npg_finding_visit_id_number_version")),
    )
    op.create_table(
        "npg_finding_key",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Ephemeral X25519 key, then the finding's key under AES-256-GCM",
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["npg_finding.id"], name=op.f("fk_npg_finding_key_finding_id")),
        sa.ForeignKeyConstraint(["key_id"], ["npg_key.id"], name=op.f("fk_npg_finding_key_key_id")),
        sa.PrimaryKeyConstraint("finding_id", "key_id", name=op.f("pk_npg_finding_key")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("npg_finding_key")
    op.drop_table("npg_finding")
