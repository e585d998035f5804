"""What a worklist shows: whose, in which order, how far ahead, and page by page without a gap."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Identity, Role
from healthapp.deadlines import kinds
from healthapp.deadlines import services as deadlines
from healthapp.web import positions
from healthapp.worklist import department, presenter, queries
from tests import factories

SYSTEM = Identity.system("test")


@pytest.fixture
def places(database, clock):
    with database.unit(SYSTEM, clock) as uow:
        return factories.facility(uow), factories.facility(uow)


def waiting(database, clock, place, hours: float, *others: object):
    """Somebody admitted ``hours`` ago with the intake's clock running, and further clocks (kind, hours from now)."""
    with database.unit(SYSTEM, clock) as uow:
        person = factories.person(uow, place)
        admitted = clock() - dt.timedelta(hours=hours)
        stay = factories.stay(uow, person, place, admitted_at=admitted)
        common = {"facility_id": place.id, "person_id": person.id, "stay_id": stay.id, "started_by": "admission"}
        if hours:
            deadlines.start(uow, kinds.INTAKE, started_at=admitted, **common)
        for kind, ahead in others:
            due = None if ahead is None else clock() + dt.timedelta(hours=ahead)
            deadlines.start(uow, kind, started_at=clock(), due_at=due, **common)
        uow.audited = True
        return person


def read(database, clock, who, *whole, **after):
    with database.reading() as session:
        return queries.unit(session, who, clock(), after, whole)


def kinds_in(found, name):
    return [item.deadline.kind for item in found.groups[name].items]


def test_newcomers_stand_by_hours_left_and_only_ones_own(database, clock, places):
    own, other = places
    late, early, middle = (waiting(database, clock, own, hours) for hours in (30, 1, 20))
    waiting(database, clock, other, 40)
    found = read(database, clock, factories.identity(Role.FELDSHER, own))
    assert [row.card.id for row in found.arrivals] == [late.id, middle.id, early.id]
    assert found.counts["intake"] == (3, 1)


def test_the_list_looks_two_weeks_ahead_and_never_hides_what_has_no_limit(database, clock, places):
    own, _other = places
    soon = waiting(database, clock, own, 0, (kinds.PERIODIC, 13 * 24))
    waiting(database, clock, own, 0, (kinds.PERIODIC, 15 * 24))
    unset = waiting(database, clock, own, 0, (kinds.BEFORE_RELEASE, None))
    found = read(database, clock, factories.identity(Role.FELDSHER, own))
    assert [item.card.id for item in found.groups["others"].items] == [soon.id, unset.id]
    assert found.counts["periodic"] == (1, 0)


