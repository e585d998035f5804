"""Plans of visits to come, sealed whole: an unannounced visit must not be read off the database by who runs it.

Where, when and who are inside the sealed bytes, padded like the notes. How: docs/inspection.md, 'Sealed notes'.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id


class Plan(Id, Base):
    """A visit to come. Where and when it will be is inside the sealed bytes; the row says only how it ended."""

    __tablename__ = "npg_plan"
    __table_args__ = (
        sa.CheckConstraint("state IN ('planned', 'opened', 'given_up')", "state"),
        sa.CheckConstraint("(state = 'planned') = (ended_at IS NULL)", "ended_has_time"),
        sa.CheckConstraint("(state = 'opened') = (visit_id IS NOT NULL)", "opened_has_visit"),
    )

    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was planned")
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"), comment="Member who planned it")
    made_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    body: Mapped[bytes] = mapped_column(comment="AES-256-GCM under a key of its own, padded")
    state: Mapped[str] = mapped_column(sa.String(8), default="planned", comment="planned, opened, given_up")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was opened or given up")
    visit_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("npg_visit.id"), comment="The visit it became, once everybody inside knows"
    )

    def hold(self, body: bytes, by: uuid.UUID, name: str, at: dt.datetime) -> None:
        """Take what was sealed."""
        self.body, self.made_by, self.made_by_name, self.made_at = body, by, name, at


class PlanKey(Base):
    """The key of a plan, sealed to one member of the team to be. Insert only."""

    __tablename__ = "npg_plan_key"

    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_plan.id"), primary_key=True)
    key_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_key.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(comment="Ephemeral X25519 key, then the plan's key under AES-256-GCM")
