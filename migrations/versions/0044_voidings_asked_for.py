"""A clock for every voiding that somebody asked for and nobody confirmed: until now it was on no worklist.

Revision: 0044
Follows: 0043
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KIND = "void_confirm"
#: As the setting is shipped: nobody can have set another one before.
LENGTH = dt.timedelta(hours=24)
MOMENT = sa.DateTime(timezone=True)

RECORD = sa.table(
    "clinical_record",
    *(sa.column(name, sa.Uuid()) for name in ("id", "person_id", "stay_id", "facility_id")),
    sa.column("state", sa.String()),
)
SIGNATURE = sa.table(
    "record_signature", sa.column("record_id", sa.Uuid()), sa.column("act", sa.String()), sa.column("at", MOMENT)
)
DEADLINE = sa.table(
    "deadline",
    *(sa.column(name, sa.Uuid()) for name in ("id", "person_id", "stay_id", "facility_id", "subject_id")),
    *(sa.column(name, sa.String()) for name in ("kind", "subject_kind", "started_by", "legal_basis", "state")),
    *(sa.column(name, MOMENT) for name in ("started_at", "due_at")),
    sa.column("ended_reason", sa.Text()),
    sa.column("verified", sa.Boolean()),
)


def upgrade() -> None:
    asked = (
        sa.select(RECORD.c.id, RECORD.c.person_id, RECORD.c.stay_id, RECORD.c.facility_id, SIGNATURE.c.at)
        .join(SIGNATURE, SIGNATURE.c.record_id == RECORD.c.id)
        .where(SIGNATURE.c.act == "void_request", RECORD.c.state.in_(("signed", "awaiting_doctor")))
        .order_by(SIGNATURE.c.at)
    )
    rows = [
        {
            "id": uuid.uuid4(),
            "kind": KIND,
            "person_id": row.person_id,
            "stay_id": row.stay_id,
            "facility_id": row.facility_id,
            "subject_kind": "clinical_record",
            "subject_id": row.id,
            "started_at": row.at,
            "started_by": "void_request",
            "due_at": row.at + LENGTH,
            "legal_basis": "",
            "verified": False,
            "state": "open",
            "ended_reason": "",
        }
        for row in op.get_bind().execute(asked)
    ]
    if rows:
        op.get_bind().execute(sa.insert(DEADLINE), rows)


def downgrade() -> None:
    op.execute(sa.delete(DEADLINE).where(DEADLINE.c.kind == KIND))
