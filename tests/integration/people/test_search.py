"""One box: any spelling, any order, numbers and birth dates, within the scope and in a useful order."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Assignment, Role
from healthapp.access import Identity as Actor
from healthapp.database import uuid7
from healthapp.people import merging, movements, queries, search, services
from healthapp.people.models import Person, PersonToken
from healthapp.people.schemas import AddName, Move, Names
from healthapp.records import services as records
from tests import factories
from tests.support.plans import plans

PEOPLE = (
    ("Kərimli", "Rauf", "Elçin", dt.date(1991, 6, 14), "5ZK3H8Q"),
    ("Kərimov", "Rauf", "Vaqif", dt.date(1991, 1, 2), ""),
    ("Kərimova", "Leyla", "Rauf", dt.date(1985, 6, 14), ""),
    ("Məmmədov", "Əli", "Həsən", dt.date(1970, 12, 31), ""),
    ("Гусейнов", "Гасан", "Али", dt.date(1960, 5, 5), ""),
    ("Щербаков", "Пётр", "Сергеевич", dt.date(1980, 3, 3), ""),
    ("Abdul-Rəhman", "Səid", "", None, ""),
)


@pytest.fixture
def place(database, clock):
    with database.unit(Actor.system("tests"), clock) as uow:
        return factories.facility(uow, code="N1")


@pytest.fixture
def feldsher(place):
    return factories.identity(Role.FELDSHER, place)


@pytest.fixture
def people(database, clock, feldsher, place):
    """Surname -> entry."""
    made = {}
    with database.unit(feldsher, clock) as uow:
        for surname, given, father, born, fin in PEOPLE:
            told = {"surname": surname, "given_name": given, "father_name": father, "birth_date": born}
            numbers = {"fin": fin} if fin else {}
            arrival = factories.arrival(place, clock.now, **told, numbers=numbers, not_the_same=True)
            made[surname] = services.admit(uow, arrival)
    return made


@pytest.fixture
def ask(database, feldsher, people):
    def surnames(text, actor=feldsher, limit=search.LIMIT):
        with database.reading() as session:
            return [person.surname for person in search.find(session, actor, text, limit).people]

    return surnames


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Kərimli", "Kərimli"),
        ("kerimli rauf", "Kərimli"),
        ("RAUF KƏRİMLİ", "Kərimli"),
        ("elçin oğlu rauf kərimli", "Kərimli"),
        ("Керимли Рауф", "Kərimli"),
        ("Karimli Rauf Elchin ogly", "Kərimli"),
        ("Mammadov", "Məmmədov"),
        ("Мамедов Али", "Məmmədov"),
        ("MEMMEDOV", "Məmmədov"),
        ("məmm", "Məmmədov"),
        ("Hüseynov Həsən", "Гусейнов"),
        ("huseynov", "Гусейнов"),
        ("Shcherbakov Petr", "Щербаков"),
        ("Сергеевич", "Щербаков"),
        ("serge", "Щербаков"),
        ("abdulrahman", "Abdul-Rəhman"),
        ("rehman abdul", "Abdul-Rəhman"),
        ("5zk3h8q", "Kərimli"),
        ("n1-2026-0004", "Məmmədov"),
        ("31.12.1970", "Məmmədov"),
        ("1970", "Məmmədov"),
        ("rauf 1991 elçin", "Kərimli"),
        ("məmmədov 31.12.1970", "Məmmədov"),
        ("kərimli r", "Kərimli"),
    ],
)
def test_who_is_found_first(ask, text, first):
    assert ask(text)[:1] == [first]


def test_exact_words_come_before_beginnings_and_those_before_sounds(ask):
    assert ask("kərimov") == ["Kərimov", "Kərimova", "Kərimli"]
    assert ask("kərim") == ["Kərimli", "Kərimov", "Kərimova"]
    assert ask("rauf kərimov") == ["Kərimov", "Kərimova", "Kərimli"]
    assert ask("rauf kərimov 1985") == ["Kərimova"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "k",
        "zzzz",
        "'; DROP TABLE person; --",
        "%",
        "_",
        "999999999",
        "\x00",
        "oğlu",
        "Kərimli Tural",
        "14.06.1992",
    ],
)
def test_what_finds_nobody(ask, text):
    assert ask(text) == []


def test_marks_of_the_table_mean_nothing_in_the_box(ask):
    assert ask("~karim") == ask("karim")
    assert ask("=1991") == []


def test_a_long_paste_and_many_words_are_cut(ask):
    assert ask("Kərimli " * 100_000) == ["Kərimli", "Kərimov", "Kərimova"]
    assert ask("ə" * 1_000_000) == []


def test_the_limit_says_that_there_are_more(database, feldsher, people):
    with database.reading() as session:
        found = search.find(session, feldsher, "kərim", limit=2)
        assert ([person.surname for person in found.people], found.more) == (["Kərimli", "Kərimov"], True)
        assert not search.find(session, feldsher, "kərim", limit=3).more


def test_another_facility_finds_nobody(database, clock, ask):
    with database.unit(Actor.system("tests"), clock) as uow:
        elsewhere = factories.facility(uow)
    for text in ("Kərimli", "5ZK3H8Q", "N1-2026-0001", "14.06.1991", "Karimli"):
        assert ask(text, factories.identity(Role.DOCTOR, elsewhere)) == []
        assert ask(text, factories.identity(Role.REVIEWER))[:1] == ["Kərimli"]
        assert ask(text, factories.identity(Role.AUDITOR)) == []


def test_a_record_is_found_by_its_number_by_those_who_may_read_it(database, clock, feldsher, place, people, ask):
    with database.unit(feldsher, clock) as uow:
        given = {"kind": "intake", "stay_id": None, "event_time": uow.now(), "schema_version": 1}
        row = records.begin(uow, person_id=people["Kərimli"].id, facility_id=place.id, **given)
        records.hand_in(uow, row, method="password", needs_doctor=True)
    assert row.number == f"TS-{place.code}-2026-0001"
    for text in (row.number, row.number.lower()):
        assert ask(text) == ["Kərimli"]
        assert ask(text, factories.identity(Role.REVIEWER)) == ["Kərimli"]
        assert ask(text, factories.identity(Role.ADMINISTRATION, place)) == []
    assert ask("TS-N1-2026-0002") == []


def test_other_names_find_the_person_until_withdrawn(database, clock, feldsher, people, ask):
    with database.unit(feldsher, clock) as uow:
        person = uow.session.get(Person, people["Məmmədov"].id)
        name = services.add_name(uow, person, AddName("alias", Names("Qaraquş")))
    assert ask("qaraqus") == ["Məmmədov"]
    with database.unit(feldsher, clock) as uow:
        services.end_name(uow, uow.session.get(Person, people["Məmmədov"].id), name.id)
    assert ask("qaraqus") == []


def test_a_merged_entry_leads_to_the_kept_one(database, clock, people, ask):
    with database.unit(Actor.system("tests"), clock) as uow:
        uow.session.get(Person, people["Kərimova"].id).merged_into_id = people["Kərimov"].id
        uow.session.get(Person, people["Kərimov"].id).merged_into_id = people["Məmmədov"].id
        uow.audited = True
    assert ask("leyla") == ["Məmmədov"]
    assert ask("kərimov") == ["Məmmədov", "Kərimli"]
    assert ask("1985") == ["Məmmədov"]


def test_a_unit_finds_its_own_people_by_everything_joined_into_them_wherever_they_go(database, clock, place, people):
    """The words know where a person is: transfer, joining, correction, parting and return must all tell them."""
    with database.unit(Actor.system("tests"), clock) as uow:
        second = factories.facility(uow, code="N2")
    there = factories.identity(Role.FELDSHER, second)
    both = Actor(uuid7(), "Head", tuple(Assignment(Role.HEAD, at.id) for at in (place, second)))
    rauf, leyla = people["Kərimov"].id, people["Kərimova"].id

    def act(actor, work):
        clock.now += dt.timedelta(minutes=5)
        with database.unit(actor, clock) as uow:
            return work(uow)

    def move(kind, **more):
        act(both, lambda uow: movements.record(uow, uow.session.get(Person, rauf), Move(kind, clock(), **more)))

    def found():
        with database.reading() as session:
            units = (factories.identity(Role.FELDSHER, place), there)
            return [[p.surname for p in search.find(session, unit, "leyla kərimova").people] for unit in units]

    def places():
        """Whoever has a word at another place than where its kept entry is."""
        with database.reading() as session:
            rows = session.execute(sa.select(PersonToken.person_id, PersonToken.facility_id).distinct()).all()
            kept = {row.id: queries.kept_entry(session, row) for row in session.scalars(sa.select(Person))}
            return [str(one) for one, at in rows if kept[one].facility_id != at]

    move("transfer_out", other_facility_id=second.id)
    move("transfer_in", place="4")
    assert (found(), places()) == ([["Kərimova"], []], [])

    act(
        both,
        lambda uow: movements.record(
            uow, uow.session.get(Person, leyla), Move("release", clock(), release_kind="end_of_sentence")
        ),
    )
    merger = act(both, lambda uow: merging.merge(uow, kept_id=rauf, merged_id=leyla, reason="Bir şəxsdir"))
    assert (found(), places()) == ([[], ["Kərimov"]], [])
    again = factories.arrival(place, clock.now, birth_date=dt.date(1985, 6, 15)).identity
    act(both, lambda uow: services.amend(uow, uow.session.get(Person, leyla), again))
    assert places() == []
    act(both, lambda uow: merging.unmerge(uow, merger.id, reason="Səhv idi"))
    assert places() == []

    act(both, lambda uow: merging.merge(uow, kept_id=rauf, merged_id=leyla, reason="Yenə də bir şəxsdir"))
    move("release", release_kind="end_of_sentence")
    back = factories.arrival(
        place, clock.now, admitted_at=clock.now, known=rauf, surname="Kərimov", father_name="Vaqif"
    )
    act(both, lambda uow: services.admit(uow, back))
    assert places() == []
    with database.reading() as session:
        assert [p.id for p in search.find(session, there, "kərimov rauf vaqif").people] == []


def test_tokens_follow_a_corrected_birth_date(database, clock, feldsher, place, people, ask):
    given = factories.arrival(place, clock.now, birth_date=dt.date(1955, 1, 1), numbers={"fin": "5ZK3H8Q"}).identity
    with database.unit(feldsher, clock) as uow:
        services.amend(uow, uow.session.get(Person, people["Kərimli"].id), given)
    assert ask("1955") == ["Kərimli"]
    assert ask("14.06.1991") == []


def test_the_search_walks_no_table(database, feldsher, people):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by the size of its tables")

    def look(session):
        search.find(session, feldsher, "kərimli rauf 1991")
        search.find(session, factories.identity(Role.REVIEWER), "N1-2026-0001")

    found = plans(database, look)
    assert len(found) > 5
    assert [step for steps in found.values() for step in steps if step.startswith("SCAN")] == []
    here = [steps for text, steps in found.items() if "facility_id IN" in text and "person_token" in text]
    own = [step for steps in here for step in steps if "person_token" in step]
    # Two words by beginning and by sound, and what the Department asks: of a common name a unit reads its own bearers
    # alone, side by side, and whoever looks everywhere those of one unit after the other.
    by_word = [step for step in own if "PRIMARY KEY (person_id=? AND token=?)" in step]
    own = [step for step in own if step not in by_word]
    assert len(by_word) == 1, "whether the bearer of the rarest word bears the other as it was typed"
    assert len(own) == 6
    assert all("COVERING INDEX ix_person_token_facility_id_token_person_id_born (facility_id=" in step for step in own)


def test_who_arrived_last_is_chosen_in_the_order_of_an_index(database, feldsher, people):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by the size of its tables")
    for identity in (feldsher, factories.identity(Role.REVIEWER)):
        found = plans(database, lambda session, identity=identity: queries.recent_arrivals(session, identity))
        (steps,) = (steps for text, steps in found.items() if "JOIN stay" in text)
        assert not any(step.startswith("SCAN") and "INDEX" not in step for step in steps), steps
        chosen = [step for step in steps if "ix_stay_" in step]
        assert chosen
        assert all("admitted_at" in step for step in chosen), steps
