"""Registering arrivals: numbers, clocks, returns, look-alikes and what is refused."""

from __future__ import annotations

import datetime as dt
import threading
import unicodedata
from dataclasses import replace

import pytest
import sqlalchemy as sa

from healthapp.access import Identity as Actor
from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.deadlines.models import Deadline
from healthapp.people import flags, queries, services
from healthapp.people.errors import MayBeKnown, Refused
from healthapp.people.models import Facility, Movement, Person, PersonIdentifier, PersonName, PersonToken, Stay
from healthapp.people.schemas import AddName, Names
from tests import factories


@pytest.fixture
def place(database, clock):
    with database.unit(Actor.system("tests"), clock) as uow:
        return factories.facility(uow, code="N1")


@pytest.fixture
def feldsher(place):
    return factories.identity(Role.FELDSHER, place)


def enter(database, clock, actor, place, **changes):
    with database.unit(actor, clock) as uow:
        return services.admit(uow, factories.arrival(place, clock.now, **changes))


def release(database, clock, person):
    with database.unit(Actor.system("tests"), clock) as uow:
        stay = uow.session.scalar(sa.select(Stay).where(Stay.person_id == person.id, Stay.released_at.is_(None)))
        stay.released_at, stay.whereabouts = clock.now, "released"
        uow.session.get(Person, person.id).in_custody = False
        uow.audited = True


def test_an_arrival_has_entry_stay_names_movement_and_event(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"})
    with database.reading() as session:
        stay = queries.open_stay(session, person.id)
        movement = session.scalar(sa.select(Movement))
        event = session.scalar(sa.select(AuditEvent))
        assert (person.number, person.facility_id, person.in_custody) == ("N1-2026-0001", place.id, True)
        assert (stay.entered_at, stay.whereabouts) == (clock.now, "unit")
        assert (movement.kind, movement.occurred_at) == ("admission", stay.admitted_at)
        assert [(row.kind, row.value) for row in queries.identifiers_of(session, person.id)] == [("fin", "5ZK3H8Q")]
        assert [(row.kind, row.key) for row in queries.names_of(session, person.id)] == [
            ("primary", "elcin kerimli rauf")
        ]
        assert {"kerimli", "rauf", "elcin", "~karim", "~rauf", "~alcin", "=1991-06-14"} == set(
            session.scalars(sa.select(PersonToken.token))
        )
        assert (event.kind, event.facility_id, event.person_id) == ("person.admitted", place.id, person.id)
        assert event.details == {"known_before": False, "late_minutes": 120, "lookalikes": 0}


def test_the_clocks_run_from_the_door_not_from_the_keyboard(database, clock, feldsher, place):
    came = clock.now - dt.timedelta(hours=25)
    enter(database, clock, feldsher, place, admitted_at=came)
    with database.reading() as session:
        clocks = {row.kind: row for row in session.scalars(sa.select(Deadline)) if row.kind != "screen_due"}
        assert set(clocks) == {"safety_screen", "reception_screen", "intake"}
        assert {row.started_at for row in clocks.values()} == {came}
        assert clocks["intake"].due_at == came + dt.timedelta(hours=24) < clock.now
        assert clocks["intake"].verified


def test_numbers_follow_one_another_by_facility_and_year(database, clock, feldsher, place):
    with database.unit(Actor.system("tests"), clock) as uow:
        other = factories.facility(uow, code="N2")
    numbers = [
        enter(database, clock, feldsher, where, surname=f"Ad{sign}", not_the_same=True).number
        for sign, where in (("a", place), ("b", place), ("c", other))
    ]
    clock.now = dt.datetime(2026, 12, 31, 20, 0, tzinfo=dt.UTC)  # already 2027 in Baku
    numbers.append(enter(database, clock, feldsher, place, surname="Add", not_the_same=True).number)
    assert numbers == ["N1-2026-0001", "N1-2026-0002", "N2-2026-0001", "N1-2027-0001"]


def test_nobody_gets_the_same_number_at_the_same_moment(database, clock, feldsher, place):
    made, failed = [], []
    gate = threading.Barrier(4)

    def work(sign):
        gate.wait()
        try:
            for turn in range(4):
                person = enter(database, clock, feldsher, place, surname=f"Soyad{sign}{turn}", not_the_same=True)
                made.append(person.number)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(sign,)) for sign in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(made) == [f"N1-2026-{number:04}" for number in range(1, 17)]


