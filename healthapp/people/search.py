"""One box: a name in any spelling and order, a FIN, a record number, a birth date or year.

People are found through ``person_token``: folded words of their names, with ``~`` before them their forms by
sound, with ``=`` the birth date. Ranked: every word exactly, then as beginnings of words, then by
sound; each step stops at the limit.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.dates import read_date
from healthapp.engines import beside
from healthapp.people import cards, identifiers, queries
from healthapp.people.cards import PersonCard
from healthapp.people.models import Facility, Person, PersonIdentifier, PersonName, PersonToken
from healthapp.people.names import sounds, tokens, words
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord

LIMIT = 25
LONGEST_QUERY = 200
MOST_WORDS = 6
#: Of a word; what is longer is found by its beginning.
LONGEST_TOKEN = 60
SHORTEST_PREFIX = 2
SOUND = "~"
BORN = "="
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Comes after every sign a token is made of (a-z, 0-9).
LAST = "\x7f"
#: How often a person may come in one step before somebody else is missed.
REPEATS = 3
#: Asked as a table: an entity's columns would cost as much again as the answer.
TOKENS = PersonToken.__table__
#: The facilities within which one looks; every one by name for who may look everywhere, because the index begins so.
_HERE: sa.BindParameter[Any] = sa.bindparam("places", expanding=True)
_EVERYWHERE = sa.select(Facility.id)


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, best first. ``more``: there are others; the words should say more."""

    people: list[PersonCard]
    more: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, taken apart. ``day``: the token of a birth date. ``year``: of birth."""

    words: tuple[str, ...] = ()
    day: str = ""
    year: int | None = None
    number: str = ""


def token_rows(person: Person, names: Iterable[PersonName], facility_id: uuid.UUID | None) -> list[dict[str, object]]:
    """The rows of ``person_token`` for one person with these names, held at ``facility_id``."""
    found: set[str] = set()
    for name in names:
        for word in tokens(name.surname, name.given_name, name.father_name):
            found.add(word[:LONGEST_TOKEN])
            found.update(heard(word))
    born = None
    if person.birth_date is not None:
        born = person.birth_date.year
        found.add(on_day(person.birth_date))
    row = {"person_id": person.id, "facility_id": facility_id, "born": born}
    return [{"token": token, **row} for token in sorted(found)]


def on_day(birth_date: dt.date) -> str:
    """The token of who was born that day."""
    return BORN + birth_date.isoformat()


def reindex(session: Session, person: Person) -> None:
    """Make the tokens of a person anew from the standing names and the birth date; in the caller's unit."""
    session.flush()
    session.execute(sa.delete(PersonToken).where(PersonToken.person_id == person.id))
    index(session, person, queries.names_of(session, person.id))


def index(session: Session, person: Person, names: Iterable[PersonName]) -> None:
    """Make the tokens of a stored person who has none yet; in the caller's unit."""
    rows = token_rows(person, names, queries.kept_entry(session, person).facility_id)
    if rows:
        session.connection().execute(sa.insert(PersonToken), rows)  # what waits in the session need not go first


def moved(session: Session, person_ids: Iterable[uuid.UUID], facility_id: uuid.UUID | None) -> None:
    """These entries are found at ``facility_id`` from now on; in the caller's unit."""
    here = sa.update(PersonToken).where(PersonToken.person_id.in_(person_ids)).values(facility_id=facility_id)
    session.execute(here, execution_options={"synchronize_session": False})


def heard(word: str) -> list[str]:
    """The tokens by sound of one folded word."""
    return [SOUND + form[:LONGEST_TOKEN] for form in sounds(word) if form]


def parse(text: str) -> Asked:
    """What was typed: at most one birth date or year, words of a name, and the whole as a number."""
    text = " ".join(text[:LONGEST_QUERY].split())
    day, year = "", None
    named = []
    for part in text.split():
        if day or year:
            named.append(part)
        elif _YEAR.fullmatch(part):
            year = int(part)
        elif not (day := _day(part)):
            named.append(part)
    found = tuple(dict.fromkeys(word[:LONGEST_TOKEN] for word in words(" ".join(named))))
    return Asked(found[:MOST_WORDS], day, year, identifiers.ascii_upper(text.replace(" ", "")))


