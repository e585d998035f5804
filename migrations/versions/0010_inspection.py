"""The preventive mechanism: mandates, visits, samples and audits.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
STATES = (
    "state IN ('planned', 'opened', 'in_progress', 'obstructed', 'closed', 'act_signed', 'report_sent', "
    "'follow_up_due', 'followed_up', 'archived', 'aborted')"
)


def upgrade() -> None:
    op.create_table(
        "npg_checklist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("frame", sa.String(length=12), nullable=False, comment="What kind of sample it is for"),
        sa.Column("version", sa.Integer(), nullable=False, comment="2, 3 ...; version 1 comes with the program"),
        sa.Column(
            "questions",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="code and text by language of each question, in order",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("made_by", sa.Uuid(), nullable=False, comment="Account"),
        sa.Column("made_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("reason", sa.Text(), nullable=False, comment="What was changed and why"),
        sa.CheckConstraint(
            "frame IN ('admissions', 'injuries', 'screenings', 'deaths', 'cases', 'records')",
            name=op.f("ck_npg_checklist_frame"),
        ),
        sa.CheckConstraint("version > 1", name=op.f("ck_npg_checklist_first_is_shipped")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_checklist")),
        sa.UniqueConstraint("frame", "version", name=op.f("uq_npg_checklist_frame_version")),
    )
    op.create_table(
        "npg_mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False, comment="Number of the certificate or letter"),
        sa.Column(
            "profession",
            sa.String(length=20),
            nullable=False,
            comment="doctor, psychologist, lawyer, social_worker, staff, other",
        ),
        sa.Column("region", sa.String(length=60), nullable=False, comment="Region; empty: the whole country"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day, in Baku"),
        sa.Column("valid_to", sa.Date(), nullable=False, comment="Last day, in Baku"),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False, comment="When it was entered"),
        sa.Column("issued_by", sa.Uuid(), nullable=True, comment="Account of the Ombudsman's office"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was ended before its time"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that ended it"),
        sa.Column("ended_reason", sa.Text(), nullable=False, comment="Why it ended before its time"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_reason = '')", name=op.f("ck_npg_mandate_end_has_reason")),
        sa.CheckConstraint(
            "profession IN ('doctor', 'psychologist', 'lawyer', 'social_worker', 'staff', 'other')",
            name=op.f("ck_npg_mandate_profession"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_npg_mandate_ends_after_begin")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_npg_mandate_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_mandate")),
        sa.UniqueConstraint("number", name=op.f("uq_npg_mandate_number")),
    )
    op.create_index(op.f("ix_npg_mandate_user_id_valid_to"), "npg_mandate", ["user_id", "valid_to"], unique=False)
    op.create_table(
        "npg_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="B-YYYY-NNN, within the mechanism"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Institution visited"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="scheduled, ad_hoc, follow_up"),
        sa.Column("state", sa.String(length=16), nullable=False, comment="A state of healthapp.inspection.states"),
        sa.Column("follows_id", sa.Uuid(), nullable=True, comment="The visit whose recommendations this one checks"),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day of the period looked at"),
        sa.Column("period_to", sa.Date(), nullable=False, comment="Last day of the period looked at"),
        sa.Column(
            "planned_for", sa.Date(), nullable=True, comment="Day it was planned for; known to the mechanism alone"
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True, comment="Server time of opening on site"),
        sa.Column("opened_by", sa.Uuid(), nullable=True, comment="Member who opened it"),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True, comment="When the team stood at the gate"),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When management received it; empty: not yet",
        ),
        sa.Column("obstruction", sa.String(length=8), nullable=False, comment="no, partly, yes"),
        sa.Column("obstruction_note", sa.Text(), nullable=False, comment="What hindered entry or work"),
        sa.Column(
            "access_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Charts are open to its doctors until then",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When the team left"),
        sa.Column("closed_by", sa.Uuid(), nullable=True, comment="Member who closed it"),
        sa.Column("oral_remarks", sa.Text(), nullable=False, comment="What management was told on leaving"),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="Rises with every change: two devices notice each other"
        ),
        sa.CheckConstraint(
            "kind <> 'follow_up' OR follows_id IS NOT NULL", name=op.f("ck_npg_visit_follow_up_follows")
        ),
        sa.CheckConstraint("kind IN ('scheduled', 'ad_hoc', 'follow_up')", name=op.f("ck_npg_visit_kind")),
        sa.CheckConstraint(
            "obstruction = 'no' OR obstruction_note <> ''", name=op.f("ck_npg_visit_obstruction_has_note")
        ),
        sa.CheckConstraint("obstruction IN ('no', 'partly', 'yes')", name=op.f("ck_npg_visit_obstruction")),
        sa.CheckConstraint(
            "state IN ('aborted', 'planned') OR opened_at IS NOT NULL", name=op.f("ck_npg_visit_opened_has_time")
        ),
        sa.CheckConstraint(
            STATES,
            name=op.f("ck_npg_visit_state"),
        ),
        sa.CheckConstraint("period_to >= period_from", name=op.f("ck_npg_visit_period")),
        sa.CheckConstraint(
            "received_at IS NULL OR received_at >= arrived_at", name=op.f("ck_npg_visit_received_after_arrival")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_npg_visit_facility_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["npg_visit.id"], name=op.f("fk_npg_visit_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_visit")),
        sa.UniqueConstraint("number", name=op.f("uq_npg_visit_number")),
    )
    op.create_index(op.f("ix_npg_visit_access_until"), "npg_visit", ["access_until"], unique=False)
    op.create_index(op.f("ix_npg_visit_facility_id_opened_at"), "npg_visit", ["facility_id", "opened_at"], unique=False)
    op.create_table(
        "npg_sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the visit"),
        sa.Column(
            "frame",
            sa.String(length=12),
            nullable=False,
            comment="admissions, injuries, screenings, deaths, cases, records",
        ),
        sa.Column("strata", sa.String(length=12), nullable=False, comment="What the frame was divided by"),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day of the frame"),
        sa.Column("period_to", sa.Date(), nullable=False, comment="Last day of the frame"),
        sa.Column("size", sa.Integer(), nullable=False, comment="How many were wanted"),
        sa.Column("seed", sa.String(length=64), nullable=False, comment="As shown; hashed with each identifier"),
        sa.Column("algorithm", sa.Integer(), nullable=False, comment="Version of docs/inspection.md, 'Sampling'"),
        sa.Column("frame_size", sa.Integer(), nullable=False, comment="How many rows the frame had"),
        sa.Column("frame_digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the frame's lines"),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("drawn_by", sa.Uuid(), nullable=False, comment="Member who drew it"),
        sa.Column("drawn_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("replaces_id", sa.Uuid(), nullable=True, comment="Draw it replaces"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it was drawn again, or further"),
        sa.CheckConstraint(
            "frame IN ('admissions', 'injuries', 'screenings', 'deaths', 'cases', 'records')",
            name=op.f("ck_npg_sample_frame"),
        ),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_npg_sample_redraw_has_reason")),
        sa.CheckConstraint("size > 0", name=op.f("ck_npg_sample_size")),
        sa.ForeignKeyConstraint(["replaces_id"], ["npg_sample.id"], name=op.f("fk_npg_sample_replaces_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_sample_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_sample")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_npg_sample_visit_id_number")),
    )
    op.create_table(
        "npg_visit_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True, comment="Empty: a guest"),
        sa.Column("mandate_id", sa.Uuid(), nullable=True, comment="Empty: a guest"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column(
            "profession", sa.String(length=120), nullable=False, comment="Code of the mandate; a guest's in words"
        ),
        sa.Column("clinical", sa.Boolean(), nullable=False, comment="Opens clinical notes"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When they joined"),
        sa.Column("added_by", sa.Uuid(), nullable=True, comment="Member who added them"),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True, comment="When they left the team"),
        sa.CheckConstraint(
            "(user_id IS NULL) = (mandate_id IS NULL)", name=op.f("ck_npg_visit_member_member_has_mandate")
        ),
        sa.CheckConstraint("user_id IS NOT NULL OR NOT clinical", name=op.f("ck_npg_visit_member_guest_reads_nothing")),
        sa.ForeignKeyConstraint(["mandate_id"], ["npg_mandate.id"], name=op.f("fk_npg_visit_member_mandate_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_npg_visit_member_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_visit_member_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_visit_member")),
        sa.UniqueConstraint("visit_id", "user_id", name=op.f("uq_npg_visit_member_visit_id_user_id")),
    )
    op.create_index(op.f("ix_npg_visit_member_user_id"), "npg_visit_member", ["user_id"], unique=False)
    op.create_table(
        "npg_visit_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, comment="State from then on"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("note", sa.Text(), nullable=False, comment="Why, where it needs a word"),
        sa.CheckConstraint(
            STATES,
            name=op.f("ck_npg_visit_step_state"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_visit_step_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_visit_step")),
    )
    op.create_index(op.f("ix_npg_visit_step_visit_id_at"), "npg_visit_step", ["visit_id", "at"], unique=False)
    op.create_table(
        "npg_sample_frame",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column(
            "lines",
            sa.LargeBinary(),
            nullable=False,
            comment="zlib of 'stratum,identifier' lines in order of identifier",
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["npg_sample.id"], name=op.f("fk_npg_sample_frame_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", name=op.f("pk_npg_sample_frame")),
    )
    op.create_table(
        "npg_sample_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 ... in the order drawn"),
        sa.Column("subject_kind", sa.String(length=20), nullable=False, comment="clinical_record, stay, case"),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="The row it is about"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="Whom it is about"),
        sa.Column("stratum", sa.String(length=40), nullable=False, comment="Part of the frame it was drawn from"),
        sa.Column("rank", sa.String(length=64), nullable=False, comment="SHA-256 it was ranked by; empty: purposive"),
        sa.Column("purposive", sa.Boolean(), nullable=False, comment="Chosen, not drawn"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it was chosen"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("added_by", sa.Uuid(), nullable=False, comment="Member"),
        sa.CheckConstraint("NOT purposive OR reason <> ''", name=op.f("ck_npg_sample_item_purposive_has_reason")),
        sa.ForeignKeyConstraint(["sample_id"], ["npg_sample.id"], name=op.f("fk_npg_sample_item_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_sample_item")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_npg_sample_item_sample_id_position")),
        sa.UniqueConstraint("sample_id", "subject_id", name=op.f("uq_npg_sample_item_sample_id_subject_id")),
    )
    op.create_table(
        "npg_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "checklist_version", sa.Integer(), nullable=False, comment="Version of the checklist of the sample's frame"
        ),
        sa.Column("subject_digest", sa.LargeBinary(), nullable=True, comment="Digest of the record as it was then"),
        sa.Column("addenda", sa.Integer(), nullable=False, comment="How many addenda it had then"),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="yes, no, partly, na by code of the question",
        ),
        sa.Column(
            "evidence",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="What an answer rests on, by code of the question",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="When it was first opened"),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, comment="When it was last saved"),
        sa.Column("saved_by", sa.Uuid(), nullable=False, comment="Member who saved it last"),
        sa.Column("saved_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), nullable=True, comment="When every question had its answer"
        ),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="Rises with every save: two devices notice each other"
        ),
        sa.CheckConstraint("checklist_version > 0", name=op.f("ck_npg_audit_checklist_version")),
        sa.ForeignKeyConstraint(["item_id"], ["npg_sample_item.id"], name=op.f("fk_npg_audit_item_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_audit_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_audit")),
        sa.UniqueConstraint("item_id", name=op.f("uq_npg_audit_item_id")),
    )
    op.create_index(op.f("ix_npg_audit_visit_id"), "npg_audit", ["visit_id"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_npg_audit_visit_id"), table_name="npg_audit")
    op.drop_table("npg_audit")
    op.drop_table("npg_sample_item")
    op.drop_table("npg_sample_frame")
    op.drop_index(op.f("ix_npg_visit_step_visit_id_at"), table_name="npg_visit_step")
    op.drop_table("npg_visit_step")
    op.drop_index(op.f("ix_npg_visit_member_user_id"), table_name="npg_visit_member")
    op.drop_table("npg_visit_member")
    op.drop_table("npg_sample")
    op.drop_index(op.f("ix_npg_visit_facility_id_opened_at"), table_name="npg_visit")
    op.drop_index(op.f("ix_npg_visit_access_until"), table_name="npg_visit")
    op.drop_table("npg_visit")
    op.drop_index(op.f("ix_npg_mandate_user_id_valid_to"), table_name="npg_mandate")
    op.drop_table("npg_mandate")
    op.drop_table("npg_checklist")
