"""What is known of forms that were sent, so that one sent again is not entered again."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base


class SentForm(Base):
    """One form as it was sent and stored, and where its sender was led."""

    __tablename__ = "sent_form"
    __table_args__ = (sa.Index("ix_sent_form_user_id_stored_at", "user_id", "stored_at"),)

    mark: Mapped[str] = mapped_column(
        sa.String(64), primary_key=True, comment="SHA-256 of sender, address, key of the form and everything in it"
    )
    user_id: Mapped[uuid.UUID] = mapped_column(comment="Account that sent it")
    location: Mapped[str] = mapped_column(sa.Text, comment="Address of the page that was shown next")
    stored_at: Mapped[dt.datetime] = mapped_column(comment="When what it says was stored; kept for days")
