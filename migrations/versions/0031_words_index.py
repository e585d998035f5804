"""An index in which records that say the same lie beside one another.

Revision: 0031
Follows: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_record_fact_words", "record_fact"
SAID = sa.text("words <> ''")


def upgrade() -> None:
    columns = ["facility_id", "words", "event_time", "person_id", "record_id"]
    op.create_index(NAME, TABLE, columns, sqlite_where=SAID, postgresql_where=SAID)


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
