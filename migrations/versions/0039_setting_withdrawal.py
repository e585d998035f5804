"""A value of a setting that was entered and has not begun can be withdrawn; its row stays.

Revision: 0039
Follows: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later, triggers

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLE = "setting_withdrawal"
GUARD = "setting_no_delete"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("setting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), nullable=False, comment="When it was withdrawn, before the value began"
        ),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that withdrew it"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["setting.id"], name=op.f("fk_setting_withdrawal_setting_id_setting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_withdrawal")),
        sa.UniqueConstraint("setting_id", name=op.f("uq_setting_withdrawal_setting_id")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """An earlier version knows no withdrawal: a withdrawn value would begin after all. It goes; its events stay."""
    dialect = op.get_bind().dialect.name
    guard = next(text for text in triggers(dialect) if text.startswith(f"CREATE TRIGGER {GUARD} "))
    op.execute(f"DROP TRIGGER {GUARD}" + (" ON setting" if dialect == "postgresql" else ""))
    op.execute("CREATE TABLE withdrawn AS SELECT setting_id FROM setting_withdrawal")
    op.drop_table(TABLE)
    op.execute("DELETE FROM setting WHERE id IN (SELECT setting_id FROM withdrawn)")
    op.drop_table("withdrawn")
    op.execute(guard)
