"""The state machine of custody: what may follow on what, which clocks it starts, and what is refused."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from healthapp.access import Identity as Actor
from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.deadlines import kinds
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.people import movements, queries, services
from healthapp.people.errors import Refused
from healthapp.people.models import Movement, Person, Stay
from healthapp.people.movements import Move
from healthapp.records.models import ClinicalRecord, RecordState
from tests import factories


@pytest.fixture
def place(database, clock):
    with database.unit(Actor.system("tests"), clock) as uow:
        return factories.facility(uow, code="N1")


@pytest.fixture
def other(database, clock):
    with database.unit(Actor.system("tests"), clock) as uow:
        return factories.facility(uow, code="N2")


@pytest.fixture
def feldsher(place):
    return factories.identity(Role.FELDSHER, place)


@pytest.fixture
def rauf(database, clock, feldsher, place):
    with database.unit(feldsher, clock) as uow:
        return services.admit(uow, factories.arrival(place, clock.now, place="Karantin 3"))


@pytest.fixture
def move(database, clock, feldsher, rauf):
    """Record a movement now (or ``ago`` minutes ago), each five minutes after the one before."""

    def record(kind, *, actor=feldsher, ago=0, **values):
        clock.advance(minutes=5)
        at = clock.now - dt.timedelta(minutes=ago)
        with database.unit(actor, clock) as uow:
            return movements.record(uow, uow.session.get(Person, rauf.id), Move(kind, at, **values))

    return record


def clocks(database, kind=None, state="open"):
    with database.reading() as session:
        query = sa.select(Deadline).where(Deadline.state == state).order_by(Deadline.started_at, Deadline.id)
        return list(session.scalars(query if kind is None else query.where(Deadline.kind == kind)))


def stay_of(database, person):
    with database.reading() as session:
        return queries.last_stay(session, person.id)


@pytest.mark.parametrize(
    ("away", "back", "kind", "hours"),
    [
        ("to_court", "return_court", "return_court", 24),
        ("to_police", "return_police", "return_police", 24),
    ],
)
def test_a_return_starts_its_clock_from_the_return(database, clock, move, rauf, place, away, back, kind, hours):
    move(away, other_place="Binəqədi rayon məhkəməsi")
    assert stay_of(database, rauf).whereabouts == away.removeprefix("to_")
    assert clocks(database, kind) == []
    returned = move(back, ago=3)
    found = clocks(database, kind)
    assert stay_of(database, rauf).whereabouts == "unit"
    assert [(row.started_at, row.due_at, row.facility_id) for row in found] == [
        (returned.occurred_at, returned.occurred_at + dt.timedelta(hours=hours), place.id)
    ]


def test_a_procedural_action_starts_its_clock_and_moves_nobody(database, move, rauf):
    move("procedural_action")
    assert stay_of(database, rauf).whereabouts == "unit"
    assert len(clocks(database, "procedural")) == 1


@pytest.mark.parametrize(
    ("kind", "due", "hours"),
    [("procedural_ahead", "procedural_before", 1), ("violence", "after_incident", 2), ("force", "after_incident", 2)],
)
def test_what_calls_for_an_examination_without_delay_starts_its_clock(database, move, rauf, kind, due, hours):
    happened = move(kind)
    assert stay_of(database, rauf).whereabouts == "unit"
    found = clocks(database, due)
    assert [row.due_at for row in found] == [happened.occurred_at + dt.timedelta(hours=hours)]


def test_isolation_is_visited_at_once_until_it_ends(database, move, rauf):
    move("isolation_start")
    assert stay_of(database, rauf).isolated
    (first,) = clocks(database, "segregation_first")
    assert first.due_at - first.started_at == dt.timedelta(hours=1), "at once, not within the first day"
    with pytest.raises(Refused):
        move("isolation_start")
    move("isolation_end")
    assert not stay_of(database, rauf).isolated
    assert clocks(database, "segregation_first") == []
    assert [row.ended_reason != "" for row in clocks(database, "segregation_first", "cancelled")] == [True]


def test_a_change_of_cell_needs_the_cell(database, move, rauf):
    with pytest.raises(Refused) as refusal:
        move("cell_change")
    assert refusal.value.field == "place"
    move("cell_change", place="4-12")
    assert stay_of(database, rauf).place == "4-12"


def test_a_transfer_hands_over_person_and_clocks_when_it_is_acknowledged(database, move, clock, rauf, place, other):
    with pytest.raises(Refused) as refusal:
        move("transfer_out")
    assert refusal.value.field == "other_facility"
    with pytest.raises(Refused):
        move("transfer_out", other_facility_id=place.id)
    sent = move("transfer_out", other_facility_id=other.id)
    assert sent.without_exam
    stay = stay_of(database, rauf)
    assert (stay.whereabouts, stay.facility_id, stay.heading_to_id) == ("transit", place.id, other.id)
    assert {row.facility_id for row in clocks(database)} == {place.id}
    receiving = factories.identity(Role.NURSE, other)
    with database.reading() as session:
        assert [row[0].id for row in queries.on_the_way(session, receiving)] == [rauf.id]
        assert queries.find(session, receiving, rauf.id) is None
        assert queries.on_the_way(session, factories.identity(Role.NURSE, place)) == []
    taken = move("transfer_in", actor=receiving, place="Karantin 1")
    stay = stay_of(database, rauf)
    assert (stay.whereabouts, stay.facility_id, stay.heading_to_id, stay.place) == (
        "unit",
        other.id,
        None,
        "Karantin 1",
    )
    assert (taken.facility_id, taken.other_facility_id) == (other.id, place.id)
    found = clocks(database)
    assert {row.facility_id for row in found} == {other.id}
    assert sorted({row.kind for row in found}) == [
        "intake", "reception_screen", "rescreen", "safety_screen", "screen_due",
    ]  # fmt: skip
    with database.reading() as session:
        assert queries.find(session, receiving, rauf.id).facility_id == other.id
        assert queries.on_the_way(session, receiving) == []


def test_the_receiving_unit_examines_within_its_own_first_day(database, move, clock, rauf, other):
    with database.unit(Actor.system("tests"), clock) as uow:
        uow.session.execute(sa.update(Deadline).values(state="met", met_at=clock.now))
    move("transfer_out", other_facility_id=other.id)
    taken = move("transfer_in", actor=factories.identity(Role.NURSE, other))
    assert {(row.kind, row.started_at) for row in clocks(database)} == {
        ("intake", taken.occurred_at),
        ("rescreen", taken.occurred_at),
        ("safety_screen", taken.occurred_at),
    }


def test_a_transfer_that_did_not_take_place(database, move, rauf, place, other):
    move("transfer_out", other_facility_id=other.id)
    move("transfer_back")
    stay = stay_of(database, rauf)
    assert (stay.whereabouts, stay.facility_id, stay.heading_to_id) == ("unit", place.id, None)


def test_a_release_closes_the_stay_and_its_clocks_and_says_what_is_missing(database, move, clock, rauf):
    with pytest.raises(Refused) as refusal:
        move("release")
    assert refusal.value.field == "release_kind"
    released = move("release", release_kind="court_decision")
    stay = stay_of(database, rauf)
    assert (stay.released_at, stay.release_kind, stay.whereabouts) == (
        released.occurred_at,
        "court_decision",
        "released",
    )
    assert released.without_exam
    assert clocks(database) == []
    assert all(row.ended_reason for row in clocks(database, state="cancelled"))
    with database.reading() as session:
        person = session.get(Person, rauf.id)
        assert (person.in_custody, person.died_at) == (False, None)
        event = session.scalar(sa.select(AuditEvent).where(AuditEvent.kind == "person.movement"))
        assert event.details == {"kind": "release", "late_minutes": 0, "without_exam": True}
    with pytest.raises(Refused):
        move("to_court")


@pytest.mark.parametrize(("state", "missing"), [(RecordState.DRAFT, True), (RecordState.AWAITING_DOCTOR, False)])
def test_an_examination_before_release_counts_once_handed_in(database, move, clock, rauf, feldsher, state, missing):
    stay = stay_of(database, rauf)
    with database.unit(feldsher, clock) as uow:
        uow.session.add(
            ClinicalRecord(
                kind="before_release",
                person_id=rauf.id,
                stay_id=stay.id,
                facility_id=stay.facility_id,
                event_time=clock.now,
                recorded_time=clock.now,
                state=state,
                author_id=feldsher.user_id,
                author_name="x",
                author_role="feldsher",
            )
        )
        uow.audited = True
    assert move("release", release_kind="end_of_sentence").without_exam is missing


@pytest.mark.parametrize("leaving", [{"kind": "release", "release_kind": "court_decision"}, {"kind": "death"}])
def test_what_is_owed_to_others_than_the_person_outlasts_the_stay(database, move, clock, rauf, place, leaving):
    """Whoever records the movement must not end the prosecutor's clock or the wait for a doctor with it."""
    owed = {kind.code: kind for kind in kinds.REGISTRY.values() if leaving["kind"] in kind.outlasts}
    signatures = {"countersign", "countersign_psychiatry"}
    assert signatures | {"prosecutor_notice", "prosecutor_reply", "death_prosecutor"} <= set(owed)
    with database.unit(Actor.system("tests"), clock) as uow:
        for kind in owed.values():
            starting = {"started_at": clock.now, "started_by": "signed", "person_id": rauf.id}
            deadlines.start(uow, kind, facility_id=place.id, **starting)
        uow.audited = True
    move(**leaving)
    assert {row.kind for row in clocks(database)} == set(owed)


