"""The words a person is found by are kept by person, and found in a unit by one index.

They were kept by the word as well, for whoever looks everywhere: each of the seven words of an arrival on a page of its
own, which the embedded engine reads, encrypts and stores. Whoever looks everywhere looks in every unit now.

Revision: 0049
Follows: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

BY_PLACE = "ix_person_token_facility_id_token_person_id_born"
BY_PERSON = "ix_person_token_person_id_token"


def upgrade() -> None:
    op.drop_index(BY_PERSON, table_name="person_token")
    _keep_by("person_id", "token")


def downgrade() -> None:
    _keep_by("token", "person_id")
    op.create_index(BY_PERSON, "person_token", ["person_id", "token"])


def _keep_by(*key: str) -> None:
    """The rows in the order of ``key``; SQLite keeps a table in one order for good."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_person_token", "person_token", type_="primary")
        op.create_primary_key("pk_person_token", "person_token", list(key))
        return
    op.drop_index(BY_PLACE, table_name="person_token")
    op.rename_table("person_token", "person_token_before")
    columns = {
        "token": sa.Column("token", sa.String(length=120), nullable=False),
        "person_id": sa.Column("person_id", sa.Uuid(), nullable=False),
    }
    op.create_table(
        "person_token",
        *(columns[name] for name in key),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("born", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_token_person_id")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_person_token")),
        sqlite_with_rowid=False,
    )
    names = "token, person_id, facility_id, born"
    op.execute(
        f"INSERT INTO person_token ({names}) SELECT {names} FROM person_token_before ORDER BY {', '.join(key)}"  # noqa: S608
    )
    op.drop_table("person_token_before")
    op.create_index(BY_PLACE, "person_token", ["facility_id", "token", "person_id", "born"])
