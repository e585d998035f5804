"""Indexes nobody asks by are gone, those of a few rows hold only these, and the event log is found by what happened.

An arrival writes a person, words to find them by and ten clocks: every index on these tables is another page that each
arrival encrypts and stores. Birth dates and names are found by their tokens, and the figures of a visit find clocks by
their limit. The last verification of the ledger and the mechanism's own log were looked for through every event.

Revision: 0046
Follows: 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

#: Table and columns.
UNUSED = (
    ("person", ["birth_date"]),
    ("person_name", ["key"]),
    ("person_name", ["sound_key"]),
    ("deadline", ["facility_id", "kind", "started_at"]),
)
#: Table and the column that is empty in most rows.
SPARSE = (("person", "merged_into_id"), ("stay", "heading_to_id"), ("deadline", "subject_id"))


def _name(table: str, columns: list[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def upgrade() -> None:
    for table, columns in UNUSED:
        op.drop_index(_name(table, columns), table_name=table)
    op.create_index("ix_audit_event_kind_at", "audit_event", ["kind", "at"])
    op.create_index(
        "ix_audit_event_oversight",
        "audit_event",
        ["at", "id"],
        sqlite_where=sa.text("oversight = 1"),
        postgresql_where=sa.text("oversight"),
    )
    for table, column in SPARSE:
        name, filled = _name(table, [column]), sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column], sqlite_where=filled, postgresql_where=filled)


def downgrade() -> None:
    for table, column in SPARSE:
        name = _name(table, [column])
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column])
    op.drop_index("ix_audit_event_oversight", table_name="audit_event")
    op.drop_index("ix_audit_event_kind_at", table_name="audit_event")
    for table, columns in UNUSED:
        op.create_index(_name(table, columns), table, columns)
