"""Room for the number of a record whose facility has a code of 18 signs or more.

Revision: 0038
Follows: 0037
"""

from __future__ import annotations

from migrations.opening import records_open, widen_numbers

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with records_open():
        widen_numbers()


def downgrade() -> None:
    """Numbers that need the room may stand there: it stays."""
