"""Mandates, visits, samples and audits of the preventive mechanism.

Nothing here is read by a page of the institution. Columns that could name a person in custody hold identifiers only;
what was said and thought is in ``notes_models``, sealed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from healthapp.accounts.models import User
from healthapp.database import Base, Id
from healthapp.inspection import figure_models, finding_models, notes_models, plan_models, proof_models
from healthapp.inspection.annual import models as annual_models
from healthapp.inspection.states import NOT_ENTERED, Kind, State
from healthapp.people.models import Facility

__all__ = ["annual_models", "figure_models", "finding_models", "notes_models", "plan_models", "proof_models"]
PROFESSIONS = ("doctor", "psychologist", "lawyer", "social_worker", "staff", "other")
FRAMES = ("admissions", "injuries", "screenings", "deaths", "cases", "records")


def _in(column: str, values: object) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"  # type: ignore[attr-defined]


class Mandate(Id, Base):
    """What makes somebody a member: profession, region and time, by the Ombudsman's letter (Art. 18-1.1)."""

    __tablename__ = "npg_mandate"
    __table_args__ = (
        sa.CheckConstraint(_in("profession", PROFESSIONS), "profession"),
        sa.CheckConstraint("valid_to >= valid_from", "ends_after_begin"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_reason = '')", "end_has_reason"),
        sa.Index(None, "user_id", "valid_to"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    number: Mapped[str] = mapped_column(sa.String(40), unique=True, comment="Number of the certificate or letter")
    profession: Mapped[str] = mapped_column(sa.String(20), comment=", ".join(PROFESSIONS))
    region: Mapped[str] = mapped_column(sa.String(60), default="", comment="Region; empty: the whole country")
    valid_from: Mapped[dt.date] = mapped_column(comment="First day, in Baku")
    valid_to: Mapped[dt.date] = mapped_column(comment="Last day, in Baku")
    issued_at: Mapped[dt.datetime] = mapped_column(comment="When it was entered")
    issued_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account of the Ombudsman's office")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was ended before its time")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that ended it")
    ended_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it ended before its time")

    user: Mapped[User] = relationship()


class Visit(Id, Base):
    """One visit to one institution, from its opening on site to the archive."""

    __tablename__ = "npg_visit"
    __table_args__ = (
        sa.CheckConstraint(_in("kind", Kind), "kind"),
        sa.CheckConstraint(_in("state", State), "state"),
        sa.CheckConstraint("obstruction IN ('no', 'partly', 'yes')", "obstruction"),
        sa.CheckConstraint("obstruction = 'no' OR obstruction_note <> ''", "obstruction_has_note"),
        sa.CheckConstraint(f"{_in('state', NOT_ENTERED)} OR opened_at IS NOT NULL", "opened_has_time"),
        sa.CheckConstraint("received_at IS NULL OR received_at >= arrived_at", "received_after_arrival"),
        sa.CheckConstraint("period_to >= period_from", "period"),
        sa.CheckConstraint("kind <> 'follow_up' OR follows_id IS NOT NULL", "follow_up_follows"),
        sa.Index(None, "facility_id", "opened_at"),
        sa.Index(None, "access_until"),
    )

    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="B-YYYY-NNN, within the mechanism")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Institution visited")
    kind: Mapped[str] = mapped_column(sa.String(12), comment="scheduled, ad_hoc, follow_up")
    state: Mapped[str] = mapped_column(sa.String(16), comment="A state of healthapp.inspection.states")
    follows_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("npg_visit.id"), comment="The visit whose recommendations this one checks"
    )
    period_from: Mapped[dt.date] = mapped_column(comment="First day of the period looked at")
    period_to: Mapped[dt.date] = mapped_column(comment="Last day of the period looked at")
    planned_for: Mapped[dt.date | None] = mapped_column(comment="Day it was planned for; known to the mechanism alone")
    opened_at: Mapped[dt.datetime | None] = mapped_column(comment="Server time of opening on site")
    opened_by: Mapped[uuid.UUID | None] = mapped_column(comment="Member who opened it")
    arrived_at: Mapped[dt.datetime | None] = mapped_column(comment="When the team stood at the gate")
    received_at: Mapped[dt.datetime | None] = mapped_column(comment="When management received it; empty: not yet")
    obstruction: Mapped[str] = mapped_column(sa.String(8), default="no", comment="no, partly, yes")
    obstruction_note: Mapped[str] = mapped_column(sa.Text, default="", comment="What hindered entry or work")
    access_until: Mapped[dt.datetime | None] = mapped_column(comment="Charts are open to its doctors until then")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When the team left")
    closed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Member who closed it")
    oral_remarks: Mapped[str] = mapped_column(sa.Text, default="", comment="What management was told on leaving")
    revision: Mapped[int] = mapped_column(default=1, comment="Rises with every change: two devices notice each other")

    facility: Mapped[Facility] = relationship()
    members: Mapped[list[Member]] = relationship(back_populates="visit", order_by="(Member.added_at, Member.id)")


