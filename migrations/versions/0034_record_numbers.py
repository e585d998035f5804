"""A number for every record that somebody signed, in the order of the signatures; what was sealed stays as it is.

Revision: 0034
Follows: 0033
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from migrations.guards import later
from migrations.opening import records_open, widen_numbers

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PREFIX = "TS"
BAKU = ZoneInfo("Asia/Baku")
BATCH = 5_000
BOOK = ("record_id", "facility_id", "year", "number")

RECORD = sa.table(
    "clinical_record",
    sa.column("id", sa.Uuid()),
    sa.column("facility_id", sa.Uuid()),
    sa.column("handed_in_at", sa.DateTime(timezone=True)),
    sa.column("number", sa.String()),
)
FACILITY = sa.table("facility", sa.column("id", sa.Uuid()), sa.column("code", sa.String()))


def upgrade() -> None:
    made = op.create_table(
        "record_number",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="Whose book it is"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year in Baku when the author signed"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 ... within facility and year"),
        sa.CheckConstraint("number > 0", name=op.f("ck_record_number_number")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_record_number_facility_id")),
        sa.ForeignKeyConstraint(["record_id"], ["clinical_record.id"], name=op.f("fk_record_number_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_number")),
        sa.UniqueConstraint("facility_id", "year", "number", name=op.f("uq_record_number_facility_id_year_number")),
    )
    with records_open():
        widen_numbers()
        lines = _lines()
        for start in range(0, len(lines), BATCH):
            _enter(made, lines[start : start + BATCH])
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with records_open():
        numbered = sa.table("record_number", sa.column("record_id", sa.Uuid()))
        op.execute(sa.update(RECORD).where(RECORD.c.id.in_(sa.select(numbered.c.record_id))).values(number=None))
    op.drop_table("record_number")


def _lines() -> list[dict[str, Any]]:
    """Every record that was signed and that no register has numbered, with its place in the book."""
    signed = (
        sa.select(RECORD.c.id, RECORD.c.facility_id, RECORD.c.handed_in_at, FACILITY.c.code)
        .join(FACILITY, FACILITY.c.id == RECORD.c.facility_id)
        .where(RECORD.c.number.is_(None), RECORD.c.handed_in_at.is_not(None))
        .order_by(RECORD.c.handed_in_at, RECORD.c.id)
    )
    taken: Counter[tuple[Any, int]] = Counter()
    lines = []
    for record_id, facility_id, at, code in op.get_bind().execute(signed):
        year = (at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at).astimezone(BAKU).year
        taken[facility_id, year] += 1
        number = taken[facility_id, year]
        label = f"{PREFIX}-{code}-{year}-{number:04}"
        line = {"record_id": record_id, "facility_id": facility_id, "year": year, "number": number, "label": label}
        lines.append(line)
    return lines


def _enter(book: sa.Table, lines: list[dict[str, Any]]) -> None:
    named = sa.update(RECORD).where(RECORD.c.id == sa.bindparam("record_id")).values(number=sa.bindparam("label"))
    op.get_bind().execute(sa.insert(book), [{name: line[name] for name in BOOK} for line in lines])
    op.get_bind().execute(named, [{name: line[name] for name in ("record_id", "label")} for line in lines])