def test_an_aborted_arrival_leaves_nothing_and_burns_no_number(database, clock, feldsher, place):
    with pytest.raises(RuntimeError), database.unit(feldsher, clock) as uow:  # noqa: PT012 - the unit is the test
        services.admit(uow, factories.arrival(place, clock.now))
        raise RuntimeError
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    assert enter(database, clock, feldsher, place).number == "N1-2026-0001"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"admitted_at": dt.datetime(2026, 3, 11, 10, 33, tzinfo=dt.UTC)}, "admitted_at_time"),
        ({"birth_date": dt.date(2026, 3, 12)}, "birth_date"),
    ],
)
def test_impossible_times_are_refused(database, clock, feldsher, place, changes, field):
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, **changes)
    assert refusal.value.field == field


def test_nobody_arrives_at_a_facility_that_is_closed(database, clock, feldsher, place):
    with database.unit(Actor.system("tests"), clock) as uow:
        uow.session.get_one(Facility, place.id).closed_on = clock.now.date()
        uow.audited = True
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place)
    assert refusal.value.field == "facility_id"


def test_a_person_nobody_can_name(database, clock, feldsher, place):
    made = [
        enter(
            database, clock, feldsher, place, surname="", given_name="", father_name="", birth_date=None, juvenile=True
        )
        for _time in range(2)
    ]
    with database.reading() as session:
        assert [person.number for person in made] == ["N1-2026-0001", "N1-2026-0002"]
        assert session.scalar(sa.select(sa.func.count()).select_from(PersonName)) == 0
        standing = flags.of_people(session, {made[0].id})[made[0].id]
        assert [(row.code, row.state) for row in standing] == [("juvenile", "presumed")]


def test_a_juvenile_is_flagged_by_birth_date(database, clock, feldsher, place):
    boy = enter(database, clock, feldsher, place, birth_date=dt.date(2008, 3, 12))
    man = enter(database, clock, feldsher, place, surname="Başqa", birth_date=dt.date(2008, 3, 11), juvenile=True)
    with database.reading() as session:
        standing = flags.of_people(session, {boy.id, man.id})
        assert {person: [row.state for row in rows] for person, rows in standing.items()} == {boy.id: ["by_birth_date"]}


def test_a_return_opens_a_stay_on_the_same_entry(database, clock, feldsher, place):
    first = enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"})
    clock.advance(days=30)
    release(database, clock, first)
    clock.advance(days=10)
    again = enter(
        database,
        clock,
        feldsher,
        place,
        known=first.id,
        surname="Kerimov",
        numbers={"passport": "C12345678"},
        languages="",
    )
    with database.reading() as session:
        person = session.get(Person, first.id)
        assert again.id == first.id
        assert (person.number, person.surname, person.in_custody) == ("N1-2026-0001", "Kərimli", True)
        assert session.scalar(sa.select(sa.func.count()).select_from(Stay)) == 2
        assert [(row.kind, row.surname) for row in queries.names_of(session, person.id)] == [
            ("primary", "Kərimli"),
            ("alias", "Kerimov"),
        ]
        assert {row.kind for row in queries.identifiers_of(session, person.id)} == {"fin", "passport"}
        newest = session.scalar(sa.select(AuditEvent).order_by(AuditEvent.at.desc()))
        assert newest.details["known_before"] is True
        clocks = session.scalars(sa.select(Deadline).where(Deadline.kind == "intake")).all()
        assert len({row.stay_id for row in clocks}) == 2


def test_who_is_in_custody_is_not_admitted_again(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place)
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, known=person.id)
    assert (refusal.value.field, refusal.value.person_id) == ("known", person.id)


def test_a_return_before_the_release_is_refused(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place)
    clock.advance(days=1)
    release(database, clock, person)
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, known=person.id, admitted_at=clock.now - dt.timedelta(hours=1))
    assert refusal.value.field == "admitted_at_time"


def test_a_fin_on_file_leads_to_its_bearer(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"})
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, surname="Tamam Başqa", numbers={"fin": "5ZK3H8Q"}, not_the_same=True)
    assert (refusal.value.field, refusal.value.person_id) == ("fin", person.id)


