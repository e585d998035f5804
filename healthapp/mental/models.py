"""The registers of mental health care: what was entered stands; what followed is a row of its own.

Every table here is insert-only but ``postvention_task``. The books of self-harm, of restrictive measures and of deaths
are numbered by facility and year without gaps. The care of one person is in ``care``.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id
from healthapp.mental.care import (
    DisorderNeed,
    DisorderStep,
    Prescription,
    PrescriptionStep,
    PsychologyContact,
    PsychologyOffer,
)
from healthapp.mental.rows import Entered, Numbered

__all__ = [
    "DeathReport",
    "DisorderNeed",
    "DisorderStep",
    "PostventionTask",
    "Prescription",
    "PrescriptionStep",
    "PsychologyContact",
    "PsychologyOffer",
    "RestrictionStep",
    "RestrictiveMeasure",
    "SelfHarmEntry",
    "SelfHarmNote",
]


class SelfHarmEntry(Id, Clinical, Numbered, Base):
    """One line of the register of self-harm and suicide attempts. Never leaves the medical service."""

    __tablename__ = "self_harm_entry"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "year", "number"),
        sa.CheckConstraint("number > 0", "number"),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", "severity"),
        sa.CheckConstraint("level BETWEEN 0 AND 4", "level"),
        sa.CheckConstraint("discovered_at <= recorded_at", "discovered_before_recorded"),
        sa.Index(None, "person_id", "discovered_at"),
        sa.Index(None, "facility_id", "discovered_at"),
    )

    happened_at: Mapped[dt.datetime | None] = mapped_column(comment="When it happened; empty: not known")
    discovered_at: Mapped[dt.datetime] = mapped_column(comment="When somebody found out")
    wing: Mapped[str] = mapped_column(sa.String(60), default="", comment="Wing or block: the window of a cluster")
    place: Mapped[str] = mapped_column(sa.String(120), comment="Cell or place")
    place_kind: Mapped[str] = mapped_column(
        sa.String(20), comment="single_cell, shared_cell, isolation, medical_unit, hospital, transport, other"
    )
    alone: Mapped[str] = mapped_column(sa.String(10), comment="Whether nobody else was there: yes, no, unknown")
    method: Mapped[str] = mapped_column(
        sa.String(20), comment="cut, ligature, overdose, ingestion, burn, head_bang, jump, food_refusal, other"
    )
    means: Mapped[str] = mapped_column(sa.String(200), default="", comment="With what, and how it was at hand")
    intent_said: Mapped[str] = mapped_column(
        sa.String(12), comment="What the person says: die, ambivalent, not_die, unknown, refused, not_asked"
    )
    intent_judged: Mapped[str] = mapped_column(
        sa.String(12), comment="What the examiner judges: die, ambivalent, not_die, unknown"
    )
    severity: Mapped[int] = mapped_column(comment="Injury: 0 none, 1 slight, 2 moderate, 3 grave, 4 life in danger")
    treatment: Mapped[str] = mapped_column(sa.String(12), comment="none, unit, hospital, intensive")
    level: Mapped[int] = mapped_column(comment="Level of risk judged after it, 0 to 4; 1 and more opens an episode")
    account: Mapped[str] = mapped_column(sa.Text, comment="What was found and done, in plain words")
    own_words: Mapped[str] = mapped_column(sa.Text, default="", comment="What the person says of it, verbatim")
    record_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("clinical_record.id"), comment="The record of the injury, or the examination"
    )


class SelfHarmNote(Id, Clinical, Entered, Base):
    """What followed an entry: the debrief, a follow-up, a correction."""

    __tablename__ = "self_harm_note"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('debrief', 'follow_up', 'correction')", "kind"),
        sa.Index(None, "entry_id", "at"),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("self_harm_entry.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="debrief, follow_up, correction")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was held or seen")
    text: Mapped[str] = mapped_column(sa.Text, comment="What was said, learnt or put right")


class RestrictiveMeasure(Id, Clinical, Numbered, Base):
    """One measure that restricts a person for safety. Its end is required; punishment is no reason it knows."""

    __tablename__ = "restrictive_measure"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "year", "number"),
        sa.CheckConstraint("number > 0", "number"),
        sa.CheckConstraint("kind IN ('clothing', 'camera', 'items', 'separation', 'restraint')", "kind"),
        sa.CheckConstraint("reason IN ('life', 'others', 'infection', 'treatment')", "reason"),
        sa.CheckConstraint("ends_at > started_at", "has_an_end"),
        sa.Index(None, "person_id", "started_at"),
        sa.Index(None, "facility_id", "started_at"),
    )

    kind: Mapped[str] = mapped_column(sa.String(12), comment="clothing, camera, items, separation, restraint")
    reason: Mapped[str] = mapped_column(sa.String(12), comment="Danger it meets: life, others, infection, treatment")
    grounds: Mapped[str] = mapped_column(sa.Text, comment="What happened and why nothing less was enough")
    tried: Mapped[str] = mapped_column(sa.Text, default="", comment="What was tried before")
    dignity: Mapped[str] = mapped_column(sa.Text, default="", comment="Clothing, toilet, daylight, contact: how kept")
    ordered_by: Mapped[str] = mapped_column(sa.String(120), comment="Name of who ordered it")
    ordered_as: Mapped[str] = mapped_column(sa.String(20), comment="doctor, psychiatrist, facility_head, duty_officer")
    started_at: Mapped[dt.datetime] = mapped_column(comment="When it began")
    ends_at: Mapped[dt.datetime] = mapped_column(comment="When it ends at the latest, as ordered")
    medical_view: Mapped[str] = mapped_column(sa.Text, default="", comment="State and needs of the person at its start")


class RestrictionStep(Id, Clinical, Entered, Base):
    """What happened under a measure: the review and the visit of each day, a longer term, the end."""

    __tablename__ = "restriction_step"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('review', 'visit', 'extended', 'ended')", "kind"),
        sa.CheckConstraint("kind <> 'extended' OR ends_at IS NOT NULL", "extended_has_end"),
        sa.Index(None, "measure_id", "at"),
    )

    measure_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("restrictive_measure.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="review, visit, extended, ended")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was held, or from when it holds")
    text: Mapped[str] = mapped_column(sa.Text, comment="State of the person, what was decided and why")
    ends_at: Mapped[dt.datetime | None] = mapped_column(comment="Of a longer term: until when at the latest")


class DeathReport(Id, Clinical, Numbered, Base):
    """A death: time, place, circumstances, and who was told. One for each person."""

    __tablename__ = "death_report"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "year", "number"),
        sa.UniqueConstraint("person_id"),
        sa.CheckConstraint("number > 0", "number"),
        sa.CheckConstraint("died_at <= recorded_at", "died_before_recorded"),
    )

    died_at: Mapped[dt.datetime] = mapped_column(comment="Time of death, or when the person was found")
    place: Mapped[str] = mapped_column(sa.String(120), comment="Where")
    manner: Mapped[str] = mapped_column(
        sa.String(12), comment="As it appears: illness, suicide, accident, violence, unknown; expertise decides"
    )
    found_by: Mapped[str] = mapped_column(sa.String(120), comment="Who found the person")
    circumstances: Mapped[str] = mapped_column(sa.Text, comment="What happened and what was done, in order of time")
    told: Mapped[str] = mapped_column(sa.Text, comment="Who was told by whom and when, so far")
    kept: Mapped[str] = mapped_column(sa.Text, default="", comment="What was kept as it was: cell, logs, things")


class PostventionTask(Id, Clinical, Base):
    """One thing to be done after a death, with an owner and a date."""

    __tablename__ = "postvention_task"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('prosecutor', 'family', 'cell_mates', 'staff', 'review', 'other')", "kind"
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", "state"),
        sa.CheckConstraint("state = 'open' OR ended_at IS NOT NULL", "ended_has_time"),
        sa.Index(None, "death_id", "due_at"),
    )  # fmt: skip

    death_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("death_report.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="prosecutor, family, cell_mates, staff, review, other")
    text: Mapped[str] = mapped_column(sa.Text, default="", comment="What is to be done")
    owner: Mapped[str] = mapped_column(sa.String(120), default="", comment="Who does it")
    due_at: Mapped[dt.datetime | None] = mapped_column(comment="Until when")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was agreed")
    state: Mapped[str] = mapped_column(sa.String(12), default="open", comment="open, done, dropped")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was done, or dropped")
    done_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was really done, as told")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that said so")
    ended_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    outcome: Mapped[str] = mapped_column(sa.Text, default="", comment="Whom, by which paper; or why it was dropped")
