"""Two who write of one person's care at the same moment: whoever comes second knows what the first one did."""

from __future__ import annotations

import datetime as dt

from healthapp.access import Role
from healthapp.i18n import local
from healthapp.mental import deaths, medicines, needs, queries, self_harm
from healthapp.mental.care_schemas import MedicineStep, NeedStep
from healthapp.mental.entering import Refused
from healthapp.mental.models import DisorderNeed, PostventionTask, Prescription
from healthapp.mental.schemas import TaskEnd
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.risk import queries as risk
from tests.integration.mental import commands
from tests.integration.mental.test_care import need
from tests.support.together import together

DAY = dt.timedelta(days=1)


def test_a_medicine_that_was_stopped_meanwhile_is_not_reviewed(unit):
    today = local(unit.clock()).date()
    made = unit.do(medicines.prescribe, commands.medicine(today, today + 14 * DAY))

    def stop(uow, row):
        medicines.step(uow, row, MedicineStep("stopped", None, "side_effect", "ürəkbulanma"))

    def review(uow, row):
        medicines.step(uow, row, MedicineStep("review", today + 30 * DAY, "", "yaxşılaşma"))

    refusal = together(unit.act, lambda uow: uow.session.get_one(Prescription, made.id), stop, review)
    assert isinstance(refusal, Refused)
    assert refusal.conflict
    assert "medicine_review" not in unit.clocks()


def test_one_medicine_is_replaced_once(unit):
    today = local(unit.clock()).date()
    made = unit.do(medicines.prescribe, commands.medicine(today, today + 14 * DAY))

    def stop(uow, row):
        medicines.step(uow, row, MedicineStep("stopped", None, "side_effect", "ürəkbulanma"))

    refusal = together(unit.act, lambda uow: uow.session.get_one(Prescription, made.id), stop, stop)
    assert isinstance(refusal, Refused)


def test_a_need_is_closed_once(unit):
    made = need(unit, local(unit.clock()).date())

    def close(outcome):
        return lambda uow, row: needs.step(uow, row, NeedStep("closed", outcome=outcome))

    read = lambda uow: uow.session.get_one(DisorderNeed, made.id)  # noqa: E731
    assert isinstance(together(unit.act, read, close("placed"), close("withdrawn")), Refused)
    with unit.database.reading() as session:
        assert queries.need(session, session.get_one(DisorderNeed, made.id)).closed.outcome == "placed"


def test_what_came_of_a_task_after_a_death_is_said_once(unit):
    at = unit.clock() - dt.timedelta(hours=2)
    made = unit.do(deaths.report, commands.death(at))
    with unit.database.reading() as session:
        family = next(task for task in queries.tasks_of(session, made.id) if task.kind == "family")

    def end(outcome):
        return lambda uow, task: deaths.end_task(uow, made, task, TaskEnd("done", outcome, unit.clock()))

    read = lambda uow: uow.session.get_one(PostventionTask, family.id)  # noqa: E731
    assert together(lambda: unit.act(Role.HEAD), read, end("Qardaşına"), end("Heç kimə")) is None
    with unit.database.reading() as session:
        assert session.get_one(PostventionTask, family.id).outcome == "Qardaşına"


def test_self_harm_entered_while_the_person_is_released_opens_no_watch_nobody_keeps(unit):
    """The event happened and stands in the book; whoever is gone is watched by nobody here."""

    def release(uow, person):
        movements.record(uow, person, Move(kind="release", occurred_at=uow.now(), release_kind="other"))

    def enter(uow, person):
        self_harm.record(uow, person, commands.self_harm(uow.now()))

    read = lambda uow: uow.session.get_one(Person, unit.person.id)  # noqa: E731
    assert together(unit.act, read, release, enter) is None
    with unit.database.reading() as session:
        assert len(queries.self_harm_of(session, [unit.person.id])) == 1
        assert risk.open_of(session, unit.person.id) is None
        assert risk.open_rescreens(session, unit.person.id) == [], "a question nobody can put would be late for ever"
