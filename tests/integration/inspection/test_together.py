"""Two of a team at one visit, plan, mandate or key at the same moment: whoever comes second knows what was done."""

from __future__ import annotations

import datetime as dt

from healthapp.inspection import checklists, mandates, notes, plans, queries, sealing, services
from healthapp.inspection.mandates import MandateRefused
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.notes_models import MemberKey
from healthapp.inspection.plan_models import Plan
from healthapp.inspection.plans import Planned
from healthapp.inspection.services import VisitRefused
from healthapp.inspection.states import State
from tests.support.together import together


def test_a_visit_is_closed_or_given_up_and_not_both(group):
    visit = group.visit()

    def close(uow, row):
        services.close(uow, row, revision=visit.revision, oral_remarks="Təşəkkür")

    def abort(uow, row):
        services.abort(uow, row, revision=visit.revision, note="Sənəd yoxdur")

    read = lambda uow: queries.find_visit(uow.session, group.today(group.doctor), visit.id)  # noqa: E731
    refusal = together(lambda: group.unit(group.doctor), read, close, abort)
    assert isinstance(refusal, VisitRefused)
    with group.database.reading() as session:
        assert session.get_one(Visit, visit.id).state == State.CLOSED


def test_two_wrong_passphrases_at_once_are_counted_as_two(group):
    with group.unit(group.doctor) as uow:
        key_id = notes.store_key(uow, sealing.new_key("on kəlmədən ibarət ifadə")).id

    def fail(uow, _key):
        notes.note_failure(uow, key_id)

    together(lambda: group.unit(group.doctor), lambda uow: uow.session.get_one(MemberKey, key_id), fail, fail)
    with group.database.reading() as session:
        assert session.get_one(MemberKey, key_id).failed == 2


def test_a_plan_is_given_up_once(group):
    with group.unit(group.doctor) as uow:
        notes.store_key(uow, sealing.new_key("on kəlmədən ibarət ifadə"))
        day = (group.clock() + dt.timedelta(days=7)).date()
        plan_id = plans.plan(uow, Planned("scheduled", group.facility.id, day, None, (), "")).id

    def give_up(uow, _plan):
        plans.give_up(uow, plan_id)

    read = lambda uow: uow.session.get_one(Plan, plan_id)  # noqa: E731
    refusal = together(lambda: group.unit(group.doctor), read, give_up, give_up, stored=False)
    assert isinstance(refusal, VisitRefused)
    with group.database.reading() as session:
        assert session.get_one(Plan, plan_id).state == "given_up"


def test_a_mandate_ends_once(group):
    with group.database.reading() as session:
        [mandate] = [row for row in session.query(Mandate) if row.user_id == group.lawyer.user_id]

    def end(reason):
        return lambda uow, row: mandates.end(uow, row, reason)

    read = lambda uow: queries.find_mandate(uow.session, uow.actor, mandate.id)  # noqa: E731
    refusal = together(lambda: group.unit(group.office), read, end("Öz xahişi"), end("Müddət bitdi"))
    assert isinstance(refusal, MandateRefused)
    with group.database.reading() as session:
        assert session.get_one(Mandate, mandate.id).ended_reason == "Öz xahişi"


def test_a_version_of_a_checklist_is_not_taken_back_unread(group):
    def write(text):
        return lambda uow, _newest: checklists.write(uow, "injuries", [{"az": text}], "Yeni sual", seen=1)

    read = lambda uow: checklists.current(uow.session, "injuries")  # noqa: E731
    refusal = together(lambda: group.unit(group.office), read, write("Birinci?"), write("İkinci?"), stored=False)
    assert isinstance(refusal, checklists.WrittenMeanwhile)
    with group.database.reading() as session:
        newest = checklists.current(session, "injuries")
    assert (newest.number, [one.text for one in newest.questions]) == (2, ["Birinci?"])
