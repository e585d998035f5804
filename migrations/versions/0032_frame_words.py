"""What the columns of a sample say of themselves: there is a second way to draw, and to keep a frame.

Revision: 0032
Follows: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

#: (table, column, type, what it says now, what it said)
WORDS = (
    ("npg_sample", "seed", sa.String(64), "As shown; what is hashed begins with it",
     "As shown; hashed with each identifier"),
    ("npg_sample_frame", "lines", sa.LargeBinary(), "Its lines, packed: docs/inspection.md, 'Sampling'",
     "zlib of 'stratum,identifier' lines in order of identifier"),
    ("npg_sample_item", "rank", sa.String(64), "SHA-256 it was drawn by; empty: purposive",
     "SHA-256 it was ranked by; empty: purposive"),
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        for table, column, kind, now, before in WORDS:
            op.alter_column(table, column, existing_type=kind, comment=now, existing_comment=before)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column, kind, now, before in WORDS:
            op.alter_column(table, column, existing_type=kind, comment=before, existing_comment=now)
