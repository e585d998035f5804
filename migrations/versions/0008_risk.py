"""Episodes of suicide risk.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_episode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Who keeps watch now"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="open, closed"),
        sa.Column("level", sa.Integer(), nullable=False, comment="0 (closed) to 4 (constant observation)"),
        sa.Column("level_since", sa.DateTime(timezone=True), nullable=False, comment="When the current level began"),
        sa.Column("nudge", sa.Integer(), nullable=False, comment="Random place of the next window, thousandths"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When it was opened"),
        sa.Column("opened_by", sa.Uuid(), nullable=True, comment="Account that opened it"),
        sa.Column("opened_by_name", sa.String(length=120), nullable=False, comment="Name of that account at the time"),
        sa.Column(
            "source",
            sa.String(length=20),
            nullable=False,
            comment="screen, concern, self_harm, officer, family, lawyer, call_centre, reopened",
        ),
        sa.Column("informant", sa.Text(), nullable=False, comment="Who told of it, as they named themselves"),
        sa.Column("reason", sa.Text(), nullable=False, comment="What was seen, said or told, in plain words"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="The screening it follows from"),
        sa.Column("reopens_id", sa.Uuid(), nullable=True, comment="The closed episode this one goes on from"),
        sa.Column(
            "next_review_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the next review is due at the latest",
        ),
        sa.Column(
            "last_self_harm_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Last self-harm known, also before opening",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was closed"),
        sa.Column("closed_by", sa.Uuid(), nullable=True, comment="Account that closed it"),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="Rises with every change: two people notice each other"
        ),
        sa.CheckConstraint(
            "state = 'open' OR (closed_at IS NOT NULL AND level = 0)", name=op.f("ck_risk_episode_closed_is_level_0")
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_risk_episode_state")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_risk_episode_level")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_risk_episode_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_risk_episode_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_risk_episode_record_id")),
        sa.ForeignKeyConstraint(["reopens_id"], ["risk_episode.id"], name=op.f("fk_risk_episode_reopens_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_episode")),
    )
    op.create_index(op.f("ix_risk_episode_facility_id_state"), "risk_episode", ["facility_id", "state"], unique=False)
    op.create_index(
        op.f("ix_risk_episode_person_id_opened_at"), "risk_episode", ["person_id", "opened_at"], unique=False
    )
    op.create_index(
        "uq_risk_episode_open",
        "risk_episode",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "risk_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="What is to be done"),
        sa.Column("owner", sa.String(length=120), nullable=False, comment="Who does it"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="Until when"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was agreed"),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="Account that wrote it down"),
        sa.Column("made_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="open, done, handed_over, dropped"),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done, handed over or dropped"
        ),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that said so"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="What came of it, or why it was dropped"),
        sa.CheckConstraint("state = 'open' OR ended_at IS NOT NULL", name=op.f("ck_risk_action_ended_has_time")),
        sa.CheckConstraint("state IN ('open', 'done', 'handed_over', 'dropped')", name=op.f("ck_risk_action_state")),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_action_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_action")),
    )
    op.create_index(op.f("ix_risk_action_episode_id_state"), "risk_action", ["episode_id", "state"], unique=False)
    op.create_table(
        "risk_hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="transfer, release"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When the person left or arrived"),
        sa.Column("from_facility_id", sa.Uuid(), nullable=False, comment="Unit that hands over"),
        sa.Column("to_facility_id", sa.Uuid(), nullable=True, comment="Unit that receives; empty for a release"),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True, comment="When somebody took it on"),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True, comment="Account that took it on"),
        sa.Column("acknowledged_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("received_by", sa.Text(), nullable=False, comment="Of a release: which service, whom, when"),
        sa.CheckConstraint("kind IN ('transfer', 'release')", name=op.f("ck_risk_hand_over_kind")),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_hand_over_episode_id")),
        sa.ForeignKeyConstraint(["from_facility_id"], ["facility.id"], name=op.f("fk_risk_hand_over_from_facility_id")),
        sa.ForeignKeyConstraint(["to_facility_id"], ["facility.id"], name=op.f("fk_risk_hand_over_to_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_hand_over")),
    )
    op.create_index(op.f("ix_risk_hand_over_episode_id_at"), "risk_hand_over", ["episode_id", "at"], unique=False)
    op.create_table(
        "risk_level_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="From when the level holds"),
        sa.Column("act", sa.String(length=10), nullable=False, comment="opened, raised, lowered, closed"),
        sa.Column("level_before", sa.Integer(), nullable=False, comment="Level until then; 0 at opening"),
        sa.Column("level_after", sa.Integer(), nullable=False, comment="Level from then on"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that decided"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("discipline", sa.String(length=20), nullable=False, comment="Profession they decided in"),
        sa.CheckConstraint("act IN ('opened', 'raised', 'lowered', 'closed')", name=op.f("ck_risk_level_change_act")),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_level_change_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_level_change")),
    )
    op.create_index(op.f("ix_risk_level_change_episode_id_at"), "risk_level_change", ["episode_id", "at"], unique=False)
    op.create_table(
        "risk_observation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was made"),
        sa.Column("level", sa.Integer(), nullable=False, comment="Level that held when it was made"),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False, comment="When the person was seen"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time when it was entered"),
        sa.Column(
            "seen", sa.String(length=12), nullable=False, comment="calm, talking, asleep, distressed, away, relief"
        ),
        sa.Column(
            "signs_of_life", sa.Boolean(), nullable=True, comment="Of somebody asleep: breathing seen; empty: not said"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="What was talked about or seen"),
        sa.Column("observer_id", sa.Uuid(), nullable=True, comment="Account that saw the person"),
        sa.Column("observer_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("late_entry", sa.Boolean(), nullable=False, comment="Entered so late that it must be marked"),
        sa.Column("corrects_id", sa.Uuid(), nullable=True, comment="The entry this one puts right; both stay"),
        sa.CheckConstraint(
            "seen IN ('calm', 'talking', 'asleep', 'distressed', 'away', 'relief')",
            name=op.f("ck_risk_observation_seen"),
        ),
        sa.CheckConstraint("recorded_at >= observed_at", name=op.f("ck_risk_observation_after_seen")),
        sa.ForeignKeyConstraint(["corrects_id"], ["risk_observation.id"], name=op.f("fk_risk_observation_corrects_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_observation_episode_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_risk_observation_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_observation")),
    )
    op.create_index(
        op.f("ix_risk_observation_episode_id_observed_at"),
        "risk_observation",
        ["episode_id", "observed_at"],
        unique=False,
    )
    op.create_table(
        "risk_placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="From when it holds"),
        sa.Column("level", sa.Integer(), nullable=False, comment="Level that held then"),
        sa.Column("alone", sa.Boolean(), nullable=False, comment="Whether the person may be alone in a cell"),
        sa.Column("override", sa.Text(), nullable=False, comment="A doctor's written grounds against the rule"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that decided"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("by_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_placement_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_placement")),
    )
    op.create_index(op.f("ix_risk_placement_episode_id_at"), "risk_placement", ["episode_id", "at"], unique=False)
    op.create_table(
        "risk_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="assessment, contact, review, closure, post_closure"
        ),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False, comment="When it was held"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="When it was due, as it stood then"),
        sa.Column(
            "attendees",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="discipline and name of each who took part",
        ),
        sa.Column("person_seen", sa.Boolean(), nullable=False, comment="Whether the person took part"),
        sa.Column("why_not_seen", sa.Text(), nullable=False, comment="Why the person did not"),
        sa.Column(
            "ideation", sa.String(length=10), nullable=False, comment="Thoughts of suicide asked about: the answer"
        ),
        sa.Column("person_view", sa.Text(), nullable=False, comment="The person's own view, in their words"),
        sa.Column("findings", sa.Text(), nullable=False, comment="What was found and why it was decided so"),
        sa.Column("level_before", sa.Integer(), nullable=False, comment="Level it began with"),
        sa.Column("level_after", sa.Integer(), nullable=False, comment="Level it left"),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True, comment="When the next one is due"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that wrote it down"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.CheckConstraint("ideation IN ('yes', 'no', 'refused', 'not_asked')", name=op.f("ck_risk_review_ideation")),
        sa.CheckConstraint(
            "kind IN ('assessment', 'contact', 'review', 'closure', 'post_closure')", name=op.f("ck_risk_review_kind")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_risk_review_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_review")),
    )
    op.create_index(op.f("ix_risk_review_episode_id_held_at"), "risk_review", ["episode_id", "held_at"], unique=False)
    op.create_table(
        "safety_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, 3 ... in order of writing"),
        sa.Column("language", sa.String(length=3), nullable=False, comment="Language it is written in"),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="The person's words by step of the plan",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="Account that wrote it down with the person"),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical JSON of the plan"),
        sa.ForeignKeyConstraint(["episode_id"], ["risk_episode.id"], name=op.f("fk_safety_plan_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_plan")),
        sa.UniqueConstraint("episode_id", "version", name=op.f("uq_safety_plan_episode_id_version")),
    )


def downgrade() -> None:
    op.drop_table("safety_plan")
    op.drop_table("risk_review")
    op.drop_table("risk_placement")
    op.drop_table("risk_observation")
    op.drop_table("risk_level_change")
    op.drop_table("risk_hand_over")
    op.drop_table("risk_action")
    op.drop_table("risk_episode")
