"""What every row of this room says of itself, and the digest under which the ledger keeps it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.ledger import canonical


class Entered:
    """About whom, where, and by whom at what time of the server. Such rows are added and never changed."""

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where it was entered")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="Server time of the entry")
    author_id: Mapped[uuid.UUID | None] = mapped_column(comment="Account that entered it; empty: the program")
    author_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    author_role: Mapped[str] = mapped_column(sa.String(20), default="", comment="Role at the time")


class Numbered(Entered):
    """A line of a numbered book."""

    year: Mapped[int] = mapped_column(comment="Year in Baku when the number was taken")
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within facility and year")


def digest_of(row: Any) -> bytes:
    """SHA-256 over every column."""
    columns = sa.inspect(type(row)).mapper.column_attrs
    return canonical.digest({column.key: getattr(row, column.key) for column in columns})
