"""Figures of years before this program, as the mechanism's own reports had them, and the files they came in."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id
from healthapp.importing.checks import CheckedFile


class YearImport(Id, CheckedFile, Base):
    """One file as it was checked: what each row would do, until it is applied or given up."""

    __tablename__ = "npg_year_import"
    __table_args__ = (
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", "state"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    made_by: Mapped[uuid.UUID] = mapped_column(comment="Account that checked it")
    made_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")


class YearFigure(Id, Base):
    """Visits of one year, of every kind of place together or of one; the last row of a year and place counts."""

    __tablename__ = "npg_year"
    __table_args__ = (
        sa.CheckConstraint("year BETWEEN 1990 AND 2200", "year"),
        sa.CheckConstraint("scheduled >= 0 AND ad_hoc >= 0 AND (follow_up IS NULL OR follow_up >= 0)", "counts"),
        sa.Index(None, "year", "place"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_year_import.id"), comment="File it came with")
    year: Mapped[int] = mapped_column(comment="Calendar year")
    place: Mapped[str] = mapped_column(sa.String(20), default="", comment="Kind of place; empty: all of them together")
    scheduled: Mapped[int] = mapped_column(comment="Scheduled visits")
    ad_hoc: Mapped[int] = mapped_column(comment="Visits outside the plan")
    follow_up: Mapped[int | None] = mapped_column(comment="Follow-up visits; empty: not counted apart then")
    source: Mapped[str] = mapped_column(sa.String(300), comment="Report the figures stand in")
