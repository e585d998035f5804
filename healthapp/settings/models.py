"""Clocks, legal bases and policies as dated rows: law changes, and yesterday's record keeps yesterday's law."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id


class Setting(Id, Base):
    """One value of one key for one period. Rows are never changed: a new value ends the old by its date."""

    __tablename__ = "setting"
    __table_args__ = (sa.UniqueConstraint("key", "valid_from"),)

    key: Mapped[str] = mapped_column(sa.String(80), comment="Dotted name, e.g. intake.exam_max_hours")
    value: Mapped[dict[str, Any]] = mapped_column(comment='JSON object {"value": ...}; null value: not set')
    unit: Mapped[str] = mapped_column(sa.String(20), default="", comment="minutes, hours, days, working_days, months")
    legal_basis: Mapped[str] = mapped_column(sa.String(300), default="", comment="Article or document it rests on")
    verified: Mapped[bool] = mapped_column(
        default=False, comment="True: a legal clock somebody checked; false: the service's own target"
    )
    valid_from: Mapped[dt.datetime] = mapped_column(comment="First moment of validity")
    entered_at: Mapped[dt.datetime] = mapped_column(comment="When the row was made")
    entered_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account; empty: shipped default")
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was set so")


class SettingWithdrawal(Id, Base):
    """A value taken back before it began: it never held. Its row stays, as what was once decided."""

    __tablename__ = "setting_withdrawal"

    setting_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("setting.id"), unique=True)
    at: Mapped[dt.datetime] = mapped_column(comment="When it was withdrawn, before the value began")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that withdrew it")
    by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    reason: Mapped[str] = mapped_column(sa.Text, comment="Why")


class Holiday(Id, Base):
    """A day that is not a working day, or (``working``) a weekend day that is one."""

    __tablename__ = "holiday"

    day: Mapped[dt.date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    working: Mapped[bool] = mapped_column(default=False, comment="A weekend day declared a working day")
