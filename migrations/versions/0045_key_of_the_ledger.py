"""Changes of the ledger's key: which was lost, which signs since, and why.

Revision: 0045
Follows: 0044
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXPLAINED = "reason <> '' AND decided_by <> ''"


def upgrade() -> None:
    op.create_table(
        "ledger_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("size", _POSITION, nullable=False, comment="Entries then: the lost key may have signed up to here"),
        sa.Column("attested", _POSITION, nullable=False, comment="Entries under the last checkpoint it signed"),
        sa.Column(
            "earlier_key", sa.String(length=255), nullable=False, comment="Public key line of the key that was lost"
        ),
        sa.Column(
            "later_key", sa.String(length=255), nullable=False, comment="Public key line of the one that signs since"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="How it was lost, as told"),
        sa.Column("decided_by", sa.String(length=200), nullable=False, comment="Who decided to go on, as told"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="Server time"),
        sa.CheckConstraint("attested >= 0 AND attested <= size", name=op.f("ck_ledger_succession_sizes")),
        sa.CheckConstraint(EXPLAINED, name=op.f("ck_ledger_succession_explained")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_succession")),
    )
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("ledger_succession")
