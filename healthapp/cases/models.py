"""A case is the fold of its events; where it stands now is kept beside them for lists."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.cases.bundle import models as bundle_models
from healthapp.cases.commission import models as commission_models
from healthapp.cases.diseases import models as disease_models
from healthapp.database import Base, Clinical, Id

#: The tables of the room's parts, so that whoever loads the room's models has all of them.
PARTS = (bundle_models, commission_models, disease_models)


class Case(Id, Clinical, Base):
    """One person on one pathway. Where the person is held now, the case is held: it has no place of its own."""

    __tablename__ = "referral_case"
    __table_args__ = (
        sa.CheckConstraint("events > 0", "events"),
        sa.CheckConstraint("(outcome = '') = (closed_at IS NULL)", "closed_has_outcome"),
        sa.Index(None, "person_id"),
        sa.Index("ix_referral_case_queue", "holder", "entered_at"),
        sa.Index("ix_referral_case_age", "outcome", "opened_at", "number"),
    )

    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="K-YYYY-NNNNN")
    pathway: Mapped[str] = mapped_column(sa.String(40), comment="Code of referrals.pathways")
    version: Mapped[int] = mapped_column(comment="Version of the pathway the case began with and keeps")
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    opened_in: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where it was opened")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="The first event")
    opened_by: Mapped[uuid.UUID] = mapped_column(comment="Account that opened it")
    ground: Mapped[str] = mapped_column(sa.String(20), comment="diagnosis, screening, request")
    icd10: Mapped[str] = mapped_column(sa.String(8), default="", comment="ICD-10 code when the ground is a diagnosis")
    state: Mapped[str] = mapped_column(sa.String(40), comment="Folded: where the case stands")
    holder: Mapped[str] = mapped_column(sa.String(40), default="", comment="Folded: who must act; empty when ended")
    entered_at: Mapped[dt.datetime] = mapped_column(comment="Folded: when it came into this state")
    outcome: Mapped[str] = mapped_column(sa.String(40), default="", comment="Folded: how it ended")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="Folded: when it ended")
    returned: Mapped[int] = mapped_column(default=0, comment="Folded: how often the file was sent back")
    events: Mapped[int] = mapped_column(comment="How many events it has; a form that saw fewer is out of date")
    papers: Mapped[int | None] = mapped_column(comment="Folded: items of the checklist present or not applicable")
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(comment="Account of the Department that has it in hand")
    assigned_name: Mapped[str | None] = mapped_column(sa.String(200), comment="Name of that account at the time")


class CaseEvent(Id, Clinical, Base):
    """What happened. Never changed: the digest stands in the ledger."""

    __tablename__ = "case_event"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "place"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"))
    place: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the case")
    code: Mapped[str] = mapped_column(sa.String(40), comment="Event of the pathway")
    at: Mapped[dt.datetime] = mapped_column(comment="When it happened")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    actor: Mapped[str] = mapped_column(sa.String(40), comment="Role or outsider whose act it is")
    recorded_by: Mapped[str] = mapped_column(sa.String(40), comment="Role that wrote it down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
    attached: Mapped[list[Any]] = mapped_column(comment="Codes of the papers that came with it")
    result: Mapped[str] = mapped_column(sa.String(60), default="", comment="The answer it carries")
    facts: Mapped[list[Any]] = mapped_column(comment="Codes of facts told about the case")
    percent: Mapped[int | None] = mapped_column(comment="Disability in percent")
    until: Mapped[dt.date | None] = mapped_column(comment="Date the event names, in Baku")
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Reason or remark; may speak of health")
    state: Mapped[str] = mapped_column(sa.String(40), comment="Where the case stood after it")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the event's canonical form")
