"""Whoever is held in a unit is found in the order of arrival, without sorting everybody who is.

Revision: 0048
Follows: 0047
"""

from __future__ import annotations

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

BY_PLACE = "ix_stay_facility_id_released_at"


def upgrade() -> None:
    op.drop_index(BY_PLACE, table_name="stay")
    op.create_index(f"{BY_PLACE}_admitted_at_id", "stay", ["facility_id", "released_at", "admitted_at", "id"])


def downgrade() -> None:
    op.drop_index(f"{BY_PLACE}_admitted_at_id", table_name="stay")
    op.create_index(BY_PLACE, "stay", ["facility_id", "released_at"])
