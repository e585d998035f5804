"""The words people are found by know where the person is, so that a unit reads its own people's words alone.

Revision: 0037
Follows: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEX = "ix_person_token_facility_id_token_person_id"
PERSON = sa.table("person", *(sa.column(name, sa.Uuid()) for name in ("id", "merged_into_id", "facility_id")))
TOKEN = sa.table("person_token", *(sa.column(name, sa.Uuid()) for name in ("person_id", "facility_id")))


def upgrade() -> None:
    where = "Where the person is now, or was last; of an entry joined into another, where that one is"
    op.add_column("person_token", sa.Column("facility_id", sa.Uuid(), nullable=True, comment=where))
    own = sa.select(PERSON.c.facility_id).where(PERSON.c.id == TOKEN.c.person_id).scalar_subquery()
    op.execute(sa.update(TOKEN).values(facility_id=own))
    for entry_id, facility_id in _joined():
        op.execute(sa.update(TOKEN).where(TOKEN.c.person_id == entry_id).values(facility_id=facility_id))
    op.create_index(op.f(INDEX), "person_token", ["facility_id", "token", "person_id"])


def _joined() -> list[tuple[object, object]]:
    """(an entry that was joined into another, where the one at the end of its chain is)."""
    bind = op.get_bind()
    into = dict(
        bind.execute(sa.select(PERSON.c.id, PERSON.c.merged_into_id).where(PERSON.c.merged_into_id.is_not(None))).all()
    )
    found = []
    for entry_id in into:
        kept, seen = entry_id, {entry_id}
        while kept in into and into[kept] not in seen:
            kept = into[kept]
            seen.add(kept)
        place = bind.scalar(sa.select(PERSON.c.facility_id).where(PERSON.c.id == kept))
        found.append((entry_id, place))
    return found


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="person_token")
    op.drop_column("person_token", "facility_id")
