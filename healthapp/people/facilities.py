"""Facilities with the people they hold."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.people.models import Facility, Person


@dataclass(frozen=True, slots=True)
class FacilityCount:
    """A facility and how many people are in custody there, those at court or in hospital included."""

    facility: Facility
    headcount: int


def with_headcount(session: Session, identity: Identity) -> list[FacilityCount]:
    """Every facility in the identity's scope that is not closed, by name. One statement."""
    # For each by itself: grouped, everybody who was ever there would be read.
    held = (
        sa.select(sa.func.count())
        .where(Person.facility_id == Facility.id, Person.in_custody, Person.merged_into_id.is_(None))
        .scalar_subquery()
    )
    query = sa.select(Facility, held).where(Facility.closed_on.is_(None)).order_by(Facility.name)
    places = readable_facilities(identity, Permission.FACILITY_READ)
    if places is not None:
        query = query.where(Facility.id.in_(places))
    return [FacilityCount(row[0], row[1]) for row in session.execute(query)]
