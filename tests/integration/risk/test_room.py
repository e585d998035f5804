"""Screenings, the episode, the watch, asking again and handing over, on both engines."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Permission
from healthapp.deadlines import queries as due
from healthapp.people import flags
from healthapp.people.models import Movement
from healthapp.risk import handover, policy, queries, reviews, scheduler, services, watch
from healthapp.risk.schemas import Open, Review
from healthapp.risk.services import Refused
from screening.risk import Level

NO = {"q1": "no", "q2": "no", "q3": "no", "q4": "no"}
BOTH = (("health", "Dr A"), ("psychology", "B"))


def opened(unit, level=3):
    with unit.act() as uow:
        return services.open_episode(uow, unit.person, Open("concern", level, "Says goodbye to people"))


def clocks(unit):
    with unit.database.reading() as session:
        return sorted((row.kind, row.started_by) for row in due.of_person(session, unit.nurse, unit.person.id))


def held(unit, episode, kind="review", level=3, **changes):
    given = {"attendees": BOTH, "person_seen": True, "ideation": "no", "findings": "calmer", "person_view": "better"}
    command = Review(kind=kind, held_at=unit.clock.now, level=level, **{**given, **changes})
    with unit.act() as uow:
        return reviews.record(uow, uow.session.merge(episode, load=True), command)


def again(unit, episode):
    with unit.database.reading() as session:
        return queries.find(session, unit.nurse, episode.id, Permission.RISK_READ).row


def test_a_screening_is_sealed_and_scored_from_its_answers(unit):
    found = unit.screen("asq", {**NO, "q3": "yes", "q5": "yes"})
    assert found.state == "signed"
    assert found.result.bands == {"risk": "acute"}
    assert found.record.summary["danger"] is True
    assert found.record.summary["bands"] == {"risk": "acute"}
    assert found.result.sha256 == found.screen.content["sha256"]


def test_a_harmless_answer_nobody_asked_for_is_left_out(unit):
    assert unit.screen("asq", {**NO, "q5": "no"}).result.status == "complete"


def test_thoughts_now_are_never_left_out(unit):
    found = unit.screen("asq", {**NO, "q5": "yes"})
    assert found.result.status == "invalid"
    assert found.record.summary["danger"] is True


def test_incomplete_is_never_negative_and_answers_no_clock(unit):
    with unit.act() as uow:
        scheduler.raise_trigger(
            uow, person_id=unit.person.id, facility_id=unit.facility.id, code="sentence", at=uow.now()
        )
    found = unit.screen("asq", {"q1": "no"})
    assert found.result.bands == {}
    assert ("rescreen", "sentence") in clocks(unit)


def test_opening_sets_the_clocks_and_the_banner(unit):
    episode = opened(unit)
    assert clocks(unit) == [("risk_assessment", "opened"), ("risk_plan", "opened"), ("risk_review", "opened")]
    with unit.database.reading() as session:
        assert [(row.code, row.state) for row in flags.of_people(session, {unit.person.id})[unit.person.id]] == [
            ("risk", "3")
        ]
    assert opened(unit, 2).id == episode.id, "a second word never lowers and never makes a second episode"
    assert again(unit, episode).level == 3


def test_a_plan_meets_its_clock(unit):
    episode = opened(unit)
    with unit.act() as uow:
        services.add_action(
            uow,
            uow.session.merge(episode),
            text="Cell mate chosen",
            owner="B",
            due_at=uow.now() + dt.timedelta(hours=2),
        )
    assert ("risk_plan", "opened") not in clocks(unit)


def test_a_level_falls_by_one_in_a_review_of_two_professions(unit):
    episode = opened(unit)
    unit.clock.advance(hours=20)
    with pytest.raises(Refused) as two:
        held(unit, episode, level=1)
    assert two.value.reasons == ("level.one_at_a_time",)
    with pytest.raises(Refused) as alone:
        held(unit, episode, level=2, attendees=BOTH[:1])
    assert alone.value.reasons == ("review.one_discipline",)
    row = held(unit, episode, level=2)
    assert again(unit, episode).level == 2
    assert row.next_due_at == unit.clock.now + dt.timedelta(days=7)


def test_nobody_is_alone_at_level_three_without_a_doctors_grounds(unit):
    episode = opened(unit)
    with pytest.raises(Refused), unit.act() as uow:
        services.place(uow, uow.session.merge(episode), alone=True, override="A nurse thinks so")
    with unit.act(unit.doctor) as uow:
        row = services.place(uow, uow.session.merge(episode), alone=True, override="Infectious, line of sight kept")
    assert row.alone
    assert row.override
    assert row.by_role == "doctor"


def test_leave_to_be_alone_ends_with_the_level_that_gave_it_and_a_doctors_grounds_hold(unit):
    def moved(level):
        with unit.act() as uow:
            services.raise_level(uow, uow.session.merge(again(unit, episode)), Level(level), "worse")
            return queries.placement(uow.session, episode.id)

    def placed(override="", who=None):
        with unit.act(who) as uow:
            services.place(uow, uow.session.merge(again(unit, episode)), alone=True, override=override)

    episode = opened(unit, 2)
    placed()
    assert moved(3).alone is False
    placed("Infectious, line of sight kept", unit.doctor)
    assert moved(4).alone is True
    unit.clock.advance(hours=25)
    held(unit, episode, level=3)
    with unit.database.reading() as session:
        assert queries.placement(session, episode.id).alone is True, "the grounds were given for level 3"
    moved(4)
    placed()
    unit.clock.advance(hours=25)
    held(unit, episode, level=3)
    with unit.database.reading() as session:
        assert queries.placement(session, episode.id).alone is False, "at level 4 somebody was always in sight"


def test_closing_needs_every_criterion_and_is_followed_up(unit):
    episode = opened(unit, 1)
    with pytest.raises(Refused) as early:
        held(unit, episode, kind="closure", level=0)
    assert early.value.reasons == ("contacts.too_few",)
    held(unit, episode, kind="contact", level=1)
    unit.clock.advance(hours=25)
    held(unit, episode, kind="closure", level=0)
    assert again(unit, episode).state == "closed"
    assert clocks(unit) == [("risk_post_closure", "closed")] * 3
    with unit.database.reading() as session:
        assert flags.of_people(session, {unit.person.id}) == {}
    with unit.act() as uow:
        new = services.reopen(uow, uow.session.merge(again(unit, episode)), unit.person, reason="worse")
    assert new.level == 2
    assert new.reopens_id == episode.id


def look(unit, episode, seen="calm", ago=0, **more):
    with unit.act() as uow:
        at = uow.now() - dt.timedelta(minutes=ago)
        return watch.observe(uow, uow.session.merge(episode), seen=seen, observed_at=at, text="", **more)


def standing(unit, episode):
    with unit.database.reading() as session:
        row = again(unit, episode)
        rows = queries.observations(session, row.id, row.level_since)
        return watch.judge(row, rows, unit.clock.now, policy.watch(session))


def test_late_missed_and_late_entry_are_the_servers_word(unit):
    episode = opened(unit)
    unit.clock.advance(minutes=12)
    look(unit, episode)
    unit.clock.advance(minutes=40)
    assert look(unit, episode, ago=10).late_entry is True
    found = standing(unit, episode)
    assert (found.late, found.missed) == (1, 1)
    assert found.closes <= found.due_at
    unit.clock.advance(minutes=30)
    assert standing(unit, episode).overdue == dt.timedelta(minutes=25)


def test_times_that_can_be_guessed_are_said(unit):
    episode = opened(unit)
    for _number in range(5):
        unit.clock.advance(minutes=14)
        look(unit, episode)
    assert standing(unit, episode).predictable is True


def test_a_time_ahead_and_a_silent_distress_are_refused(unit):
    episode = opened(unit)
    with pytest.raises(Refused) as ahead:
        look(unit, episode, ago=-3)
    assert ahead.value.reasons == ("observation.future",)
    with pytest.raises(Refused) as silent:
        look(unit, episode, seen="distressed")
    assert silent.value.reasons == ("observation.text",)


def test_a_correction_replaces_and_both_stay(unit):
    episode = opened(unit)
    unit.clock.advance(minutes=20)
    wrong = look(unit, episode)
    unit.clock.advance(minutes=2)
    right = look(unit, episode, ago=8, corrects=wrong)
    with unit.database.reading() as session:
        rows = queries.observations(session, episode.id, episode.opened_at)
    assert {row.id for row in rows} == {wrong.id, right.id}
    assert watch.valid(rows) == [row for row in rows if row.id == right.id]
    assert standing(unit, episode).late == 0


def moved(unit, kind, at_facility):
    with unit.act() as uow:
        row = Movement(
            person_id=unit.person.id,
            stay_id=unit.stay.id,
            facility_id=at_facility.id,
            kind=kind,
            occurred_at=uow.now(),
            recorded_at=uow.now(),
        )
        uow.session.add(row)
        uow.session.flush()
        scheduler.after_movement(uow, row)


def test_return_from_court_asks_again_until_a_screening_answers(unit):
    moved(unit, "return_court", unit.facility)
    assert ("rescreen", "court_return") in clocks(unit)
    unit.screen("asq", NO)
    assert clocks(unit) == []


def test_an_open_episode_follows_a_transfer_and_is_taken_on(unit, other):
    episode = opened(unit)
    moved(unit, "transfer_in", other)
    with unit.database.reading() as session:
        row = queries.open_of(session, unit.person.id)
        assert row.facility_id == other.id
        assert queries.waiting_hand_over(session, episode.id).kind == "transfer"
    with unit.act() as uow:
        handover.take_on(uow, uow.session.merge(row), received_by="")
    with unit.database.reading() as session:
        assert queries.waiting_hand_over(session, episode.id) is None
        assert queries.open_of(session, unit.person.id).level == 3


def test_release_ends_an_episode_only_by_handing_it_to_somebody(unit):
    episode = opened(unit)
    moved(unit, "release", unit.facility)
    assert ("risk_hand_over", "release") in clocks(unit)
    with pytest.raises(ValueError, match="handed to somebody"), unit.act() as uow:
        handover.take_on(uow, uow.session.merge(episode), received_by=" ")
    with unit.act() as uow:
        handover.take_on(uow, queries.open_of(uow.session, unit.person.id), received_by="Clinic 4, Dr C")
    assert again(unit, episode).state == "closed"


def test_raising_brings_the_review_forward(unit):
    episode = opened(unit, 1)
    unit.clock.advance(hours=3)
    held(unit, episode, level=1)
    assert again(unit, episode).next_review_at == unit.clock.now + dt.timedelta(days=7)
    with unit.act() as uow:
        services.raise_level(uow, uow.session.merge(again(unit, episode)), Level.L4, "cuts")
    assert again(unit, episode).next_review_at == unit.clock.now + dt.timedelta(hours=24)