def test_a_death_ends_everything_but_the_file_and_the_prosecutor_is_to_be_told(database, move, rauf):
    died = move("death")
    stay = stay_of(database, rauf)
    assert (stay.whereabouts, stay.release_kind) == ("dead", "death")
    with database.reading() as session:
        assert session.get(Person, rauf.id).died_at == died.occurred_at
    assert [(row.kind, row.started_at, row.due_at) for row in clocks(database)] == [
        ("death_prosecutor", died.occurred_at, died.occurred_at + dt.timedelta(hours=2))
    ]


def test_impossible_times_are_refused(database, move, clock, rauf):
    for ago, word in ((-1, "gələcəkdədir"), (24 * 60, "gec")):
        with pytest.raises(Refused, match=word) as refusal:
            move("to_court", ago=ago)
        assert refusal.value.field == "at_time"
    move("to_court")
    with pytest.raises(Refused, match="gec"):
        move("return_court", ago=30)
    assert len(clocks(database, "return_court")) == 0


@pytest.mark.parametrize("kind", ["return_court", "return_police", "return_hospital", "isolation_end", "transfer_in"])
def test_nothing_is_come_back_from_that_was_not_gone_to(move, kind):
    with pytest.raises(Refused) as refusal:
        move(kind)
    assert refusal.value.field == "kind"


def test_a_refused_movement_leaves_no_trace(database, move, rauf):
    with pytest.raises(Refused):
        move("return_court")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Movement)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 1


def test_late_entry_is_told_in_the_log(database, move, clock, rauf):
    clock.advance(hours=3)
    move("to_court", ago=120)
    with database.reading() as session:
        event = session.scalar(sa.select(AuditEvent).where(AuditEvent.kind == "person.movement"))
        assert event.details["late_minutes"] == 120


def test_only_one_of_two_at_the_same_time_goes_to_court(database, clock, feldsher, rauf):
    results = []
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        try:
            with database.unit(feldsher, clock) as uow:
                movements.record(uow, uow.session.get(Person, rauf.id), Move("to_court", clock.now))
            results.append("done")
        except Refused:
            results.append("refused")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "refused"]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Stay)) == 1
