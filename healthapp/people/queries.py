"""Reading people, always as far as the identity may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.ledger import canonical
from healthapp.people.models import Facility, Movement, Person, PersonIdentifier, PersonName, Stay

#: The columns that say who somebody is, beside the name.
FACTS = (
    "registered_sex",
    "birth_date",
    "birth_date_estimated",
    "identity_unknown",
    "citizenship",
    "languages",
    "needs_interpreter",
)
IDENTITY = ("surname", "given_name", "father_name", "patronymic_suffix", *FACTS)
#: How many entries a chain of mergers is followed; a longer one is a defect, not a history.
CHAIN = 8


#: What every page of a person asks, made once: making a statement costs more than running it.
_PERSON_ID = sa.bindparam("person_id", type_=Person.id.type)
_LAST_STAY = (
    sa.select(Stay)
    .where(Stay.person_id == _PERSON_ID)
    .order_by(Stay.released_at.is_(None).desc(), Stay.admitted_at.desc())
    .limit(1)
)
_NAMES = (
    sa.select(PersonName)
    .where(PersonName.person_id == _PERSON_ID, PersonName.ended_at.is_(None))
    .order_by((PersonName.kind != "primary"), PersonName.valid_from, PersonName.id)
)
_IDENTIFIERS = (
    sa.select(PersonIdentifier)
    .where(PersonIdentifier.person_id == _PERSON_ID, PersonIdentifier.ended_at.is_(None))
    .order_by(PersonIdentifier.kind, PersonIdentifier.id)
)


def in_scope(identity: Identity, permission: Permission, person: type[Person] = Person) -> sa.ColumnElement[bool]:
    """The condition every query on people bears."""
    places = readable_facilities(identity, permission)
    if places is None:
        return sa.true()
    condition: sa.ColumnElement[bool] = person.facility_id.in_(places)
    opened = identity.break_glass if permission in _EMERGENCY else frozenset()
    return sa.or_(condition, person.id.in_(opened)) if opened else condition


#: What an emergency access opens of one person.
_EMERGENCY = frozenset({Permission.PERSON_IDENTITY, Permission.CHART_READ})


def find(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    """One person in the scope of PERSON_IDENTITY or opened by emergency access, with the facility; else None."""
    return session.scalar(
        sa.select(Person).where(Person.id == person_id, in_scope(identity, Permission.PERSON_IDENTITY))
    )


def kept_entry(session: Session, person: Person) -> Person:
    """The entry this one was merged into, or the person itself. Not narrowed: the caller asks for the scope."""
    for _step in range(CHAIN):
        if person.merged_into_id is None:
            break
        further = session.get(Person, person.merged_into_id)
        if further is None:
            break
        person = further
    return person


def open_stay(session: Session, person_id: uuid.UUID) -> Stay | None:
    """The stay of a person who is in custody. The caller found the person within scope."""
    return session.scalar(sa.select(Stay).where(Stay.person_id == person_id, Stay.released_at.is_(None)))


def last_stay(session: Session, person_id: uuid.UUID) -> Stay | None:
    """The open stay, or the one that ended last."""
    return session.scalar(_LAST_STAY, {"person_id": person_id})


def last_movement(session: Session, stay_id: uuid.UUID) -> Movement | None:
    """What happened last in a stay, and was written down last of what happened then."""
    newest = sa.select(Movement).where(Movement.stay_id == stay_id)
    return session.scalars(newest.order_by(Movement.occurred_at.desc(), Movement.id.desc()).limit(1)).first()


def names_of(session: Session, person_id: uuid.UUID) -> list[PersonName]:
    """Standing names, the primary one first, then as they became known."""
    return list(session.scalars(_NAMES, {"person_id": person_id}))


def identifiers_of(session: Session, person_id: uuid.UUID) -> list[PersonIdentifier]:
    """Standing identifiers by kind."""
    return list(session.scalars(_IDENTIFIERS, {"person_id": person_id}))


def identity_version(person: Person, numbers: Iterable[PersonIdentifier]) -> str:
    """Changes with every correction of who somebody is, so that two who correct it notice each other. ``numbers``: all
    that stand.
    """
    told = {name: getattr(person, name) for name in IDENTITY}
    return canonical.digest(told | {"numbers": sorted([row.kind, row.value] for row in numbers)}).hex()[:16]


def recent_arrivals(session: Session, identity: Identity, limit: int = 25) -> list[tuple[Person, Stay]]:
    """Who arrived last where the identity may search, the last first."""
    newest = Stay.admitted_at.desc(), Stay.id.desc()
    # Chosen by an index of the stays alone: of all who are held somewhere, only these are read.
    last = sa.select(Stay.id).where(Stay.released_at.is_(None)).order_by(*newest).limit(limit)
    places = readable_facilities(identity, Permission.PERSON_FIND)
    if places is not None:
        last = last.where(Stay.facility_id.in_(places))
    query = sa.select(Person, Stay).join(Stay, Stay.person_id == Person.id).where(Stay.id.in_(last))
    return [(row[0], row[1]) for row in session.execute(query.order_by(*newest))]


def on_the_way(session: Session, identity: Identity) -> list[tuple[Person, Stay, Facility]]:
    """Transfers to a facility of this identity that nobody acknowledged yet, with the facility they left."""
    places = readable_facilities(identity, Permission.MOVEMENT_RECORD)
    if places is not None and not places:
        return []
    given = {} if places is None else {"places": list(places)}
    return [(row[0], row[1], row[2]) for row in session.execute(_on_the_way(scoped=places is not None), given)]


@cache
def _on_the_way(*, scoped: bool) -> sa.Select[Person, Stay, Facility]:
    """Made once: every worklist asks it, and mostly nobody comes."""
    origin = aliased(Facility)
    query = (
        sa.select(Person, Stay, origin)
        .join(Stay, Stay.person_id == Person.id)
        .join(origin, origin.id == Stay.facility_id)
        .where(Stay.released_at.is_(None), Stay.heading_to_id.is_not(None))
        .order_by(Stay.admitted_at, Stay.id)
        .limit(100)
    )
    return query.where(Stay.heading_to_id.in_(sa.bindparam("places", expanding=True))) if scoped else query


@dataclass(frozen=True, slots=True)
class Arriving:
    """A transfer that one facility must acknowledge. ``facility_id`` is the receiving one's, for the guard."""

    person: Person
    facility_id: uuid.UUID
    origin: str

    @property
    def person_id(self) -> uuid.UUID:
        return self.person.id


