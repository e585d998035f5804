"""Numbered blank forms: every sheet that left the printer can be asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from healthapp.database import Base, Id
from healthapp.documents.codes import form_number


class Outcome(StrEnum):
    """What became of a blank. A sheet without one is still out."""

    COPIED = "copied"
    SPOILT = "spoilt"
    LOST = "lost"
    DESTROYED = "destroyed"


class BlankBatch(Id, Base):
    """One printing of blanks: a range of numbers. Its digest stands on each sheet, for an empty form has none."""

    __tablename__ = "blank_batch"
    __table_args__ = (sa.CheckConstraint("first_number <= last_number", "range"),)

    series: Mapped[str] = mapped_column(sa.String(12), comment="Facility code as it stands in the form numbers")
    first_number: Mapped[int] = mapped_column(comment="First number of the range")
    last_number: Mapped[int] = mapped_column(comment="Last number of the range")
    facility_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("facility.id"), index=True, comment="Where the blanks are kept"
    )
    facility_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that institution at the time")
    language: Mapped[str] = mapped_column(sa.String(2), comment="Language of the forms: az, ru, en")
    form_version: Mapped[str] = mapped_column(sa.String(30), comment="Version of the form and its date in force")
    printed_at: Mapped[dt.datetime] = mapped_column(comment="When the range was allocated")
    printed_by: Mapped[uuid.UUID] = mapped_column(comment="Account that printed it")
    printed_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name of that account")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 over the canonical JSON of the other columns")

    forms: Mapped[list[BlankForm]] = relationship(back_populates="batch", order_by="BlankForm.number")


class BlankForm(Id, Base):
    """One numbered sheet. ``outcome`` is empty while the sheet is out."""

    __tablename__ = "blank_form"
    __table_args__ = (
        sa.UniqueConstraint("series", "number"),
        sa.CheckConstraint("outcome IN ('', 'copied', 'spoilt', 'lost', 'destroyed')", "outcome"),
        sa.CheckConstraint("(outcome = '') = (outcome_at IS NULL)", "outcome_dated"),
        sa.Index(None, "facility_id", "outcome"),
    )

    series: Mapped[str] = mapped_column(sa.String(12), comment="Facility code as it stands in the form number")
    number: Mapped[int] = mapped_column(comment="Number within the series, without gaps")
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("blank_batch.id"), index=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where the blank is kept")
    printed_at: Mapped[dt.datetime] = mapped_column(comment="When the number was allocated")
    printed_by: Mapped[uuid.UUID] = mapped_column(comment="Account that printed it")
    outcome: Mapped[str] = mapped_column(
        sa.String(10), default="", comment="copied (into the system), spoilt, lost, destroyed; empty: still out"
    )
    outcome_note: Mapped[str] = mapped_column(
        sa.String(200), default="", comment="Record number it was copied into, or why it is gone"
    )
    outcome_at: Mapped[dt.datetime | None] = mapped_column(comment="When that was said")
    outcome_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that said so")
    outcome_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name of that account")

    batch: Mapped[BlankBatch] = relationship(back_populates="forms")

    @property
    def full_number(self) -> str:
        """As printed on the sheet, with its check letter."""
        return form_number(self.series, self.number)
