"""The notice of a death to the prosecutor, which needs no record of injuries.

Revision: 0028
Follows: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "death_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False, comment="The death"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the person was held"),
        sa.Column(
            "died_at", sa.DateTime(timezone=True), nullable=False, comment="Time of death, or when the person was found"
        ),
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
        sa.CheckConstraint("state IN ('prepared', 'sent', 'received', 'answered')", name=op.f("ck_death_notice_state")),
        sa.CheckConstraint("state = 'prepared' OR sent_at IS NOT NULL", name=op.f("ck_death_notice_sent_has_time")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_death_notice_facility_id")),
        sa.ForeignKeyConstraint(["movement_id"], ["movement.id"], name=op.f("fk_death_notice_movement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_death_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_notice")),
        sa.UniqueConstraint("movement_id", name=op.f("uq_death_notice_movement_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_death_notice_person_id")),
    )


def downgrade() -> None:
    op.drop_table("death_notice")
