"""Who on file may be the person at the door: the same name by sound, a near birth date, the same document.

A hint for a person to judge, never a decision: two people may share name and father's name.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.people import cards, search
from healthapp.people.cards import PersonCard
from healthapp.people.identifiers import holders
from healthapp.people.models import PersonName
from healthapp.people.names import key, sound_key, words
from healthapp.people.schemas import Names

SHOWN = 5
#: How many of those found by tokens are compared letter by letter.
COMPARED = 150
#: Of 100. 82 keeps one changed letter in each of three words; birth dates move it.
LIKE = 82
#: What is rounded to that.
ENOUGH = LIKE - 0.5
#: How much birth dates move the likeness: the same, day and month exchanged, another year.
SAME_DAY, EXCHANGED, FAR = 10, 5, -15
#: Years between two birth dates that may be one.
NEAR = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on file, as a value that outlives the unit that found it.

    ``score``: likeness of 0 to 100. ``reasons``: same_document, same_name, like_name, same_birth_date,
    near_birth_date; joined: all of it in an entry that was joined into this one.
    """

    person: PersonCard
    score: int
    reasons: tuple[str, ...]


_NAME = PersonName.__table__.c
_PERSON_IDS: sa.BindParameter[Any] = sa.bindparam("person_ids", expanding=True)
#: By a document somebody is found whatever the birth year.
_NAMES_OF = sa.select(_NAME.person_id, sa.null(), _NAME.key, _NAME.sound_key).where(
    _NAME.person_id.in_(_PERSON_IDS), _NAME.ended_at.is_(None)
)


@dataclass(slots=True)
class _Likeness:
    """How like the names are somebody is known by: ``best`` of 0 to 100; ``same``: one is the very same. ``born``: the
    year.
    """

    born: int | None = None
    best: float = 0.0
    same: bool = False


