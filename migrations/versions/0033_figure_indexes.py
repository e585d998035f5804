"""Indexes from which figures are counted without the wide table, and frames kept without trying to compress them.

Revision: 0033
Follows: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLE = "record_fact"
INJURY = sa.text("kind = 'injury'")
INJURIES = ["facility_id", "event_time", "person_id"]
FOUND = ["handed_in_at", "alleged", "lesions", "described", "degrees", "overall", "statement", "photographs"]
ALLEGED = sa.text("alleged = 'yes'")
EXAMINATION = sa.text(
    "kind IN ('after_incident', 'before_release', 'before_transfer', 'injury', 'intake', 'periodic', 'procedural', "
    "'quarantine_review', 'return_court', 'return_police', 'second_stage')"
)
ASKED = (
    *("facility_id", "event_time", "record_id", "kind", "minutes", "late_minutes", "plain", "skin", "asked"),
    *("presence", "interpreter", "refused", "unexplained"),
)


def upgrade() -> None:
    alleged = ["facility_id", "event_time", "kind", "person_id"]
    op.create_index("ix_record_fact_alleged", TABLE, alleged, sqlite_where=ALLEGED, postgresql_where=ALLEGED)
    op.create_index("ix_record_fact_asked", TABLE, list(ASKED))
    pace = ["facility_id", "event_time", "author_id", "handed_in_at", "kind"]
    op.create_index("ix_record_fact_pace", TABLE, pace, sqlite_where=EXAMINATION, postgresql_where=EXAMINATION)
    _injuries([*INJURIES, *FOUND])
    _frames_are_stored("EXTERNAL")


def downgrade() -> None:
    _frames_are_stored("EXTENDED")
    _injuries(INJURIES)
    for name in ("pace", "asked", "alleged"):
        op.drop_index(f"ix_record_fact_{name}", table_name=TABLE)


def _injuries(columns: list[str]) -> None:
    op.drop_index("ix_record_fact_injury", table_name=TABLE)
    op.create_index("ix_record_fact_injury", TABLE, columns, sqlite_where=INJURY, postgresql_where=INJURY)


def _frames_are_stored(how: str) -> None:
    """Identifiers hardly compress, and trying takes PostgreSQL longer than the whole draw."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE npg_sample_frame ALTER COLUMN lines SET STORAGE {how}")
