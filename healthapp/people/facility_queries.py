"""Facilities to look at and to change, as far as the identity may."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.people.models import Facility, Person, Stay


def find(session: Session, identity: Identity, facility_id: uuid.UUID, permission: Permission) -> Facility | None:
    """One facility within the scope of ``permission``, open or closed; else None."""
    places = readable_facilities(identity, permission)
    if places is not None and facility_id not in places:
        return None
    return session.get(Facility, facility_id)


def closed(session: Session, identity: Identity) -> list[Facility]:
    """Facilities with a last day, the last closed first."""
    query = sa.select(Facility).where(Facility.closed_on.is_not(None))
    places = readable_facilities(identity, Permission.FACILITY_READ)
    if places is not None:
        query = query.where(Facility.id.in_(places))
    return list(session.scalars(query.order_by(Facility.closed_on.desc(), Facility.name)))


def possible_complexes(session: Session, facility_id: uuid.UUID | None = None) -> list[Facility]:
    """Facilities that another one may be part of: those that are part of none themselves."""
    query = sa.select(Facility).where(Facility.complex_id.is_(None)).order_by(Facility.name)
    if facility_id is not None:
        query = query.where(Facility.id != facility_id)
    return list(session.scalars(query))


def people_bound(session: Session, facility_id: uuid.UUID) -> int:
    """How many people are in custody there or on their way there."""
    held = sa.and_(Person.facility_id == facility_id, Person.in_custody, Person.merged_into_id.is_(None))
    coming = sa.and_(Stay.heading_to_id == facility_id, Stay.released_at.is_(None))
    held_there = session.scalar(sa.select(sa.func.count()).select_from(Person).where(held)) or 0
    on_the_way = session.scalar(sa.select(sa.func.count()).select_from(Stay).where(coming)) or 0
    return held_there + on_the_way


def has_parts(session: Session, facility_id: uuid.UUID) -> bool:
    """Whether an open facility is part of this one."""
    parts = sa.select(Facility.id).where(Facility.complex_id == facility_id, Facility.closed_on.is_(None))
    return session.scalar(parts.limit(1)) is not None
