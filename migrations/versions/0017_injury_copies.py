"""Copies of injury records that left the unit, and the rule behind each notice.

Revision: 0017
Follows: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "injury_notice",
        sa.Column(
            "legal_basis",
            sa.String(length=300),
            nullable=True,
            comment="The rule behind it, as the Medical Department's setting names it then",
        ),
    )
    op.create_table(
        "injury_copy",
        sa.Column("record_id", sa.Uuid(), nullable=False, comment="Which record"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="Whose record"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the record was made"),
        sa.Column(
            "recipient",
            sa.String(length=20),
            nullable=False,
            comment="person, lawyer, family, prosecutor, court, expert, ombudsman",
        ),
        sa.Column("outcome", sa.String(length=20), nullable=False, comment="given, refused, unsafe to hold, sent"),
        sa.Column(
            "form",
            sa.String(length=20),
            nullable=False,
            comment="Which print: report, short, person, photographs, notice",
        ),
        sa.Column("language", sa.String(length=2), nullable=False, comment="az, ru, en"),
        sa.Column("to_name", sa.String(length=200), nullable=False, comment="Name of lawyer, office or court"),
        sa.Column(
            "basis",
            sa.String(length=20),
            nullable=False,
            comment="consent, legal_duty, court_order, vital_interest; empty for the person",
        ),
        sa.Column("kept_by", sa.String(length=200), nullable=False, comment="Who keeps a copy unsafe to hold"),
        sa.Column("note", sa.Text(), nullable=False, comment="Further remark"),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the record as handed over, hexadecimal"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was given, refused or sent"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When this was written"),
        sa.Column("recorded_by", sa.Uuid(), nullable=False, comment="Account that wrote it"),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False, comment="Their name then"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'unsafe' OR kept_by <> ''", name=op.f("ck_injury_copy_unsafe_is_kept_somewhere")
        ),
        sa.CheckConstraint("outcome IN ('given', 'refused', 'unsafe', 'sent')", name=op.f("ck_injury_copy_outcome")),
        sa.CheckConstraint(
            "recipient IN ('person', 'lawyer', 'family', 'prosecutor', 'court', 'expert', 'ombudsman')",
            name=op.f("ck_injury_copy_recipient"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_injury_copy_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_injury_copy_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_injury_copy_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_injury_copy")),
    )
    op.create_index(op.f("ix_injury_copy_person_id"), "injury_copy", ["person_id"], unique=False)
    op.create_index(op.f("ix_injury_copy_record_id"), "injury_copy", ["record_id"], unique=False)
    for statement in later("0017", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("injury_copy")
    op.drop_column("injury_notice", "legal_basis")
