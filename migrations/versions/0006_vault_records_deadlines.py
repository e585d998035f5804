"""Stored files, records, drafts, signatures and addenda, clocks.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="Whose file it is"),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was received"),
        sa.Column("subject_kind", sa.String(length=40), nullable=False, comment="Kind of the row it belongs to"),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="Row it belongs to"),
        sa.Column("media_type", sa.String(length=60), nullable=False, comment="As found by decoding, not as claimed"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Bytes as received"),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the bytes as received"),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, comment="Server time of receipt"),
        sa.Column("stored_by", sa.Uuid(), nullable=False, comment="Account that sent it"),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True, comment="When it was voided"),
        sa.Column("voided_by", sa.Uuid(), nullable=True, comment="Account that voided it"),
        sa.Column("void_reason", sa.Text(), nullable=False, comment="Why it was voided"),
        sa.CheckConstraint("voided_at IS NULL OR void_reason <> ''", name=op.f("ck_stored_file_voided_has_reason")),
        sa.CheckConstraint("length(sha256) = 32", name=op.f("ck_stored_file_sha256_length")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_stored_file_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stored_file_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_person_id"), "stored_file", ["person_id"], unique=False)
    op.create_index(op.f("ix_stored_file_subject_id"), "stored_file", ["subject_id"], unique=False)
    op.create_table(
        "clinical_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=40), nullable=False, comment="intake, return_police, safety_screen, injury, ..."
        ),
        sa.Column("number", sa.String(length=30), nullable=True, comment="Register number, when it has one"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Where it was made"),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False, comment="When what it tells of happened"),
        sa.Column(
            "recorded_time",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the record was begun on the server",
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name of the author at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role of the author at the time"),
        sa.Column(
            "schema_version", sa.Integer(), nullable=False, comment="Version of the dictionary the content follows"
        ),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True, comment="When the author signed"),
        sa.Column("signer_id", sa.Uuid(), nullable=True, comment="Account whose signature completed it"),
        sa.Column("signer_name", sa.String(length=120), nullable=False, comment="Name of the signer at the time"),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was complete"),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=True, comment="SHA-256 over the canonical JSON of the whole content"
        ),
        sa.Column("late_reason", sa.Text(), nullable=False, comment="Why it came after its time"),
        sa.Column(
            "summary",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Codes a list needs (progress, alarms), kept by the room; not part of the digest",
        ),
        sa.Column("revision", sa.Integer(), nullable=False, comment="Rises with every change of state"),
        sa.CheckConstraint(
            "state <> 'signed' OR (digest IS NOT NULL AND signed_at IS NOT NULL)",
            name=op.f("ck_clinical_record_signed_is_sealed"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'awaiting_doctor', 'signed', 'voided', 'discarded')",
            name=op.f("ck_clinical_record_state"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_clinical_record_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clinical_record_person_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_clinical_record_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinical_record")),
        sa.UniqueConstraint("number", name=op.f("uq_clinical_record_number")),
    )
    op.create_index(op.f("ix_clinical_record_author_id_state"), "clinical_record", ["author_id", "state"], unique=False)
    op.create_index(
        op.f("ix_clinical_record_facility_id_state"), "clinical_record", ["facility_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_clinical_record_person_id_event_time"), "clinical_record", ["person_id", "event_time"], unique=False
    )
    op.create_index(op.f("ix_clinical_record_stay_id"), "clinical_record", ["stay_id"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.String(length=40), nullable=False, comment="What is due: a code of healthapp.deadlines.kinds"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Who must act now"),
        sa.Column("subject_kind", sa.String(length=40), nullable=False, comment="Kind of the row it is about"),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="The row it is about"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="The event the clock runs from"),
        sa.Column("started_by", sa.String(length=40), nullable=False, comment="Code of that event"),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Empty: no length is set, days are counted anyway",
        ),
        sa.Column("legal_basis", sa.String(length=300), nullable=False, comment="As it was when the clock started"),
        sa.Column("verified", sa.Boolean(), nullable=False, comment="Legal clock (true) or the service's own target"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="open, met, waived, cancelled"),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True, comment="When what was due was done"),
        sa.Column("met_by", sa.Uuid(), nullable=True, comment="The record that met it"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was waived or cancelled"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="Account that waived or cancelled it"),
        sa.Column("ended_reason", sa.Text(), nullable=False, comment="Why it was waived or cancelled"),
        sa.CheckConstraint("state <> 'met' OR met_at IS NOT NULL", name=op.f("ck_deadline_met_has_time")),
        sa.CheckConstraint("state IN ('open', 'met', 'waived', 'cancelled')", name=op.f("ck_deadline_state")),
        sa.CheckConstraint(
            "state NOT IN ('waived', 'cancelled') OR ended_reason <> ''", name=op.f("ck_deadline_ended_has_reason")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_deadline_facility_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deadline_person_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_deadline_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(op.f("ix_deadline_person_id_state"), "deadline", ["person_id", "state"], unique=False)
    op.create_index(op.f("ix_deadline_subject_id"), "deadline", ["subject_id"], unique=False)
    op.create_index("ix_deadline_work", "deadline", ["facility_id", "state", "due_at"], unique=False)
    op.create_table(
        "draft_section",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False, comment="Section of the dictionary"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Answers by field key; closed schema of the room",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Rises with every save: two editors notice each other"
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, comment="When it was saved"),
        sa.Column("saved_by", sa.Uuid(), nullable=False, comment="Account that saved it"),
        sa.Column("saved_by_name", sa.String(length=120), nullable=False, comment="Name of that account"),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_draft_section_record_id")),
        sa.PrimaryKeyConstraint("record_id", "section", name=op.f("pk_draft_section")),
    )
    op.create_table(
        "record_addendum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 ... in order of signing"),
        sa.Column("text", sa.Text(), nullable=False, comment="In the author's words"),
        sa.Column("language", sa.String(length=3), nullable=False, comment="Language it is written in"),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False, comment="When what it tells of happened"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account"),
        sa.Column("author_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("author_role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Server time"),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="SHA-256 over the addendum and the record's digest"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_record_addendum_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_addendum")),
        sa.UniqueConstraint("record_id", "position", name=op.f("uq_record_addendum_record_id_position")),
    )
    op.create_table(
        "record_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False, comment="author, doctor, void_request, void_confirm"),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Account"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.Column("role", sa.String(length=20), nullable=False, comment="Role at the time"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Server time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="What was signed"),
        sa.Column("method", sa.String(length=20), nullable=False, comment="password, second_factor"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Of a voiding, or of a late signature"),
        sa.CheckConstraint(
            "act IN ('author', 'doctor', 'void_request', 'void_confirm')", name=op.f("ck_record_signature_act")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_record_signature_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_signature")),
        sa.UniqueConstraint("record_id", "act", name=op.f("uq_record_signature_record_id_act")),
    )
    op.create_table(
        "sealed_content",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False, comment="author, or doctor (countersignature)"),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="Canonical JSON of the content and its circumstances"
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of body"),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sealed"),
        sa.CheckConstraint("part IN ('author', 'doctor')", name=op.f("ck_sealed_content_part")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_sealed_content_record_id")),
        sa.PrimaryKeyConstraint("record_id", "part", name=op.f("pk_sealed_content")),
    )


def downgrade() -> None:
    op.drop_table("sealed_content")
    op.drop_table("record_signature")
    op.drop_table("record_addendum")
    op.drop_table("draft_section")
    op.drop_table("deadline")
    op.drop_table("clinical_record")
    op.drop_table("stored_file")
