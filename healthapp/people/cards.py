"""The few facts a list shows of a person, for many people in one statement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.people.models import Person, Stay
from healthapp.people.queries import CHAIN


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Name, age and where the person is; no clinical fact."""

    id: uuid.UUID
    number: str
    surname: str
    given_name: str
    father_name: str
    patronymic_suffix: str
    birth_date: dt.date | None
    registered_sex: str
    languages: str
    needs_interpreter: bool | None
    facility_id: uuid.UUID | None
    stay_id: uuid.UUID | None
    place: str
    #: unit, court, police, hospital, transit; empty for nobody in custody.
    whereabouts: str
    admitted_at: dt.datetime | None
    in_custody: bool
    #: The entry this one was joined into.
    merged_into_id: uuid.UUID | None


#: Made once: making a statement costs more than running it.
_CARDS = (
    sa.select(
        Person.id,
        Person.number,
        Person.surname,
        Person.given_name,
        Person.father_name,
        Person.patronymic_suffix,
        Person.birth_date,
        Person.registered_sex,
        Person.languages,
        Person.needs_interpreter,
        Person.facility_id,
        Stay.id,
        sa.func.coalesce(Stay.place, ""),
        sa.func.coalesce(Stay.whereabouts, ""),
        Stay.admitted_at,
        Person.in_custody,
        Person.merged_into_id,
    )
    .outerjoin(Stay, sa.and_(Stay.person_id == Person.id, Stay.released_at.is_(None)))
    .where(Person.id.in_(sa.bindparam("person_ids", expanding=True)))
)


def cards(session: Session, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonCard]:
    """The cards of these people, with their open stay. The caller found the people within their scope."""
    if not person_ids:
        return {}
    return {row[0]: PersonCard(*tuple(row)) for row in session.execute(_CARDS, {"person_ids": list(person_ids)})}


def kept(session: Session, person_ids: Iterable[uuid.UUID]) -> list[PersonCard]:
    """The cards of the entries these were joined into, or their own: in this order, each once."""
    ids = list(person_ids)
    known = cards(session, ids)
    shown = [known[person_id] for person_id in ids]
    for _step in range(CHAIN):
        further = {card.merged_into_id for card in shown if card.merged_into_id}
        if not further:
            break
        known |= cards(session, further - known.keys())
        shown = [known[card.merged_into_id] if card.merged_into_id else card for card in shown]
    return list({card.id: card for card in shown}.values())
