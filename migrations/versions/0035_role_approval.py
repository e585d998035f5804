"""A second person under a role that opens clinical text; roles held before stay as they were given.

Revision: 0035
Follows: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLE = "role_assignment"
CHECKS = {
    "ck_role_assignment_approval_whole": "(approved_at IS NULL) = (approved_by IS NULL)",
    "ck_role_assignment_approved_by_another": "approved_by <> user_id AND approved_by <> assigned_by",
}


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    awaits = "Not held unless a second person approved it before this moment; empty: needs none"
    op.add_column(TABLE, sa.Column("awaits_until", moment, nullable=True, comment=awaits))
    op.add_column(TABLE, sa.Column("approved_at", moment, nullable=True, comment="When the second person approved it"))
    if op.get_bind().dialect.name == "sqlite":
        # SQLite adds a check to a table with its column alone.
        checks = " ".join(f"CONSTRAINT {name} CHECK ({rule})" for name, rule in CHECKS.items())
        op.execute(f"ALTER TABLE {TABLE} ADD COLUMN approved_by CHAR(32) {checks}")
        return
    who = "Account that approved it: neither whose role it is nor who gave it"
    op.add_column(TABLE, sa.Column("approved_by", sa.Uuid(), nullable=True, comment=who))
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(name), TABLE, rule)


def downgrade() -> None:
    # Nobody may come to hold a role by this that no second person approved.
    op.execute(
        f"UPDATE {TABLE} SET valid_to = valid_from WHERE awaits_until IS NOT NULL AND approved_at IS NULL "  # noqa: S608
    )
    if op.get_bind().dialect.name != "sqlite":
        for name in CHECKS:
            op.drop_constraint(op.f(name), TABLE, type_="check")
    for column in ("approved_by", "approved_at", "awaits_until"):
        op.drop_column(TABLE, column)
