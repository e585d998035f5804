"""Looks that waited for the network, who did not agree in a review, when a safety plan is looked at again.

Revision: 0027
Follows: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "risk_observation",
        sa.Column("key", sa.Uuid(), nullable=True, comment="Made by the device; the same for every try to send it"),
    )
    op.create_index("uq_risk_observation_key", "risk_observation", ["episode_id", "key"], unique=True)
    op.add_column(
        "risk_review",
        sa.Column("disagreement", sa.Text(), nullable=True, comment="Who did not agree and why; empty: all agreed"),
    )
    op.add_column(
        "safety_plan",
        sa.Column("review_on", sa.Date(), nullable=True, comment="Day on which it is looked at again"),
    )


def downgrade() -> None:
    op.drop_column("safety_plan", "review_on")
    op.drop_column("risk_review", "disagreement")
    op.drop_index("uq_risk_observation_key", table_name="risk_observation")
    op.drop_column("risk_observation", "key")
