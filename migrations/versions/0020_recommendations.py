"""Recommendations of the Ombudsman, and what became of each.

Revision: 0020
Follows: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="T-YYYY-NNNN"),
        sa.Column("visit_id", sa.Uuid(), nullable=True, comment="The visit it came from"),
        sa.Column("facility_id", sa.Uuid(), nullable=True, comment="Institution it is about; empty: the whole service"),
        sa.Column(
            "addressee",
            sa.String(length=24),
            nullable=False,
            comment="unit_head, governor, medical_department, penitentiary_service, justice, health, "
            "prosecutor, cabinet",
        ),
        sa.Column(
            "area",
            sa.String(length=12),
            nullable=False,
            comment="records, intake, injuries, suicide, psychiatry, hospital, conditions, food, staff, other",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="What is recommended, in Azerbaijani"),
        sa.Column("text_en", sa.Text(), nullable=False, comment="The same in English, for the annual report"),
        sa.Column("basis", sa.String(length=300), nullable=False, comment="Law or standard it rests on"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Day by which it is to be answered and done, in Baku"),
        sa.Column("repeats_id", sa.Uuid(), nullable=True, comment="The earlier one that was not followed"),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was drafted"),
        sa.Column("drafted_by", sa.Uuid(), nullable=False, comment="Account of the member who drafted it"),
        sa.Column(
            "issued_at", sa.DateTime(timezone=True), nullable=True, comment="Folded: when the Ombudsman issued it"
        ),
        sa.Column(
            "state", sa.String(length=16), nullable=False, comment="Folded: a state of healthapp.recommendations.states"
        ),
        sa.Column("answer", sa.String(length=8), nullable=False, comment="Folded: accepted, partly, rejected"),
        sa.Column(
            "steps", sa.Integer(), nullable=False, comment="How many steps it has; a form that saw fewer is out of date"
        ),
        sa.CheckConstraint(
            "addressee IN ('cabinet', 'governor', 'health', 'justice', 'medical_department', "
            "'penitentiary_service', 'prosecutor', 'unit_head')",
            name=op.f("ck_recommendation_addressee"),
        ),
        sa.CheckConstraint(
            "area IN ('conditions', 'food', 'hospital', 'injuries', 'intake', 'other', "
            "'psychiatry', 'records', 'staff', 'suicide')",
            name=op.f("ck_recommendation_area"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'no_longer' OR issued_at IS NOT NULL",
            name=op.f("ck_recommendation_issued_has_time"),
        ),
        sa.CheckConstraint(
            "state IN ('acknowledged', 'answered', 'draft', 'implemented', 'issued', "
            "'no_longer', 'not_implemented', 'partly', 'reported_done', 'superseded')",
            name=op.f("ck_recommendation_state"),
        ),
        sa.CheckConstraint("repeats_id IS NULL OR repeats_id <> id", name=op.f("ck_recommendation_repeats_another")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_recommendation_facility_id")),
        sa.ForeignKeyConstraint(["repeats_id"], ["recommendation.id"], name=op.f("fk_recommendation_repeats_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_recommendation_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("number", name=op.f("uq_recommendation_number")),
    )
    op.create_index(
        op.f("ix_recommendation_facility_id_state"), "recommendation", ["facility_id", "state"], unique=False
    )
    op.create_index(op.f("ix_recommendation_state_due_on"), "recommendation", ["state", "due_on"], unique=False)
    op.create_table(
        "recommendation_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the recommendation"),
        sa.Column(
            "step",
            sa.String(length=12),
            nullable=False,
            comment="issue, acknowledge, answer, report, verify, supersede, drop",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was recorded"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.Column("answer", sa.String(length=8), nullable=False, comment="With an answer: accepted, partly, rejected"),
        sa.Column("found", sa.String(length=16), nullable=False, comment="With a verification: what was found"),
        sa.Column("visit_id", sa.Uuid(), nullable=True, comment="With a verification: the follow-up visit"),
        sa.Column("note", sa.Text(), nullable=False, comment="Reason, measures taken, what was seen"),
        sa.CheckConstraint(
            "step <> 'answer' OR answer IN ('accepted', 'partly', 'rejected')",
            name=op.f("ck_recommendation_step_answer_is_given"),
        ),
        sa.CheckConstraint(
            "step <> 'verify' OR (found IN ('implemented', 'not_implemented', 'partly') AND visit_id IS NOT NULL)",
            name=op.f("ck_recommendation_step_verified_there"),
        ),
        sa.CheckConstraint(
            "step IN ('acknowledge', 'answer', 'drop', 'issue', 'report', 'supersede', 'verify')",
            name=op.f("ck_recommendation_step_step"),
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_recommendation_step_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_recommendation_step_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_step")),
        sa.UniqueConstraint("recommendation_id", "place", name=op.f("uq_recommendation_step_recommendation_id_place")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("recommendation_step")
    op.drop_index(op.f("ix_recommendation_state_due_on"), table_name="recommendation")
    op.drop_index(op.f("ix_recommendation_facility_id_state"), table_name="recommendation")
    op.drop_table("recommendation")
