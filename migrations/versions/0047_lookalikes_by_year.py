"""A word of a name knows the birth year of whom it names, and the standing names are compared by their index alone.

Whoever arrives is compared with those of the same surname: for that the database listed everybody born in three years,
and read three pages for each person who came near. A year is no token of its own any more: birth dates begin with it.

Revision: 0047
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TOKEN = sa.table(
    "person_token",
    sa.column("token", sa.String()),
    *(sa.column(name, sa.Uuid()) for name in ("person_id", "facility_id")),
    sa.column("born", sa.SmallInteger()),
)
PERSON = sa.table("person", sa.column("id", sa.Uuid()), sa.column("birth_date", sa.Date()))
BY_PLACE = "ix_person_token_facility_id_token_person_id"


def upgrade() -> None:
    op.drop_index(BY_PLACE, table_name="person_token")
    comment = "Birth year of the person; empty when unknown"
    op.add_column("person_token", sa.Column("born", sa.SmallInteger(), nullable=True, comment=comment))
    op.execute(sa.delete(TOKEN).where(TOKEN.c.token.like("=____")))
    year = sa.cast(sa.extract("year", PERSON.c.birth_date), sa.SmallInteger())
    theirs = sa.select(year).where(PERSON.c.id == TOKEN.c.person_id).scalar_subquery()
    op.execute(sa.update(TOKEN).values(born=theirs))
    op.create_index(f"{BY_PLACE}_born", "person_token", ["facility_id", "token", "person_id", "born"])
    _say("birth date")
    op.drop_index("ix_person_name_person_id", table_name="person_name")
    op.create_index("ix_person_name_compared", "person_name", ["person_id", "ended_at", "key", "sound_key"])


def downgrade() -> None:
    op.drop_index("ix_person_name_compared", table_name="person_name")
    op.create_index("ix_person_name_person_id", "person_name", ["person_id"])
    op.drop_index(f"{BY_PLACE}_born", table_name="person_token")
    year = sa.literal("=").concat(sa.cast(TOKEN.c.born, sa.String()))
    dated = sa.select(year, TOKEN.c.person_id, TOKEN.c.facility_id).where(TOKEN.c.token.like("=____-__-__"))
    op.execute(sa.insert(TOKEN).from_select(["token", "person_id", "facility_id"], dated))
    op.drop_column("person_token", "born")
    _say("birth year or date")
    op.create_index(BY_PLACE, "person_token", ["facility_id", "token", "person_id"])


def _say(born: str) -> None:
    """What a token is; ``born``: what one is after a ``=``. SQLite keeps no comments."""
    if op.get_bind().dialect.name == "postgresql":
        words = f"A folded word of a name; with ~ its coarse form by sound; with = {born}"
        op.alter_column("person_token", "token", comment=words)
