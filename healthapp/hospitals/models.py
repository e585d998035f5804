"""Wards, what hospitals say of their beds, requests and answers, transfer sheets and stays.

A hospital is a facility (kinds psychiatric, treatment, forensic); what it says is kept as told, dated and by whom.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class Ward(Id, Base):
    """A ward of a hospital that takes people in custody."""

    __tablename__ = "hospital_ward"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "name"),
        sa.CheckConstraint("kind IN ('general', 'specialised', 'intensive', 'narcology', 'expertise')", "kind"),
        sa.CheckConstraint("takes IN ('men', 'women', 'both')", "takes"),
        {"comment": "Wards of hospitals that take people in custody"},
    )

    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="The hospital")
    name: Mapped[str] = mapped_column(sa.String(120), comment="Name or number of the ward")
    kind: Mapped[str] = mapped_column(
        sa.String(20), comment="general, specialised, intensive (CC 95), narcology, expertise"
    )
    takes: Mapped[str] = mapped_column(sa.String(8), comment="men, women, both")
    closed_on: Mapped[dt.date | None] = mapped_column(comment="Last day in use")


class WardReport(Id, Base):
    """How many beds a ward has and how many are taken, as somebody there said. Rows are added, never changed."""

    __tablename__ = "ward_report"
    __table_args__ = (
        sa.CheckConstraint("capacity >= 0 AND occupied >= 0", "counts"),
        sa.Index(None, "ward_id", "told_at"),
        {"comment": "Capacity and occupancy of wards as told"},
    )

    ward_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("hospital_ward.id"), comment="The ward")
    capacity: Mapped[int] = mapped_column(comment="Beds; more people than beds is possible and kept")
    occupied: Mapped[int] = mapped_column(comment="Beds taken")
    told_at: Mapped[dt.datetime] = mapped_column(comment="When it was said")
    told_by: Mapped[str] = mapped_column(sa.String(200), comment="Who at the hospital said so")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")


class BedRequest(Id, Clinical, Base):
    """A bed asked for in a case: at which hospital and on what kind of ward. Never changed."""

    __tablename__ = "bed_request"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.Index(None, "case_id"),
        sa.Index(None, "facility_id"),
        {"comment": "Beds asked for in cases of psychiatric placement"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    event_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("case_event.id"), comment="The step that asks")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="The hospital asked")
    ward_kind: Mapped[str] = mapped_column(sa.String(20), comment="Kind of ward asked for")


class BedAnswer(Id, Clinical, Base):
    """What the hospital answered, with its reason. Never changed."""

    __tablename__ = "bed_answer"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.UniqueConstraint("request_id"),
        sa.CheckConstraint("offered OR reason <> ''", "refusal_has_reason"),
        {"comment": "Answers of hospitals to requests for a bed"},
    )

    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("bed_request.id"), comment="What it answers")
    event_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("case_event.id"), comment="The step that answers")
    offered: Mapped[bool] = mapped_column(comment="Whether there is a bed")
    ward_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("hospital_ward.id"), comment="The ward offered")
    free_on: Mapped[dt.date | None] = mapped_column(comment="First day of the bed, when said")
    reason: Mapped[str] = mapped_column(
        sa.String(20), default="", comment="Of a refusal: no_bed, profile, security, papers, escort, other"
    )
    told_by: Mapped[str] = mapped_column(sa.String(200), comment="Who at the hospital said so")


class TransferSheet(Id, Clinical, Base):
    """What goes along with a person on the way to a hospital. Never changed: the digest stands in the ledger."""

    __tablename__ = "transfer_sheet"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.Index(None, "case_id"),
        {"comment": "Transfer sheets of psychiatric placements"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    event_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("case_event.id"), comment="The departure")
    facility_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("facility.id"), comment="The hospital")
    content: Mapped[dict[str, Any]] = mapped_column(
        comment="state, risk, allergies, escort, medicines (name, dose, times, days), papers and the like"
    )
    written_at: Mapped[dt.datetime] = mapped_column(comment="When it was written")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name at the time")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the row's canonical form")


class HospitalStay(Id, Clinical, Base):
    """Where a case's person is on the way to, or in, a hospital: folded from the steps, for the board."""

    __tablename__ = "hospital_stay"
    __table_args__ = (
        sa.Index(None, "case_id"),
        sa.Index(None, "ended_at"),
        {"comment": "Journeys to and stays in hospitals, folded from the steps of cases"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_case.id"), comment="The case")
    facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="The hospital; empty when nobody said"
    )
    ward_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("hospital_ward.id"), comment="The ward, when known")
    left_at: Mapped[dt.datetime | None] = mapped_column(comment="When the journey began")
    admitted_at: Mapped[dt.datetime | None] = mapped_column(comment="When the hospital admitted the person")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When the stay ended")
    ending: Mapped[str] = mapped_column(sa.String(40), default="", comment="State of the case that ended it")


class ReviewReminder(Id, Clinical, Base):
    """Somebody saw that a review comes near: 30, 14 or 7 days before. Never changed."""

    __tablename__ = "review_reminder"
    __table_args__ = (
        sa.UniqueConstraint("deadline_id", "days"),
        {"comment": "Reminders of reviews in hospitals that somebody has seen"},
    )

    deadline_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("deadline.id"), comment="The clock it reminds of")
    days: Mapped[int] = mapped_column(comment="Days before: 30, 14 or 7")
    seen_at: Mapped[dt.datetime] = mapped_column(comment="When it was seen")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that saw it")
    author_name: Mapped[str] = mapped_column(sa.String(200), comment="Name of that account at the time")