def test_pages_follow_one_another_without_gap_or_repetition(database, clock, places):
    own, _other = places
    made = [waiting(database, clock, own, 0, (kinds.PERIODIC, hours // 3)).id for hours in range(queries.OTHERS + 8)]
    who = factories.identity(Role.FELDSHER, own)
    first = read(database, clock, who, "others")
    assert first.groups["others"].more
    position = positions.limit_and_id(presenter.position_text(first.groups["others"].items[-1].deadline))
    second = read(database, clock, who, others=position)
    assert not second.groups["others"].more
    seen = [item.card.id for item in (*first.groups["others"].items, *second.groups["others"].items)]
    assert len(seen) == len(set(seen))
    assert set(seen) == set(made)


#: Hours until each of several examinations is due (None: no limit is set) -> places of the rows that stand first.
FIRST_ROWS = {
    "a short list is whole": ([30] * 8, range(8)),
    "the next five": ([30] * 9, range(5)),
    "what is late, or has an hour, and five more": ([-900, -1, 1, *[1.02] * 9], range(8)),
    "all that is late, however much it is": ([-1] * 22, range(22)),
    "what is late and no more than three others": ([-1] * 12 + [30] * 8, range(20)),
    "late ones, and five of nine": ([-1] * 12 + [30] * 9, range(17)),
    "no limit comes last": ([30] * 3 + [None] * 6, range(5)),
}


@pytest.mark.parametrize("case", FIRST_ROWS)
def test_at_first_a_list_shows_whatever_is_late_or_has_an_hour_and_the_next_rows(database, clock, places, case):
    own, _other = places
    hours, shown = FIRST_ROWS[case]
    made = [
        waiting(database, clock, own, 0, (kinds.BEFORE_RELEASE if ahead is None else kinds.PERIODIC, ahead)).id
        for ahead in hours
    ]
    who = factories.identity(Role.FELDSHER, own)
    found = read(database, clock, who)
    there = [item.card.id for item in found.groups["others"].items]
    assert sorted(made.index(person_id) for person_id in there) == list(shown)
    assert found.cut == ({"others"} if len(shown) < len(hours) else set())
    assert sum(open_ones for open_ones, _late in found.counts.values()) == len(hours), (
        "the counter at the top tells of all of them"
    )
    whole = read(database, clock, who, "others")
    assert ([item.card.id for item in whole.groups["others"].items], whole.cut) == (made, set())


def test_whoever_was_not_asked_about_their_safety_stands_there_however_many_wait(database, clock, places):
    own, _other = places
    many = queries.NEXT_ARRIVALS + queries.SPARED + 5
    screened = [waiting(database, clock, own, 10 - number / 100).id for number in range(many)]
    asked = [waiting(database, clock, own, 2 - number / 100, (kinds.SAFETY_SCREEN, 1.5)).id for number in range(3)]
    who = factories.identity(Role.FELDSHER, own)
    found = read(database, clock, who)
    assert [row.card.id for row in found.arrivals] == screened[: queries.NEXT_ARRIVALS] + asked
    assert found.cut == {"arrivals"}
    whole = read(database, clock, who, "arrivals")
    assert [row.card.id for row in whole.arrivals] == screened + asked
    assert whole.cut == set()


def test_nothing_that_is_to_be_done_at_once_is_left_out(database, clock, places):
    own, _other = places
    for _number in range(queries.NEXT + queries.SPARED + 2):
        waiting(database, clock, own, 0, (kinds.CRITICAL_MEDICINE, 20))
    found = read(database, clock, factories.identity(Role.FELDSHER, own))
    assert (len(found.groups["now"].items), found.cut) == (queries.NEXT + queries.SPARED + 2, set())


def test_what_cannot_wait_stands_before_what_is_longer_overdue(database, clock, places):
    own, _other = places
    waiting(database, clock, own, 0, (kinds.PERIODIC, -900), (kinds.CRITICAL_MEDICINE, 1), (kinds.RESCREEN, 2))
    waiting(database, clock, own, 0, (kinds.RESCREEN, -200))
    found = read(database, clock, factories.identity(Role.FELDSHER, own))
    assert list(found.groups)[:2] == ["now", "urgent"]
    assert kinds_in(found, "now") == ["critical_medicine"], "a dose before a question eight days late"
    assert kinds_in(found, "urgent") == ["rescreen", "rescreen"]
    assert kinds_in(found, "others") == ["periodic"]


def test_what_cannot_be_done_yet_is_not_asked_for(database, clock, places):
    own, _other = places
    person = waiting(database, clock, own, 0)
    with database.unit(SYSTEM, clock) as uow:
        opens = clock() + dt.timedelta(days=6)
        common = {"facility_id": own.id, "person_id": person.id, "started_by": "day_7"}
        deadlines.start(uow, kinds.SCREEN_DUE, started_at=opens, due_at=opens + dt.timedelta(days=1), **common)
        uow.audited = True
    who = factories.identity(Role.FELDSHER, own)
    assert kinds_in(read(database, clock, who), "others") == []
    assert "screen_due" not in read(database, clock, who).counts
    clock.advance(days=6)
    assert kinds_in(read(database, clock, who), "others") == ["screen_due"]


def test_a_nurse_sees_what_a_nurse_can_do(database, clock, places):
    own, _other = places
    waiting(database, clock, own, 0, (kinds.SECOND_STAGE, 4), (kinds.TB_SPUTUM, 5), (kinds.COUNTERSIGN, 6))
    nurse = read(database, clock, factories.identity(Role.NURSE, own))
    assert kinds_in(nurse, "others") == ["tb_sputum"]
    assert kinds_in(nurse, "countersign") == []
    doctor = read(database, clock, factories.identity(Role.DOCTOR, own))
    assert kinds_in(doctor, "countersign") == ["countersign"]
    assert set(kinds_in(doctor, "others")) == {"second_stage", "tb_sputum"}


def test_the_department_sees_the_latest_facility_first(database, clock, places):
    own, other = places
    waiting(database, clock, own, 2)
    waiting(database, clock, other, 30)
    with database.reading() as session:
        found = department.facilities_by_lateness(session, factories.identity(Role.REVIEWER), clock())
    assert [state.facility.id for state in found] == [other.id, own.id]
    assert [(state.intake_open, state.intake_overdue, state.headcount) for state in found] == [(1, 1, 1), (1, 0, 1)]
