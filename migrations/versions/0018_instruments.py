"""The words and cut-offs of instruments that a site brings, and entries of the watch made for somebody else.

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False, comment="Instrument, by its code"),
        sa.Column(
            "version", sa.String(length=20), nullable=False, comment="Version of the definition the words are for"
        ),
        sa.Column("language", sa.String(length=3), nullable=False, comment="az, ru, en"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="official, adapted, working"),
        sa.Column(
            "source", sa.String(length=300), nullable=False, comment="Whose words, and the permission to use them"
        ),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="The words by item, answer, band and flag",
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical JSON of the content"),
        sa.Column(
            "added_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was imported; the newest is asked",
        ),
        sa.Column("added_by", sa.Uuid(), nullable=True, comment="Account that imported it"),
        sa.Column("added_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.CheckConstraint("status IN ('official', 'adapted', 'working')", name=op.f("ck_instrument_text_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_text")),
    )
    op.create_index(
        op.f("ix_instrument_text_instrument_version_language"),
        "instrument_text",
        ["instrument", "version", "language"],
        unique=False,
    )
    op.create_table(
        "cut_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False, comment="Instrument, by its code"),
        sa.Column("major", sa.Integer(), nullable=False, comment="Major version of the definition it is for"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="The policy as in a policy file: outcome, cuts, source",
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical JSON of the content"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day, later than the day it was added"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="Last day; empty: until another one begins"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When it was added"),
        sa.Column("added_by", sa.Uuid(), nullable=True, comment="Account that added it"),
        sa.Column("added_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_cut_off_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_off")),
    )
    op.create_index(op.f("ix_cut_off_instrument_major"), "cut_off", ["instrument", "major"], unique=False)
    op.create_table(
        "risk_withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False, comment="The entry that no longer counts"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was taken back"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it does not belong here"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that took it back"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_withdrawal_episode_id")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["risk_observation.id"], name=op.f("fk_risk_withdrawal_observation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_withdrawal")),
        sa.UniqueConstraint("observation_id", name=op.f("uq_risk_withdrawal_observation_id")),
    )
    op.create_index(op.f("ix_risk_withdrawal_episode_id_at"), "risk_withdrawal", ["episode_id", "at"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_risk_withdrawal_episode_id_at"), table_name="risk_withdrawal")
    op.drop_table("risk_withdrawal")
    op.drop_index(op.f("ix_cut_off_instrument_major"), table_name="cut_off")
    op.drop_table("cut_off")
    op.drop_index(op.f("ix_instrument_text_instrument_version_language"), table_name="instrument_text")
    op.drop_table("instrument_text")