class Member(Id, Base):
    """Somebody of a visit's team. A guest has no account and opens nothing."""

    __tablename__ = "npg_visit_member"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "user_id"),
        sa.CheckConstraint("user_id IS NOT NULL OR NOT clinical", "guest_reads_nothing"),
        sa.CheckConstraint("(user_id IS NULL) = (mandate_id IS NULL)", "member_has_mandate"),
        sa.Index(None, "user_id"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("user_account.id"), comment="Empty: a guest")
    mandate_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("npg_mandate.id"), comment="Empty: a guest")
    name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    profession: Mapped[str] = mapped_column(sa.String(120), comment="Code of the mandate; a guest's in words")
    clinical: Mapped[bool] = mapped_column(default=False, comment="Opens clinical notes")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When they joined")
    added_by: Mapped[uuid.UUID | None] = mapped_column(comment="Member who added them")
    left_at: Mapped[dt.datetime | None] = mapped_column(comment="When they left the team")

    visit: Mapped[Visit] = relationship(back_populates="members")


class VisitStep(Id, Base):
    """One change of a visit's state. Insert only."""

    __tablename__ = "npg_visit_step"
    __table_args__ = (sa.CheckConstraint(_in("state", State), "state"), sa.Index(None, "visit_id", "at"))

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    state: Mapped[str] = mapped_column(sa.String(16), comment="State from then on")
    at: Mapped[dt.datetime] = mapped_column(comment="When")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Why, where it needs a word")


class Sample(Id, Base):
    """One draw: everything needed to draw it again. Insert only; a new draw stands beside the old one."""

    __tablename__ = "npg_sample"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "number"),
        sa.CheckConstraint(_in("frame", FRAMES), "frame"),
        sa.CheckConstraint("size > 0", "size"),
        sa.CheckConstraint("number = 1 OR reason <> ''", "redraw_has_reason"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the visit")
    frame: Mapped[str] = mapped_column(sa.String(12), comment=", ".join(FRAMES))
    strata: Mapped[str] = mapped_column(sa.String(12), default="none", comment="What the frame was divided by")
    period_from: Mapped[dt.date] = mapped_column(comment="First day of the frame")
    period_to: Mapped[dt.date] = mapped_column(comment="Last day of the frame")
    size: Mapped[int] = mapped_column(comment="How many were wanted")
    seed: Mapped[str] = mapped_column(sa.String(64), comment="As shown; what is hashed begins with it")
    algorithm: Mapped[int] = mapped_column(default=1, comment="Version of docs/inspection.md, 'Sampling'")
    frame_size: Mapped[int] = mapped_column(comment="How many rows the frame had")
    frame_digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the frame's lines")
    drawn_at: Mapped[dt.datetime] = mapped_column(comment="When")
    drawn_by: Mapped[uuid.UUID] = mapped_column(comment="Member who drew it")
    drawn_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("npg_sample.id"), comment="Draw it replaces")
    reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was drawn again, or further")


