"""Events, settings, the ledger.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Server time"),
        sa.Column("kind", sa.String(length=60), nullable=False, comment="A declared event of healthapp.audit.events"),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="Account; empty: nobody signed in, or the system"),
        sa.Column("actor_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("actor_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.Column("session_id", sa.Uuid(), nullable=True, comment="Login session"),
        sa.Column("address", sa.String(length=45), nullable=False, comment="Network address"),
        sa.Column("facility_id", sa.Uuid(), nullable=True, comment="Facility concerned"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="Person concerned"),
        sa.Column("subject_kind", sa.String(length=40), nullable=False, comment="Kind of the row concerned"),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="Row concerned"),
        sa.Column(
            "subject_digest",
            sa.LargeBinary(),
            nullable=True,
            comment="SHA-256 of the subject's content, where it has one",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in the actor's words"),
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Codes, counts and ids only; never a clinical value",
        ),
        sa.Column(
            "oversight",
            sa.Boolean(),
            nullable=False,
            comment="An act of the preventive mechanism: shown to the institution as a count at most",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_actor_id_at"), "audit_event", ["actor_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_event_at_id"), "audit_event", ["at", "id"], unique=False)
    op.create_index(op.f("ix_audit_event_facility_id_at"), "audit_event", ["facility_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_event_person_id_at"), "audit_event", ["person_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_event_subject_id"), "audit_event", ["subject_id"], unique=False)
    op.create_table(
        "holiday",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False, comment="A weekend day declared a working day"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", name=op.f("uq_holiday_day")),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="Leaves in the tree that was signed",
        ),
        sa.Column("root", sa.LargeBinary(), nullable=False, comment="Root hash of that tree"),
        sa.Column("note", sa.Text(), nullable=False, comment="The signed note, verbatim (C2SP tlog-checkpoint)"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was signed"),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_ledger_checkpoint_root_length")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_checkpoint")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Of the audit event the leaf speaks of"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Server time of the event, as in the leaf"),
        sa.Column(
            "leaf", sa.LargeBinary(), nullable=False, comment="Canonical JSON: identifiers, times and digests alone"
        ),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False, comment="SHA-256(0x00 || leaf), RFC 9162"),
        sa.Column("salt", sa.LargeBinary(), nullable=False, comment="Random; opens the leaf's actor and event digests"),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="Row concerned, as in the leaf"),
        sa.Column("subject_digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of its content, as in the leaf"),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_ledger_entry_hash_length")),
        sa.CheckConstraint("length(salt) = 16", name=op.f("ck_ledger_entry_salt_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        "ix_ledger_entry_subject",
        "ledger_entry",
        ["subject_id", "id"],
        unique=False,
        sqlite_where=sa.text("subject_digest IS NOT NULL"),
        postgresql_where=sa.text("subject_digest IS NOT NULL"),
    )
    op.create_table(
        "ledger_node",
        sa.Column("level", sa.SmallInteger(), nullable=False, comment="Height above the leaves"),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="Place among the nodes of its level, from 0",
        ),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="SHA-256(0x01 || left || right), RFC 9162"),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_ledger_node_hash_length")),
        sa.CheckConstraint("level > 0 AND position >= 0", name=op.f("ck_ledger_node_place")),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_ledger_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False, comment="Dotted name, e.g. intake.exam_max_hours"),
        sa.Column(
            "value",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment='JSON object {"value": ...}; null value: not set',
        ),
        sa.Column("unit", sa.String(length=20), nullable=False, comment="minutes, hours, days, working_days, months"),
        sa.Column("legal_basis", sa.String(length=300), nullable=False, comment="Article or document it rests on"),
        sa.Column(
            "verified",
            sa.Boolean(),
            nullable=False,
            comment="True: a legal clock somebody checked; false: the service's own target",
        ),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="First moment of validity"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False, comment="When the row was made"),
        sa.Column("entered_by", sa.Uuid(), nullable=True, comment="Account; empty: shipped default"),
        sa.Column("note", sa.Text(), nullable=False, comment="Why it was set so"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", "valid_from", name=op.f("uq_setting_key_valid_from")),
    )
    op.create_table(
        "ledger_place",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="Leaf index in the tree, from 0",
        ),
        sa.Column("entry_id", sa.Uuid(), nullable=False, comment="The entry at this place"),
        sa.CheckConstraint("position >= 0", name=op.f("ck_ledger_place_position")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_place_entry_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_place")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_place_entry_id")),
    )
    op.create_table(
        "ledger_queue",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Time of the event: places follow it"),
        sa.Column("entry_id", sa.Uuid(), nullable=False, comment="The entry without a place"),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_queue_entry_id")),
        sa.PrimaryKeyConstraint("at", "entry_id", name=op.f("pk_ledger_queue")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("ledger_queue")
    op.drop_table("ledger_place")
    op.drop_table("setting")
    op.drop_table("ledger_node")
    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    op.drop_table("holiday")
    op.drop_table("audit_event")
