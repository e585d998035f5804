"""One box: any spelling, any order, numbers and birth dates, within the scope and in a useful order."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity as Actor
from healthapp.access import Role
from healthapp.people import search, services
from healthapp.people.models import Person
from healthapp.people.schemas import AddName, Names
from healthapp.records import services as records
from tests import factories

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
    for surname, given, father, born, fin in PEOPLE:
        with database.unit(feldsher, clock) as uow:
            made[surname] = services.admit(
                uow,
                factories.arrival(
                    place,
                    clock.now,
                    surname=surname,
                    given_name=given,
                    father_name=father,
                    birth_date=born,
                    numbers={"fin": fin} if fin else {},
                    not_the_same=True,
                ),
            )
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


def test_tokens_follow_a_corrected_birth_date(database, clock, feldsher, place, people, ask):
    given = factories.arrival(place, clock.now, birth_date=dt.date(1955, 1, 1), numbers={"fin": "5ZK3H8Q"}).identity
    with database.unit(feldsher, clock) as uow:
        services.amend(uow, uow.session.get(Person, people["Kərimli"].id), given)
    assert ask("1955") == ["Kərimli"]
    assert ask("14.06.1991") == []


def test_the_search_walks_no_table(database, feldsher, people):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by the size of its tables")
    asked = []
    sa.event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, *_more: asked.append((statement, values)),
    )
    with database.reading() as session:
        search.find(session, feldsher, "kərimli rauf 1991")
        search.find(session, factories.identity(Role.REVIEWER), "N1-2026-0001")
        for statement, values in list(asked):
            if statement.startswith("SELECT"):
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                assert [row[3] for row in plan if row[3].startswith("SCAN")] == [], statement
    assert len(asked) > 5
