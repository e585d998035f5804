"""Rows of the registers of mental health: self-harm, measures of restriction, deaths, medicines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from healthapp.inspection.items.model import Period, Source
from healthapp.mental.care import Prescription
from healthapp.mental.models import DeathReport, PostventionTask, RestrictionStep, RestrictiveMeasure, SelfHarmEntry


def _of_person(person: Any) -> Any:
    """How many rows of the period are about the same person."""
    return sa.func.count().over(partition_by=person).label("of_person")


def self_harm(period: Period) -> sa.Subquery:
    """Entries of the register of self-harm found out in the period."""
    return (
        sa.select(
            SelfHarmEntry.person_id.label("subject_id"),
            SelfHarmEntry.person_id,
            SelfHarmEntry.discovered_at.label("at"),
            SelfHarmEntry.record_id,
            _of_person(SelfHarmEntry.person_id),
        )
        .where(SelfHarmEntry.facility_id == period.facility_id, period.covers(SelfHarmEntry.discovered_at))
        .subquery("self_harm")
    )


def restrictions(period: Period) -> sa.Subquery:
    """Measures of restriction begun in the period; ``seen`` where anybody visited or reviewed."""
    seen = sa.exists().where(
        RestrictionStep.measure_id == RestrictiveMeasure.id, RestrictionStep.kind.in_(["visit", "review"])
    )
    return (
        sa.select(
            RestrictiveMeasure.person_id.label("subject_id"),
            RestrictiveMeasure.person_id,
            RestrictiveMeasure.started_at.label("at"),
            sa.case((seen, 1), else_=0).label("seen"),
        )
        .where(RestrictiveMeasure.facility_id == period.facility_id, period.covers(RestrictiveMeasure.started_at))
        .subquery("restrictions")
    )


def deaths(period: Period) -> sa.Subquery:
    """Reports of deaths; ``reviewed`` where the review that belongs after one was held."""
    reviewed = sa.exists().where(
        PostventionTask.death_id == DeathReport.id, PostventionTask.kind == "review", PostventionTask.state == "done"
    )
    return (
        sa.select(
            DeathReport.person_id.label("subject_id"),
            DeathReport.person_id,
            DeathReport.died_at.label("at"),
            sa.case((reviewed, 1), else_=0).label("reviewed"),
        )
        .where(DeathReport.facility_id == period.facility_id, period.covers(DeathReport.died_at))
        .subquery("deaths")
    )


def medicines(period: Period) -> sa.Subquery:
    """Medicines prescribed in the period; ``of_person`` counts psychotropic ones of the same person."""
    psychotropic = sa.func.sum(sa.case((Prescription.psychotropic, 1), else_=0))
    return (
        sa.select(
            Prescription.person_id.label("subject_id"),
            Prescription.person_id,
            Prescription.recorded_at.label("at"),
            Prescription.psychotropic,
            Prescription.consent,
            Prescription.indication,
            psychotropic.over(partition_by=Prescription.person_id).label("of_person"),
        )
        .where(
            Prescription.facility_id == period.facility_id,
            Prescription.starts_on >= period.first,
            Prescription.starts_on <= period.last,
        )
        .subquery("medicines")
    )


SELF_HARM = Source("self_harm", self_harm)
RESTRICTIONS = Source("restrictions", restrictions)
DEATHS = Source("deaths", deaths)
MEDICINES = Source("medicines", medicines)
