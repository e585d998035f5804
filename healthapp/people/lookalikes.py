"""Who on file may be the person at the door: the same name by sound, a near birth date, the same document.

A hint for a person to judge, never a decision: two people may share name and father's name.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.people import search
from healthapp.people.identifiers import holders
from healthapp.people.models import Person, PersonName
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
_PERSON, _NAME = Person.__table__.c, PersonName.__table__.c
#: By the ids alone: told more, the embedded database would walk through everybody who was never merged.
_KNOWN_BY = (
    sa.select(
        _PERSON.id,
        _PERSON.number,
        _PERSON.surname,
        _PERSON.given_name,
        _PERSON.father_name,
        _PERSON.patronymic_suffix,
        _PERSON.birth_date,
        _PERSON.in_custody,
        _PERSON.facility_id,
        _NAME.key,
        _NAME.sound_key,
    )
    .join_from(Person.__table__, PersonName.__table__, sa.and_(_NAME.person_id == _PERSON.id, _NAME.ended_at.is_(None)))
    .where(_PERSON.id.in_(_PERSON_IDS), _PERSON.merged_into_id.is_(None))
)


@dataclass(slots=True)
class _Likeness:
    """How like somebody on file is: ``names`` are (key, key by sound) of all they are known by. ``person``: a row of
    ``_KNOWN_BY``.
    """

    person: sa.Row[*tuple[Any, ...]]
    names: list[tuple[str, str]]
    score: int = 0
    reasons: tuple[str, ...] = ()


def candidates(
    session: Session,
    identity: Identity,
    names: Names,
    birth_date: dt.date | None,
    numbers: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """At most five people within the scope of PERSON_FIND, the likeliest first."""
    bearers = {person for people in holders(session, numbers or {}).values() for person in people}
    wanted = (key(*_parts(names)), sound_key(*_parts(names)))
    found = _likely(session, identity, names, birth_date, bearers)
    for likeness in found:
        _score(likeness, wanted, birth_date, same=likeness.person.id in bearers)
    listed = [_candidate(likeness) for likeness in found if likeness.score >= LIKE]
    return sorted(listed, key=lambda candidate: (-candidate.score, candidate.number))[:SHOWN]


def _parts(names: Names) -> tuple[str, str, str]:
    return names.surname, names.given_name, names.father_name


def _likely(
    session: Session, identity: Identity, names: Names, birth_date: dt.date | None, bearers: set[uuid.UUID]
) -> Collection[_Likeness]:
    """Whoever shares the surname and one thing more, the birth date and another name, or a document."""
    surname, others = _heard(words(names.surname)), _heard(words(f"{names.given_name} {names.father_name}"))
    years = [f"{search.BORN}{birth_date.year + step}" for step in (-1, 0, 1)] if birth_date else []
    day = [f"{search.BORN}{birth_date.isoformat()}"] if birth_date else []
    ways = [(first, second) for first, second in ((surname, others + years), (day, others)) if first and second]
    found = dict.fromkeys([*bearers, *_bearing(session, identity, ways)])
    if not found:
        return ()
    places = readable_facilities(identity, Permission.PERSON_FIND)
    likely: dict[uuid.UUID, _Likeness] = {}
    for row in session.execute(_KNOWN_BY, {"person_ids": list(found)}):
        if places is None or row.facility_id in places:
            likely.setdefault(row.id, _Likeness(row, [])).names.append((row.key, row.sound_key))
    return likely.values()


def _bearing(session: Session, identity: Identity, ways: list[tuple[list[str], list[str]]]) -> Sequence[uuid.UUID]:
    """Who bears a token of the first and one of the second list of any way, those of one way after the other."""
    if not ways:
        return ()
    places = readable_facilities(identity, Permission.PERSON_FIND)
    given: dict[str, list[Any] | None] = {"places": None if places is None else list(places)}
    for way, (first, second) in enumerate(ways):
        given |= {f"first{way}": first, f"second{way}": second}
    return session.scalars(_bearing_query(len(ways), scoped=places is not None), given).all()


@cache
def _bearing_query(ways: int, *, scoped: bool) -> sa.Executable:
    """Made once: whoever types a name asks it again and again."""
    found = [_bearing_both(way, scoped=scoped) for way in range(ways)]
    return found[0] if ways == 1 else sa.union_all(*(sa.select(one.subquery().c.person_id) for one in found))


def _bearing_both(way: int, *, scoped: bool) -> sa.Select[uuid.UUID]:
    one = search.TOKENS.alias()
    first: sa.BindParameter[Any] = sa.bindparam(f"first{way}", expanding=True)
    second: sa.BindParameter[Any] = sa.bindparam(f"second{way}", expanding=True)
    query = sa.select(one.c.person_id).where(one.c.token.in_(first)).limit(COMPARED)
    query = query.where(search.bears_too(one, lambda token: token.in_(second), scoped=scoped))
    return query.where(one.c.facility_id.in_(search.HERE)) if scoped else query


def _heard(spoken: Iterable[str]) -> list[str]:
    return sorted({token for word in spoken for token in search.heard(word)})


def _score(likeness: _Likeness, wanted: tuple[str, str], birth_date: dt.date | None, *, same: bool) -> None:
    """Fill in score and reasons. ``same``: a document of theirs was shown."""
    best = max(_alike(wanted, name) for name in likeness.names)
    reasons = []
    if any(name[0] == wanted[0] for name in likeness.names):
        reasons.append("same_name")
    elif best >= LIKE:
        reasons.append("like_name")
    if birth_date and likeness.person.birth_date:
        moved, reason = _birth(birth_date, likeness.person.birth_date)
        best += moved
        if reason:
            reasons.append(reason)
    if same:
        best = 100
        reasons.insert(0, "same_document")
    likeness.score, likeness.reasons = round(max(0.0, min(best, 100.0))), tuple(reasons)


def _candidate(likeness: _Likeness) -> Candidate:
    person = likeness.person
    return Candidate(
        id=person.id,
        number=person.number,
        surname=person.surname,
        given_name=person.given_name,
        father_name=person.father_name,
        patronymic_suffix=person.patronymic_suffix,
        birth_date=person.birth_date,
        in_custody=person.in_custody,
        score=likeness.score,
        reasons=likeness.reasons,
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
