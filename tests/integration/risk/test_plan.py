"""Every row of the plan of screens is a clock with its event: what an arrival, a movement and a word bring."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.intake import giving_up
from healthapp.intake import queries as examinations
from healthapp.intake import services as intake
from healthapp.intake.dictionary import KINDS
from healthapp.people import flags, movements
from healthapp.people import services as people
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.risk import queries as risk
from healthapp.risk import scheduler
from healthapp.risk.words import TRIGGERS as WORDS
from healthapp.settings import services as setting
from screening.triggers import TRIGGERS
from tests import factories

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NO = {"q1": "no", "q2": "no", "q3": "no", "q4": "no"}
CALM = dict.fromkeys(
    (
        *("thoughts_now", "plan_means", "harm_3m", "harm_ever", "first_custody", "serious_charge", "recent_loss"),
        *("no_support", "hopeless", "shame", "treatment", "third_party", "earlier_plan", "signs", "intoxicated"),
        "single_cell",
    ),
    "no",
)
#: From the reference note: code -> (opens, due), counted from admission.
PLAN = {
    "reception": (0 * DAY, 4 * HOUR),
    "day_1": (0 * DAY, DAY),
    "day_7": (6 * DAY, 7 * DAY),
    "day_14_audit": (14 * DAY, 21 * DAY),
    "day_14_phq9": (14 * DAY, 21 * DAY),
    "day_28": (27 * DAY, 28 * DAY),
    "half_year": (196 * DAY, 210 * DAY),
    "half_year_k10": (196 * DAY, 210 * DAY),
}


def planned(unit, state="open"):
    """code -> row, of everything that is still to be asked."""
    with unit.database.reading() as session:
        rows = session.scalars(
            sa.select(Deadline).where(
                Deadline.person_id == unit.person.id,
                Deadline.kind.in_(("reception_screen", "screen_due", "rescreen")),
                Deadline.state == state,
            )
        ).all()
    found = {row.started_by: row for row in rows}
    assert len(found) == len(rows), "the same thing is asked for twice"
    return found


@pytest.fixture
def arrived(unit):
    with unit.act() as uow:
        scheduler.after_admission(uow, uow.session.merge(unit.stay))
        uow.audited = True
    return unit


def move(unit, kind, at=None, who=None, **more):
    with unit.act(who) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        return movements.record(uow, person, Move(kind, at or uow.now(), **more))


def test_an_arrival_at_the_door_brings_the_whole_plan(database, clock, place):
    """Through the page's own command, and without anybody signing an examination."""
    nurse = factories.identity(Role.FELDSHER, place)
    with database.unit(nurse, clock) as uow:
        person = people.admit(uow, factories.arrival(place, clock.now, admitted_at=clock.now))
    with database.reading() as session:
        rows = session.scalars(sa.select(Deadline).where(Deadline.person_id == person.id)).all()
    found = {
        row.started_by: (row.started_at - clock.now, row.due_at - clock.now)
        for row in rows
        if row.kind in ("reception_screen", "screen_due")
    }
    assert found == PLAN
    assert all(row.stay_id is not None for row in rows)


@pytest.mark.parametrize("code", PLAN)
def test_every_planned_screen_is_told_in_words(code):
    assert str(WORDS[code])


def test_an_arrival_typed_in_days_later_keeps_the_checklist_and_what_lies_ahead(arrived, unit):
    assert set(planned(unit)) >= set(PLAN), "the fixture's own arrival"
    with unit.act() as uow:
        other = factories.person(uow, unit.facility)
        scheduler.plan_stay(uow, other.id, unit.facility.id, uow.now() - 10 * DAY, None)
        uow.flush()
        uow.audited = True
        rows = uow.session.scalars(sa.select(Deadline).where(Deadline.person_id == other.id)).all()
        codes = {row.started_by for row in rows}
    assert codes == set(PLAN) - {"day_1", "day_7"}


def test_somebody_here_for_years_is_asked_within_a_fortnight(unit):
    with unit.act() as uow:
        scheduler.plan_stay(uow, unit.person.id, unit.facility.id, uow.now() - 900 * DAY, unit.stay.id)
        uow.audited = True
    assert {code: row.due_at - unit.clock.now for code, row in planned(unit).items()} == {
        "half_year": 14 * DAY,
        "half_year_k10": 14 * DAY,
    }


def test_the_checklist_answers_the_door_and_not_the_first_day(arrived):
    done = arrived.screen("reception-suicide", CALM)
    assert done.result.status == "complete"
    assert planned(arrived, "met").keys() == {"reception"}
    arrived.screen("asq", NO)
    assert planned(arrived, "met").keys() == {"reception", "day_1"}


def test_a_cell_given_sooner_is_the_limit_of_the_checklist(arrived):
    arrived.clock.advance(minutes=30)
    given = arrived.clock.now
    move(arrived, "cell_change", place="2-14")
    assert planned(arrived)["reception"].due_at == given
    arrived.clock.advance(hours=1)
    move(arrived, "cell_change", place="2-15")
    assert planned(arrived)["reception"].due_at == given, "another cell later does not put it off"
    arrived.screen("reception-suicide", CALM)
    met = planned(arrived, "met")["reception"]
    assert met.met_at > met.due_at, "done after the cell: late"


