"""What the first screen of a visit counts, and the figures of each visit as it saw them.

Revision: 0021
Follows: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "npg_figure",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False, comment="Code of healthapp.inspection.items"),
        sa.Column("numerator", sa.Integer(), nullable=False, comment="How many"),
        sa.Column("denominator", sa.Integer(), nullable=True, comment="Of how many; empty: not known"),
        sa.Column("median", sa.Float(), nullable=True, comment="Of a length of time, hours"),
        sa.Column("p95", sa.Float(), nullable=True, comment="95th percentile, hours"),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day it was counted for"),
        sa.Column("period_to", sa.Date(), nullable=False, comment="Last day it was counted for"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, comment="When it was kept"),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_figure_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "item", name=op.f("pk_npg_figure")),
    )
    op.create_table(
        "record_fact",
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the record was made"),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False, comment="When what it tells of happened"),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="Kind of the record"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="Whom it is about"),
        sa.Column("stay_id", sa.Uuid(), nullable=True, comment="During which stay"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it"),
        sa.Column(
            "handed_in_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the author's signature"
        ),
        sa.Column(
            "minutes",
            sa.Integer(),
            nullable=False,
            comment="From its beginning on the server to the author's signature",
        ),
        sa.Column(
            "late_minutes", sa.Integer(), nullable=False, comment="From what it tells of to the author's signature"
        ),
        sa.Column("skin", sa.String(length=12), nullable=False, comment="Whole skin inspected; empty: no such part"),
        sa.Column("asked", sa.String(length=12), nullable=False, comment="Asked about ill-treatment in private"),
        sa.Column("alleged", sa.String(length=12), nullable=False, comment="yes, no, declined, not_asked; empty: none"),
        sa.Column("presence", sa.String(length=12), nullable=False, comment="Who else was there: none, in_sight ..."),
        sa.Column("interpreter", sa.String(length=16), nullable=False, comment="not_needed, professional ..."),
        sa.Column("refused", sa.Integer(), nullable=False, comment="Parts refused or declined"),
        sa.Column("unexplained", sa.Integer(), nullable=False, comment="Refused parts without a reason"),
        sa.Column("lesions", sa.Integer(), nullable=False, comment="Lesions listed"),
        sa.Column("described", sa.Integer(), nullable=False, comment="Lesions with size, region and colour"),
        sa.Column("degrees", sa.Integer(), nullable=False, comment="Lesions with a degree of consistency"),
        sa.Column("overall", sa.Boolean(), nullable=False, comment="An overall opinion is stated"),
        sa.Column("statement", sa.Integer(), nullable=False, comment="Length of the person's own words"),
        sa.Column("photographs", sa.Integer(), nullable=False, comment="Photographs that stand"),
        sa.Column("plain", sa.Boolean(), nullable=False, comment="An examination that found nothing at all"),
        sa.Column("pattern", sa.String(length=16), nullable=False, comment="Fingerprint of all coded answers"),
        sa.Column("words", sa.String(length=16), nullable=False, comment="Fingerprint of the free text; empty: short"),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_record_fact_record_id")),
        sa.PrimaryKeyConstraint("facility_id", "event_time", "record_id", name=op.f("pk_record_fact")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_fact_record_id"), "record_fact", ["record_id"], unique=True)
    op.create_index(op.f("ix_deadline_facility_id_kind_started_at"), "deadline", ["facility_id", "kind", "started_at"])
    op.create_index(
        "ix_audit_event_refused",
        "audit_event",
        ["facility_id", "at"],
        unique=False,
        sqlite_where=sa.text("kind = 'access.refused'"),
        postgresql_where=sa.text("kind = 'access.refused'"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_deadline_facility_id_kind_started_at"), table_name="deadline")
    op.drop_index(
        "ix_audit_event_refused",
        table_name="audit_event",
        sqlite_where=sa.text("kind = 'access.refused'"),
        postgresql_where=sa.text("kind = 'access.refused'"),
    )
    op.drop_index(op.f("ix_record_fact_record_id"), table_name="record_fact")
    op.drop_table("record_fact")
    op.drop_table("npg_figure")
