"""The kinds of movement as the comment of their column names them.

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE = (
    "admission, transfer_out, transfer_in, to_court, return_court, to_police, return_police, "
    "procedural_action, to_hospital, return_hospital, cell_change, isolation_start, isolation_end, "
    "transfer_back, release, death"
)
_NOW = (
    "admission, transfer_out, transfer_in, to_court, return_court, to_police, return_police, "
    "procedural_ahead, procedural_action, violence, force, to_hospital, return_hospital, cell_change, "
    "isolation_start, isolation_end, transfer_back, release, death"
)


def _say(comment: str, was: str) -> None:
    if op.get_bind().dialect.supports_comments:
        op.alter_column(
            "movement",
            "kind",
            comment=comment,
            existing_comment=was,
            existing_type=sa.String(length=30),
            existing_nullable=False,
        )


def upgrade() -> None:
    _say(_NOW, _BEFORE)


def downgrade() -> None:
    _say(_BEFORE, _NOW)