def test_a_fin_from_another_facility_is_not_linked_but_can_come_back(database, clock, feldsher, place):
    with database.unit(Actor.system("tests"), clock) as uow:
        elsewhere = factories.facility(uow, code="N2")
    there = factories.identity(Role.FELDSHER, elsewhere)
    person = enter(database, clock, there, elsewhere, numbers={"fin": "5ZK3H8Q"})
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"})
    assert (refusal.value.field, refusal.value.person_id) == ("fin", None)
    with pytest.raises(Refused) as refusal:
        enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"}, known_by_fin=True)
    assert (refusal.value.field, refusal.value.person_id) == ("known", None)
    clock.advance(days=1)
    release(database, clock, person)
    clock.advance(days=1)
    back = enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"}, known_by_fin=True)
    assert (back.id, back.facility_id) == (person.id, place.id)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "same_name"),
        ({"surname": "Каримов", "given_name": "Рауф", "father_name": "Эльчинович"}, "like_name"),
        ({"surname": "Karimov", "father_name": ""}, "like_name"),
        ({"surname": "Rauf", "given_name": "Elçin oğlu", "father_name": "Kərimli"}, "same_name"),
        ({"surname": "KERIMLI", "given_name": "RAUF", "father_name": "ELCIN"}, "same_name"),
        (
            {"surname": unicodedata.normalize("NFD", "Kərimli"), "father_name": unicodedata.normalize("NFD", "Elçin")},
            "same_name",
        ),
        (
            {"surname": "Qəribov", "birth_date": dt.date(1970, 1, 1), "numbers": {"id_card": "AA1234567"}},
            "same_document",
        ),
    ],
)
def test_somebody_alike_on_file_must_be_looked_at(database, clock, feldsher, place, changes, reason):
    person = enter(database, clock, feldsher, place, numbers={"id_card": "AA1234567"})
    with pytest.raises(MayBeKnown) as seen:
        enter(database, clock, feldsher, place, **changes)
    assert [candidate.person.id for candidate in seen.value.candidates] == [person.id]
    assert reason in seen.value.candidates[0].reasons
    other = enter(database, clock, feldsher, place, **changes, not_the_same=True)
    assert other.id != person.id


def test_unlike_people_and_people_out_of_scope_stop_nobody(database, clock, feldsher, place):
    with database.unit(Actor.system("tests"), clock) as uow:
        elsewhere = factories.facility(uow, code="N2")
    enter(database, clock, factories.identity(Role.FELDSHER, elsewhere), elsewhere)
    enter(database, clock, feldsher, place, surname="Nəsirov", given_name="Tural", father_name="Vaqif")
    enter(database, clock, feldsher, place, surname="Kərimli", given_name="Anar", father_name="Kamal")
    assert enter(database, clock, feldsher, place).number.endswith("0003")


def test_correcting_identity(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q", "passport": "C12345678"})
    given = factories.arrival(place, clock.now, surname="Kərimov", numbers={"fin": "5ZK3H8Q"}).identity
    with database.unit(feldsher, clock) as uow:
        changed = services.amend(uow, uow.session.get(Person, person.id), replace(given, needs_interpreter=True))
    with database.reading() as session:
        assert set(changed) == {"name", "needs_interpreter", "passport"}
        assert session.get(Person, person.id).surname == "Kərimov"
        assert [(row.kind, row.surname) for row in queries.names_of(session, person.id)] == [
            ("primary", "Kərimov"),
            ("former", "Kərimli"),
        ]
        withdrawn = session.scalar(sa.select(PersonIdentifier).where(PersonIdentifier.kind == "passport"))
        assert withdrawn.ended_at == clock.now
        event = session.scalar(sa.select(AuditEvent).where(AuditEvent.kind == "person.identity_changed"))
        assert event.details == {"fields": "name,needs_interpreter,passport"}
    with database.unit(feldsher, clock) as uow:
        assert services.amend(uow, uow.session.get(Person, person.id), replace(given, needs_interpreter=True)) == []


def test_a_correction_cannot_take_anothers_fin(database, clock, feldsher, place):
    enter(database, clock, feldsher, place, numbers={"fin": "5ZK3H8Q"})
    other = enter(database, clock, feldsher, place, surname="Nəsirov", not_the_same=True)
    given = factories.arrival(place, clock.now, numbers={"fin": "5ZK3H8Q"}).identity
    with pytest.raises(Refused) as refusal, database.unit(feldsher, clock) as uow:
        services.amend(uow, uow.session.get(Person, other.id), given)
    assert refusal.value.field == "fin"


def test_other_names_are_added_and_withdrawn(database, clock, feldsher, place):
    person = enter(database, clock, feldsher, place)
    with database.unit(feldsher, clock) as uow:
        made = services.add_name(uow, uow.session.get(Person, person.id), AddName("alias", Names("Qara", "Rauf")))
    with database.reading() as session:
        assert "qara" in set(session.scalars(sa.select(PersonToken.token)))
    with pytest.raises(Refused), database.unit(feldsher, clock) as uow:
        services.add_name(uow, uow.session.get(Person, person.id), AddName("alias", Names("Qara", "Rauf")))
    with database.unit(feldsher, clock) as uow:
        services.end_name(uow, uow.session.get(Person, person.id), made.id)
    with database.reading() as session:
        assert "qara" not in set(session.scalars(sa.select(PersonToken.token)))
        primary = queries.names_of(session, person.id)[0]
    with pytest.raises(Refused), database.unit(feldsher, clock) as uow:
        services.end_name(uow, uow.session.get(Person, person.id), primary.id)
