"""People in custody, their identifiers, stays and movements, and the facilities that hold them."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from healthapp.database import Base, Clinical, Id, sparse


class Facility(Id, Base):
    """A place of detention or a hospital. Institutions open, close and move: dated data, never a constant."""

    __tablename__ = "facility"
    __table_args__ = (
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", "closed_after_opened"),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", "capacity"),
    )

    code: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="Short stable code, used in record numbers")
    name: Mapped[str] = mapped_column(sa.String(200), comment="Official name in Azerbaijani")
    kind: Mapped[str] = mapped_column(
        sa.String(30),
        comment="remand, prison, penitentiary, juvenile, women, treatment, settlement, psychiatric, forensic, police",
    )
    complex_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="The complex this facility is part of"
    )
    region: Mapped[str] = mapped_column(sa.String(60), default="", comment="Region, for regional oversight")
    capacity: Mapped[int | None] = mapped_column(comment="Places; empty when not known")
    opened_on: Mapped[dt.date | None] = mapped_column(comment="First day in use")
    closed_on: Mapped[dt.date | None] = mapped_column(comment="Last day in use")
    verified: Mapped[bool] = mapped_column(default=False, comment="Whether the Medical Department confirmed this row")
    source: Mapped[str] = mapped_column(sa.String(200), default="", comment="Where the facts about it come from")
    is_demo: Mapped[bool] = mapped_column(default=False, comment="Invented for demonstration")

    @property
    def facility_id(self) -> uuid.UUID:
        return self.id


class Person(Id, Clinical, Base):
    """A person in custody. Names stay as given; folded keys beside them serve the search."""

    __tablename__ = "person"
    __table_args__ = (
        sa.CheckConstraint("registered_sex IN ('female', 'male', 'not_recorded')", "registered_sex"),
        sa.Index(None, "facility_id", "in_custody"),
        sparse("merged_into_id"),
    )

    number: Mapped[str] = mapped_column(
        sa.String(40), unique=True, comment="Record number, for people to say and write"
    )
    surname: Mapped[str] = mapped_column(
        sa.String(100), comment="Surname as in the document, or as told; empty when nobody knows it"
    )
    given_name: Mapped[str] = mapped_column(sa.String(100), default="", comment="Given name")
    father_name: Mapped[str] = mapped_column(sa.String(100), default="", comment="Father's name, without oğlu or qızı")
    patronymic_suffix: Mapped[str] = mapped_column(
        sa.String(10),
        default="",
        comment="ogly, qizi, slavic or empty (slavic: father_name holds the whole patronymic)",
    )
    birth_date: Mapped[dt.date | None] = mapped_column(comment="Birth date; empty when unknown")
    birth_date_estimated: Mapped[bool] = mapped_column(default=False, comment="The birth date is an estimate")
    registered_sex: Mapped[str] = mapped_column(
        sa.String(20), comment="Sex in the document: female, male, not_recorded"
    )
    identity_unknown: Mapped[bool] = mapped_column(default=False, comment="Nobody could say who this is")
    citizenship: Mapped[str] = mapped_column(
        sa.String(3), default="", comment="ISO 3166-1 alpha-3, empty when not known"
    )
    languages: Mapped[str] = mapped_column(
        sa.String(60), default="", comment="ISO 639-1 codes in order of preference, separated by commas"
    )
    needs_interpreter: Mapped[bool | None] = mapped_column(comment="Interpreter needed; empty: not asked")
    died_at: Mapped[dt.datetime | None] = mapped_column(comment="Time of death")
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("person.id"), comment="The entry this one was found to be the same person as"
    )
    facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Where the person is now, or was last; kept by movements"
    )
    in_custody: Mapped[bool] = mapped_column(default=True, comment="Whether a stay is open; kept by movements")
    created_at: Mapped[dt.datetime] = mapped_column(comment="When the entry was made")

    stays: Mapped[list[Stay]] = relationship(back_populates="person", order_by="Stay.admitted_at.desc()")
    facility: Mapped[Facility | None] = relationship()

    @property
    def person_id(self) -> uuid.UUID:
        return self.id


class PersonName(Id, Clinical, Base):
    """Every name a person is known by, with the folded keys the search reads."""

    __tablename__ = "person_name"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('primary', 'alias', 'former', 'transliteration')", "kind"),
        # With its keys: whoever may be meant is compared by them, without reading a page of the table for each.
        sa.Index("ix_person_name_compared", "person_id", "ended_at", "key", "sound_key"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(20), comment="primary, alias, former, transliteration")
    surname: Mapped[str] = mapped_column(sa.String(100), comment="Surname of this name")
    given_name: Mapped[str] = mapped_column(sa.String(100), default="", comment="Given name of this name")
    father_name: Mapped[str] = mapped_column(sa.String(100), default="", comment="Father's name of this name")
    key: Mapped[str] = mapped_column(sa.String(320), comment="Folded surname, given and father's name for the search")
    sound_key: Mapped[str] = mapped_column(
        sa.String(320), comment="Coarser key that Latin and Cyrillic spellings of one name share"
    )
    valid_from: Mapped[dt.datetime] = mapped_column(comment="When this name became known")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was withdrawn")


class PersonToken(Base):
    """The words the search finds a person by; made from the names, never shown. No row is about health."""

    __tablename__ = "person_token"
    __table_args__ = (
        # Found in a unit, kept by person: the words of an arrival stand together on a page, not on one for each word.
        sa.Index(None, "facility_id", "token", "person_id", "born"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    token: Mapped[str] = mapped_column(
        sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql"),
        primary_key=True,
        comment="A folded word of a name; with ~ its coarse form by sound; with = birth date",
    )
    facility_id: Mapped[uuid.UUID | None] = mapped_column(
        comment="Where the person is now, or was last; of an entry joined into another, where that one is"
    )
    born: Mapped[int | None] = mapped_column(sa.SmallInteger, comment="Birth year of the person; empty when unknown")


class NumberSeries(Base):
    """The last record number given at a facility in a year."""

    __tablename__ = "number_series"

    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, comment="Year by the calendar of Baku")
    last: Mapped[int] = mapped_column(default=0, comment="The last number given")


class PersonFlag(Id, Clinical, Base):
    """What a banner or a list must show of a person, in codes; the record it comes from tells the rest."""

    __tablename__ = "person_flag"
    __table_args__ = (sa.Index(None, "person_id", "ended_at"),)

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(
        sa.String(40), comment="allergy, risk, tb, critical_medicine, juvenile, measure, ..."
    )
    state: Mapped[str] = mapped_column(sa.String(40), comment="Code of its state: known, none, 1 to 4, isolate, ...")
    text: Mapped[str] = mapped_column(sa.String(500), default="", comment="What to show beside it, such as substances")
    record_id: Mapped[uuid.UUID | None] = mapped_column(comment="The clinical record it comes from")
    since: Mapped[dt.datetime] = mapped_column(comment="When it was set")
    set_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that set it")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it stopped being so, or was replaced")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that ended it")


class PersonIdentifier(Id, Clinical, Base):
    """A number in somebody else's system: FIN, identity card, passport, custody number."""

    __tablename__ = "person_identifier"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('fin', 'id_card', 'passport', 'foreign_passport', 'residence', 'custody', 'other')", "kind"
        ),
        sa.Index(None, "kind", "value"),
        sa.Index(None, "person_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(
        sa.String(20), comment="fin, id_card, passport, foreign_passport, residence, custody, other"
    )
    value: Mapped[str] = mapped_column(sa.String(40), comment="The number, ASCII upper case")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was withdrawn as wrong")


