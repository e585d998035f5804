"""Recommendations and what became of each. A step is never changed, nor the text once it was issued."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Id
from healthapp.recommendations.states import ADDRESSEES, ANSWERS, AREAS, FOUND, State, Step


def _in(column: str, values: object) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in sorted(values))})"  # type: ignore[call-overload]


class Recommendation(Id, Base):
    """One recommendation to one addressee. It names nobody in custody."""

    __tablename__ = "recommendation"
    __table_args__ = (
        sa.CheckConstraint(_in("addressee", ADDRESSEES), "addressee"),
        sa.CheckConstraint(_in("area", AREAS), "area"),
        sa.CheckConstraint(_in("state", State), "state"),
        sa.CheckConstraint("state = 'draft' OR state = 'no_longer' OR issued_at IS NOT NULL", "issued_has_time"),
        sa.CheckConstraint("repeats_id IS NULL OR repeats_id <> id", "repeats_another"),
        sa.Index(None, "facility_id", "state"),
        sa.Index(None, "state", "due_on"),
    )

    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="T-YYYY-NNNN")
    visit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("npg_visit.id"), comment="The visit it came from")
    facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Institution it is about; empty: the whole service"
    )
    addressee: Mapped[str] = mapped_column(sa.String(24), comment=", ".join(ADDRESSEES))
    area: Mapped[str] = mapped_column(sa.String(12), comment=", ".join(AREAS))
    text: Mapped[str] = mapped_column(sa.Text, comment="What is recommended, in Azerbaijani")
    text_en: Mapped[str] = mapped_column(sa.Text, default="", comment="The same in English, for the annual report")
    basis: Mapped[str] = mapped_column(sa.String(300), comment="Law or standard it rests on")
    due_on: Mapped[dt.date] = mapped_column(comment="Day by which it is to be answered and done, in Baku")
    repeats_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("recommendation.id"), comment="The earlier one that was not followed"
    )
    drafted_at: Mapped[dt.datetime] = mapped_column(comment="When it was drafted")
    drafted_by: Mapped[uuid.UUID] = mapped_column(comment="Account of the member who drafted it")
    issued_at: Mapped[dt.datetime | None] = mapped_column(comment="Folded: when the Ombudsman issued it")
    state: Mapped[str] = mapped_column(sa.String(16), comment="Folded: a state of healthapp.recommendations.states")
    answer: Mapped[str] = mapped_column(sa.String(8), default="", comment="Folded: accepted, partly, rejected")
    steps: Mapped[int] = mapped_column(default=0, comment="How many steps it has; a form that saw fewer is out of date")


class RecommendationStep(Id, Base):
    """What was done about a recommendation. Insert only."""

    __tablename__ = "recommendation_step"
    __table_args__ = (
        sa.UniqueConstraint("recommendation_id", "place"),
        sa.CheckConstraint(_in("step", Step), "step"),
        sa.CheckConstraint(f"step <> 'answer' OR {_in('answer', ANSWERS)}", "answer_is_given"),
        sa.CheckConstraint(f"step <> 'verify' OR ({_in('found', FOUND)} AND visit_id IS NOT NULL)", "verified_there"),
    )

    recommendation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("recommendation.id"))
    place: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the recommendation")
    step: Mapped[str] = mapped_column(sa.String(12), comment=", ".join(Step))
    at: Mapped[dt.datetime] = mapped_column(comment="When it was recorded")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account")
    author_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    author_role: Mapped[str] = mapped_column(sa.String(20), comment="Role at the time")
    answer: Mapped[str] = mapped_column(sa.String(8), default="", comment="With an answer: accepted, partly, rejected")
    found: Mapped[str] = mapped_column(sa.String(16), default="", comment="With a verification: what was found")
    visit_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("npg_visit.id"), comment="With a verification: the follow-up visit"
    )
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Reason, measures taken, what was seen")
