"""Given open cases, when custody changes, then death and release end what they must, and the rest goes along."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.cases import clocks, queries, services
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.schemas import Open, Take
from healthapp.deadlines.models import Deadline
from healthapp.hospitals import queries as hospitals
from healthapp.hospitals import services as placements
from healthapp.hospitals.models import HospitalStay
from healthapp.people import merging, movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.settings import services as settings
from healthapp.settings.schemas import NewValue
from tests import factories
from tests.support import placing
from tests.support.house import House

ASK = Take("ask", actor="person", attached=("request",))
REVIEWER = Role.REVIEWER


def opened(house: House, person: Person, pathway: str = "illness_other", who: Identity | None = None) -> Case:
    with house.database.unit(who or house.own.doctor, house.clock) as uow:
        held = uow.session.get_one(Person, person.id)
        return services.open_case(uow, held, Open(pathway, "request", ASK, another=True))


def moved(house: House, person: Person, kind: str, who: Identity | None = None, **more) -> None:
    with house.database.unit(who or house.own.feldsher, house.clock) as uow:
        at = more.pop("at", house.clock())
        movements.record(uow, uow.session.get_one(Person, person.id), Move(kind, at, **more))


def stored(house: House, row: Case) -> Case:
    with house.database.reading() as session:
        return session.get_one(Case, row.id)


def last_event(house: House, row: Case) -> CaseEvent:
    with house.database.reading() as session:
        query = sa.select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.place.desc())
        return session.scalars(query.limit(1)).one()


def clocks_of(house: House, row: Case) -> dict[str, Deadline]:
    with house.database.reading() as session:
        rows = session.scalars(sa.select(Deadline).where(Deadline.subject_id == row.id))
        return {one.kind: one for one in rows}


def seen(house: House, who: Identity) -> list[str]:
    with house.database.reading() as session:
        return [line.row.number for line in queries.queue(session, who)]


def test_a_death_recorded_in_custody_ends_every_open_case(house: House, clock) -> None:
    one, other = (opened(house, house.own.person) for _case in range(2))
    clock.advance(hours=5)
    moved(house, house.own.person, "death", at=clock() - dt.timedelta(hours=1))
    for row in (one, other):
        kept, event = stored(house, row), last_event(house, row)
        assert (kept.outcome, kept.holder) == ("deceased", "")
        assert kept.closed_at == clock() - dt.timedelta(hours=1)
        assert (event.code, event.actor, event.recorded_by) == ("die", "movement", "feldsher")
        assert event.attached == ["death_notice"]
        assert {clock.state for clock in clocks_of(house, row).values()} <= {"met", "cancelled"}
    assert seen(house, house.users[REVIEWER]) == []


def test_a_death_that_was_before_the_last_step_ends_the_case_after_it(house: House, clock) -> None:
    before = clock()
    clock.advance(hours=2)
    row = opened(house, house.own.person)
    clock.advance(hours=1)
    moved(house, house.own.person, "death", at=before)
    assert stored(house, row).outcome == "deceased"
    assert last_event(house, row).at == row.opened_at


@pytest.mark.parametrize(
    ("why", "outcome"),
    [
        ("end_of_sentence", "sentence_ended"),
        ("parole", "freed_otherwise"),
        ("pardon", "freed_otherwise"),
        ("case_closed", "freed_otherwise"),
        ("illness", ""),
        ("court_decision", ""),
        ("other", ""),
    ],
)
def test_a_release_ends_the_cases_that_it_does_not_come_from(house: House, clock, why: str, outcome: str) -> None:
    row = opened(house, house.own.person)
    clock.advance(hours=1)
    moved(house, house.own.person, "release", release_kind=why)
    assert stored(house, row).outcome == outcome
    assert ("open" in {one.state for one in clocks_of(house, row).values()}) == (not outcome)
    assert seen(house, house.users[REVIEWER]) == ([] if outcome else [row.number])


def test_whoever_is_in_hospital_at_the_end_of_the_sentence_is_not_forgotten(house: House, clock) -> None:
    row = placing.in_hospital(house)
    clock.advance(days=40)
    moved(house, house.own.person, "release", release_kind="end_of_sentence")
    assert stored(house, row).outcome == ""
    with house.database.reading() as session:
        (inside,) = hospitals.board(session, house.users[Role.LIAISON]).inside
    assert inside.row.id == row.id
    assert clocks_of(house, row)["hospital_sentence_end"].state == "open"
    done = placing.taken(
        house, row, Role.LIAISON, Take("end_sentence", attached=("release_order", "civil_care_handover"))
    )
    assert done.row.outcome == "sentence_ended"


def test_a_death_in_hospital_ends_the_stay_with_the_case(house: House, clock) -> None:
    row = placing.in_hospital(house)
    clock.advance(days=3)
    moved(house, house.own.person, "death")
    assert stored(house, row).outcome == "deceased"
    with house.database.reading() as session:
        assert session.scalars(sa.select(HospitalStay.ending)).one() == "deceased"
        assert hospitals.board(session, house.users[Role.LIAISON]).inside == []


def transferred(house: House, clock) -> None:
    moved(house, house.own.person, "transfer_out", other_facility_id=house.other.facility.id)
    clock.advance(hours=3)
    moved(house, house.own.person, "transfer_in", house.other.feldsher)


def test_a_transfer_takes_the_case_and_its_clocks_to_the_new_list(house: House, clock) -> None:
    row = opened(house, house.own.person)
    transferred(house, clock)
    assert stored(house, row).outcome == ""
    assert seen(house, house.own.doctor) == []
    assert seen(house, house.other.doctor) == [row.number]
    assert clocks_of(house, row)["smec.unit_decision_days"].facility_id == house.other.facility.id
    with house.database.unit(house.other.doctor, clock) as uow:
        step = Take("find_no_need", attached=("reasons", "told_court_open"), note="No sign of it")
        assert services.advance(uow, row.id, step, seen=1).row.state == "need_not_found"


@pytest.fixture
def twice(house: House, clock) -> tuple[Person, Person, Case]:
    """(kept entry at the other facility, joined entry at the own one, a case of the joined entry)"""
    row = opened(house, house.own.person)
    moved(house, house.own.person, "release", release_kind="other")
    return house.other.person, house.own.person, row


def joined(house: House, kept: Person, merged: Person):
    both = factories.identity(Role.DOCTOR)
    with house.database.unit(both, house.clock) as uow:
        return merging.merge(uow, kept_id=kept.id, merged_id=merged.id, reason="Same FIN")


def parted(house: House, row) -> None:
    both = factories.identity(Role.DOCTOR)
    with house.database.unit(both, house.clock) as uow:
        merging.unmerge(uow, row.id, reason="Two brothers")


def test_the_case_of_a_joined_entry_goes_on_with_the_kept_one_and_back(house: House, twice) -> None:
    kept, merged, row = twice
    join = joined(house, kept, merged)
    assert (seen(house, house.own.doctor), seen(house, house.other.doctor)) == ([], [row.number])
    with house.database.reading() as session:
        (line,) = queries.queue(session, house.users[REVIEWER], facility=house.other.facility.id)
        assert (line.person.id, line.facility.id) == (kept.id, house.other.facility.id)
        assert [one.id for one in queries.of_person(session, house.other.doctor, kept.id)] == [row.id]
        assert queries.totals(session, house.other.doctor, house.clock()).open == 1
    assert clocks_of(house, row)["smec.unit_decision_days"].facility_id == house.other.facility.id
    parted(house, join)
    assert (seen(house, house.own.doctor), seen(house, house.other.doctor)) == ([row.number], [])
    assert clocks_of(house, row)["smec.unit_decision_days"].facility_id == house.own.facility.id


def test_a_chain_of_joined_entries_leads_to_its_end(house: House, twice) -> None:
    kept, merged, row = twice
    with house.database.unit(house.own.doctor, house.clock) as uow:
        between = factories.person(uow, house.own.facility, in_custody=False)
    joined(house, between, merged)
    assert seen(house, house.own.doctor) == [row.number]
    joined(house, kept, between)
    assert (seen(house, house.own.doctor), seen(house, house.other.doctor)) == ([], [row.number])


def test_the_death_of_the_kept_entry_ends_the_case_of_the_joined_one(house: House, clock, twice) -> None:
    kept, merged, row = twice
    joined(house, kept, merged)
    clock.advance(hours=1)
    moved(house, kept, "death", house.other.feldsher)
    assert stored(house, row).outcome == "deceased"


def test_a_transfer_of_the_kept_entry_takes_the_clocks_of_the_joined_one(house: House, clock, twice) -> None:
    kept, merged, row = twice
    joined(house, kept, merged)
    moved(house, kept, "transfer_out", house.other.feldsher, other_facility_id=house.own.facility.id)
    clock.advance(hours=1)
    moved(house, kept, "transfer_in", house.own.feldsher)
    assert seen(house, house.own.doctor) == [row.number]
    assert clocks_of(house, row)["smec.unit_decision_days"].facility_id == house.own.facility.id


def test_a_screen_of_the_kept_entry_closes_the_placement_of_the_joined_one(house: House, clock) -> None:
    row = placing.in_hospital(house)
    for step in (
        Take("move_to_lift", actor="relative", attached=("petition",)),
        Take("lift", actor="court", attached=("court_act",)),
        placing.DISCHARGED,
    ):
        placing.taken(house, row, Role.LIAISON, step)
    moved(house, house.own.person, "release", release_kind="other")
    joined(house, house.other.person, house.own.person)
    clock.advance(hours=3)
    with house.database.unit(house.other.feldsher, clock) as uow:
        placements.screened(uow, house.other.person.id, clock())
    assert stored(house, row).outcome == "back_in_care"


def test_a_clock_of_a_case_keeps_the_rule_of_the_moment_it_began(house: House, clock) -> None:
    """On its row and on the page of the case: the Department shortens a length while the case is on its way."""
    row = opened(house, house.own.person)
    began = {kind: one.due_at for kind, one in clocks_of(house, row).items() if one.state == "open"}
    assert began
    clock.advance(minutes=5)
    with house.database.unit(house.users[REVIEWER], clock) as uow:
        for kind in began:
            new = NewValue(1, "hours", "", verified=False, valid_from=None, note="Decided by the Department")
            settings.change(uow, kind, new)
    clock.advance(minutes=5)
    with house.database.reading() as session:
        found = queries.find(session, house.own.doctor, row.id)
        limits = {code: limit for (code, _began), limit in clocks.limits(session, found.case).items()}
    assert {kind: limits[kind] for kind in began} == began
    later = opened(house, house.own.person)
    assert {one.due_at for one in clocks_of(house, later).values()} == {clock() + dt.timedelta(hours=1)}
