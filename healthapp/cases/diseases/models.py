"""The imported lists of diseases and their dated entries."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id
from healthapp.importing.checks import CheckedFile


class DiseaseList(Id, CheckedFile, Clinical, Base):
    """One file as it was checked: what each row would do, until it is applied or given up."""

    __tablename__ = "disease_list"
    __table_args__ = (
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", "state"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    made_by: Mapped[uuid.UUID] = mapped_column(comment="Account that checked it")
    made_by_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")


class DiseaseItem(Id, Clinical, Base):
    """One entry of the list, valid for a time. A changed entry is a new row; the old one gets its last day."""

    __tablename__ = "disease_item"
    __table_args__ = (
        sa.UniqueConstraint("code", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", "validity"),
    )

    list_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("disease_list.id"), comment="Import it came with")
    code: Mapped[str] = mapped_column(sa.String(20), comment="Number in the list, for example 1.1")
    text: Mapped[str] = mapped_column(sa.Text, comment="Name of the disease, in the words of the list")
    criteria: Mapped[str] = mapped_column(sa.Text, default="", comment="Diagnostic criteria, in the list's words")
    icd10: Mapped[list[Any]] = mapped_column(comment="ICD-10 codes and ranges (A15-A19), as JSON")
    valid_from: Mapped[dt.date] = mapped_column(comment="First day on which it is in force")
    valid_to: Mapped[dt.date | None] = mapped_column(comment="Last day; empty while it is in force")
    source: Mapped[str] = mapped_column(sa.String(300), comment="Act it stands in, with number and date")
