"""An index from which the frame of a sample is read without the wide table behind it.

Revision: 0029
Follows: 0028
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_record_fact_frame", "record_fact"


def upgrade() -> None:
    op.create_index(NAME, TABLE, ["facility_id", "event_time", "record_id", "kind"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
