"""Psychological help, medicines, and the need of another place.

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prescription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("drug", sa.String(length=120), nullable=False, comment="International name and form"),
        sa.Column("dose", sa.String(length=60), nullable=False, comment="Dose with its unit, as written"),
        sa.Column("times", sa.String(length=60), nullable=False, comment="How often, or at which times"),
        sa.Column(
            "route",
            sa.String(length=12),
            nullable=False,
            comment="oral, sublingual, im, iv, depot, rectal, skin, inhaled",
        ),
        sa.Column(
            "psychotropic",
            sa.Boolean(),
            nullable=False,
            comment="Kept and given under the rules of psychotropic medicines",
        ),
        sa.Column("indication", sa.String(length=200), nullable=False, comment="What it is for"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day"),
        sa.Column("review_on", sa.Date(), nullable=False, comment="Day of the first review"),
        sa.Column("consent", sa.String(length=12), nullable=False, comment="yes, refused, no_capacity, urgent"),
        sa.Column("consent_text", sa.Text(), nullable=False, comment="What was explained, or why without consent"),
        sa.Column(
            "replaces_id", sa.Uuid(), nullable=True, comment="The prescription it goes on from with another dose"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "consent IN ('yes', 'refused', 'no_capacity', 'urgent')", name=op.f("ck_prescription_consent")
        ),
        sa.CheckConstraint(
            "route IN ('oral', 'sublingual', 'im', 'iv', 'depot', 'rectal', 'skin', 'inhaled')",
            name=op.f("ck_prescription_route"),
        ),
        sa.CheckConstraint("review_on >= starts_on", name=op.f("ck_prescription_review_after_start")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_prescription_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prescription_person_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["prescription.id"], name=op.f("fk_prescription_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescription")),
    )
    op.create_index(
        op.f("ix_prescription_facility_id_starts_on"), "prescription", ["facility_id", "starts_on"], unique=False
    )
    op.create_index(
        op.f("ix_prescription_person_id_starts_on"), "prescription", ["person_id", "starts_on"], unique=False
    )
    op.create_table(
        "psychology_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False, comment="When it began"),
        sa.Column(
            "kind",
            sa.String(length=12),
            nullable=False,
            comment="first, individual, group, crisis, family, assessment, closing, missed",
        ),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Its length"),
        sa.Column("plan", sa.Text(), nullable=False, comment="What the treating team must know and do"),
        sa.Column("next_on", sa.Date(), nullable=True, comment="Day of the next contact"),
        sa.Column("note", sa.Text(), nullable=False, comment="The psychologist's own note"),
        sa.Column("adds_to_id", sa.Uuid(), nullable=True, comment="The contact whose note this adds to; both stay"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "kind IN ('first', 'individual', 'group', 'crisis', 'family', 'assessment', 'closing', 'missed')",
            name=op.f("ck_psychology_contact_kind"),
        ),
        sa.CheckConstraint("held_at <= recorded_at", name=op.f("ck_psychology_contact_held_before_recorded")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name=op.f("ck_psychology_contact_minutes")),
        sa.ForeignKeyConstraint(
            ["adds_to_id"], ["psychology_contact.id"], name=op.f("fk_psychology_contact_adds_to_id")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_psychology_contact_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_psychology_contact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_contact")),
    )
    op.create_index(
        op.f("ix_psychology_contact_facility_id_held_at"),
        "psychology_contact",
        ["facility_id", "held_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_psychology_contact_person_id_held_at"), "psychology_contact", ["person_id", "held_at"], unique=False
    )
    op.create_table(
        "prescription_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="review, stopped"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided"),
        sa.Column("review_on", sa.Date(), nullable=True, comment="Of a review: day of the next one"),
        sa.Column(
            "reason",
            sa.String(length=12),
            nullable=False,
            comment="Of a stop: finished, side_effect, no_effect, refused, changed, other",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="Effect, side effects, what was decided"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "kind <> 'review' OR review_on IS NOT NULL", name=op.f("ck_prescription_step_review_has_next")
        ),
        sa.CheckConstraint("kind <> 'stopped' OR reason <> ''", name=op.f("ck_prescription_step_stopped_has_reason")),
        sa.CheckConstraint("kind IN ('review', 'stopped')", name=op.f("ck_prescription_step_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_prescription_step_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prescription_step_person_id")),
        sa.ForeignKeyConstraint(
            ["prescription_id"], ["prescription.id"], name=op.f("fk_prescription_step_prescription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescription_step")),
    )
    op.create_index(
        op.f("ix_prescription_step_prescription_id_at"), "prescription_step", ["prescription_id", "at"], unique=False
    )
    op.create_table(
        "disorder_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "found_on", sa.Date(), nullable=False, comment="Day on which the need was found; its days count from here"
        ),
        sa.Column(
            "need",
            sa.String(length=20),
            nullable=False,
            comment="hospital, treatment_unit, psychiatrist, release, adapted",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="What is needed and why"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="Where the need is recorded"),
        sa.Column(
            "obstacle",
            sa.String(length=20),
            nullable=False,
            comment="no_place, waiting_decision, waiting_court, no_escort, person_refuses, no_specialist, none, other",
        ),
        sa.Column("obstacle_text", sa.Text(), nullable=False, comment="The same in words"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "need IN ('hospital', 'treatment_unit', 'psychiatrist', 'release', 'adapted')",
            name=op.f("ck_disorder_need_need"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_disorder_need_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disorder_need_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_disorder_need_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disorder_need")),
    )
    op.create_index(
        op.f("ix_disorder_need_person_id_found_on"), "disorder_need", ["person_id", "found_on"], unique=False
    )
    op.create_table(
        "psychology_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False, comment="When it was offered and answered"),
        sa.Column("answer", sa.String(length=12), nullable=False, comment="accepted, refused, deferred, withdrawn"),
        sa.Column("urgency", sa.String(length=12), nullable=False, comment="ordinary, soon"),
        sa.Column("reason", sa.Text(), nullable=False, comment="What for, or why not, as the person says"),
        sa.Column("again_on", sa.Date(), nullable=True, comment="When to offer it again"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="The examination in which it was offered"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "answer IN ('accepted', 'refused', 'deferred', 'withdrawn')", name=op.f("ck_psychology_offer_answer")
        ),
        sa.CheckConstraint("urgency IN ('ordinary', 'soon')", name=op.f("ck_psychology_offer_urgency")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_psychology_offer_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_psychology_offer_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_psychology_offer_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_offer")),
    )
    op.create_index(
        op.f("ix_psychology_offer_person_id_offered_at"), "psychology_offer", ["person_id", "offered_at"], unique=False
    )
    op.create_table(
        "disorder_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="obstacle, case, closed"),
        sa.Column("obstacle", sa.String(length=20), nullable=False, comment="What stands in the way from now on"),
        sa.Column("case_id", sa.Uuid(), nullable=True, comment="The case that was opened for it"),
        sa.Column(
            "outcome",
            sa.String(length=20),
            nullable=False,
            comment="Of an end: placed, treated, released, no_need, other",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="What happened"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint("kind <> 'case' OR case_id IS NOT NULL", name=op.f("ck_disorder_step_case_has_case")),
        sa.CheckConstraint("kind IN ('obstacle', 'case', 'closed')", name=op.f("ck_disorder_step_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_disorder_step_case_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_disorder_step_facility_id")),
        sa.ForeignKeyConstraint(["need_id"], ["disorder_need.id"], name=op.f("fk_disorder_step_need_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disorder_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disorder_step")),
    )
    op.create_index(
        op.f("ix_disorder_step_need_id_recorded_at"), "disorder_step", ["need_id", "recorded_at"], unique=False
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_disorder_step_need_id_recorded_at"), table_name="disorder_step")
    op.drop_table("disorder_step")
    op.drop_index(op.f("ix_psychology_offer_person_id_offered_at"), table_name="psychology_offer")
    op.drop_table("psychology_offer")
    op.drop_index(op.f("ix_disorder_need_person_id_found_on"), table_name="disorder_need")
    op.drop_table("disorder_need")
    op.drop_index(op.f("ix_prescription_step_prescription_id_at"), table_name="prescription_step")
    op.drop_table("prescription_step")
    op.drop_index(op.f("ix_psychology_contact_person_id_held_at"), table_name="psychology_contact")
    op.drop_index(op.f("ix_psychology_contact_facility_id_held_at"), table_name="psychology_contact")
    op.drop_table("psychology_contact")
    op.drop_index(op.f("ix_prescription_person_id_starts_on"), table_name="prescription")
    op.drop_index(op.f("ix_prescription_facility_id_starts_on"), table_name="prescription")
    op.drop_table("prescription")
