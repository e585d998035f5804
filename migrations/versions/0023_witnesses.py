"""Checkpoints that witnesses cosigned, finding an entry by the digest on a print, and a quicker first screen.

Revision: 0023
Follows: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BEARS_DIGEST = sa.text("subject_digest IS NOT NULL")
#: What the first screen of a visit asks of one kind of record.
FACTS = (
    ("ix_record_fact_intake", ["facility_id", "event_time", "stay_id", "handed_in_at"], sa.text("kind = 'intake'")),
    ("ix_record_fact_injury", ["facility_id", "event_time", "person_id"], sa.text("kind = 'injury'")),
)


def upgrade() -> None:
    op.create_table(
        "ledger_cosignature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("size", _POSITION, nullable=False, comment="Entries of the ledger under the checkpoint"),
        sa.Column("witness", sa.String(length=120), nullable=False, comment="Name of the witness's key"),
        sa.Column(
            "key_line", sa.String(length=255), nullable=False, comment="The witness's public key line as it was given"
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="The note with the ledger's and this witness's signature"),
        sa.Column(
            "cosigned_at", sa.DateTime(timezone=True), nullable=False, comment="The witness's own time, as signed"
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="When it was brought back"),
        sa.Column("received_by", sa.Uuid(), nullable=False, comment="Account that brought it"),
        sa.Column("received_by_name", sa.String(length=120), nullable=False, comment="Name at the time"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_cosignature")),
        sa.UniqueConstraint("size", "witness", name=op.f("uq_ledger_cosignature_size_witness")),
    )
    op.create_index(
        "ix_ledger_entry_digest",
        "ledger_entry",
        ["subject_digest"],
        unique=False,
        sqlite_where=_BEARS_DIGEST,
        postgresql_where=_BEARS_DIGEST,
    )
    for name, columns, where in FACTS:
        op.create_index(name, "record_fact", columns, unique=False, sqlite_where=where, postgresql_where=where)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for name, _columns, where in FACTS:
        op.drop_index(name, table_name="record_fact", sqlite_where=where, postgresql_where=where)
    op.drop_index(
        "ix_ledger_entry_digest",
        table_name="ledger_entry",
        sqlite_where=_BEARS_DIGEST,
        postgresql_where=_BEARS_DIGEST,
    )
    op.drop_table("ledger_cosignature")
