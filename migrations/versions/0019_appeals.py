"""Requests and complaints about care, and what was done about each.

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="M-YYYY-NNNNN"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Institution it is about"),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=True,
            comment="The person in custody; empty: known by name alone, or about everybody",
        ),
        sa.Column("about_name", sa.String(length=200), nullable=False, comment="Name as told when no entry is linked"),
        sa.Column(
            "source", sa.String(length=12), nullable=False, comment="person, family, lawyer, call_916, visit, other"
        ),
        sa.Column("from_name", sa.String(length=200), nullable=False, comment="Who brought it, and how to answer them"),
        sa.Column(
            "kind",
            sa.String(length=12),
            nullable=False,
            comment="transfer, own_doctor, quality, nutrition, access, other",
        ),
        sa.Column(
            "words", sa.Text(), nullable=False, comment="What is asked or complained of, in the words it came in"
        ),
        sa.Column("language", sa.String(length=8), nullable=False, comment="Language of these words"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="When it came"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("oversight", sa.Boolean(), nullable=False, comment="Came to the mechanism of the Ombudsman"),
        sa.Column(
            "passed_on",
            sa.Boolean(),
            nullable=False,
            comment="The mechanism passed it on with the person's consent: the medical service sees it",
        ),
        sa.Column("state", sa.String(length=12), nullable=False, comment="Folded: received, in_hand, decided, told"),
        sa.Column("outcome", sa.String(length=12), nullable=False, comment="Folded: what was decided"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="Folded: when the person was told"),
        sa.Column(
            "steps", sa.Integer(), nullable=False, comment="How many steps it has; a form that saw fewer is out of date"
        ),
        sa.CheckConstraint("(state = 'told') = (closed_at IS NOT NULL)", name=op.f("ck_appeal_closed_when_told")),
        sa.CheckConstraint(
            "kind IN ('transfer', 'own_doctor', 'quality', 'nutrition', 'access', 'other')", name=op.f("ck_appeal_kind")
        ),
        sa.CheckConstraint(
            "source IN ('person', 'family', 'lawyer', 'call_916', 'visit', 'other')", name=op.f("ck_appeal_source")
        ),
        sa.CheckConstraint("state IN ('received', 'in_hand', 'decided', 'told')", name=op.f("ck_appeal_state")),
        sa.CheckConstraint("NOT passed_on OR oversight", name=op.f("ck_appeal_only_the_mechanism_passes_on")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_appeal_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appeal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("number", name=op.f("uq_appeal_number")),
    )
    op.create_index(
        op.f("ix_appeal_facility_id_state_received_at"), "appeal", ["facility_id", "state", "received_at"], unique=False
    )
    op.create_index(op.f("ix_appeal_person_id"), "appeal", ["person_id"], unique=False)
    op.create_table(
        "appeal_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the appeal"),
        sa.Column("step", sa.String(length=8), nullable=False, comment="take, act, decide, tell, reopen"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was done"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="With a decision: granted, partly, refused, withdrawn, elsewhere",
        ),
        sa.Column(
            "told_how",
            sa.String(length=16),
            nullable=False,
            comment="With telling: spoken, letter, through_lawyer, through_family, not_found",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="What was done, why so, what the person said"),
        sa.CheckConstraint(
            "step <> 'decide' OR outcome IN ('granted', 'partly', 'refused', 'withdrawn', 'elsewhere')",
            name=op.f("ck_appeal_step_decision_has_outcome"),
        ),
        sa.CheckConstraint(
            "step <> 'tell' OR told_how IN ('spoken', 'letter', 'through_lawyer', 'through_family', 'not_found')",
            name=op.f("ck_appeal_step_telling_has_way"),
        ),
        sa.CheckConstraint("step IN ('take', 'act', 'decide', 'tell', 'reopen')", name=op.f("ck_appeal_step_step")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_step_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_step")),
        sa.UniqueConstraint("appeal_id", "place", name=op.f("uq_appeal_step_appeal_id_place")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("appeal_step")
    op.drop_index(op.f("ix_appeal_person_id"), table_name="appeal")
    op.drop_index(op.f("ix_appeal_facility_id_state_received_at"), table_name="appeal")
    op.drop_table("appeal")