class Stay(Id, Clinical, Base):
    """One unbroken time in custody. The person may move between facilities during it."""

    __tablename__ = "stay"
    __table_args__ = (
        sa.CheckConstraint("released_at IS NULL OR released_at >= admitted_at", "released_after_admitted"),
        sa.CheckConstraint(
            "whereabouts IN ('unit', 'court', 'police', 'hospital', 'transit', 'released', 'dead')", "whereabouts"
        ),
        sa.Index(None, "person_id", "admitted_at"),
        sa.Index(None, "admitted_at"),
        sa.Index(None, "facility_id", "released_at", "admitted_at", "id"),
        # One person has one open stay: two people admitting the same person at once do not make two.
        sa.Index(
            "uq_stay_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        ),
        sparse("heading_to_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where the person is now")
    admitted_at: Mapped[dt.datetime] = mapped_column(comment="Physical arrival: the clock of the 24 hours starts here")
    entered_at: Mapped[dt.datetime] = mapped_column(comment="When the arrival was typed in")
    origin: Mapped[str] = mapped_column(
        sa.String(30),
        comment="police, temporary_detention, other_prison, court, hospital, abroad, liberty, "
        "return_from_investigation",
    )
    legal_status: Mapped[str] = mapped_column(
        sa.String(20), comment="detained, remand, convicted, administrative, not_known"
    )
    life_sentence: Mapped[bool] = mapped_column(default=False, comment="Sentenced for life")
    first_time: Mapped[bool | None] = mapped_column(comment="First time in custody; empty: not asked")
    place: Mapped[str] = mapped_column(
        sa.String(60), default="", comment="Wing and cell, as the custody side names them"
    )
    sentence_ends_on: Mapped[dt.date | None] = mapped_column(comment="Last day of the sentence, when known")
    released_at: Mapped[dt.datetime | None] = mapped_column(comment="When this stay ended")
    release_kind: Mapped[str] = mapped_column(sa.String(30), default="", comment="Why this stay ended")
    whereabouts: Mapped[str] = mapped_column(
        sa.String(12),
        default="unit",
        comment="unit, court, police, hospital, transit, released, dead; kept by movements",
    )
    isolated: Mapped[bool] = mapped_column(default=False, comment="Held in isolation; kept by movements")
    heading_to_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Facility that must acknowledge the arrival of this transfer"
    )

    person: Mapped[Person] = relationship(back_populates="stays")
    facility: Mapped[Facility] = relationship(foreign_keys=[facility_id])


class Movement(Id, Clinical, Base):
    """A custody event that concerns health: each may open clocks of its own."""

    __tablename__ = "movement"
    __table_args__ = (
        sa.Index(None, "person_id", "occurred_at"),
        sa.Index(None, "facility_id", "occurred_at"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    stay_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stay.id"), index=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Facility it happened at")
    kind: Mapped[str] = mapped_column(
        sa.String(30),
        comment="admission, transfer_out, transfer_in, to_court, return_court, to_police, return_police, "
        "procedural_ahead, procedural_action, violence, force, to_hospital, return_hospital, cell_change, "
        "isolation_start, isolation_end, transfer_back, release, death",
    )
    occurred_at: Mapped[dt.datetime] = mapped_column(comment="When it happened")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was typed in")
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that typed it in")
    other_facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Where to, or where from"
    )
    other_place: Mapped[str] = mapped_column(
        sa.String(200), default="", comment="Where to or from, when not a facility"
    )
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="What the custody side said, no diagnosis")
    without_exam: Mapped[bool] = mapped_column(
        default=False, comment="The examination that belongs before this transfer or release was not there"
    )


class PersonMerge(Id, Clinical, Base):
    """Two entries found to be one person, or found not to be after all. Never rewrites other rows."""

    __tablename__ = "person_merge"

    kept_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    merged_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(comment="When it was decided")
    by: Mapped[uuid.UUID] = mapped_column(comment="Account that decided")
    reason: Mapped[str] = mapped_column(sa.Text, comment="On what grounds")
    undone_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was found wrong")
    undone_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that undid it")
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="", comment="Why it was wrong")
