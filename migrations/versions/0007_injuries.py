"""The trauma register and notices to the prosecutor.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "injury_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the record was made"),
        sa.Column("duty", sa.String(length=120), nullable=False, comment="Codes of why it is due, by comma"),
        sa.Column(
            "consent", sa.String(length=20), nullable=False, comment="What the person said: yes, no, withdrawn ..."
        ),
        sa.Column("basis", sa.String(length=20), nullable=False, comment="On what basis it goes out"),
        sa.Column(
            "state", sa.String(length=20), nullable=False, comment="prepared, withheld, sent, received, answered"
        ),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False, comment="When the duty arose"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When it was sent"),
        sa.Column("sent_by_name", sa.String(length=120), nullable=False, comment="Who sent it"),
        sa.Column("sent_to", sa.String(length=200), nullable=False, comment="Prosecutor's office"),
        sa.Column("channel", sa.String(length=20), nullable=False, comment="post, courier, electronic, by_hand"),
        sa.Column("reference", sa.String(length=100), nullable=False, comment="Outgoing number"),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=True, comment="When the office confirmed receipt"
        ),
        sa.Column("received_reference", sa.String(length=100), nullable=False, comment="Incoming number of the office"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="When the reply came"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="What the reply says"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="Rises with every step"),
        sa.CheckConstraint(
            "basis IN ('consent', 'legal_duty', 'court_order', 'vital_interest')", name=op.f("ck_injury_notice_basis")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'withheld') OR sent_at IS NOT NULL", name=op.f("ck_injury_notice_sent_has_time")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'withheld', 'sent', 'received', 'answered')", name=op.f("ck_injury_notice_state")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_injury_notice_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_injury_notice_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_injury_notice_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_injury_notice")),
        sa.UniqueConstraint("record_id", name=op.f("uq_injury_notice_record_id")),
    )
    op.create_index(op.f("ix_injury_notice_facility_id_state"), "injury_notice", ["facility_id", "state"], unique=False)
    op.create_index(op.f("ix_injury_notice_person_id"), "injury_notice", ["person_id"], unique=False)
    op.create_table(
        "trauma_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Whose register it is"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year in Baku when the number was taken"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within facility and year"),
        sa.Column(
            "issued_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the number was taken: at the author's signature",
        ),
        sa.Column("occasion", sa.String(length=30), nullable=False, comment="Code of the occasion"),
        sa.Column("alleged", sa.String(length=20), nullable=False, comment="yes, no, declined, not_asked"),
        sa.Column("lesions", sa.Integer(), nullable=False, comment="How many lesions the record lists"),
        sa.Column("causes", sa.String(length=300), nullable=False, comment="Codes of the told mechanisms, by comma"),
        sa.Column("places", sa.Text(), nullable=False, comment="Codes of the regions, by comma"),
        sa.CheckConstraint("number > 0", name=op.f("ck_trauma_entry_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_trauma_entry_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trauma_entry_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_trauma_entry_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trauma_entry")),
        sa.UniqueConstraint("facility_id", "year", "number", name=op.f("uq_trauma_entry_facility_id_year_number")),
        sa.UniqueConstraint("record_id", name=op.f("uq_trauma_entry_record_id")),
    )
    op.create_index(op.f("ix_trauma_entry_person_id"), "trauma_entry", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("trauma_entry")
    op.drop_table("injury_notice")
