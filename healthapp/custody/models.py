"""Custody lists as they were checked: parsed rows with what each would do, until applied or given up."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id
from healthapp.importing.checks import CheckedFile


class CustodyImport(Id, CheckedFile, Clinical, Base):
    """One file, checked. After it is applied only the rejected rows stay; after it is given up, none."""

    __tablename__ = "custody_import"
    __table_args__ = (
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", "state"),
        sa.Index(None, "facility_id", "made_at"),
    )

    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Whose list it is")
    made_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that checked it")
    rows: Mapped[list[Any]] = mapped_column(comment="Rows with cells, parsed values, outcome and reasons, as JSON")
    left: Mapped[list[Any]] = mapped_column(comment="Ids of people held here whom the list does not name")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="Rows by outcome: new, here, place, moved, rejected, left")
    ignored: Mapped[list[Any]] = mapped_column(comment="Names of columns that were not read")
