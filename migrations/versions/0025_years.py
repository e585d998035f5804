"""Figures of years before this program.

Revision: 0025
Follows: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "npg_year_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was checked"),
        sa.Column("made_by", sa.Uuid(), nullable=False, comment="Account that checked it"),
        sa.Column("made_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file as it was given"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="checked, applied, given_up"),
        sa.Column("rows", _JSON, nullable=False, comment="Rows with number, cells, outcome and reasons, as JSON"),
        sa.Column("counts", _JSON, nullable=False, comment="Rows by outcome: new, changed, same, rejected"),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True, comment="When it was applied"),
        sa.Column("applied_by", sa.Uuid(), nullable=True, comment="Account that applied it"),
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", name=op.f("ck_npg_year_import_state")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_npg_year_import_digest_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_year_import")),
    )
    op.create_table(
        "npg_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False, comment="File it came with"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Calendar year"),
        sa.Column("place", sa.String(length=20), nullable=False, comment="Kind of place; empty: all of them together"),
        sa.Column("scheduled", sa.Integer(), nullable=False, comment="Scheduled visits"),
        sa.Column("ad_hoc", sa.Integer(), nullable=False, comment="Visits outside the plan"),
        sa.Column("follow_up", sa.Integer(), nullable=True, comment="Follow-up visits; empty: not counted apart then"),
        sa.Column("source", sa.String(length=300), nullable=False, comment="Report the figures stand in"),
        sa.CheckConstraint("year BETWEEN 1990 AND 2200", name=op.f("ck_npg_year_year")),
        sa.CheckConstraint(
            "scheduled >= 0 AND ad_hoc >= 0 AND (follow_up IS NULL OR follow_up >= 0)",
            name=op.f("ck_npg_year_counts"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["npg_year_import.id"], name=op.f("fk_npg_year_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_year")),
    )
    op.create_index(op.f("ix_npg_year_year_place"), "npg_year", ["year", "place"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("npg_year")
    op.drop_table("npg_year_import")
