"""What is told while an episode of risk is open already.

Revision: 0030
Follows: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column(
            "source",
            sa.String(length=20),
            nullable=False,
            comment="screen, concern, self_harm, officer, family, lawyer, call_centre",
        ),
        sa.Column("informant", sa.Text(), nullable=False, comment="Who told of it, as they named themselves"),
        sa.Column("reason", sa.Text(), nullable=False, comment="What was seen, said or told, in plain words"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="The screening it follows from"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that wrote it down"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_report_episode_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_risk_report_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_report")),
    )
    op.create_index(op.f("ix_risk_report_episode_id_at"), "risk_report", ["episode_id", "at"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_risk_report_episode_id_at"), table_name="risk_report")
    op.drop_table("risk_report")
