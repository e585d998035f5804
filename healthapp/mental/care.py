"""The tables of one person's care: the psychologist's help, medicines with their reviews, the need of a better place.

All are insert-only: what stands now follows from the last row.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id
from healthapp.mental.rows import Entered


class PsychologyOffer(Id, Clinical, Entered, Base):
    """Free psychological help, offered and answered (CEP 10.2.9-1; Cabinet Decision of 08.04.2020).

    Accepted puts the person on the waiting list, until a psychologist has seen them or another answer follows.
    """

    __tablename__ = "psychology_offer"
    __table_args__ = (
        sa.CheckConstraint("answer IN ('accepted', 'refused', 'deferred', 'withdrawn')", "answer"),
        sa.CheckConstraint("urgency IN ('ordinary', 'soon')", "urgency"),
        sa.Index(None, "person_id", "offered_at"),
    )

    offered_at: Mapped[dt.datetime] = mapped_column(comment="When it was offered and answered")
    answer: Mapped[str] = mapped_column(sa.String(12), comment="accepted, refused, deferred, withdrawn")
    urgency: Mapped[str] = mapped_column(sa.String(12), default="ordinary", comment="ordinary, soon")
    reason: Mapped[str] = mapped_column(sa.Text, default="", comment="What for, or why not, as the person says")
    again_on: Mapped[dt.date | None] = mapped_column(comment="When to offer it again")
    record_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("clinical_record.id"), comment="The examination in which it was offered"
    )


class PsychologyContact(Id, Clinical, Entered, Base):
    """One contact of a psychologist. The note is the psychologist's own: others see that there was a contact."""

    __tablename__ = "psychology_contact"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('first', 'individual', 'group', 'crisis', 'family', 'assessment', 'closing', 'missed')", "kind"
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", "minutes"),
        sa.CheckConstraint("held_at <= recorded_at", "held_before_recorded"),
        sa.Index(None, "person_id", "held_at"),
        sa.Index(None, "facility_id", "held_at"),
    )

    held_at: Mapped[dt.datetime] = mapped_column(comment="When it began")
    kind: Mapped[str] = mapped_column(
        sa.String(12), comment="first, individual, group, crisis, family, assessment, closing, missed"
    )
    minutes: Mapped[int] = mapped_column(comment="Its length")
    plan: Mapped[str] = mapped_column(sa.Text, default="", comment="What the treating team must know and do")
    next_on: Mapped[dt.date | None] = mapped_column(comment="Day of the next contact")
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="The psychologist's own note")
    adds_to_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("psychology_contact.id"), comment="The contact whose note this adds to; both stay"
    )


class Prescription(Id, Clinical, Entered, Base):
    """One medicine prescribed, with the day on which it is looked at again."""

    __tablename__ = "prescription"
    __table_args__ = (
        sa.CheckConstraint(
            "route IN ('oral', 'sublingual', 'im', 'iv', 'depot', 'rectal', 'skin', 'inhaled')", "route"
        ),
        sa.CheckConstraint("consent IN ('yes', 'refused', 'no_capacity', 'urgent')", "consent"),
        sa.CheckConstraint("review_on >= starts_on", "review_after_start"),
        sa.Index(None, "person_id", "starts_on"),
        sa.Index(None, "facility_id", "starts_on"),
    )  # fmt: skip

    drug: Mapped[str] = mapped_column(sa.String(120), comment="International name and form")
    dose: Mapped[str] = mapped_column(sa.String(60), comment="Dose with its unit, as written")
    times: Mapped[str] = mapped_column(sa.String(60), comment="How often, or at which times")
    route: Mapped[str] = mapped_column(sa.String(12), comment="oral, sublingual, im, iv, depot, rectal, skin, inhaled")
    psychotropic: Mapped[bool] = mapped_column(comment="Kept and given under the rules of psychotropic medicines")
    indication: Mapped[str] = mapped_column(sa.String(200), comment="What it is for")
    starts_on: Mapped[dt.date] = mapped_column(comment="First day")
    review_on: Mapped[dt.date] = mapped_column(comment="Day of the first review")
    consent: Mapped[str] = mapped_column(sa.String(12), comment="yes, refused, no_capacity, urgent")
    consent_text: Mapped[str] = mapped_column(sa.Text, default="", comment="What was explained, or why without consent")
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("prescription.id"), comment="The prescription it goes on from with another dose"
    )


class PrescriptionStep(Id, Clinical, Entered, Base):
    """A review of a medicine, or its stop with the reason."""

    __tablename__ = "prescription_step"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('review', 'stopped')", "kind"),
        sa.CheckConstraint("kind <> 'review' OR review_on IS NOT NULL", "review_has_next"),
        sa.CheckConstraint("kind <> 'stopped' OR reason <> ''", "stopped_has_reason"),
        sa.Index(None, "prescription_id", "at"),
    )

    prescription_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("prescription.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="review, stopped")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was decided")
    review_on: Mapped[dt.date | None] = mapped_column(comment="Of a review: day of the next one")
    reason: Mapped[str] = mapped_column(
        sa.String(12), default="", comment="Of a stop: finished, side_effect, no_effect, refused, changed, other"
    )
    text: Mapped[str] = mapped_column(sa.Text, default="", comment="Effect, side effects, what was decided")


class DisorderNeed(Id, Clinical, Entered, Base):
    """Somebody with a mental disorder who is held in ordinary regime and needs another place or more care."""

    __tablename__ = "disorder_need"
    __table_args__ = (
        sa.CheckConstraint("need IN ('hospital', 'treatment_unit', 'psychiatrist', 'release', 'adapted')", "need"),
        sa.Index(None, "person_id", "found_on"),
    )

    found_on: Mapped[dt.date] = mapped_column(comment="Day on which the need was found; its days count from here")
    need: Mapped[str] = mapped_column(sa.String(20), comment="hospital, treatment_unit, psychiatrist, release, adapted")
    text: Mapped[str] = mapped_column(sa.Text, default="", comment="What is needed and why")
    record_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("clinical_record.id"), comment="Where the need is recorded"
    )
    obstacle: Mapped[str] = mapped_column(
        sa.String(20),
        comment="no_place, waiting_decision, waiting_court, no_escort, person_refuses, no_specialist, none, other",
    )
    obstacle_text: Mapped[str] = mapped_column(sa.Text, default="", comment="The same in words")


class DisorderStep(Id, Clinical, Entered, Base):
    """How the need goes on: another obstacle, a case opened for it, its end."""

    __tablename__ = "disorder_step"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('obstacle', 'case', 'closed')", "kind"),
        sa.CheckConstraint("kind <> 'case' OR case_id IS NOT NULL", "case_has_case"),
        sa.Index(None, "need_id", "recorded_at"),
    )

    need_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("disorder_need.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="obstacle, case, closed")
    obstacle: Mapped[str] = mapped_column(sa.String(20), default="", comment="What stands in the way from now on")
    case_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("referral_case.id"), comment="The case that was opened for it"
    )
    outcome: Mapped[str] = mapped_column(
        sa.String(20), default="", comment="Of an end: placed, treated, released, no_need, other"
    )
    text: Mapped[str] = mapped_column(sa.Text, default="", comment="What happened")
