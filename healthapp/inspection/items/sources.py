"""The rows that questions are asked of, each kind as one subquery, so that no figure is counted row by row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from healthapp.accounts.models import BreakGlass
from healthapp.audit.models import AuditEvent
from healthapp.cases.models import Case
from healthapp.deadlines.models import Deadline
from healthapp.injuries.models import TraumaEntry
from healthapp.inspection.figure_models import INTAKE_FACT, RecordFact
from healthapp.inspection.items.model import Period, Source, hours_between
from healthapp.people.models import Movement
from healthapp.records.models import ClinicalRecord
from healthapp.risk.models import RiskEpisode

F: Any = RecordFact
#: States of a record that says something: it was signed and nobody voided it.
STANDING = ("signed", "awaiting_doctor")
#: A limit that somebody chose can lie before its clock began, where the record that tells it was long in hand; by less.
CHOSEN_BEFORE = dt.timedelta(days=366)
#: How somebody leaves a facility for good: the examination there is not owed any more.
LEAVES = ("release", "death", "transfer_out")


def row_of(*columns: Any, subject: Any, person: Any, at: Any) -> sa.Select[Any]:
    """What every source has: whom and what a row is about, when, and what its questions need."""
    return sa.select(subject.label("subject_id"), person.label("person_id"), at.label("at"), *columns)


def stands(period: Period) -> Any:
    """Whether the record of a fact is none that was voided."""
    voided = sa.select(ClinicalRecord.id).where(
        ClinicalRecord.facility_id == period.facility_id, ClinicalRecord.state == "voided"
    )
    return F.record_id.not_in(voided)


def admissions(period: Period) -> sa.Subquery:
    """Who was admitted, and the hours until the first intake examination was signed; server times on both sides.
    ``since``: hours for which the examination was owed, until now or until the person left; ``left`` where they did."""
    first = (
        sa.select(F.stay_id, sa.func.min(F.handed_in_at).label("signed_at"))
        .where(F.facility_id == period.facility_id, F.event_time >= period.start, INTAKE_FACT, stands(period))
        .group_by(F.stay_id)
        .subquery()
    )
    left = (
        sa.select(Movement.stay_id, sa.func.min(Movement.occurred_at).label("at"))
        .where(
            Movement.facility_id == period.facility_id,
            Movement.occurred_at >= period.start,
            Movement.occurred_at < period.now,
            Movement.kind.in_(LEAVES),
        )
        .group_by(Movement.stay_id)
        .subquery()
    )
    owed_until = sa.func.coalesce(left.c.at, sa.literal(period.now, Deadline.due_at.type))
    return (
        row_of(
            hours_between(Movement.occurred_at, first.c.signed_at).label("hours"),
            hours_between(Movement.occurred_at, owed_until).label("since"),
            sa.case((left.c.at.is_not(None), 1), else_=0).label("left"),
            hours_between(Movement.occurred_at, Movement.recorded_at).label("typed_after"),
            subject=Movement.stay_id,
            person=Movement.person_id,
            at=Movement.occurred_at,
        )
        .outerjoin(first, first.c.stay_id == Movement.stay_id)
        .outerjoin(left, left.c.stay_id == Movement.stay_id)
        .where(
            Movement.facility_id == period.facility_id,
            Movement.kind == "admission",
            period.covers(Movement.occurred_at),
        )
        .subquery("admissions")
    )


def clocks(period: Period) -> sa.Subquery:
    """Clocks that began in the period and have run out or were met.

    Cancelled ones ask nothing, but for those a movement ended after their time: that somebody was released or died, or
    that isolation ended, does not undo what was not done while it was due.
    """
    now = sa.literal(period.now, Deadline.due_at.type)
    ended = sa.func.coalesce(Deadline.met_at, now)
    counted = _clocks(period, sa.case((ended > Deadline.due_at, 1), else_=0)).where(
        Deadline.state.in_(["open", "met", "waived"]),
        sa.or_(Deadline.state == "met", Deadline.due_at < now),
    )
    # The movement and what it cancelled were entered in one unit of work, which reads its clock once.
    by_movement = sa.and_(Movement.person_id == Deadline.person_id, Movement.recorded_at == Deadline.ended_at)
    run_out = (
        _clocks(period, sa.literal(1))
        .join(Movement, by_movement)
        .where(
            Movement.facility_id == period.facility_id,
            Movement.occurred_at >= period.start,
            Movement.kind.in_([*LEAVES, "isolation_end"]),
            Deadline.state == "cancelled",
            Deadline.due_at < Movement.occurred_at,
        )
    )
    return sa.union_all(counted, run_out).subquery("clocks")


def _clocks(period: Period, late: Any) -> sa.Select[Any]:
    """Clocks with a limit that figures speak of and that began in the period."""
    return row_of(
        Deadline.kind,
        late.label("late"),
        subject=Deadline.person_id,
        person=Deadline.person_id,
        at=Deadline.started_at,
    ).where(
        Deadline.facility_id == period.facility_id,
        Deadline.kind.in_(CLOCKS),
        Deadline.due_at >= period.start - CHOSEN_BEFORE,  # where the index that orders clocks by their limit is entered
        period.covers(Deadline.started_at),
    )


#: Kinds of clock that figures speak of.
CLOCKS = (
    *("countersign", "countersign_psychiatry", "return_police", "return_court", "procedural", "after_incident"),
    *(
        "segregation_first",
        "segregation_daily",
        "prosecutor_notice",
        "risk_review",
        "risk_plan",
        "reoffer",
        "safety_screen",
        "rescreen",
    ),
)


def entries(period: Period) -> sa.Subquery:
    """Lines of the trauma register; ``orphan`` where the record they name is none that stands, ``missing``: how many
    numbers lack before this one. The line before is looked for in the whole book, not in the period alone."""
    before = (
        sa.select(
            TraumaEntry.id,
            sa.func.lag(TraumaEntry.number)
            .over(partition_by=TraumaEntry.year, order_by=TraumaEntry.number)
            .label("number"),
        )
        .where(TraumaEntry.facility_id == period.facility_id)
        .subquery()
    )
    return (
        row_of(
            TraumaEntry.number,
            TraumaEntry.year,
            (TraumaEntry.number - sa.func.coalesce(before.c.number, 0) - 1).label("missing"),
            sa.case((ClinicalRecord.state.in_(STANDING), 0), else_=1).label("orphan"),
            subject=TraumaEntry.record_id,
            person=TraumaEntry.person_id,
            at=TraumaEntry.issued_at,
        )
        .join(before, before.c.id == TraumaEntry.id)
        .outerjoin(ClinicalRecord, ClinicalRecord.id == TraumaEntry.record_id)
        .where(TraumaEntry.facility_id == period.facility_id, period.covers(TraumaEntry.issued_at))
        .subquery("entries")
    )


def cases(period: Period) -> sa.Subquery:
    """Cases opened in the period, and the days they took or have taken until now."""
    until = sa.func.coalesce(Case.closed_at, sa.literal(period.now, Deadline.due_at.type))
    return (
        row_of(
            Case.pathway,
            (hours_between(Case.opened_at, until) / 24).label("days"),
            sa.case((Case.closed_at.is_(None), 1), else_=0).label("open"),
            subject=Case.id,
            person=Case.person_id,
            at=Case.opened_at,
        )
        .where(Case.opened_in == period.facility_id, period.covers(Case.opened_at))
        .subquery("cases")
    )


def episodes(period: Period) -> sa.Subquery:
    """Episodes of suicide risk opened in the period; ``self_harm`` where one is known."""
    return (
        row_of(
            sa.case((RiskEpisode.last_self_harm_at.is_not(None), 1), else_=0).label("self_harm"),
            RiskEpisode.level,
            subject=RiskEpisode.id,
            person=RiskEpisode.person_id,
            at=RiskEpisode.opened_at,
        )
        .where(RiskEpisode.facility_id == period.facility_id, period.covers(RiskEpisode.opened_at))
        .subquery("episodes")
    )


def movements(period: Period) -> sa.Subquery:
    """Deaths, and departures with whether the examination that belongs before was there."""
    return (
        row_of(
            Movement.kind,
            Movement.without_exam,
            subject=Movement.person_id,
            person=Movement.person_id,
            at=Movement.occurred_at,
        )
        .where(
            Movement.facility_id == period.facility_id,
            Movement.kind.in_(["death", "release", "transfer_out"]),
            period.covers(Movement.occurred_at),
        )
        .subquery("movements")
    )


def emergencies(period: Period) -> sa.Subquery:
    """Emergency accesses to records of people held here."""
    return (
        row_of(
            sa.case((BreakGlass.reviewed_at.is_(None), 1), else_=0).label("unjudged"),
            sa.case((BreakGlass.justified.is_(False), 1), else_=0).label("unjustified"),
            subject=BreakGlass.person_id,
            person=BreakGlass.person_id,
            at=BreakGlass.opened_at,
        )
        .where(BreakGlass.facility_id == period.facility_id, period.covers(BreakGlass.opened_at))
        .subquery("emergencies")
    )


def refusals(period: Period) -> sa.Subquery:
    """Attempts to open what was not open to the one who tried; the mechanism's own are not among them."""
    return (
        row_of(
            AuditEvent.actor_id,
            subject=AuditEvent.person_id,
            person=AuditEvent.person_id,
            at=AuditEvent.at,
        )
        .where(
            AuditEvent.facility_id == period.facility_id,
            AuditEvent.kind == "access.refused",
            AuditEvent.oversight.is_(False),
            AuditEvent.person_id.is_not(None),
            period.covers(AuditEvent.at),
        )
        .subquery("refusals")
    )


ADMISSIONS = Source("admissions", admissions)
CLOCK = Source("clocks", clocks)
ENTRIES = Source("entries", entries, "record")
CASES = Source("cases", cases, "case")
EPISODES = Source("episodes", episodes, "episode")
MOVEMENTS = Source("movements", movements)
EMERGENCIES = Source("emergencies", emergencies)
REFUSALS = Source("refusals", refusals)
