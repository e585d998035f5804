"""What steps do to signed records: with their guard away for the time of the step, which knows nothing newer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from migrations.guards import triggers

GUARD = "clinical_record_no_update"
#: TS, the longest code of a facility (20 signs), year, running number, and hyphens: 34 signs, and some in hand.
NUMBER = 40


@contextmanager
def records_open() -> Iterator[None]:
    """The guard of signed records away within the block."""
    dialect = op.get_bind().dialect.name
    guard = next(text for text in triggers(dialect) if text.startswith(f"CREATE TRIGGER {GUARD} "))
    op.execute(f"DROP TRIGGER {GUARD}" + (" ON clinical_record" if dialect == "postgresql" else ""))
    yield
    op.execute(guard)


def widen_numbers() -> None:
    """Room for the longest number a record can bear. SQLite counts no signs."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("clinical_record", "number", type_=sa.String(NUMBER))
