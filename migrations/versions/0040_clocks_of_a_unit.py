"""The open clocks of a unit are chosen from the index alone: kind and start stand in it.

A unit of a thousand people has five thousand open clocks, most of them of screenings planned for later; the list of
what is due read every row of them to learn its kind.

Revision: 0040
Follows: 0039
"""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_deadline_work", "deadline"
BEFORE = ["facility_id", "state", "due_at"]


def upgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, [*BEFORE, "kind", "started_at"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, BEFORE)
