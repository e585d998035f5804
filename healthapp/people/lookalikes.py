"""Who on file may be the person at the door: the same name by sound, a near birth date, the same document.

A hint for a person to judge, never a decision: two people may share name and father's name.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.people import search
from healthapp.people.identifiers import holders
from healthapp.people.models import Person, PersonName, PersonToken
from healthapp.people.names import key, sound_key, words
from healthapp.people.schemas import Names

SHOWN = 5
#: How many of those found by tokens are compared letter by letter.
COMPARED = 150
#: Of 100. 82 keeps one changed letter in each of three words; birth dates move it.
LIKE = 82
YEARS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on file, as a value that outlives the unit that found it.

    ``score``: likeness of 0 to 100. ``reasons``: same_document, same_name, like_name, same_birth_date,
    near_birth_date.
    """

    id: uuid.UUID
    number: str
    surname: str
    given_name: str
    father_name: str
    patronymic_suffix: str
    birth_date: dt.date | None
    in_custody: bool
    score: int
    reasons: tuple[str, ...]


_PERSON_IDS: sa.BindParameter[Any] = sa.bindparam("person_ids", expanding=True)
_PEOPLE = sa.select(Person).where(Person.id.in_(_PERSON_IDS)).order_by(Person.id)
_KNOWN_BY = sa.select(PersonName.person_id, PersonName.key, PersonName.sound_key).where(
    PersonName.person_id.in_(_PERSON_IDS), PersonName.ended_at.is_(None)
)


def candidates(
    session: Session,
    identity: Identity,
    names: Names,
    birth_date: dt.date | None,
    numbers: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """At most five people within the scope of PERSON_FIND, the likeliest first."""
    bearers = {person for people in holders(session, numbers or {}).values() for person in people}
    found = _likely(session, identity, names, birth_date, bearers)
    known_by = _names(session, found)
    wanted = (key(*_parts(names)), sound_key(*_parts(names)))
    scored = [
        _score(person, known_by.get(person.id, []), wanted, birth_date, same=person.id in bearers) for person in found
    ]
    likely = [candidate for candidate in scored if candidate.score >= LIKE]
    return sorted(likely, key=lambda candidate: (-candidate.score, candidate.number))[:SHOWN]


def _parts(names: Names) -> tuple[str, str, str]:
    return names.surname, names.given_name, names.father_name


def _likely(
    session: Session, identity: Identity, names: Names, birth_date: dt.date | None, bearers: set[uuid.UUID]
) -> list[Person]:
    """Whoever shares the surname and one thing more, the birth date and another name, or a document."""
    surname, others = _heard(words(names.surname)), _heard(words(f"{names.given_name} {names.father_name}"))
    years = [f"{search.BORN}{birth_date.year + step}" for step in (-1, 0, 1)] if birth_date else []
    day = [f"{search.BORN}{birth_date.isoformat()}"] if birth_date else []
    ways = [(surname, others + years), (day, others)]
    found: dict[uuid.UUID, None] = dict.fromkeys(bearers)
    for first, second in ways:
        if first and second:
            found.update(dict.fromkeys(_bearing(session, identity, first, second)))
    if not found:
        return []
    # By the ids alone: told more, the embedded database would walk through everybody who was never merged.
    people = session.scalars(_PEOPLE, {"person_ids": list(found)})
    places = readable_facilities(identity, Permission.PERSON_FIND)
    return [
        person
        for person in people
        if person.merged_into_id is None and (places is None or person.facility_id in places)
    ]


def _bearing(session: Session, identity: Identity, first: list[str], second: list[str]) -> list[uuid.UUID]:
    places = readable_facilities(identity, Permission.PERSON_FIND)
    given = {"first": first, "second": second, "places": None if places is None else list(places)}
    return list(session.scalars(_bearing_query(places is not None), given))


@cache
def _bearing_query(scoped: bool) -> sa.Select[uuid.UUID]:
    """Made once: whoever types a name asks it again and again."""
    one, other = aliased(PersonToken), aliased(PersonToken)
    here: sa.BindParameter[Any] = sa.bindparam("places", expanding=True)
    again = other.token.in_(sa.bindparam("second", expanding=True))
    query = (sa.select(one.person_id).where(one.token.in_(sa.bindparam("first", expanding=True)))).limit(COMPARED)
    if not scoped:
        return query.where(sa.exists().where(other.person_id == one.person_id, again))
    # As in the search: one facility's bearers of a word stand side by side in the index.
    bearer = sa.func.coalesce(one.person_id, one.person_id)
    theirs = sa.select(other.person_id).where(other.facility_id.in_(here), again)
    return query.where(one.facility_id.in_(here), bearer.in_(theirs))


def _heard(spoken: Iterable[str]) -> list[str]:
    return sorted({token for word in spoken for token in search.heard(word)})


def _names(session: Session, people: list[Person]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    rows = session.execute(_KNOWN_BY, {"person_ids": [person.id for person in people]})
    found: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for person_id, plain, heard in rows:
        found.setdefault(person_id, []).append((plain, heard))
    return found


def _score(
    person: Person,
    known_by: list[tuple[str, str]],
    wanted: tuple[str, str],
    birth_date: dt.date | None,
    *,
    same: bool,
) -> Candidate:
    best = max((_alike(wanted, name) for name in known_by), default=0.0)
    reasons = []
    if any(name[0] == wanted[0] for name in known_by):
        reasons.append("same_name")
    elif best >= LIKE:
        reasons.append("like_name")
    if birth_date and person.birth_date:
        moved, reason = _birth(birth_date, person.birth_date)
        best += moved
        if reason:
            reasons.append(reason)
    if same:
        best = 100
        reasons.insert(0, "same_document")
    return Candidate(
        id=person.id,
        number=person.number,
        surname=person.surname,
        given_name=person.given_name,
        father_name=person.father_name,
        patronymic_suffix=person.patronymic_suffix,
        birth_date=person.birth_date,
        in_custody=person.in_custody,
        score=round(max(0.0, min(best, 100.0))),
        reasons=tuple(reasons),
    )


def _alike(wanted: tuple[str, str], known: tuple[str, str]) -> float:
    """Likeness of 0 to 100. A name told without the father's is compared with the words it has."""
    plain = fuzz.token_sort_ratio(wanted[0], known[0])
    heard = fuzz.token_sort_ratio(wanted[1], known[1])
    shared = fuzz.token_set_ratio(wanted[1], known[1]) if min(len(wanted[1].split()), len(known[1].split())) > 1 else 0
    return max(plain, heard, 0.95 * shared)


def _birth(given: dt.date, known: dt.date) -> tuple[int, str]:
    """How much a birth date moves the likeness, and the reason to show."""
    if given == known:
        return 10, "same_birth_date"
    if given.year == known.year and (given.day, given.month) == (known.month, known.day):
        return 5, "near_birth_date"  # day and month were exchanged
    if abs(given.year - known.year) < YEARS:
        return 0, "near_birth_date"
    return -15, ""