def candidates(
    session: Session,
    identity: Identity,
    names: Names,
    birth_date: dt.date | None,
    numbers: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """At most five people within the scope of PERSON_FIND, the likeliest first."""
    bearers = {person for people in holders(session, numbers or {}).values() for person in people}
    called = {one: _Likeness() for one in bearers}
    _compare(called, names, _bearing(session, identity, names, birth_date))
    if bearers:
        _compare(called, names, session.execute(_NAMES_OF, {"person_ids": list(bearers)}))
    likely = [
        one for one, like in called.items() if one in bearers or like.best + _at_most(birth_date, like.born) >= ENOUGH
    ]
    places = readable_facilities(identity, Permission.PERSON_FIND)
    entries = cards.cards(session, likely)
    listed: dict[uuid.UUID, Candidate] = {}
    # Whoever gave a false name once may give it again: an entry that was joined leads to the one that was kept.
    for entry_id, kept in cards.kept_of(session, entries.values()).items():
        score, reasons = _score(called[entry_id], birth_date, entries[entry_id].birth_date, same=entry_id in bearers)
        known = listed.get(kept.id)
        if score >= LIKE and (known is None or score > known.score) and (places is None or kept.facility_id in places):
            listed[kept.id] = Candidate(kept, score, reasons if kept.id == entry_id else (*reasons, "joined"))
    return sorted(listed.values(), key=lambda candidate: (-candidate.score, candidate.person.number))[:SHOWN]


def _bearing(session: Session, identity: Identity, names: Names, birth_date: dt.date | None) -> Iterable[Sequence[Any]]:
    """The names of whoever shares the surname and one thing more, or the birth date and another name: rows of the
    person, the birth year, and the keys that ``_alike`` compares.
    """
    surname, others = _heard(words(names.surname)), _heard(words(f"{names.given_name} {names.father_name}"))
    places = readable_facilities(identity, Permission.PERSON_FIND)
    query = _bearing_query(bool(surname), bool(others), birth_date is not None, scoped=places is not None)
    if query is None:
        return ()
    given: dict[str, object] = {"surname": surname, "others": others, "places": list(places or ())}
    if birth_date is not None:
        near = {"from_year": birth_date.year - NEAR, "to_year": birth_date.year + NEAR}
        given |= {"day": search.on_day(birth_date), **near}
    return session.execute(query, given)


@cache
def _bearing_query(surname: bool, others: bool, born: bool, *, scoped: bool) -> sa.Executable | None:
    """The question where so much is told; None where that is too little. Made once: whoever types asks it again and
    again.
    """
    ways = []
    if surname and (others or born):
        one = search.TOKENS.alias()
        more: list[sa.ColumnElement[bool]] = []
        if born:  # said first: whoever bears the other names is listed only once somebody was born at another time
            more.append(one.c.born.between(sa.bindparam("from_year"), sa.bindparam("to_year")))
        if others:
            more.append(search.bears_too(one, _another, scoped=scoped))
        named = one.c.token.in_(sa.bindparam("surname", expanding=True))
        ways.append(_bearers(one, named, sa.or_(*more), scoped=scoped))
    if born and others:
        one = search.TOKENS.alias()
        of_day = one.c.token == sa.bindparam("day")
        ways.append(_bearers(one, of_day, search.bears(one, _another), scoped=scoped))
    if not ways:
        return None
    found = sa.union_all(*(sa.select(one.subquery()) for one in ways)).subquery()
    # Answered by an index alone: of most who share a surname nothing more is read.
    theirs = sa.and_(_NAME.person_id == found.c.person_id, _NAME.ended_at.is_(None))
    return sa.select(found.c.person_id, found.c.born, _NAME.key, _NAME.sound_key).join_from(
        found, PersonName.__table__, theirs
    )


def _bearers(
    one: sa.FromClause, named: sa.ColumnElement[bool], more: sa.ColumnElement[bool], *, scoped: bool
) -> sa.Select[Any]:
    query = sa.select(one.c.person_id, one.c.born).where(named, more, search.within(one, scoped=scoped))
    return query.limit(COMPARED)


def _another(token: Any) -> sa.ColumnElement[bool]:
    others: sa.BindParameter[Any] = sa.bindparam("others", expanding=True)
    found: sa.ColumnElement[bool] = token.in_(others)
    return found


def _heard(spoken: Iterable[str]) -> list[str]:
    return sorted({token for word in spoken for token in search.heard(word)})


def _compare(called: dict[uuid.UUID, _Likeness], names: Names, known: Iterable[Sequence[Any]]) -> None:
    """Note in ``called`` how like ``names`` each of those names is."""
    parts = names.surname, names.given_name, names.father_name
    wanted = (key(*parts), sound_key(*parts))
    for person_id, born, plain, heard in known:
        likeness = called.setdefault(person_id, _Likeness(born))
        likeness.best = max(likeness.best, _alike(wanted, (plain, heard)))
        likeness.same = likeness.same or plain == wanted[0]


def _score(
    called: _Likeness, given: dt.date | None, known: dt.date | None, *, same: bool
) -> tuple[int, tuple[str, ...]]:
    """(likeness, reasons) by names and birth dates. ``same``: a document of theirs was shown."""
    best = called.best
    reasons = ["same_document"] if same else []
    if called.same:
        reasons.append("same_name")
    elif best >= LIKE:
        reasons.append("like_name")
    if given and known:
        moved, reason = _birth(given, known)
        best += moved
        if reason:
            reasons.append(reason)
    return 100 if same else round(max(0.0, min(best, 100.0))), tuple(reasons)


def _alike(wanted: Sequence[str], known: Sequence[str]) -> float:
    """Likeness of 0 to 100 of two (key, key by sound). A name told without the father's is compared with the words it
    has.
    """
    plain = fuzz.token_sort_ratio(wanted[0], known[0])
    heard = fuzz.token_sort_ratio(wanted[1], known[1])
    shared = fuzz.token_set_ratio(wanted[1], known[1]) if min(len(wanted[1].split()), len(known[1].split())) > 1 else 0
    return max(plain, heard, 0.95 * shared)


def _at_most(given: dt.date | None, born: int | None) -> int:
    """How far the birth date of somebody born in that year can raise the likeness."""
    if given is None or born is None:
        return 0
    apart = abs(given.year - born)
    return SAME_DAY if apart == 0 else 0 if apart <= NEAR else FAR


def _birth(given: dt.date, known: dt.date) -> tuple[int, str]:
    """How much a birth date moves the likeness, and the reason to show."""
    if given == known:
        return SAME_DAY, "same_birth_date"
    if given.year == known.year and (given.day, given.month) == (known.month, known.day):
        return EXCHANGED, "near_birth_date"  # day and month were exchanged
    if abs(given.year - known.year) <= NEAR:
        return 0, "near_birth_date"
    return FAR, ""
