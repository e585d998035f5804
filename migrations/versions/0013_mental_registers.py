"""The registers of mental health care: self-harm, restrictive measures, deaths.

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "death_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "died_at", sa.DateTime(timezone=True), nullable=False, comment="Time of death, or when the person was found"
        ),
        sa.Column("place", sa.String(length=120), nullable=False, comment="Where"),
        sa.Column(
            "manner",
            sa.String(length=12),
            nullable=False,
            comment="As it appears: illness, suicide, accident, violence, unknown; expertise decides",
        ),
        sa.Column("found_by", sa.String(length=120), nullable=False, comment="Who found the person"),
        sa.Column(
            "circumstances", sa.Text(), nullable=False, comment="What happened and what was done, in order of time"
        ),
        sa.Column("told", sa.Text(), nullable=False, comment="Who was told by whom and when, so far"),
        sa.Column("kept", sa.Text(), nullable=False, comment="What was kept as it was: cell, logs, things"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year in Baku when the number was taken"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within facility and year"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint("died_at <= recorded_at", name=op.f("ck_death_report_died_before_recorded")),
        sa.CheckConstraint("number > 0", name=op.f("ck_death_report_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_death_report_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_death_report_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_report")),
        sa.UniqueConstraint("facility_id", "year", "number", name=op.f("uq_death_report_facility_id_year_number")),
        sa.UniqueConstraint("person_id", name=op.f("uq_death_report_person_id")),
    )
    op.create_table(
        "restrictive_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="clothing, camera, items, separation, restraint"
        ),
        sa.Column(
            "reason",
            sa.String(length=12),
            nullable=False,
            comment="Danger it meets: life, others, infection, treatment",
        ),
        sa.Column("grounds", sa.Text(), nullable=False, comment="What happened and why nothing less was enough"),
        sa.Column("tried", sa.Text(), nullable=False, comment="What was tried before"),
        sa.Column("dignity", sa.Text(), nullable=False, comment="Clothing, toilet, daylight, contact: how kept"),
        sa.Column("ordered_by", sa.String(length=120), nullable=False, comment="Name of who ordered it"),
        sa.Column(
            "ordered_as",
            sa.String(length=20),
            nullable=False,
            comment="doctor, psychiatrist, facility_head, duty_officer",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="When it began"),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=False, comment="When it ends at the latest, as ordered"
        ),
        sa.Column("medical_view", sa.Text(), nullable=False, comment="State and needs of the person at its start"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year in Baku when the number was taken"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within facility and year"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "kind IN ('clothing', 'camera', 'items', 'separation', 'restraint')",
            name=op.f("ck_restrictive_measure_kind"),
        ),
        sa.CheckConstraint(
            "reason IN ('life', 'others', 'infection', 'treatment')", name=op.f("ck_restrictive_measure_reason")
        ),
        sa.CheckConstraint("ends_at > started_at", name=op.f("ck_restrictive_measure_has_an_end")),
        sa.CheckConstraint("number > 0", name=op.f("ck_restrictive_measure_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_restrictive_measure_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_restrictive_measure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictive_measure")),
        sa.UniqueConstraint(
            "facility_id", "year", "number", name=op.f("uq_restrictive_measure_facility_id_year_number")
        ),
    )
    op.create_index(
        op.f("ix_restrictive_measure_facility_id_started_at"),
        "restrictive_measure",
        ["facility_id", "started_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_restrictive_measure_person_id_started_at"),
        "restrictive_measure",
        ["person_id", "started_at"],
        unique=False,
    )
    op.create_table(
        "postvention_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("death_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="prosecutor, family, cell_mates, staff, review, other"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="What is to be done"),
        sa.Column("owner", sa.String(length=120), nullable=False, comment="Who does it"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="Until when"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was agreed"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="open, done, dropped"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done, or dropped"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="When it was really done, as told"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that said so"),
        sa.Column("ended_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="Whom, by which paper; or why it was dropped"),
        sa.CheckConstraint(
            "kind IN ('prosecutor', 'family', 'cell_mates', 'staff', 'review', 'other')",
            name=op.f("ck_postvention_task_kind"),
        ),
        sa.CheckConstraint("state = 'open' OR ended_at IS NOT NULL", name=op.f("ck_postvention_task_ended_has_time")),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_postvention_task_state")),
        sa.ForeignKeyConstraint(["death_id"], ["death_report.id"], name=op.f("fk_postvention_task_death_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postvention_task")),
    )
    op.create_index(
        op.f("ix_postvention_task_death_id_due_at"), "postvention_task", ["death_id", "due_at"], unique=False
    )
    op.create_table(
        "restriction_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="review, visit, extended, ended"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was held, or from when it holds"),
        sa.Column("text", sa.Text(), nullable=False, comment="State of the person, what was decided and why"),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=True, comment="Of a longer term: until when at the latest"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint(
            "kind <> 'extended' OR ends_at IS NOT NULL", name=op.f("ck_restriction_step_extended_has_end")
        ),
        sa.CheckConstraint("kind IN ('review', 'visit', 'extended', 'ended')", name=op.f("ck_restriction_step_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_restriction_step_facility_id")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["restrictive_measure.id"], name=op.f("fk_restriction_step_measure_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_restriction_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_step")),
    )
    op.create_index(op.f("ix_restriction_step_measure_id_at"), "restriction_step", ["measure_id", "at"], unique=False)
    op.create_table(
        "self_harm_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "happened_at", sa.DateTime(timezone=True), nullable=True, comment="When it happened; empty: not known"
        ),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=False, comment="When somebody found out"),
        sa.Column("wing", sa.String(length=60), nullable=False, comment="Wing or block: the window of a cluster"),
        sa.Column("place", sa.String(length=120), nullable=False, comment="Cell or place"),
        sa.Column(
            "place_kind",
            sa.String(length=20),
            nullable=False,
            comment="single_cell, shared_cell, isolation, medical_unit, hospital, transport, other",
        ),
        sa.Column(
            "alone", sa.String(length=10), nullable=False, comment="Whether nobody else was there: yes, no, unknown"
        ),
        sa.Column(
            "method",
            sa.String(length=20),
            nullable=False,
            comment="cut, ligature, overdose, ingestion, burn, head_bang, jump, food_refusal, other",
        ),
        sa.Column("means", sa.String(length=200), nullable=False, comment="With what, and how it was at hand"),
        sa.Column(
            "intent_said",
            sa.String(length=12),
            nullable=False,
            comment="What the person says: die, ambivalent, not_die, unknown, refused, not_asked",
        ),
        sa.Column(
            "intent_judged",
            sa.String(length=12),
            nullable=False,
            comment="What the examiner judges: die, ambivalent, not_die, unknown",
        ),
        sa.Column(
            "severity",
            sa.Integer(),
            nullable=False,
            comment="Injury: 0 none, 1 slight, 2 moderate, 3 grave, 4 life in danger",
        ),
        sa.Column("treatment", sa.String(length=12), nullable=False, comment="none, unit, hospital, intensive"),
        sa.Column(
            "level",
            sa.Integer(),
            nullable=False,
            comment="Level of risk judged after it, 0 to 4; 1 and more opens an episode",
        ),
        sa.Column("account", sa.Text(), nullable=False, comment="What was found and done, in plain words"),
        sa.Column("own_words", sa.Text(), nullable=False, comment="What the person says of it, verbatim"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="The record of the injury, or the examination"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year in Baku when the number was taken"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within facility and year"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint("discovered_at <= recorded_at", name=op.f("ck_self_harm_entry_discovered_before_recorded")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_self_harm_entry_level")),
        sa.CheckConstraint("number > 0", name=op.f("ck_self_harm_entry_number")),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name=op.f("ck_self_harm_entry_severity")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_self_harm_entry_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_harm_entry_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_self_harm_entry_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_harm_entry")),
        sa.UniqueConstraint("facility_id", "year", "number", name=op.f("uq_self_harm_entry_facility_id_year_number")),
    )
    op.create_index(
        op.f("ix_self_harm_entry_facility_id_discovered_at"),
        "self_harm_entry",
        ["facility_id", "discovered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_self_harm_entry_person_id_discovered_at"),
        "self_harm_entry",
        ["person_id", "discovered_at"],
        unique=False,
    )
    op.create_table(
        "self_harm_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="debrief, follow_up, correction"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was held or seen"),
        sa.Column("text", sa.Text(), nullable=False, comment="What was said, learnt or put right"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was entered"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the entry"),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="Account that entered it; empty: the program"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.CheckConstraint("kind IN ('debrief', 'follow_up', 'correction')", name=op.f("ck_self_harm_note_kind")),
        sa.ForeignKeyConstraint(["entry_id"], ["self_harm_entry.id"], name=op.f("fk_self_harm_note_entry_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_self_harm_note_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_harm_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_harm_note")),
    )
    op.create_index(op.f("ix_self_harm_note_entry_id_at"), "self_harm_note", ["entry_id", "at"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_self_harm_note_entry_id_at"), table_name="self_harm_note")
    op.drop_table("self_harm_note")
    op.drop_index(op.f("ix_self_harm_entry_person_id_discovered_at"), table_name="self_harm_entry")
    op.drop_index(op.f("ix_self_harm_entry_facility_id_discovered_at"), table_name="self_harm_entry")
    op.drop_table("self_harm_entry")
    op.drop_index(op.f("ix_restriction_step_measure_id_at"), table_name="restriction_step")
    op.drop_table("restriction_step")
    op.drop_index(op.f("ix_postvention_task_death_id_due_at"), table_name="postvention_task")
    op.drop_table("postvention_task")
    op.drop_index(op.f("ix_restrictive_measure_person_id_started_at"), table_name="restrictive_measure")
    op.drop_index(op.f("ix_restrictive_measure_facility_id_started_at"), table_name="restrictive_measure")
    op.drop_table("restrictive_measure")
    op.drop_table("death_report")
