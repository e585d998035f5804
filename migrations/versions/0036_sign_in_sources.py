"""Wrong sign-ins counted by the place they came from.

Revision: 0036
Follows: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    place = "device: and the random mark of a browser, or address: and the address"
    next_at = "No try from here is looked at before this moment"
    op.create_table(
        "sign_in_source",
        sa.Column("place", sa.String(length=80), nullable=False, comment=place),
        sa.Column("failures", sa.Integer(), nullable=False, comment="Wrong tries that are not forgiven yet"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, comment="Last try that was looked at"),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True, comment=next_at),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_source_failures")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_sign_in_source")),
    )
    op.create_index(op.f("ix_sign_in_source_last_at"), "sign_in_source", ["last_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_source_last_at"), table_name="sign_in_source")
    op.drop_table("sign_in_source")
