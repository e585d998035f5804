"""The triggers that refuse to change what is signed, noted or in the ledger.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

from alembic import op

from migrations.guards import functions, names, triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for trigger, table in names(dialect):
        op.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if dialect == "postgresql" else ""))
    for function in functions(dialect):
        op.execute(f"DROP FUNCTION {function}()")
