"""What the first screen counts: facts taken out of each signed record once, and the figures of each visit as seen."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base

#: Kinds of record that examine the body; an index knows them too, so another kind needs a migration.
EXAMINATIONS = (
    *("after_incident", "before_release", "before_transfer", "injury", "intake", "periodic", "procedural"),
    *("quarantine_review", "return_court", "return_police", "second_stage"),
)
#: Written as text: a database uses a partial index only where it reads the very condition of it.
INTAKE_FACT, INJURY_FACT = sa.text("record_fact.kind = 'intake'"), sa.text("record_fact.kind = 'injury'")
WORDS_FACT, _WORDS = sa.text("record_fact.words <> ''"), sa.text("words <> ''")
_EXAMINATION = sa.text("kind IN ({})".format(", ".join(f"'{kind}'" for kind in EXAMINATIONS)))
EXAMINATION_FACT = sa.text(f"record_fact.{_EXAMINATION.text}")
ALLEGED_FACT, _ALLEGED = sa.text("record_fact.alleged = 'yes'"), sa.text("alleged = 'yes'")
_INTAKE, _INJURY = sa.text("kind = 'intake'"), sa.text("kind = 'injury'")


class RecordFact(Base):
    """Codes and counts of one signed record, taken from its sealed content at signing, whoever will ever count them.

    The key begins with facility and time: the whole period of a facility is read in one go.
    """

    __tablename__ = "record_fact"
    __table_args__ = (
        sa.Index(None, "record_id", unique=True),
        sa.Index(
            "ix_record_fact_intake",
            *("facility_id", "event_time", "stay_id", "handed_in_at"),
            sqlite_where=_INTAKE,
            postgresql_where=_INTAKE,
        ),
        sa.Index(
            "ix_record_fact_injury",
            *("facility_id", "event_time", "person_id", "handed_in_at", "alleged", "lesions", "described", "degrees"),
            *("overall", "statement", "photographs"),
            sqlite_where=_INJURY,
            postgresql_where=_INJURY,
        ),
        # Records that say the same lie beside one another: found without sorting a year of them.
        sa.Index(
            "ix_record_fact_words",
            *("facility_id", "words", "event_time", "person_id", "record_id"),
            sqlite_where=_WORDS,
            postgresql_where=_WORDS,
        ),
        sa.Index(
            "ix_record_fact_alleged",
            *("facility_id", "event_time", "kind", "person_id"),
            sqlite_where=_ALLEGED,
            postgresql_where=_ALLEGED,
        ),
        # What is asked of every record: half as wide as the table, which is encrypted on disk and dear to read.
        sa.Index(
            "ix_record_fact_asked",
            *("facility_id", "event_time", "record_id", "kind", "minutes", "late_minutes", "plain", "skin", "asked"),
            *("presence", "interpreter", "refused", "unexplained"),
        ),
        # Who signed how many within ten minutes.
        sa.Index(
            "ix_record_fact_pace",
            *("facility_id", "event_time", "author_id", "handed_in_at", "kind"),
            sqlite_where=_EXAMINATION,
            postgresql_where=_EXAMINATION,
        ),
        # A frame of all records is read from this alone: the table itself is the widest of a visit, and encrypted.
        sa.Index("ix_record_fact_frame", "facility_id", "event_time", "record_id", "kind"),
        {"sqlite_with_rowid": False},
    )

    facility_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, comment="Where the record was made")
    event_time: Mapped[dt.datetime] = mapped_column(primary_key=True, comment="When what it tells of happened")
    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("clinical_record.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), comment="Kind of the record")
    person_id: Mapped[uuid.UUID] = mapped_column(comment="Whom it is about")
    stay_id: Mapped[uuid.UUID | None] = mapped_column(comment="During which stay")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it")
    handed_in_at: Mapped[dt.datetime] = mapped_column(comment="Server time of the author's signature")
    minutes: Mapped[int] = mapped_column(comment="From its beginning on the server to the author's signature")
    late_minutes: Mapped[int] = mapped_column(comment="From what it tells of to the author's signature")
    skin: Mapped[str] = mapped_column(sa.String(12), default="", comment="Whole skin inspected; empty: no such part")
    asked: Mapped[str] = mapped_column(sa.String(12), default="", comment="Asked about ill-treatment in private")
    alleged: Mapped[str] = mapped_column(sa.String(12), default="", comment="yes, no, declined, not_asked; empty: none")
    presence: Mapped[str] = mapped_column(sa.String(12), default="", comment="Who else was there: none, in_sight ...")
    interpreter: Mapped[str] = mapped_column(sa.String(16), default="", comment="not_needed, professional ...")
    refused: Mapped[int] = mapped_column(default=0, comment="Parts refused or declined")
    unexplained: Mapped[int] = mapped_column(default=0, comment="Refused parts without a reason")
    lesions: Mapped[int] = mapped_column(default=0, comment="Lesions listed")
    described: Mapped[int] = mapped_column(default=0, comment="Lesions with size, region and colour")
    degrees: Mapped[int] = mapped_column(default=0, comment="Lesions with a degree of consistency")
    overall: Mapped[bool] = mapped_column(default=False, comment="An overall opinion is stated")
    statement: Mapped[int] = mapped_column(default=0, comment="Length of the person's own words")
    photographs: Mapped[int] = mapped_column(default=0, comment="Photographs that stand")
    plain: Mapped[bool] = mapped_column(default=False, comment="An examination that found nothing at all")
    pattern: Mapped[str] = mapped_column(sa.String(16), default="", comment="Fingerprint of all coded answers")
    words: Mapped[str] = mapped_column(sa.String(16), default="", comment="Fingerprint of the free text; empty: short")


class VisitFigure(Base):
    """One figure as a visit saw it, kept when it closed: what the next visit compares with."""

    __tablename__ = "npg_figure"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("npg_visit.id"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(40), primary_key=True, comment="Code of healthapp.inspection.items")
    numerator: Mapped[int] = mapped_column(comment="How many")
    denominator: Mapped[int | None] = mapped_column(comment="Of how many; empty: not known")
    median: Mapped[float | None] = mapped_column(sa.Float, comment="Of a length of time, hours")
    p95: Mapped[float | None] = mapped_column(sa.Float, comment="95th percentile, hours")
    period_from: Mapped[dt.date] = mapped_column(comment="First day it was counted for")
    period_to: Mapped[dt.date] = mapped_column(comment="Last day it was counted for")
    kept_at: Mapped[dt.datetime] = mapped_column(comment="When it was kept")
