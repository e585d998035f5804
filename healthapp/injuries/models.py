"""The trauma register, notices to the prosecutor, copies that left. Lesions are part of the record itself."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class TraumaEntry(Id, Clinical, Base):
    """One line of a facility's trauma register (CPT/Inf(2013)29 §76). Insert only; numbers have no gaps."""

    __tablename__ = "trauma_entry"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "year", "number"),
        sa.CheckConstraint("number > 0", "number"),
        sa.Index(None, "person_id"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Whose register it is")
    year: Mapped[int] = mapped_column(comment="Year in Baku when the number was taken")
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ... within facility and year")
    issued_at: Mapped[dt.datetime] = mapped_column(comment="When the number was taken: at the author's signature")
    occasion: Mapped[str] = mapped_column(sa.String(30), comment="Code of the occasion")
    alleged: Mapped[str] = mapped_column(sa.String(20), comment="yes, no, declined, not_asked")
    lesions: Mapped[int] = mapped_column(comment="How many lesions the record lists")
    causes: Mapped[str] = mapped_column(sa.String(300), default="", comment="Codes of the told mechanisms, by comma")
    places: Mapped[str] = mapped_column(sa.Text, default="", comment="Codes of the regions, by comma")


class Letter:
    """What became of a letter to the prosecutor, whatever it is about: sent, received, answered."""

    state: Mapped[str] = mapped_column(sa.String(20), comment="prepared, withheld, sent, received, answered")
    prepared_at: Mapped[dt.datetime] = mapped_column(comment="When the duty arose")
    sent_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was sent")
    sent_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Who sent it")
    sent_to: Mapped[str] = mapped_column(sa.String(200), default="", comment="Prosecutor's office")
    channel: Mapped[str] = mapped_column(sa.String(20), default="", comment="post, courier, electronic, by_hand")
    reference: Mapped[str] = mapped_column(sa.String(100), default="", comment="Outgoing number")
    received_at: Mapped[dt.datetime | None] = mapped_column(comment="When the office confirmed receipt")
    received_reference: Mapped[str] = mapped_column(sa.String(100), default="", comment="Incoming number of the office")
    answered_at: Mapped[dt.datetime | None] = mapped_column(comment="When the reply came")
    outcome: Mapped[str] = mapped_column(sa.Text, default="", comment="What the reply says")
    revision: Mapped[int] = mapped_column(default=1, comment="Rises with every step")


class InjuryNotice(Id, Clinical, Letter, Base):
    """One notice to the prosecutor: why it is due, on what basis it goes, and what came of it."""

    __tablename__ = "injury_notice"
    __table_args__ = (
        sa.CheckConstraint("state IN ('prepared', 'withheld', 'sent', 'received', 'answered')", "state"),
        sa.CheckConstraint("basis IN ('consent', 'legal_duty', 'court_order', 'vital_interest')", "basis"),
        sa.CheckConstraint("state IN ('prepared', 'withheld') OR sent_at IS NOT NULL", "sent_has_time"),
        sa.Index(None, "facility_id", "state"),
        sa.Index(None, "person_id"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where the record was made")
    duty: Mapped[str] = mapped_column(sa.String(120), comment="Codes of why it is due, by comma")
    consent: Mapped[str] = mapped_column(sa.String(20), comment="What the person said: yes, no, withdrawn ...")
    basis: Mapped[str] = mapped_column(sa.String(20), comment="On what basis it goes out")
    legal_basis: Mapped[str | None] = mapped_column(
        sa.String(300),
        comment="The rule behind it, as the Medical Department's setting names it then",
    )


class DeathNotice(Id, Clinical, Letter, Base):
    """The notice of a death to the prosecutor: due whether or not anybody saw an injury (Mandela Rule 71)."""

    __tablename__ = "death_notice"
    __table_args__ = (
        sa.CheckConstraint("state IN ('prepared', 'sent', 'received', 'answered')", "state"),
        sa.CheckConstraint("state = 'prepared' OR sent_at IS NOT NULL", "sent_has_time"),
    )

    movement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("movement.id"), unique=True, comment="The death")
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where the person was held")
    died_at: Mapped[dt.datetime] = mapped_column(comment="Time of death, or when the person was found")


class InjuryCopy(Id, Clinical, Base):
    """One copy of a record that was offered or sent: insert only, so that a refusal stays beside a later hand-over."""

    __tablename__ = "injury_copy"
    __table_args__ = (
        sa.CheckConstraint(
            "recipient IN ('person', 'lawyer', 'family', 'prosecutor', 'court', 'expert', 'ombudsman')", "recipient"
        ),
        sa.CheckConstraint("outcome IN ('given', 'refused', 'unsafe', 'sent')", "outcome"),
        sa.CheckConstraint("outcome <> 'unsafe' OR kept_by <> ''", "unsafe_is_kept_somewhere"),
        sa.Index(None, "record_id"),
        sa.Index(None, "person_id"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), comment="Which record")
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), comment="Whose record")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where the record was made")
    recipient: Mapped[str] = mapped_column(
        sa.String(20), comment="person, lawyer, family, prosecutor, court, expert, ombudsman"
    )
    outcome: Mapped[str] = mapped_column(sa.String(20), comment="given, refused, unsafe to hold, sent")
    form: Mapped[str] = mapped_column(sa.String(20), comment="Which print: report, short, person, photographs, notice")
    language: Mapped[str] = mapped_column(sa.String(2), comment="az, ru, en")
    to_name: Mapped[str] = mapped_column(sa.String(200), default="", comment="Name of lawyer, office or court")
    basis: Mapped[str] = mapped_column(
        sa.String(20), default="", comment="consent, legal_duty, court_order, vital_interest; empty for the person"
    )
    kept_by: Mapped[str] = mapped_column(sa.String(200), default="", comment="Who keeps a copy unsafe to hold")
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="Further remark")
    digest: Mapped[str] = mapped_column(sa.String(64), comment="SHA-256 of the record as handed over, hexadecimal")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was given, refused or sent")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When this was written")
    recorded_by: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it")
    recorded_by_name: Mapped[str] = mapped_column(sa.String(120), comment="Their name then")
