"""Court hearings, what a person was told, hospitals with their beds, transfers and stays.

Revision: 0022
Follows: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hospital_ward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="The hospital"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="Name or number of the ward"),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="general, specialised, intensive (CC 95), narcology, expertise",
        ),
        sa.Column("takes", sa.String(length=8), nullable=False, comment="men, women, both"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Last day in use"),
        sa.CheckConstraint(
            "kind IN ('general', 'specialised', 'intensive', 'narcology', 'expertise')",
            name=op.f("ck_hospital_ward_kind"),
        ),
        sa.CheckConstraint("takes IN ('men', 'women', 'both')", name=op.f("ck_hospital_ward_takes")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_hospital_ward_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospital_ward")),
        sa.UniqueConstraint("facility_id", "name", name=op.f("uq_hospital_ward_facility_id_name")),
        comment="Wards of hospitals that take people in custody",
    )
    op.create_table(
        "ward_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False, comment="The ward"),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="Beds; more people than beds is possible and kept"),
        sa.Column("occupied", sa.Integer(), nullable=False, comment="Beds taken"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False, comment="When it was said"),
        sa.Column("told_by", sa.String(length=200), nullable=False, comment="Who at the hospital said so"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.CheckConstraint("capacity >= 0 AND occupied >= 0", name=op.f("ck_ward_report_counts")),
        sa.ForeignKeyConstraint(["ward_id"], ["hospital_ward.id"], name=op.f("fk_ward_report_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_report")),
        comment="Capacity and occupancy of wards as told",
    )
    op.create_index(op.f("ix_ward_report_ward_id_told_at"), "ward_report", ["ward_id", "told_at"], unique=False)
    op.create_table(
        "court_hearing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column("court", sa.String(length=200), nullable=False, comment="Name of the court"),
        sa.Column("court_number", sa.String(length=60), nullable=False, comment="Number of the case at the court"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When the hearing begins"),
        sa.Column("room", sa.String(length=120), nullable=False, comment="Address, room, or by video"),
        sa.Column(
            "counsel_kind",
            sa.String(length=12),
            nullable=False,
            comment="chosen, appointed, none, not_known (CPC 509.4)",
        ),
        sa.Column("counsel", sa.String(length=200), nullable=False, comment="Name of counsel"),
        sa.Column(
            "summoned",
            sa.String(length=12),
            nullable=False,
            comment="Commission's representative summoned: yes, no, not_known (CPC 520.4)",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="Why it was moved, or another remark"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When this was written down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the row's canonical form"),
        sa.CheckConstraint(
            "counsel_kind IN ('chosen', 'appointed', 'none', 'not_known')", name=op.f("ck_court_hearing_counsel_kind")
        ),
        sa.CheckConstraint("summoned IN ('yes', 'no', 'not_known')", name=op.f("ck_court_hearing_summoned")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_court_hearing_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_court_hearing_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_hearing")),
        comment="Court hearings announced in a case",
    )
    op.create_index(
        op.f("ix_court_hearing_case_id_recorded_at"), "court_hearing", ["case_id", "recorded_at"], unique=False
    )
    op.create_table(
        "hospital_stay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column("facility_id", sa.Uuid(), nullable=True, comment="The hospital; empty when nobody said"),
        sa.Column("ward_id", sa.Uuid(), nullable=True, comment="The ward, when known"),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True, comment="When the journey began"),
        sa.Column(
            "admitted_at", sa.DateTime(timezone=True), nullable=True, comment="When the hospital admitted the person"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When the stay ended"),
        sa.Column("ending", sa.String(length=40), nullable=False, comment="State of the case that ended it"),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_hospital_stay_case_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_hospital_stay_facility_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["hospital_ward.id"], name=op.f("fk_hospital_stay_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospital_stay")),
        comment="Journeys to and stays in hospitals, folded from the steps of cases",
    )
    op.create_index(op.f("ix_hospital_stay_case_id"), "hospital_stay", ["case_id"], unique=False)
    op.create_index(op.f("ix_hospital_stay_ended_at"), "hospital_stay", ["ended_at"], unique=False)
    op.create_table(
        "release_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="diagnoses, course, medicines (name, dose, times, days), no_medicines, follow_up, contact",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Physician who wrote it"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the row's canonical form"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_release_summary_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_release_summary_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_summary")),
        comment="Medical summaries given on release; the newest of a case holds",
    )
    op.create_index(
        op.f("ix_release_summary_case_id_written_at"), "release_summary", ["case_id", "written_at"], unique=False
    )
    op.create_table(
        "bed_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="The step that asks"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="The hospital asked"),
        sa.Column("ward_kind", sa.String(length=20), nullable=False, comment="Kind of ward asked for"),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_bed_request_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_bed_request_event_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_bed_request_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_request")),
        sa.UniqueConstraint("event_id", name=op.f("uq_bed_request_event_id")),
        comment="Beds asked for in cases of psychiatric placement",
    )
    op.create_index(op.f("ix_bed_request_case_id"), "bed_request", ["case_id"], unique=False)
    op.create_index(op.f("ix_bed_request_facility_id"), "bed_request", ["facility_id"], unique=False)
    op.create_table(
        "case_told",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="The decision"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False, comment="When the person was told"),
        sa.Column(
            "how", sa.String(length=20), nullable=False, comment="spoken, paper, interpreter, representative, letter"
        ),
        sa.Column("language", sa.String(length=3), nullable=False, comment="Language it was told in, ISO 639-1"),
        sa.Column("told_by", sa.String(length=200), nullable=False, comment="Name of whoever told it"),
        sa.Column("receipt", sa.String(length=20), nullable=False, comment="signed, refused, unable, not_asked"),
        sa.Column("words", sa.Text(), nullable=False, comment="What the person said, verbatim"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When this was written down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the row's canonical form"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_case_told_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_case_told_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_case_told_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_told")),
        comment="When, how and by whom a person was told of a decision in a case",
    )
    op.create_index(op.f("ix_case_told_case_id"), "case_told", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_told_event_id"), "case_told", ["event_id"], unique=False)
    op.create_table(
        "review_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False, comment="The clock it reminds of"),
        sa.Column("days", sa.Integer(), nullable=False, comment="Days before: 30, 14 or 7"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="When it was seen"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that saw it"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_review_reminder_deadline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reminder")),
        sa.UniqueConstraint("deadline_id", "days", name=op.f("uq_review_reminder_deadline_id_days")),
        comment="Reminders of reviews in hospitals that somebody has seen",
    )
    op.create_table(
        "transfer_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="The case"),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="The departure"),
        sa.Column("facility_id", sa.Uuid(), nullable=True, comment="The hospital"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="state, risk, allergies, escort, medicines (name, dose, times, days), papers and the like",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the row's canonical form"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_transfer_sheet_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_transfer_sheet_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_transfer_sheet_event_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_transfer_sheet_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_sheet")),
        sa.UniqueConstraint("event_id", name=op.f("uq_transfer_sheet_event_id")),
        comment="Transfer sheets of psychiatric placements",
    )
    op.create_index(op.f("ix_transfer_sheet_case_id"), "transfer_sheet", ["case_id"], unique=False)
    op.create_table(
        "bed_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False, comment="What it answers"),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="The step that answers"),
        sa.Column("offered", sa.Boolean(), nullable=False, comment="Whether there is a bed"),
        sa.Column("ward_id", sa.Uuid(), nullable=True, comment="The ward offered"),
        sa.Column("free_on", sa.Date(), nullable=True, comment="First day of the bed, when said"),
        sa.Column(
            "reason",
            sa.String(length=20),
            nullable=False,
            comment="Of a refusal: no_bed, profile, security, papers, escort, other",
        ),
        sa.Column("told_by", sa.String(length=200), nullable=False, comment="Who at the hospital said so"),
        sa.CheckConstraint("offered OR reason <> ''", name=op.f("ck_bed_answer_refusal_has_reason")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_bed_answer_event_id")),
        sa.ForeignKeyConstraint(["request_id"], ["bed_request.id"], name=op.f("fk_bed_answer_request_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["hospital_ward.id"], name=op.f("fk_bed_answer_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_answer")),
        sa.UniqueConstraint("event_id", name=op.f("uq_bed_answer_event_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_bed_answer_request_id")),
        comment="Answers of hospitals to requests for a bed",
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("bed_answer")
    op.drop_index(op.f("ix_transfer_sheet_case_id"), table_name="transfer_sheet")
    op.drop_table("transfer_sheet")
    op.drop_table("review_reminder")
    op.drop_index(op.f("ix_case_told_event_id"), table_name="case_told")
    op.drop_index(op.f("ix_case_told_case_id"), table_name="case_told")
    op.drop_table("case_told")
    op.drop_index(op.f("ix_bed_request_facility_id"), table_name="bed_request")
    op.drop_index(op.f("ix_bed_request_case_id"), table_name="bed_request")
    op.drop_table("bed_request")
    op.drop_index(op.f("ix_release_summary_case_id_written_at"), table_name="release_summary")
    op.drop_table("release_summary")
    op.drop_index(op.f("ix_hospital_stay_ended_at"), table_name="hospital_stay")
    op.drop_index(op.f("ix_hospital_stay_case_id"), table_name="hospital_stay")
    op.drop_table("hospital_stay")
    op.drop_index(op.f("ix_court_hearing_case_id_recorded_at"), table_name="court_hearing")
    op.drop_table("court_hearing")
    op.drop_index(op.f("ix_ward_report_ward_id_told_at"), table_name="ward_report")
    op.drop_table("ward_report")
    op.drop_table("hospital_ward")
