"""Checking a list changes nobody; applying does exactly what was checked, all of it or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.custody import queries, services
from healthapp.custody.models import CustodyImport
from healthapp.custody.presenter import REPORT, ROW_REASONS
from healthapp.dates import read_date
from healthapp.deadlines.models import Deadline
from healthapp.importing.checks import NotAsChecked
from healthapp.importing.reading import BadFile
from healthapp.people import movements
from healthapp.people import services as people
from healthapp.people.models import Facility, Movement, Person, PersonIdentifier, Stay
from healthapp.people.queries import open_stay
from healthapp.people.schemas import Admit, Identity, Move, Names
from tests import factories
from tests.integration.custody.listing import ISMAYIL, LALE, RAUF, table


@dataclasses.dataclass
class World:
    """Two facilities, the head of the first, and ways to make things happen."""

    database: object
    clock: object
    here: Facility
    there: Facility
    head: object

    def admit(self, at: Facility, row: dict[str, str], hours: float = 48) -> Person:
        names = Names(row["surname"], row["given_name"], row["father_name"], "ogly")
        born = read_date(row["birth_date"]) if row["birth_date"] else None
        with self.database.unit(factories.identity(Role.HEAD, at), self.clock) as uow:
            return people.admit(
                uow,
                Admit(
                    facility_id=at.id,
                    admitted_at=self.clock.now - dt.timedelta(hours=hours),
                    origin="police",
                    legal_status="remand",
                    place=row["place"],
                    identity=Identity(
                        names=names,
                        registered_sex="male",
                        birth_date=born,
                        numbers={"fin": row["fin"]} if row["fin"] else {},
                    ),
                    not_the_same=True,
                ),
            )

    def move(self, person: Person, kind: str, **more) -> None:
        actor = factories.identity(Role.HEAD, self.here)
        with self.database.unit(actor, self.clock) as uow:
            when = more.pop("occurred_at", self.clock.now - dt.timedelta(hours=1))
            movements.record(uow, uow.session.get(Person, person.id), Move(kind=kind, occurred_at=when, **more))

    def check(self, *rows: dict[str, str]) -> CustodyImport:
        with self.database.unit(self.head, self.clock) as uow:
            return services.check(uow, self.here.id, table(*rows))

    def apply(self, row: CustodyImport, digest: str | None = None, actor=None) -> None:
        with self.database.unit(actor or self.head, self.clock) as uow:
            services.apply(uow, queries.held(uow.session, row.id), digest or row.digest.hex())

    def stays(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as session:
            query = sa.select(Person.surname, Facility.code, Stay.place).join(Stay, Stay.person_id == Person.id)
            query = query.join(Facility, Facility.id == Stay.facility_id).where(Stay.released_at.is_(None))
            return sorted(tuple(row) for row in session.execute(query))


@pytest.fixture
def world(database, clock) -> World:
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        here = factories.facility(uow, code="HERE")
        there = factories.facility(uow, code="THERE")
    return World(database, clock, here, there, factories.identity(Role.HEAD, here))


def told(row: CustodyImport) -> list[tuple[int, str, str]]:
    return [(stored["number"], stored["kind"], stored["reason"]) for stored in row.rows]


def test_a_first_list_admits_everybody_once(world):
    made = world.check(RAUF, ISMAYIL, LALE)
    assert told(made) == [(2, "new", ""), (3, "new", ""), (4, "new", "")]
    assert world.stays() == []
    world.apply(made)
    assert world.stays() == [
        ("Kərimli", "HERE", "2-ci korpus, 14"),
        ("Quliyeva", "HERE", "2-ci korpus, 14"),
        ("İsmayılov", "HERE", ""),
    ]
    with world.database.reading() as session:
        lale = session.scalars(sa.select(Person).where(Person.surname == "Quliyeva")).one()
        assert (lale.patronymic_suffix, lale.registered_sex, lale.languages) == ("qizi", "female", "az,ru")
        assert session.scalars(
            sa.select(PersonIdentifier.value).where(PersonIdentifier.person_id == lale.id)
        ).all() == ["7XYZ987"]
        clocks = session.scalars(sa.select(Deadline).where(Deadline.person_id == lale.id)).all()
        arrived = dt.datetime(2026, 3, 11, 8, 30, tzinfo=dt.UTC)
        at_the_door = {(clock.kind, clock.started_at) for clock in clocks if clock.kind != "screen_due"}
        assert at_the_door == {(kind, arrived) for kind in ("safety_screen", "reception_screen", "intake")}
    again = world.check(RAUF, ISMAYIL, LALE)
    assert told(again) == [(2, "here", ""), (3, "here", ""), (4, "here", "")]
    world.apply(again)
    assert len(world.stays()) == 3


@pytest.mark.parametrize("surname", ["İsmayılov", "ISMAYILOV", "Ismayilov", "ismayılov", "İSMAYILOV", "Исмайылов"])
def test_the_four_i_and_cyrillic_are_one_name(world, surname):
    world.admit(world.here, ISMAYIL)
    given = {"İsmayılov": "İlqar", "Исмайылов": "Илгар"}.get(surname, "ILQAR")
    father = "Ишыг" if surname == "Исмайылов" else "IŞIQ"
    made = world.check({**ISMAYIL, "surname": surname, "given_name": given, "father_name": father})
    kinds = [stored["kind"] for stored in made.rows]
    if surname == "Исмайылов":
        assert told(made) == [(2, "rejected", "look_alike")]
    else:
        assert kinds == ["here"]


def test_a_changed_place_is_a_movement(world):
    person = world.admit(world.here, RAUF)
    made = world.check({**RAUF, "place": "3-cü korpus, 7"})
    assert told(made) == [(2, "place", "")]
    world.apply(made)
    assert world.stays() == [("Kərimli", "HERE", "3-cü korpus, 7")]
    with world.database.reading() as session:
        kinds = session.scalars(sa.select(Movement.kind).where(Movement.person_id == person.id)).all()
        assert sorted(kinds) == ["admission", "cell_change"]


def test_no_place_in_the_list_changes_none(world):
    world.admit(world.here, RAUF)
    assert told(world.check({**RAUF, "place": ""})) == [(2, "here", "")]


def test_a_place_for_somebody_at_court_waits_for_the_return(world):
    person = world.admit(world.here, RAUF)
    world.move(person, "to_court", other_place="Bakı məhkəməsi")
    assert told(world.check({**RAUF, "place": "9"})) == [(2, "rejected", "away")]
    assert told(world.check(RAUF)) == [(2, "here", "")]


def test_those_the_list_does_not_name_are_told_and_left_alone(world):
    world.admit(world.here, RAUF)
    gone = world.admit(world.here, ISMAYIL)
    made = world.check(RAUF)
    assert (made.left, made.counts["left"]) == ([str(gone.id)], 1)
    world.apply(made)
    assert len(world.stays()) == 2


def test_a_rejected_row_still_names_its_person(world):
    world.admit(world.here, RAUF)
    made = world.check({**RAUF, "birth_date": "15.06.1991"})
    assert told(made) == [(2, "rejected", "fin_other_birth")]
    assert made.left == []


def test_whoever_was_sent_here_is_received(world):
    person = world.admit(world.there, RAUF)
    world.move(person, "transfer_out", other_facility_id=world.here.id)
    made = world.check({**RAUF, "admitted_at": "11.03.2026 14:00"})
    assert told(made) == [(2, "moved", "")]
    world.apply(made)
    assert world.stays() == [("Kərimli", "HERE", "2-ci korpus, 14")]
    with world.database.reading() as session:
        assert session.get(Person, person.id).facility_id == world.here.id
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_whoever_was_sent_here_is_found_by_name_too(world):
    person = world.admit(world.there, {**RAUF, "fin": ""})
    world.move(person, "transfer_out", other_facility_id=world.here.id)
    assert told(world.check({**RAUF, "fin": "", "admitted_at": "11.03.2026 14:00"})) == [(2, "moved", "")]


def test_an_arrival_before_the_departure_is_refused(world):
    person = world.admit(world.there, RAUF)
    world.move(person, "transfer_out", other_facility_id=world.here.id)
    assert told(world.check(RAUF)) == [(2, "rejected", "before_last_movement")]


def test_a_list_pulls_nobody_out_of_another_facility(world):
    """Else a FIN typed into a file would open a chart that nobody sent."""
    world.admit(world.there, RAUF)
    made = world.check(RAUF)
    assert told(made) == [(2, "rejected", "elsewhere")]
    world.apply(made)
    assert world.stays() == [("Kərimli", "THERE", "2-ci korpus, 14")]


def test_the_head_of_both_facilities_may_move_by_list(world):
    world.admit(world.there, RAUF)
    both = factories.identity(Role.HEAD, world.here)
    world.head = dataclasses.replace(
        both, assignments=(*both.assignments, *factories.identity(Role.HEAD, world.there).assignments)
    )
    made = world.check(RAUF)
    assert told(made) == [(2, "moved", "")]
    world.apply(made)
    assert world.stays() == [("Kərimli", "HERE", "2-ci korpus, 14")]


def test_a_known_person_comes_back_on_the_same_entry(world):
    person = world.admit(world.there, RAUF, hours=72)
    world.move(person, "release", release_kind="court_decision", occurred_at=world.clock.now - dt.timedelta(hours=40))
    made = world.check(RAUF)
    assert told(made) == [(2, "new", "")]
    world.apply(made)
    with world.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
        assert open_stay(session, person.id).facility_id == world.here.id
    world.move(person, "release", release_kind="other", occurred_at=world.clock.now)
    assert told(world.check(RAUF)) == [(2, "rejected", "before_release")]


def test_the_dead_are_not_admitted(world):
    person = world.admit(world.here, RAUF)
    world.move(person, "death")
    assert told(world.check(RAUF)) == [(2, "rejected", "dead")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"birth_date": "15.06.1991"}, "fin_other_birth"),
        ({"surname": "Hüseynov", "given_name": "Orxan"}, "fin_other_name"),
        ({"fin": "5ABC124"}, "other_fin"),
        ({"fin": "", "birth_date": ""}, "no_birth_date"),
        ({"fin": "", "surname": "Kərimlı", "father_name": "Elçın", "birth_date": "14.06.1992"}, "look_alike"),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(world, changed, reason):
    world.admit(world.here, RAUF)
    made = world.check({**RAUF, **changed})
    assert told(made) == [(2, "rejected", reason)]
    world.apply(made)
    assert len(world.stays()) == 1


def test_two_people_of_one_name_and_birth_date(world):
    world.admit(world.here, {**RAUF, "fin": ""})
    world.admit(world.here, {**RAUF, "fin": ""})
    assert told(world.check({**RAUF, "fin": ""})) == [(2, "rejected", "several")]


def test_one_person_twice_in_the_list_is_taken_not_at_all(world):
    made = world.check(RAUF, {**LALE, "fin": RAUF["fin"]}, ISMAYIL, {**ISMAYIL, "surname": "ISMAYILOV"}, LALE)
    assert told(made) == [
        (2, "rejected", "doubled_fin"),
        (3, "rejected", "doubled_fin"),
        (4, "rejected", "doubled_person"),
        (5, "rejected", "doubled_person"),
        (6, "new", ""),
    ]
    assert (made.counts["rejected"], made.counts["new"]) == (4, 1)


def test_bad_cells_reject_their_row_alone(world):
    made = world.check({**RAUF, "birth_date": "31.02.1991", "admitted_at": "12.03.2026 09:00"}, LALE)
    assert [stored["kind"] for stored in made.rows] == ["rejected", "new"]
    assert made.rows[0]["wrong"] == [["birth_date", "no_such_date"], ["admitted_at", "in_the_future"]]
    assert len(REPORT.reasons(made.rows[0])) == 2
    world.apply(made)
    assert [surname for surname, _code, _place in world.stays()] == ["Quliyeva"]


def test_every_reason_has_words(world):
    used = {"doubled_fin", "doubled_person", "several", "look_alike", "elsewhere", "away", "dead", "before_release"}
    assert used <= set(ROW_REASONS)


def test_the_rejected_rows_cannot_run_in_a_spreadsheet(world):
    made = world.check({**RAUF, "surname": '=HYPERLINK("http://x")', "place": " @A1", "languages": "+az"}, LALE)
    text = REPORT.rejected_file(made).decode("utf-8-sig")
    heading, row, *rest = text.splitlines()
    assert rest == []
    assert heading.endswith("place;languages")
    assert ';"\'=HYPERLINK(""http://x"")";' in row
    assert ";'@A1;'+az" in row


def test_a_bad_file_stores_nothing(world):
    with pytest.raises(BadFile), world.database.unit(world.head, world.clock) as uow:
        services.check(uow, world.here.id, b"PK\x03\x04")
    with world.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CustodyImport)) == 0


def test_another_file_is_not_applied(world):
    made = world.check(RAUF)
    with pytest.raises(NotAsChecked):
        world.apply(made, digest="0" * 64)
    assert world.stays() == []


def test_what_changed_since_the_check_stops_everything(world):
    made = world.check(RAUF, LALE)
    world.admit(world.here, RAUF)
    with pytest.raises(NotAsChecked):
        world.apply(made)
    assert len(world.stays()) == 1
    with world.database.unit(world.head, world.clock) as uow:
        assert services.recheck(uow, queries.held(uow.session, made.id)) is True
    world.apply(made)
    assert len(world.stays()) == 2


def test_one_refusal_by_the_people_room_takes_everything_back(world, monkeypatch):
    made = world.check(LALE, RAUF)
    admit = people.admit

    def refuse_rauf(uow, command):
        if command.identity.names.given_name == "Rauf":
            raise people.Refused("fin", "This FIN belongs to another person on file")
        return admit(uow, command)

    monkeypatch.setattr(people, "admit", refuse_rauf)
    with pytest.raises(services.RowRefused) as refused:
        world.apply(made)
    assert refused.value.number == 3
    assert world.stays() == []


def test_a_list_is_applied_once_and_keeps_only_what_needs_a_person(world):
    made = world.check(RAUF, {**LALE, "sex": "?"})
    world.apply(made)
    with pytest.raises(NotAsChecked):
        world.apply(made)
    with world.database.reading() as session:
        stored = session.get(CustodyImport, made.id)
        assert (stored.state, stored.applied_by, stored.applied_at) == ("applied", world.head.user_id, world.clock.now)
        assert [row["number"] for row in stored.rows] == [3]
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind.like("custody.%")).order_by(AuditEvent.id))
        assert [(event.kind, event.details["new"], event.subject_digest) for event in events] == [
            ("custody.list_checked", 1, made.digest),
            ("custody.list_applied", 1, made.digest),
        ]


def test_a_new_list_gives_the_waiting_one_up_with_its_names(world):
    first = world.check(RAUF)
    second = world.check(LALE)
    with world.database.reading() as session:
        stored = session.get(CustodyImport, first.id)
        assert (stored.state, stored.rows, stored.left) == ("given_up", [], [])
        assert queries.last_open(session, world.here.id).id == second.id
    with pytest.raises(NotAsChecked):
        world.apply(first)


def test_only_the_facilitys_own_head_finds_its_lists(world):
    made = world.check(RAUF)
    with world.database.reading() as session:
        assert queries.find(session, world.head, made.id) is not None
        for stranger in (factories.identity(Role.HEAD, world.there), factories.identity(Role.REVIEWER)):
            assert queries.find(session, stranger, made.id) is None
            assert queries.recent(session, stranger) == []
            assert queries.facility(session, stranger, world.here.id) is None
