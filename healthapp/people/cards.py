"""The few facts a list shows of a person, for many people in one statement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.people.models import Facility, Person, Stay
from healthapp.people.queries import CHAIN


class PersonCard(NamedTuple):
    """Name, age and where the person is; no clinical fact."""

    id: uuid.UUID
    number: str
    surname: str
    given_name: str
    father_name: str
    patronymic_suffix: str
    birth_date: dt.date | None
    languages: str
    needs_interpreter: bool | None
    in_custody: bool
    #: The entry this one was joined into.
    merged_into_id: uuid.UUID | None
    facility_id: uuid.UUID | None
    #: Name of the one whose person it is.
    facility: str
    place: str
    #: unit, court, police, hospital, transit; empty for nobody in custody.
    whereabouts: str
    admitted_at: dt.datetime | None


_PERSON, _STAY, _FACILITY = Person.__table__.c, Stay.__table__.c, Facility.__table__.c
#: Made once, and of tables: making a statement costs more than running it, and an entity's columns as much again.
_CARDS = (
    sa.select(
        _PERSON.id,
        _PERSON.number,
        _PERSON.surname,
        _PERSON.given_name,
        _PERSON.father_name,
        _PERSON.patronymic_suffix,
        _PERSON.birth_date,
        _PERSON.languages,
        _PERSON.needs_interpreter,
        _PERSON.in_custody,
        _PERSON.merged_into_id,
        _PERSON.facility_id,
        sa.func.coalesce(_FACILITY.name, ""),
        sa.func.coalesce(_STAY.place, ""),
        sa.func.coalesce(_STAY.whereabouts, ""),
        _STAY.admitted_at,
    )
    .select_from(Person.__table__)
    .outerjoin(Stay.__table__, sa.and_(_STAY.person_id == _PERSON.id, _STAY.released_at.is_(None)))
    .outerjoin(Facility.__table__, _FACILITY.id == _PERSON.facility_id)
    .where(_PERSON.id.in_(sa.bindparam("person_ids", expanding=True)))
)


def cards(session: Session, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonCard]:
    """The cards of these people, with their open stay. The caller found the people within their scope."""
    if not person_ids:
        return {}
    rows = session.execute(_CARDS, {"person_ids": list(person_ids)}).all()
    return {card.id: card for card in map(PersonCard._make, rows)}


def kept(session: Session, person_ids: Iterable[uuid.UUID]) -> list[PersonCard]:
    """The cards of the entries these were joined into, or their own: in this order, each once."""
    ids = list(person_ids)
    own = cards(session, ids)
    return list({card.id: card for card in kept_of(session, [own[one] for one in ids]).values()}.values())


def kept_of(session: Session, entries: Iterable[PersonCard]) -> dict[uuid.UUID, PersonCard]:
    """By entry the card of the one it was joined into in the end, or its own."""
    shown = {card.id: card for card in entries}
    known = dict(shown)
    for _step in range(CHAIN):
        further = {card.merged_into_id for card in shown.values() if card.merged_into_id}
        if not further:
            break
        known |= cards(session, further - known.keys())
        shown = {one: known[card.merged_into_id] if card.merged_into_id else card for one, card in shown.items()}
    return shown