def find(session: Session, identity: Identity, text: str, limit: int = LIMIT) -> Found:
    """The people within the scope of PERSON_FIND that ``text`` may mean; merged entries lead to the kept one."""
    asked = parse(text)
    wanted = limit + 1
    found: dict[uuid.UUID, bool] = {}
    if any(sign.isdigit() for sign in asked.number):
        found.update(dict.fromkeys(_by_number(session, identity, asked.number, wanted), True))
    born = [Term((asked.day,))] if asked.day else []
    people_of = partial(_people, session, identity, limit=wanted, year=asked.year)
    begun = people_of([Term((word,), beginning=True) for word in asked.words] + born)
    if len(begun) >= wanted and len(asked.words) > 1:
        # More than can be shown: those who bear the very words come first. Of one word, tokens in order say so.
        found.update(people_of([Term((word,)) for word in asked.words] + born))
    for exactly in (True, False):
        found.update((person_id, exactly) for person_id, borne in begun.items() if borne is exactly)
    by_sound = [Term(tuple(heard(word))) for word in asked.words]
    if len(found) < wanted and by_sound and all(term.tokens for term in by_sound):
        found.update(people_of(by_sound + born))
    people = cards.kept(session, list(found)[:wanted])
    return Found(people[:limit], more=len(people) > limit)


