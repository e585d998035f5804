"""Facilities, people, their stays and movements.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="Short stable code, used in record numbers"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="Official name in Azerbaijani"),
        sa.Column(
            "kind",
            sa.String(length=30),
            nullable=False,
            comment=(
                "remand, prison, penitentiary, juvenile, women, treatment, settlement, psychiatric, forensic, police"
            ),
        ),
        sa.Column("complex_id", sa.Uuid(), nullable=True, comment="The complex this facility is part of"),
        sa.Column("region", sa.String(length=60), nullable=False, comment="Region, for regional oversight"),
        sa.Column("capacity", sa.Integer(), nullable=True, comment="Places; empty when not known"),
        sa.Column("opened_on", sa.Date(), nullable=True, comment="First day in use"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Last day in use"),
        sa.Column(
            "verified", sa.Boolean(), nullable=False, comment="Whether the Medical Department confirmed this row"
        ),
        sa.Column("source", sa.String(length=200), nullable=False, comment="Where the facts about it come from"),
        sa.Column("is_demo", sa.Boolean(), nullable=False, comment="Invented for demonstration"),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name=op.f("ck_facility_capacity")),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_facility_closed_after_opened")),
        sa.ForeignKeyConstraint(["complex_id"], ["facility.id"], name=op.f("fk_facility_complex_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
    )
    op.create_table(
        "number_series",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year by the calendar of Baku"),
        sa.Column("last", sa.Integer(), nullable=False, comment="The last number given"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_number_series_facility_id")),
        sa.PrimaryKeyConstraint("facility_id", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False, comment="Record number, for people to say and write"),
        sa.Column(
            "surname",
            sa.String(length=100),
            nullable=False,
            comment="Surname as in the document, or as told; empty when nobody knows it",
        ),
        sa.Column("given_name", sa.String(length=100), nullable=False, comment="Given name"),
        sa.Column("father_name", sa.String(length=100), nullable=False, comment="Father's name, without oğlu or qızı"),
        sa.Column(
            "patronymic_suffix",
            sa.String(length=10),
            nullable=False,
            comment="ogly, qizi, slavic or empty (slavic: father_name holds the whole patronymic)",
        ),
        sa.Column("birth_date", sa.Date(), nullable=True, comment="Birth date; empty when unknown"),
        sa.Column("birth_date_estimated", sa.Boolean(), nullable=False, comment="The birth date is an estimate"),
        sa.Column(
            "registered_sex",
            sa.String(length=20),
            nullable=False,
            comment="Sex in the document: female, male, not_recorded",
        ),
        sa.Column("identity_unknown", sa.Boolean(), nullable=False, comment="Nobody could say who this is"),
        sa.Column(
            "citizenship", sa.String(length=3), nullable=False, comment="ISO 3166-1 alpha-3, empty when not known"
        ),
        sa.Column(
            "languages",
            sa.String(length=60),
            nullable=False,
            comment="ISO 639-1 codes in order of preference, separated by commas",
        ),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=True, comment="Interpreter needed; empty: not asked"),
        sa.Column("died_at", sa.DateTime(timezone=True), nullable=True, comment="Time of death"),
        sa.Column(
            "merged_into_id", sa.Uuid(), nullable=True, comment="The entry this one was found to be the same person as"
        ),
        sa.Column(
            "facility_id", sa.Uuid(), nullable=True, comment="Where the person is now, or was last; kept by movements"
        ),
        sa.Column("in_custody", sa.Boolean(), nullable=False, comment="Whether a stay is open; kept by movements"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When the entry was made"),
        sa.CheckConstraint(
            "registered_sex IN ('female', 'male', 'not_recorded')", name=op.f("ck_person_registered_sex")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_person_facility_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_index(op.f("ix_person_birth_date"), "person", ["birth_date"], unique=False)
    op.create_index(op.f("ix_person_facility_id_in_custody"), "person", ["facility_id", "in_custody"], unique=False)
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)
    op.create_table(
        "person_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=40),
            nullable=False,
            comment="allergy, risk, tb, critical_medicine, juvenile, measure, ...",
        ),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
            comment="Code of its state: known, none, 1 to 4, isolate, ...",
        ),
        sa.Column("text", sa.String(length=500), nullable=False, comment="What to show beside it, such as substances"),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="The clinical record it comes from"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="When it was set"),
        sa.Column("set_by", sa.Uuid(), nullable=True, comment="Account that set it"),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it stopped being so, or was replaced"
        ),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that ended it"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_flag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_flag")),
    )
    op.create_index(op.f("ix_person_flag_person_id_ended_at"), "person_flag", ["person_id", "ended_at"], unique=False)
    op.create_table(
        "person_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="fin, id_card, passport, foreign_passport, residence, custody, other",
        ),
        sa.Column("value", sa.String(length=40), nullable=False, comment="The number, ASCII upper case"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was withdrawn as wrong"),
        sa.CheckConstraint(
            "kind IN ('fin', 'id_card', 'passport', 'foreign_passport', 'residence', 'custody', 'other')",
            name=op.f("ck_person_identifier_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_identifier_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_identifier")),
    )
    op.create_index(op.f("ix_person_identifier_kind_value"), "person_identifier", ["kind", "value"], unique=False)
    op.create_index(op.f("ix_person_identifier_person_id"), "person_identifier", ["person_id"], unique=False)
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided"),
        sa.Column("by", sa.Uuid(), nullable=False, comment="Account that decided"),
        sa.Column("reason", sa.Text(), nullable=False, comment="On what grounds"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When it was found wrong"),
        sa.Column("undone_by", sa.Uuid(), nullable=True, comment="Account that undid it"),
        sa.Column("undo_reason", sa.Text(), nullable=False, comment="Why it was wrong"),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"], unique=False)
    op.create_index(op.f("ix_person_merge_merged_id"), "person_merge", ["merged_id"], unique=False)
    op.create_table(
        "person_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="primary, alias, former, transliteration"),
        sa.Column("surname", sa.String(length=100), nullable=False, comment="Surname of this name"),
        sa.Column("given_name", sa.String(length=100), nullable=False, comment="Given name of this name"),
        sa.Column("father_name", sa.String(length=100), nullable=False, comment="Father's name of this name"),
        sa.Column(
            "key",
            sa.String(length=320),
            nullable=False,
            comment="Folded surname, given and father's name for the search",
        ),
        sa.Column(
            "sound_key",
            sa.String(length=320),
            nullable=False,
            comment="Coarser key that Latin and Cyrillic spellings of one name share",
        ),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="When this name became known"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was withdrawn"),
        sa.CheckConstraint(
            "kind IN ('primary', 'alias', 'former', 'transliteration')", name=op.f("ck_person_name_kind")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_name_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_name")),
    )
    op.create_index(op.f("ix_person_name_key"), "person_name", ["key"], unique=False)
    op.create_index(op.f("ix_person_name_person_id"), "person_name", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_name_sound_key"), "person_name", ["sound_key"], unique=False)
    op.create_table(
        "person_token",
        sa.Column(
            "token",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
            comment="A folded word of a name; with ~ its coarse form by sound; with = birth year or date",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_token_person_id")),
        sa.PrimaryKeyConstraint("token", "person_id", name=op.f("pk_person_token")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_token_person_id_token"), "person_token", ["person_id", "token"], unique=False)
    op.create_table(
        "stay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where the person is now"),
        sa.Column(
            "admitted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Physical arrival: the clock of the 24 hours starts here",
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False, comment="When the arrival was typed in"),
        sa.Column(
            "origin",
            sa.String(length=30),
            nullable=False,
            comment=(
                "police, temporary_detention, other_prison, court, hospital, abroad, liberty, return_from_investigation"
            ),
        ),
        sa.Column(
            "legal_status",
            sa.String(length=20),
            nullable=False,
            comment="detained, remand, convicted, administrative, not_known",
        ),
        sa.Column("life_sentence", sa.Boolean(), nullable=False, comment="Sentenced for life"),
        sa.Column("first_time", sa.Boolean(), nullable=True, comment="First time in custody; empty: not asked"),
        sa.Column(
            "place", sa.String(length=60), nullable=False, comment="Wing and cell, as the custody side names them"
        ),
        sa.Column("sentence_ends_on", sa.Date(), nullable=True, comment="Last day of the sentence, when known"),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True, comment="When this stay ended"),
        sa.Column("release_kind", sa.String(length=30), nullable=False, comment="Why this stay ended"),
        sa.Column(
            "whereabouts",
            sa.String(length=12),
            nullable=False,
            comment="unit, court, police, hospital, transit, released, dead; kept by movements",
        ),
        sa.Column("isolated", sa.Boolean(), nullable=False, comment="Held in isolation; kept by movements"),
        sa.Column(
            "heading_to_id",
            sa.Uuid(),
            nullable=True,
            comment="Facility that must acknowledge the arrival of this transfer",
        ),
        sa.CheckConstraint(
            "whereabouts IN ('unit', 'court', 'police', 'hospital', 'transit', 'released', 'dead')",
            name=op.f("ck_stay_whereabouts"),
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR released_at >= admitted_at", name=op.f("ck_stay_released_after_admitted")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_stay_facility_id")),
        sa.ForeignKeyConstraint(["heading_to_id"], ["facility.id"], name=op.f("fk_stay_heading_to_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stay_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index(op.f("ix_stay_admitted_at"), "stay", ["admitted_at"], unique=False)
    op.create_index(op.f("ix_stay_facility_id_released_at"), "stay", ["facility_id", "released_at"], unique=False)
    op.create_index(op.f("ix_stay_heading_to_id"), "stay", ["heading_to_id"], unique=False)
    op.create_index(op.f("ix_stay_person_id_admitted_at"), "stay", ["person_id", "admitted_at"], unique=False)
    op.create_index(
        "uq_stay_open",
        "stay",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Facility it happened at"),
        sa.Column(
            "kind",
            sa.String(length=30),
            nullable=False,
            comment=(
                "admission, transfer_out, transfer_in, to_court, return_court, to_police, return_police, "
                "procedural_action, to_hospital, return_hospital, cell_change, isolation_start, "
                "isolation_end, transfer_back, release, death"
            ),
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False, comment="When it happened"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was typed in"),
        sa.Column("recorded_by", sa.Uuid(), nullable=True, comment="Account that typed it in"),
        sa.Column("other_facility_id", sa.Uuid(), nullable=True, comment="Where to, or where from"),
        sa.Column(
            "other_place", sa.String(length=200), nullable=False, comment="Where to or from, when not a facility"
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="What the custody side said, no diagnosis"),
        sa.Column(
            "without_exam",
            sa.Boolean(),
            nullable=False,
            comment="The examination that belongs before this transfer or release was not there",
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_movement_facility_id")),
        sa.ForeignKeyConstraint(["other_facility_id"], ["facility.id"], name=op.f("fk_movement_other_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_movement_person_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_movement_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    op.create_index(
        op.f("ix_movement_facility_id_occurred_at"), "movement", ["facility_id", "occurred_at"], unique=False
    )
    op.create_index(op.f("ix_movement_person_id_occurred_at"), "movement", ["person_id", "occurred_at"], unique=False)
    op.create_index(op.f("ix_movement_stay_id"), "movement", ["stay_id"], unique=False)


def downgrade() -> None:
    op.drop_table("movement")
    op.drop_table("stay")
    op.drop_table("person_token")
    op.drop_table("person_name")
    op.drop_table("person_merge")
    op.drop_table("person_identifier")
    op.drop_table("person_flag")
    op.drop_table("person")
    op.drop_table("number_series")
    op.drop_table("facility")
