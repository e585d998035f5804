"""What is known of forms that were sent, so that one sent again is not entered again.

Revision: 0041
Follows: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mark = "SHA-256 of sender, address, key of the form and everything in it"
    stored_at = "When what it says was stored; kept for days"
    op.create_table(
        "sent_form",
        sa.Column("mark", sa.String(length=64), nullable=False, comment=mark),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Account that sent it"),
        sa.Column("location", sa.Text(), nullable=False, comment="Address of the page that was shown next"),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, comment=stored_at),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_sent_form")),
    )
    op.create_index("ix_sent_form_user_id_stored_at", "sent_form", ["user_id", "stored_at"])


def downgrade() -> None:
    op.drop_index("ix_sent_form_user_id_stored_at", table_name="sent_form")
    op.drop_table("sent_form")
