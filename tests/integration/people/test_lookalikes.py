"""Whoever may be the person at the door is found, whoever else is on file: compared with looking at everybody."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from healthapp.access import Identity as Actor
from healthapp.access import Role
from healthapp.people import lookalikes, search
from healthapp.people.models import Person, PersonName
from healthapp.people.names import key, sound_key, words
from healthapp.people.schemas import Names
from tests import factories
from tests.support.plans import plans

SURNAMES = ("Kərimov", "Kərimli", "Каримов", "Kerimova", "Quliyev", "Кулиев", "Quliyeva", "Abdul-Rəhman", "")
GIVEN = ("Rauf", "Rauv", "Рауф", "Elçin", "Эльчин", "Eltsin", "Hüseyn", "Гусейн", "Rəşid", "")
BIRTHS = (
    *(dt.date(1985, 3, 4), dt.date(1985, 4, 3), dt.date(1986, 1, 1), dt.date(1987, 1, 1), dt.date(1984, 12, 31)),
    *(dt.date(1953, 3, 4), dt.date(2004, 2, 29), None),
)
OF_EACH_PLACE = 130
Told = tuple[Names, dt.date | None]


def draw(rng: random.Random) -> Told:
    return Names(rng.choice(SURNAMES), rng.choice(GIVEN), rng.choice(GIVEN), ""), rng.choice(BIRTHS)


def named(person: Person, names: Names, ended_at: dt.datetime | None = None) -> PersonName:
    parts = (names.surname, names.given_name, names.father_name)
    told = dict(zip(("surname", "given_name", "father_name"), parts, strict=True))
    keys = {"key": key(*parts), "sound_key": sound_key(*parts)}
    return PersonName(
        person_id=person.id, kind="alias", valid_from=person.created_at, ended_at=ended_at, **told, **keys
    )


@pytest.fixture
def held(database, clock):
    """(facility, the people there with the names each is known by), twice."""
    rng, places = random.Random(11), []
    with database.unit(Actor.system("tests"), clock) as uow:
        for _place in range(2):
            place, people = factories.facility(uow), []
            for _person in range(OF_EACH_PLACE):
                names, born = draw(rng)
                known = [names, draw(rng)[0]] if rng.random() < 0.2 else [names]
                values = {"surname": names.surname, "given_name": names.given_name, "father_name": names.father_name}
                person = factories.person(uow, place, **values, birth_date=born)
                rows = [named(person, one) for one in known]
                uow.session.add_all([*rows, named(person, draw(rng)[0], ended_at=clock.now)])
                search.index(uow.session, person, rows)
                people.append((person, known))
            for joined, _names in people[::9]:
                joined.merged_into_id = people[1][0].id
            people[1][0].merged_into_id = people[2][0].id
            places.append((place, people))
    return places


def heard(*parts: str) -> set[str]:
    return {token for word in words(" ".join(parts)) for token in search.heard(word)}


def expected(told: Told, people: list[tuple[Person, list[Names]]]) -> list[tuple[str, int]]:
    """(number, score) by looking at everybody: of entries that were joined, that of the one kept in the end."""
    names, born = told
    surname, others = heard(names.surname), heard(names.given_name, names.father_name)
    wanted = (key(names.surname, names.given_name, names.father_name),)
    wanted += (sound_key(names.surname, names.given_name, names.father_name),)
    found: dict[str, int] = {}
    entries = {person.id: person for person, _known in people}
    for person, known in people:
        theirs = heard(*(part for one in known for part in (one.surname, one.given_name, one.father_name)))
        both = born is not None and person.birth_date is not None
        near = both and abs(born.year - person.birth_date.year) <= 1
        shared = bool(theirs & others)
        if not ((theirs & surname and (shared or near)) or (both and born == person.birth_date and shared)):
            continue
        keys = [(one.surname, one.given_name, one.father_name) for one in known]
        best = max(lookalikes._alike(wanted, (key(*parts), sound_key(*parts))) for parts in keys)
        if both:
            swapped = born.year == person.birth_date.year and (born.day, born.month) == (
                *(person.birth_date.month, person.birth_date.day),
            )
            best += 10 if born == person.birth_date else 5 if swapped else 0 if near else -15
        score = round(max(0.0, min(best, 100.0)))
        kept = person
        while kept.merged_into_id is not None:
            kept = entries[kept.merged_into_id]
        if score >= lookalikes.LIKE:
            found[kept.number] = max(score, found.get(kept.number, 0))
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[: lookalikes.SHOWN]


def test_nobody_is_missed_who_is_found_by_looking_at_everybody(database, held):
    (here, people), (_there, others) = held
    asking = {factories.identity(Role.FELDSHER, here): people, factories.identity(Role.REVIEWER): people + others}
    rng, met = random.Random(12), 0
    for told in (draw(rng) for _question in range(120)):
        for identity, within in asking.items():
            with database.reading() as session:
                found = lookalikes.candidates(session, identity, *told)
            assert [(one.person.number, one.score) for one in found] == expected(told, within), (told, identity.name)
            met += bool(found)
    assert 60 < met < 230, "there must be questions of both kinds"


def test_a_false_name_given_again_leads_to_the_person_who_gave_it(database, clock):
    with database.unit(Actor.system("tests"), clock) as uow:
        place = factories.facility(uow)
        kept, false = factories.person(uow, place), factories.person(uow, place, surname="Quliyev", given_name="Anar")
        for person in (kept, false):
            names = Names(person.surname, person.given_name, person.father_name, "")
            uow.session.add(row := named(person, names))
            search.index(uow.session, person, [row])
        false.merged_into_id = kept.id
    told = Names("Quliyev", "Anar", "Elçin", "")
    with database.reading() as session:
        (found,) = lookalikes.candidates(session, factories.identity(Role.FELDSHER, place), told, false.birth_date)
    assert found.person.number == kept.number
    assert found.reasons == ("same_name", "same_birth_date", "joined")


def test_of_most_who_share_a_surname_nothing_but_an_index_is_read(database, held):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by the size of its tables")
    feldsher, told = factories.identity(Role.FELDSHER, held[0][0]), Names("Kərimov", "Rauf", "Elçin", "")
    found = plans(database, lambda session: lookalikes.candidates(session, feldsher, told, dt.date(1985, 3, 4)))
    steps = [step for plan in found.values() for step in plan]
    assert not [step for step in steps if step.startswith("SCAN") and not step.startswith("SCAN anon")]
    names = [step for step in steps if "person_name" in step]
    assert len(names) == 2
    assert all("COVERING INDEX ix_person_name_compared" in step for step in names), names
    tokens = [step for step in steps if "person_token" in step]
    by_place = [step for step in tokens if "COVERING INDEX ix_person_token_facility_id_token_person_id_born" in step]
    by_person = [step for step in tokens if "PRIMARY KEY (person_id=? AND token=?)" in step]
    assert (len(tokens), len(by_place), len(by_person)) == (4, 3, 1), tokens
