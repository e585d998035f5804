"""Two who decide about one person's risk at the same moment: nobody takes back what the other has just raised."""

from __future__ import annotations

import pytest

from healthapp.access import Permission
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.risk import queries, scheduler, services, watch
from healthapp.risk.models import RiskAction
from healthapp.risk.schemas import Look, Open
from screening.risk import Level
from tests.support.together import together


@pytest.fixture
def episode_id(unit):
    with unit.act() as uow:
        return services.open_episode(uow, unit.person, Open("staff", int(Level.L1), "Heç kimlə danışmır")).id


def raised(level):
    return lambda uow, row: services.raise_level(uow, row, level, "Özünü asmağa cəhd edib")


def found(unit, episode_id):
    def read(uow):
        return queries.find(uow.session, uow.actor, episode_id, Permission.RISK_READ).row

    return read


def as_doctor(unit):
    return lambda: unit.act(unit.doctor)


def test_a_level_is_not_raised_to_less_than_it_was_raised_to_meanwhile(unit, episode_id):
    refusal = together(as_doctor(unit), found(unit, episode_id), raised(Level.L4), raised(Level.L2))
    assert isinstance(refusal, services.Refused), "whoever comes second is told that it is higher already"
    with unit.database.reading() as session:
        assert queries.open_of(session, unit.person.id).level == Level.L4


def test_self_harm_seen_while_the_level_is_raised_is_entered(unit, episode_id):
    def see(uow, row):
        watch.take(uow, row, Look(seen="self_harm", text="Bileyini kəsib"))

    assert together(as_doctor(unit), found(unit, episode_id), raised(Level.L4), see) is None


def test_self_harm_told_while_the_level_is_raised_is_told(unit, episode_id):
    def tell(uow, row):
        at = uow.now()
        scheduler.raise_trigger(uow, person_id=row.person_id, facility_id=row.facility_id, code="self_harm", at=at)
        services.open_episode(uow, unit.person, Open("self_harm", int(Level.L4), "Reyestr", last_self_harm_at=at))

    assert together(as_doctor(unit), found(unit, episode_id), raised(Level.L4), tell) is None


def test_what_became_of_a_plan_is_said_once(unit, episode_id, clock):
    with unit.act() as uow:
        row = found(unit, episode_id)(uow)
        action_id = services.add_action(uow, row, text="Söhbət", owner="Psixoloq", due_at=clock()).id

    def end(outcome):
        def act(uow, action):
            services.end_action(uow, found(unit, episode_id)(uow), action, state="done", outcome=outcome)

        return act

    together(as_doctor(unit), lambda uow: uow.session.get_one(RiskAction, action_id), end("Danışdı"), end("Gəlmədi"))
    with unit.database.reading() as session:
        assert session.get_one(RiskAction, action_id).outcome == "Danışdı"


def test_no_episode_is_opened_for_somebody_released_meanwhile(unit):
    """Nobody keeps it: whoever opens it is told so, and loses nothing of what was typed."""

    def release(uow, person):
        movements.record(uow, person, Move(kind="release", occurred_at=uow.now(), release_kind="other"))

    def open_(uow, person):
        services.open_episode(uow, person, Open("staff", int(Level.L3), "Heç kimlə danışmır"))

    refusal = together(as_doctor(unit), lambda uow: uow.session.get_one(Person, unit.person.id), release, open_)
    assert isinstance(refusal, services.Refused)
    assert refusal.reasons == ("person.held_nowhere",)


@pytest.mark.parametrize("first", ["opened", "received"])
def test_an_episode_opened_during_a_transfer_is_with_the_unit_that_has_the_person(unit, other, first):
    with unit.act(unit.doctor) as uow:
        left = Move(kind="transfer_out", occurred_at=uow.now(), other_facility_id=other.id)
        movements.record(uow, uow.session.get_one(Person, unit.person.id), left)

    def open_(uow, person):
        services.open_episode(uow, person, Open("staff", int(Level.L3), "Heç kimlə danışmır"))

    def receive(uow, person):
        movements.record(uow, person, Move(kind="transfer_in", occurred_at=uow.now(), place="A-1"))

    acts = [open_, receive] if first == "opened" else [receive, open_]
    read = lambda uow: uow.session.get_one(Person, unit.person.id)  # noqa: E731
    assert together(as_doctor(unit), read, *acts, stored=False) is None
    with unit.database.reading() as session:
        assert queries.open_of(session, unit.person.id).facility_id == other.id