@dataclass(frozen=True, slots=True)
class Received:
    """A transfer that the facility acknowledged, by which account (``by``) and when (``at``)."""

    person: Person
    facility_id: uuid.UUID
    by: uuid.UUID | None
    at: dt.datetime

    @property
    def person_id(self) -> uuid.UUID:
        return self.person.id


def received(session: Session, identity: Identity, person_id: uuid.UUID) -> Received | None:
    """Somebody in a facility of this identity, while the arrival there by transfer is the last that happened."""
    person = find(session, identity, person_id)
    stay = open_stay(session, person.id) if person is not None else None
    last = last_movement(session, stay.id) if stay is not None else None
    if person is None or last is None or last.kind != "transfer_in":
        return None
    return Received(person, last.facility_id, last.recorded_by, last.recorded_at)


def arriving(session: Session, identity: Identity, person_id: uuid.UUID) -> Arriving | None:
    """The transfer of this person to a facility of this identity, while nobody acknowledged it."""
    query = (
        sa.select(Person, Stay.heading_to_id, Facility.name)
        .join(Stay, Stay.person_id == Person.id)
        .join(Facility, Facility.id == Stay.facility_id)
        .where(Person.id == person_id, Stay.released_at.is_(None), Stay.heading_to_id.is_not(None))
    )
    places = readable_facilities(identity, Permission.MOVEMENT_RECORD)
    if places is not None:
        query = query.where(Stay.heading_to_id.in_(places))
    for person, heading_to, origin in session.execute(query):
        if heading_to is not None:
            return Arriving(person, heading_to, origin)
    return None


_OPEN_FACILITIES = sa.select(Facility).where(Facility.closed_on.is_(None)).order_by(Facility.name)
_OPEN_OF_THESE = _OPEN_FACILITIES.where(Facility.id.in_(sa.bindparam("places", expanding=True)))


def facilities_for(session: Session, identity: Identity, permission: Permission) -> list[Facility]:
    """Open facilities where ``permission`` is held, by name."""
    places = readable_facilities(identity, permission)
    if places is None:
        return list(session.scalars(_OPEN_FACILITIES))
    return list(session.scalars(_OPEN_OF_THESE, {"places": list(places)}))


def open_facilities(session: Session) -> list[Facility]:
    """Every facility that is not closed, by name: where a person may be sent."""
    return list(session.scalars(_OPEN_FACILITIES))


def names_of_facilities(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What each of these facilities is called."""
    if not ids:
        return {}
    rows = session.execute(sa.select(Facility.id, Facility.name).where(Facility.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
