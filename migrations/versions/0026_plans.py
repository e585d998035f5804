"""Plans of visits to come, sealed to their teams.

Revision: 0026
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "npg_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was planned"),
        sa.Column("made_by", sa.Uuid(), nullable=False, comment="Member who planned it"),
        sa.Column("made_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="AES-256-GCM under a key of its own, padded"),
        sa.Column("state", sa.String(length=8), nullable=False, comment="planned, opened, given_up"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was opened or given up"),
        sa.Column("visit_id", sa.Uuid(), nullable=True, comment="The visit it became, once everybody inside knows"),
        sa.Column("client_key", sa.Uuid(), nullable=False, comment="Of the form: sent twice, kept once"),
        sa.CheckConstraint("state IN ('planned', 'opened', 'given_up')", name=op.f("ck_npg_plan_state")),
        sa.CheckConstraint("(state = 'planned') = (ended_at IS NULL)", name=op.f("ck_npg_plan_ended_has_time")),
        sa.CheckConstraint("(state = 'opened') = (visit_id IS NOT NULL)", name=op.f("ck_npg_plan_opened_has_visit")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_npg_plan_made_by")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_plan_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_plan")),
        sa.UniqueConstraint("client_key", name=op.f("uq_npg_plan_client_key")),
    )
    op.create_table(
        "npg_plan_key",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Ephemeral X25519 key, then the plan's key under AES-256-GCM",
        ),
        sa.ForeignKeyConstraint(["key_id"], ["npg_key.id"], name=op.f("fk_npg_plan_key_key_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["npg_plan.id"], name=op.f("fk_npg_plan_key_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "key_id", name=op.f("pk_npg_plan_key")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("npg_plan_key")
    op.drop_table("npg_plan")