def test_the_checklist_has_a_dated_setting_of_its_own(unit):
    change(unit, "screen.reception", 90, "minutes")
    unit.clock.advance(seconds=1)
    with unit.act() as uow:
        scheduler.plan_stay(uow, unit.person.id, unit.facility.id, uow.now(), unit.stay.id)
        uow.audited = True
    assert planned(unit)["reception"].due_at == unit.clock.now + dt.timedelta(minutes=90)


def change(unit, key, value, unit_of=""):
    with unit.database.unit(Identity.system("tests"), unit.clock) as uow:
        setting.set_value(
            uow, key=key, value=value, unit=unit_of, legal_basis="", verified=False, valid_from=uow.now(), note="tests"
        )


#: Movements of custody that ask again, with the limit counted from them.
MOVED = {
    "court": (("to_court", "return_court"), "court_return", 4),
    "investigation": (("to_police", "return_police"), "further_charges", 4),
    "hospital": (("to_hospital", "return_hospital"), "serious_illness", 4),
    "isolation": (("isolation_start",), "segregation", 4),
    "force": (("force",), "use_of_force", 4),
    "a fight": (("violence",), "other_event", 4),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_movement_asks_again_within_its_time(unit, name):
    kinds, code, hours = MOVED[name]
    for kind in kinds:
        unit.clock.advance(minutes=10)
        move(unit, kind, other_place="Bakı")
    row = planned(unit)[code]
    assert (row.started_at, row.due_at) == (unit.clock.now, unit.clock.now + hours * HOUR)
    assert row.subject_kind == "movement"


@pytest.mark.parametrize("code", TRIGGERS)
def test_every_event_of_the_note_is_a_clock_told_in_words_and_ended_with_a_reason_only(unit, code):
    with unit.act() as uow:
        for _told in range(2):
            row = scheduler.raise_trigger(
                uow, person_id=unit.person.id, facility_id=unit.facility.id, code=code, at=uow.now()
            )
    within = HOUR if code in ("self_harm", "threat", "thoughts_told") else 4 * HOUR
    assert planned(unit)[code].due_at == unit.clock.now + within
    assert str(WORDS[code])
    with pytest.raises(ValueError, match="reason"), unit.act() as uow:
        scheduler.cancel(uow, uow.session.get_one(Deadline, row.id), reason=" ")
    with unit.act() as uow:
        scheduler.cancel(uow, uow.session.get_one(Deadline, row.id), reason="Səhv qeyd")
    assert planned(unit, "cancelled")[code].ended_reason == "Səhv qeyd"


@pytest.fixture
def feldsher(unit):
    return factories.identity(Role.FELDSHER, unit.facility)


@pytest.fixture
def examine(unit, feldsher):
    """Saves one part of an examination of a kind by a feldsher; answers the record."""

    def save(kind, section, **answers):
        with unit.act(feldsher) as uow:
            record = intake.begin(uow, unit.person, KINDS[kind])
            uow.session.flush()
            found = examinations.find(uow.session, uow.actor, record.id)
            known = found.content.versions.get(section, 0)
            intake.save(uow, found, section=section, answers=answers, expected_version=known)
        return record

    return save


def marked(unit):
    """Whether the thoughts told stand beside the name."""
    with unit.database.reading() as session:
        return "thoughts" in {flag.code for flag in flags.of_people(session, {unit.person.id}).get(unit.person.id, [])}


@pytest.mark.parametrize(("kind", "section"), [("safety_screen", "safety"), ("intake", "suicide")])
def test_thoughts_told_to_an_examiner_are_asked_about_at_once_whoever_signs_when(unit, examine, kind, section):
    record = examine(kind, section, suicidal_now="no")
    assert "thoughts_told" not in planned(unit)
    examine(kind, section, suicidal_now="yes")
    clock = planned(unit)["thoughts_told"]
    assert (clock.due_at, clock.subject_id) == (unit.clock.now + HOUR, record.id)
    # The same said again is not said twice; a slip corrected ends it with a reason, and said anew it is due anew.
    examine(kind, section, suicidal_now="yes", allergy_state="none")
    assert planned(unit)["thoughts_told"].id == clock.id
    assert marked(unit)
    examine(kind, section, suicidal_now="no")
    assert planned(unit, "cancelled")["thoughts_told"].ended_reason
    assert not marked(unit)
    unit.clock.advance(minutes=5)
    examine(kind, section, suicidal_now="yes")
    assert planned(unit)["thoughts_told"].due_at == unit.clock.now + HOUR


def test_the_question_asked_again_answers_what_was_told(unit, examine):
    examine("safety_screen", "safety", suicidal_now="yes")
    assert marked(unit)
    unit.screen("asq", NO)
    assert "thoughts_told" not in planned(unit)
    assert not marked(unit)


def test_one_visit_answers_what_two_records_told_on_one_evening(unit, examine):
    """Each has its own clock, so that the answer taken back of one leaves the other's; one question ends both."""
    first = examine("safety_screen", "safety", suicidal_now="yes")
    unit.clock.advance(minutes=20)
    examine("intake", "suicide", suicidal_now="yes")
    examine("safety_screen", "safety", suicidal_now="no")
    assert planned(unit)["thoughts_told"].subject_id != first.id
    assert marked(unit)
    unit.clock.advance(minutes=5)
    examine("safety_screen", "safety", suicidal_now="yes")
    with unit.database.reading() as session:
        told = [row for row in risk.open_rescreens(session, unit.person.id) if row.started_by == "thoughts_told"]
    assert len(told) == 2
    unit.screen("asq", NO)
    assert "thoughts_told" not in planned(unit)
    assert not marked(unit)


def test_a_draft_given_up_told_nothing(unit, examine, feldsher):
    record = examine("safety_screen", "safety", suicidal_now="yes")
    with unit.act(feldsher) as uow:
        giving_up.give_up(uow, examinations.find(uow.session, uow.actor, record.id).record, reason="Səhv şəxs")
    assert "thoughts_told" not in planned(unit)
    assert not marked(unit)


@pytest.mark.parametrize("code", ["court_return", "court_by_video", "transfer_in"])
def test_whoever_comes_before_lock_up_is_asked_before_it(unit, code):
    """Lock-up is 22:00 until the Department sets another hour; the new one holds from its own moment on."""
    unit.clock.now = dt.datetime(2026, 3, 11, 20, 30, tzinfo=ZONE).astimezone(dt.UTC)

    def asked():
        with unit.act() as uow:
            return scheduler.raise_trigger(
                uow, person_id=unit.person.id, facility_id=unit.facility.id, code=code, at=uow.now()
            ).due_at.astimezone(ZONE)

    assert asked() == dt.datetime(2026, 3, 11, 22, 0, tzinfo=ZONE)
    unit.clock.advance(minutes=1)
    change(unit, "screen.lock_up", "21:15")
    assert asked() == dt.datetime(2026, 3, 11, 21, 15, tzinfo=ZONE)
    unit.clock.advance(hours=1)
    assert asked() == dt.datetime(2026, 3, 12, 1, 31, tzinfo=ZONE), "after lock-up four hours hold"
    unit.clock.advance(minutes=1)
    change(unit, "screen.lock_up", None)
    unit.clock.advance(hours=21)
    assert asked() == unit.clock.now.astimezone(ZONE) + 4 * HOUR, "unset: four hours alone"
    with unit.act() as uow:
        at = dt.datetime(2026, 3, 11, 20, 30, 30, tzinfo=ZONE)
        late = scheduler.raise_trigger(uow, person_id=unit.person.id, facility_id=unit.facility.id, code=code, at=at)
    assert late.due_at == dt.datetime(2026, 3, 11, 22, tzinfo=ZONE), "typed in a day late: the hour of that evening"


def test_an_event_inside_the_unit_does_not_look_at_lock_up(unit):
    unit.clock.now = dt.datetime(2026, 3, 11, 20, 30, tzinfo=ZONE).astimezone(dt.UTC)
    with unit.act() as uow:
        row = scheduler.raise_trigger(
            uow, person_id=unit.person.id, facility_id=unit.facility.id, code="family_change", at=uow.now()
        )
    assert row.due_at == unit.clock.now + 4 * HOUR


@pytest.mark.parametrize("code", ["half_year", "half_year_k10"])
def test_what_comes_every_six_months_comes_again_however_it_ended(arrived, code):
    answer = {"half_year": ("asq", NO), "half_year_k10": ("k10", {f"q{number}": "1" for number in range(1, 11)})}[code]
    arrived.clock.now = arrived.stay.admitted_at + 200 * DAY
    arrived.screen(*answer)
    following = planned(arrived)[code]
    assert following.due_at == arrived.clock.now + 182 * DAY
    arrived.clock.now = following.started_at + DAY
    with arrived.act() as uow:
        scheduler.cancel(uow, uow.session.get_one(Deadline, following.id), reason="Xəstəxanadadır")
    assert planned(arrived)[code].due_at == arrived.clock.now + 182 * DAY


def test_a_release_ends_the_plan_and_a_transfer_takes_it_along(arrived, other):
    move(arrived, "transfer_out", other_facility_id=other.id)
    arrived.clock.advance(hours=2)
    move(arrived, "transfer_in", who=factories.identity(Role.NURSE, other), place="3")
    assert {row.facility_id for row in planned(arrived).values()} == {other.id}
    assert planned(arrived)["transfer_in"].due_at == arrived.clock.now + 4 * HOUR
    arrived.clock.advance(hours=2)
    move(arrived, "release", who=factories.identity(Role.NURSE, other), release_kind="end_of_sentence")
    assert planned(arrived) == {}
