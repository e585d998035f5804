"""Referral cases.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="K-YYYY-NNNNN"),
        sa.Column("pathway", sa.String(length=40), nullable=False, comment="Code of referrals.pathways"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Version of the pathway the case began with and keeps"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_in", sa.Uuid(), nullable=False, comment="Where it was opened"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="The first event"),
        sa.Column("opened_by", sa.Uuid(), nullable=False, comment="Account that opened it"),
        sa.Column("ground", sa.String(length=20), nullable=False, comment="diagnosis, screening, request"),
        sa.Column("icd10", sa.String(length=8), nullable=False, comment="ICD-10 code when the ground is a diagnosis"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="Folded: where the case stands"),
        sa.Column("holder", sa.String(length=40), nullable=False, comment="Folded: who must act; empty when ended"),
        sa.Column(
            "entered_at", sa.DateTime(timezone=True), nullable=False, comment="Folded: when it came into this state"
        ),
        sa.Column("outcome", sa.String(length=40), nullable=False, comment="Folded: how it ended"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="Folded: when it ended"),
        sa.Column("returned", sa.Integer(), nullable=False, comment="Folded: how often the file was sent back"),
        sa.Column(
            "events",
            sa.Integer(),
            nullable=False,
            comment="How many events it has; a form that saw fewer is out of date",
        ),
        sa.CheckConstraint("(outcome = '') = (closed_at IS NULL)", name=op.f("ck_referral_case_closed_has_outcome")),
        sa.CheckConstraint("events > 0", name=op.f("ck_referral_case_events")),
        sa.ForeignKeyConstraint(["opened_in"], ["facility.id"], name=op.f("fk_referral_case_opened_in")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_case_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_case")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_case_number")),
    )
    op.create_index(op.f("ix_referral_case_person_id"), "referral_case", ["person_id"], unique=False)
    op.create_index("ix_referral_case_queue", "referral_case", ["holder", "entered_at"], unique=False)
    op.create_table(
        "case_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="1, 2, 3 ... within the case"),
        sa.Column("code", sa.String(length=40), nullable=False, comment="Event of the pathway"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it happened"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column("actor", sa.String(length=40), nullable=False, comment="Role or outsider whose act it is"),
        sa.Column("recorded_by", sa.String(length=40), nullable=False, comment="Role that wrote it down"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it down"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column(
            "attached",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Codes of the papers that came with it",
        ),
        sa.Column("result", sa.String(length=60), nullable=False, comment="The answer it carries"),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Codes of facts told about the case",
        ),
        sa.Column("percent", sa.Integer(), nullable=True, comment="Disability in percent"),
        sa.Column("until", sa.Date(), nullable=True, comment="Date the event names, in Baku"),
        sa.Column("note", sa.Text(), nullable=False, comment="Reason or remark; may speak of health"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="Where the case stood after it"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the event's canonical form"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_case_event_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "place", name=op.f("uq_case_event_case_id_place")),
    )


def downgrade() -> None:
    op.drop_table("case_event")
    op.drop_table("referral_case")
