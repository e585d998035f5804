"""The event log. No foreign keys: it outlives and never hinders what it speaks of."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id

REFUSED = sa.text("kind = 'access.refused'")


class AuditEvent(Id, Base):
    """Who did, saw, printed or was refused what. Insert only; the database refuses anything else."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index(None, "at", "id"),
        sa.Index(None, "person_id", "at"),
        sa.Index(None, "facility_id", "at"),
        sa.Index(None, "actor_id", "at"),
        sa.Index(None, "subject_id"),
        sa.Index(None, "kind", "at"),
        sa.Index(
            "ix_audit_event_oversight",
            "at",
            "id",
            sqlite_where=sa.text("oversight = 1"),
            postgresql_where=sa.text("oversight"),
        ),
        sa.Index("ix_audit_event_refused", "facility_id", "at", sqlite_where=REFUSED, postgresql_where=REFUSED),
    )

    at: Mapped[dt.datetime] = mapped_column(comment="Server time")
    kind: Mapped[str] = mapped_column(sa.String(60), comment="A declared event of healthapp.audit.events")
    actor_id: Mapped[uuid.UUID | None] = mapped_column(comment="Account; empty: nobody signed in, or the system")
    actor_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    actor_role: Mapped[str] = mapped_column(sa.String(20), default="", comment="Role at the time")
    session_id: Mapped[uuid.UUID | None] = mapped_column(comment="Login session")
    address: Mapped[str] = mapped_column(sa.String(45), default="", comment="Network address")
    facility_id: Mapped[uuid.UUID | None] = mapped_column(comment="Facility concerned")
    person_id: Mapped[uuid.UUID | None] = mapped_column(comment="Person concerned")
    subject_kind: Mapped[str] = mapped_column(sa.String(40), default="", comment="Kind of the row concerned")
    subject_id: Mapped[uuid.UUID | None] = mapped_column(comment="Row concerned")
    subject_digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 of the subject's content, where it has one")
    reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why, in the actor's words")
    details: Mapped[dict[str, Any]] = mapped_column(comment="Codes, counts and ids only; never a clinical value")
    oversight: Mapped[bool] = mapped_column(
        default=False, comment="An act of the preventive mechanism: shown to the institution as a count at most"
    )