class SampleFrame(Base):
    """The frame a sample was drawn from, line by line, so that anybody can draw it again. Insert only."""

    __tablename__ = "npg_sample_frame"

    sample_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_sample.id"), primary_key=True)
    lines: Mapped[bytes] = mapped_column(comment="Its lines, packed: docs/inspection.md, 'Sampling'")


class SampleItem(Id, Base):
    """One thing drawn, or added on purpose and marked as such. Insert only."""

    __tablename__ = "npg_sample_item"
    __table_args__ = (
        sa.UniqueConstraint("sample_id", "position"),
        sa.UniqueConstraint("sample_id", "subject_id"),
        sa.CheckConstraint("NOT purposive OR reason <> ''", "purposive_has_reason"),
    )

    sample_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_sample.id"))
    position: Mapped[int] = mapped_column(comment="1, 2, 3 ... in the order drawn")
    subject_kind: Mapped[str] = mapped_column(sa.String(20), comment="clinical_record, stay, case")
    subject_id: Mapped[uuid.UUID] = mapped_column(comment="The row it is about")
    person_id: Mapped[uuid.UUID | None] = mapped_column(comment="Whom it is about")
    stratum: Mapped[str] = mapped_column(sa.String(40), default="", comment="Part of the frame it was drawn from")
    rank: Mapped[str] = mapped_column(sa.String(64), default="", comment="SHA-256 it was drawn by; empty: purposive")
    purposive: Mapped[bool] = mapped_column(default=False, comment="Chosen, not drawn")
    reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was chosen")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When")
    added_by: Mapped[uuid.UUID] = mapped_column(comment="Member")


class Checklist(Id, Base):
    """One version of a checklist. Insert only; an audit names the version it followed."""

    __tablename__ = "npg_checklist"
    __table_args__ = (
        sa.UniqueConstraint("frame", "version"),
        sa.CheckConstraint(_in("frame", FRAMES), "frame"),
        sa.CheckConstraint("version > 1", "first_is_shipped"),
    )

    frame: Mapped[str] = mapped_column(sa.String(12), comment="What kind of sample it is for")
    version: Mapped[int] = mapped_column(comment="2, 3 ...; version 1 comes with the program")
    questions: Mapped[list[Any]] = mapped_column(comment="code and text by language of each question, in order")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When")
    made_by: Mapped[uuid.UUID] = mapped_column(comment="Account")
    made_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    reason: Mapped[str] = mapped_column(sa.Text, comment="What was changed and why")


class Audit(Id, Base):
    """The audit of one drawn thing. Answers are codes; comments are sealed notes."""

    __tablename__ = "npg_audit"
    __table_args__ = (sa.CheckConstraint("checklist_version > 0", "checklist_version"), sa.Index(None, "visit_id"))

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"))
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_sample_item.id"), unique=True)
    checklist_version: Mapped[int] = mapped_column(comment="Version of the checklist of the sample's frame")
    subject_digest: Mapped[bytes | None] = mapped_column(comment="Digest of the record as it was then")
    addenda: Mapped[int] = mapped_column(default=0, comment="How many addenda it had then")
    answers: Mapped[dict[str, Any]] = mapped_column(comment="yes, no, partly, na by code of the question")
    evidence: Mapped[dict[str, Any]] = mapped_column(comment="What an answer rests on, by code of the question")
    started_at: Mapped[dt.datetime] = mapped_column(comment="When it was first opened")
    saved_at: Mapped[dt.datetime] = mapped_column(comment="When it was last saved")
    saved_by: Mapped[uuid.UUID] = mapped_column(comment="Member who saved it last")
    saved_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="When every question had its answer")
    revision: Mapped[int] = mapped_column(default=1, comment="Rises with every save: two devices notice each other")