def _day(part: str) -> str:
    try:
        return on_day(read_date(part))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked: a person must bear one of ``tokens``, or with ``beginning`` one that begins like the first."""

    tokens: tuple[str, ...]
    beginning: bool = False

    @property
    def rarity(self) -> tuple[int, int]:
        """The longest word is the rarest; a birth date is rarer still."""
        return len(self.tokens[0]), -len(self.tokens)

    def given(self, place: int) -> dict[str, object]:
        """The parameters of the term that stands at ``place`` of a question."""
        if self.beginning:
            return {f"from{place}": self.tokens[0], f"before{place}": self.tokens[0] + LAST}
        return {f"tokens{place}": self.tokens}


def _people(
    session: Session, identity: Identity, terms: list[Term], *, limit: int, year: int | None
) -> dict[uuid.UUID, bool]:
    """Entries that answer every term and were born in ``year``, in the order of the rarest term's tokens; of the token
    table alone.

    Whether each bears every word that was asked by its beginning, as it was typed.
    """
    if not terms and year is None:
        return {}
    terms = terms or [Term((f"{BORN}{year}-",), beginning=True)]
    first, *others = sorted(terms, key=lambda term: term.rarity, reverse=True)
    if first.beginning and len(first.tokens[0]) < SHORTEST_PREFIX:
        first = Term(first.tokens)
    terms = [first, *others]
    places = readable_facilities(identity, Permission.PERSON_FIND)
    given: dict[str, object] = {"most": REPEATS * limit, "places": list(places or ()), "year": year}
    for place, term in enumerate(terms):
        given |= term.given(place)
    beginnings = tuple(term.beginning for term in terms)
    query = _people_query(beginnings, dated=year is not None, scoped=places is not None)
    found: dict[uuid.UUID, bool] = {}
    with session.execute(query, given) as rows:
        for person_id, borne in rows:
            found.setdefault(person_id, bool(borne))  # the word itself stands before what begins with it
            if len(found) == limit:
                break  # the rest is for those who came several times
    return found


@lru_cache(maxsize=64)
def _people_query(beginnings: tuple[bool, ...], *, dated: bool, scoped: bool) -> sa.Select[Any]:
    """The question for so many terms, each asked whole or by its beginning; the rarest comes first. ``dated``: of those
    born in one year.

    Made once for each kind of question: making it costs more than asking it.
    """
    rarest = TOKENS.alias()
    query = (
        sa.select(rarest.c.person_id, _borne(rarest, beginnings))
        .where(_matches(rarest.c.token, 0, beginnings[0]))
        .order_by(rarest.c.token, rarest.c.person_id)
        .limit(sa.bindparam("most"))  # a person of whom several tokens begin alike comes once for each
    )
    for place, beginning in enumerate(beginnings[1:], start=1):
        query = query.where(bears_too(rarest, partial(_matches, place=place, beginning=beginning), scoped=scoped))
    if dated:
        query = query.where(rarest.c.born == sa.bindparam("year"))
    return query.where(within(rarest, scoped=scoped))


def _borne(rarest: sa.FromClause, beginnings: tuple[bool, ...]) -> sa.ColumnElement[bool]:
    """Whether the bearer of token ``rarest`` bears each word itself that was asked by its beginning."""
    asked: list[sa.ColumnElement[bool]] = [sa.true()]
    for place, beginning in enumerate(beginnings):
        word: sa.BindParameter[str] = sa.bindparam(f"from{place}")
        if beginning and place == 0:
            asked.append(rarest.c.token == word)
        elif beginning:
            asked.append(bears(rarest, partial(operator.eq, word)))
    return sa.and_(*asked)


def within(one: sa.FromClause, *, scoped: bool) -> sa.ColumnElement[bool]:
    """Whether the bearer of token ``one`` is found where one may look: of a common name most are or were elsewhere."""
    return one.c.facility_id.in_(_HERE if scoped else _EVERYWHERE)


def bears(one: sa.FromClause, alike: Callable[[Any], sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """Whether the bearer of token ``one`` bears another that is ``alike``, each looked up: where there are few."""
    other = TOKENS.alias()
    return sa.exists().where(other.c.person_id == one.c.person_id, alike(other.c.token))


def bears_too(
    one: sa.FromClause, alike: Callable[[Any], sa.ColumnElement[bool]], *, scoped: bool
) -> sa.ColumnElement[bool]:
    """As ``bears``, where there are many: a unit's bearers of a word stand side by side, each person's words apart."""
    other = TOKENS.alias()
    theirs = sa.select(other.c.person_id).where(within(other, scoped=scoped), alike(other.c.token))
    # The embedded engine would begin with the other word and look up each of its bearers.
    return beside(one.c.person_id).in_(theirs)


def _in_scope(query: sa.Select[Any], kept: Any, places: Any) -> sa.Select[Any]:
    """Narrowed to where the kept entry of each person found is."""
    # In two halves: of a COALESCE the planner knows nothing and walks through everybody.
    here = sa.and_(Person.merged_into_id.is_(None), Person.facility_id.in_(places))
    return query.where(sa.or_(here, kept.facility_id.in_(places)))


def _matches(column: Any, place: int, beginning: bool) -> sa.ColumnElement[bool]:
    """What ``Term.given(place)`` fills in."""
    if beginning:
        return sa.and_(column >= sa.bindparam(f"from{place}"), column < sa.bindparam(f"before{place}"))
    found: sa.ColumnElement[bool] = column.in_(sa.bindparam(f"tokens{place}", expanding=True))
    return found


def _by_number(session: Session, identity: Identity, number: str, limit: int) -> list[uuid.UUID]:
    """Who bears this number here or in another system now, or has a record of this number that one may read."""
    kept = aliased(Person)
    shown = sa.func.coalesce(kept.id, Person.id)
    bearer = sa.select(PersonIdentifier.person_id).where(
        PersonIdentifier.kind.in_(tuple(identifiers.KINDS)),
        PersonIdentifier.value == number,
        PersonIdentifier.ended_at.is_(None),
    )
    query = (
        sa.select(shown)
        .select_from(Person)
        .outerjoin(kept, kept.id == Person.merged_into_id)
        .where(sa.or_(Person.number == number, Person.id.in_(bearer), Person.id.in_(_of_record(identity, number))))
        .order_by(Person.id)
    )
    places = readable_facilities(identity, Permission.PERSON_FIND)
    if places is not None:
        query = _in_scope(query, kept, places)
    return list(dict.fromkeys(session.scalars(query.limit(limit))))


def _of_record(identity: Identity, number: str) -> sa.Select[uuid.UUID]:
    """Whom the record of this number is about; custody staff must not learn from a number that there is a record."""
    return sa.select(ClinicalRecord.person_id).where(
        ClinicalRecord.number == number, records.in_scope(identity, Permission.CHART_READ)
    )
