"""Numbered blank forms, custody lists.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blank_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "series", sa.String(length=12), nullable=False, comment="Facility code as it stands in the form numbers"
        ),
        sa.Column("first_number", sa.Integer(), nullable=False, comment="First number of the range"),
        sa.Column("last_number", sa.Integer(), nullable=False, comment="Last number of the range"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the blanks are kept"),
        sa.Column(
            "facility_name", sa.String(length=200), nullable=False, comment="Name of that institution at the time"
        ),
        sa.Column("language", sa.String(length=2), nullable=False, comment="Language of the forms: az, ru, en"),
        sa.Column(
            "form_version", sa.String(length=30), nullable=False, comment="Version of the form and its date in force"
        ),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False, comment="When the range was allocated"),
        sa.Column("printed_by", sa.Uuid(), nullable=False, comment="Account that printed it"),
        sa.Column("printed_by_name", sa.String(length=120), nullable=False, comment="Name of that account"),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="SHA-256 over the canonical JSON of the other columns"
        ),
        sa.CheckConstraint("first_number <= last_number", name=op.f("ck_blank_batch_range")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_blank_batch_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_batch")),
    )
    op.create_index(op.f("ix_blank_batch_facility_id"), "blank_batch", ["facility_id"], unique=False)
    op.create_table(
        "custody_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Whose list it is"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was checked"),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="Account that checked it"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file as it was given"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="checked, applied, given_up"),
        sa.Column(
            "rows",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Rows with cells, parsed values, outcome and reasons, as JSON",
        ),
        sa.Column(
            "left",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Ids of people held here whom the list does not name",
        ),
        sa.Column(
            "counts",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Rows by outcome: new, here, place, moved, rejected, left",
        ),
        sa.Column(
            "ignored",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Names of columns that were not read",
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True, comment="When it was applied"),
        sa.Column("applied_by", sa.Uuid(), nullable=True, comment="Account that applied it"),
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", name=op.f("ck_custody_import_state")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_custody_import_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_import")),
    )
    op.create_index(
        op.f("ix_custody_import_facility_id_made_at"), "custody_import", ["facility_id", "made_at"], unique=False
    )
    op.create_table(
        "blank_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "series", sa.String(length=12), nullable=False, comment="Facility code as it stands in the form number"
        ),
        sa.Column("number", sa.Integer(), nullable=False, comment="Number within the series, without gaps"),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the blank is kept"),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False, comment="When the number was allocated"),
        sa.Column("printed_by", sa.Uuid(), nullable=False, comment="Account that printed it"),
        sa.Column(
            "outcome",
            sa.String(length=10),
            nullable=False,
            comment="copied (into the system), spoilt, lost, destroyed; empty: still out",
        ),
        sa.Column(
            "outcome_note",
            sa.String(length=200),
            nullable=False,
            comment="Record number it was copied into, or why it is gone",
        ),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True, comment="When that was said"),
        sa.Column("outcome_by", sa.Uuid(), nullable=True, comment="Account that said so"),
        sa.Column("outcome_by_name", sa.String(length=120), nullable=False, comment="Name of that account"),
        sa.CheckConstraint("(outcome = '') = (outcome_at IS NULL)", name=op.f("ck_blank_form_outcome_dated")),
        sa.CheckConstraint(
            "outcome IN ('', 'copied', 'spoilt', 'lost', 'destroyed')", name=op.f("ck_blank_form_outcome")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["blank_batch.id"], name=op.f("fk_blank_form_batch_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_blank_form_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_form")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_blank_form_series_number")),
    )
    op.create_index(op.f("ix_blank_form_batch_id"), "blank_form", ["batch_id"], unique=False)
    op.create_index(op.f("ix_blank_form_facility_id_outcome"), "blank_form", ["facility_id", "outcome"], unique=False)


def downgrade() -> None:
    op.drop_table("blank_form")
    op.drop_table("custody_import")
    op.drop_table("blank_batch")
