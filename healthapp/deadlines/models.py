"""Every clock of the system is a row of one table."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id, sparse


class Deadline(Id, Clinical, Base):
    """What is due, for whom, where, from which event, by when, on which basis, and how it ended."""

    __tablename__ = "deadline"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'met', 'waived', 'cancelled')", "state"),
        sa.CheckConstraint("state <> 'met' OR met_at IS NOT NULL", "met_has_time"),
        sa.CheckConstraint("state NOT IN ('waived', 'cancelled') OR ended_reason <> ''", "ended_has_reason"),
        sa.Index("ix_deadline_work", "facility_id", "state", "due_at", "kind", "started_at"),
        sa.Index(None, "person_id", "state"),
        sparse("subject_id"),
    )

    kind: Mapped[str] = mapped_column(sa.String(40), comment="What is due: a code of healthapp.deadlines.kinds")
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    stay_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stay.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Who must act now")
    subject_kind: Mapped[str] = mapped_column(sa.String(40), default="", comment="Kind of the row it is about")
    subject_id: Mapped[uuid.UUID | None] = mapped_column(comment="The row it is about")
    started_at: Mapped[dt.datetime] = mapped_column(comment="The event the clock runs from")
    started_by: Mapped[str] = mapped_column(sa.String(40), comment="Code of that event")
    due_at: Mapped[dt.datetime | None] = mapped_column(comment="Empty: no length is set, days are counted anyway")
    legal_basis: Mapped[str] = mapped_column(sa.String(300), default="", comment="As it was when the clock started")
    verified: Mapped[bool] = mapped_column(default=False, comment="Legal clock (true) or the service's own target")
    state: Mapped[str] = mapped_column(sa.String(12), default="open", comment="open, met, waived, cancelled")
    met_at: Mapped[dt.datetime | None] = mapped_column(comment="When what was due was done")
    met_by: Mapped[uuid.UUID | None] = mapped_column(comment="The record that met it")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was waived or cancelled")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that waived or cancelled it")
    ended_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was waived or cancelled")
