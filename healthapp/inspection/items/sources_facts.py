"""The rows that questions about signed records are asked of, from the facts taken out of each at its signature."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from healthapp.deadlines.models import Deadline
from healthapp.injuries.models import InjuryNotice, TraumaEntry
from healthapp.inspection.figure_models import ALLEGED_FACT, EXAMINATION_FACT, INJURY_FACT, WORDS_FACT, RecordFact
from healthapp.inspection.items.model import Period, Source, hours_between, ten_minutes, text_of
from healthapp.inspection.items.sources import row_of, stands
from healthapp.records.models import RecordAddendum

#: So many examinations in ten minutes by one author are a batch.
BATCH = 5
F: Any = RecordFact


def _facts(period: Period, *conditions: Any) -> Any:
    """Facts of the period's records that nobody voided."""
    return sa.and_(F.facility_id == period.facility_id, period.covers(F.event_time), stands(period), *conditions)


def records(period: Period) -> sa.Subquery:
    """Every signed record with its facts, and whether it has addenda."""
    return (
        row_of(
            *(F.minutes, F.late_minutes, F.plain, F.skin, F.asked, F.presence, F.interpreter, F.refused, F.unexplained),
            sa.case((EXAMINATION_FACT, 1), else_=0).label("examination"),
            sa.case((F.record_id.in_(sa.select(RecordAddendum.record_id)), 1), else_=0).label("added_to"),
            subject=F.record_id,
            person=F.person_id,
            at=F.event_time,
        )
        .where(_facts(period))
        .subquery("records")
    )


def copies(period: Period) -> sa.Subquery:
    """Examinations; ``copied`` where the free text says the same, figures apart, of another person too."""
    again = _same_words(period).having(_of_several()).subquery()
    return (
        row_of(
            sa.case((again.c.words.is_not(None), 1), else_=0).label("copied"),
            subject=F.record_id,
            person=F.person_id,
            at=F.event_time,
        )
        .outerjoin(again, again.c.words == F.words)
        .where(_facts(period, WORDS_FACT))
        .subquery("copies")
    )


def copies_folded(period: Period) -> sa.Subquery:
    """``copies`` with one row for all that say the same: read in the order of an index, and never joined."""
    copied = sa.case((_of_several(), 1), else_=0).label("copied")
    return _same_words(period).add_columns(sa.func.count().label("times"), copied).subquery("copies")


def _same_words(period: Period) -> sa.Select[Any]:
    # The second condition says the same once more, in the order of the index.
    return sa.select(F.words).where(_facts(period, WORDS_FACT, F.words > "")).group_by(F.words)


def _of_several() -> sa.ColumnElement[bool]:
    person = text_of(F.person_id)  # one of the engines knows no least identifier
    return sa.func.min(person) != sa.func.max(person)


def batches(period: Period) -> sa.Subquery:
    """Examinations; ``batch`` where one author signed at least ``BATCH`` of them in the same ten minutes."""
    bucket = ten_minutes(F.handed_in_at)
    many = (
        sa.select(F.author_id, bucket.label("bucket"))
        .where(_facts(period, EXAMINATION_FACT))
        .group_by(F.author_id, bucket)
        .having(sa.func.count() >= BATCH)
        .subquery()
    )
    return (
        row_of(
            sa.case((many.c.bucket.is_not(None), 1), else_=0).label("batch"),
            subject=F.record_id,
            person=F.person_id,
            at=F.event_time,
        )
        .outerjoin(many, sa.and_(many.c.author_id == F.author_id, many.c.bucket == bucket))
        .where(_facts(period, EXAMINATION_FACT))
        .subquery("batches")
    )


def batches_folded(period: Period) -> sa.Subquery:
    """``batches`` with one row for all of one author in the same ten minutes."""
    times = sa.func.count()
    return (
        sa.select(times.label("times"), sa.case((times >= BATCH, 1), else_=0).label("batch"))
        .where(_facts(period, EXAMINATION_FACT))
        .group_by(F.author_id, ten_minutes(F.handed_in_at))
        .subquery("batches")
    )


def injuries(period: Period) -> sa.Subquery:
    """Injury records with their line in the trauma register and their notice to the prosecutor; ``hours`` from the
    examination to its sending: from the signature on, a record signed late would look prompt."""
    return (
        row_of(
            *(F.alleged, F.lesions, F.described, F.degrees, F.overall, F.statement, F.photographs),
            TraumaEntry.number.label("entry"),
            InjuryNotice.state.label("notice"),
            hours_between(F.event_time, InjuryNotice.sent_at).label("hours"),
            hours_between(InjuryNotice.sent_at, sa.literal(period.now, Deadline.due_at.type)).label("waiting"),
            subject=F.record_id,
            person=F.person_id,
            at=F.event_time,
        )
        .outerjoin(TraumaEntry, TraumaEntry.record_id == F.record_id)
        .outerjoin(InjuryNotice, InjuryNotice.record_id == F.record_id)
        .where(_facts(period, INJURY_FACT))
        .subquery("injuries")
    )


def allegations(period: Period) -> sa.Subquery:
    """Examinations in which ill-treatment is alleged; ``documented`` where an injury record followed."""
    last = (
        sa.select(F.person_id, sa.func.max(F.event_time).label("at"))
        .where(F.facility_id == period.facility_id, F.event_time >= period.start, INJURY_FACT, stands(period))
        .group_by(F.person_id)
        .subquery()
    )
    return (
        row_of(
            sa.case((last.c.at >= F.event_time, 1), else_=0).label("documented"),
            subject=F.record_id,
            person=F.person_id,
            at=F.event_time,
        )
        .outerjoin(last, last.c.person_id == F.person_id)
        .where(_facts(period, ALLEGED_FACT, F.kind != "injury"))
        .subquery("allegations")
    )


RECORDS = Source("records", records, "record")
COPIES = Source("copies", copies, "record", copies_folded)
BATCHES = Source("batches", batches, "record", batches_folded)
INJURIES = Source("injuries", injuries, "record")
ALLEGATIONS = Source("allegations", allegations, "record")
