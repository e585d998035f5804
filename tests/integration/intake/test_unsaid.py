"""A draft that is given up had met clocks of others: they run again by their old limit, unless something else met them.

The table says it row by row; the page says it before anybody confirms (``test_the_page_says_it_before``).
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from healthapp.access import Identity
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.intake import effects, queries, services, unsaid
from healthapp.ledger.models import LedgerEntry
from healthapp.people.models import Stay
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord
from tests import factories
from tests.integration.intake.test_given_up import REASON, give_up
from tests.integration.intake.test_services import standing

INSULIN = {"name": "İnsulin", "critical": "insulin", "next_due": "2026-03-11T18:00:00+04:00"}
ASKED = {"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"}
DECIDED = {"medicines_state": "takes", "medicines": [{**INSULIN, "decision": "continue"}]}
NONE = {"medicines_state": "none"}
#: What the draft says, and the clocks of the screen that it ends.
ENDS = [
    ("tuberculosis", {"cough": "yes", "isolated": "yes"}, {"tb_isolation"}),
    ("tuberculosis", {"cough": "yes", "sputum_taken": "yes"}, {"tb_sputum"}),
    ("tuberculosis", {"cough": "yes", "isolated": "yes", "sputum_taken": "yes"}, {"tb_isolation", "tb_sputum"}),
    ("medicines", DECIDED, {"critical_medicine"}),
    ("medicines", NONE, {"critical_medicine"}),
]


@pytest.fixture
def screen(unit, clock):
    """A signed screen at the door that called for all three, ten minutes ago."""
    record = unit.begin("safety_screen")
    unit.fill(record, safety=ASKED)
    unit.hand_in(record)
    clock.advance(minutes=10)
    return record


def limits(unit) -> dict[str, tuple]:
    """Open kind -> (when it began, its limit)."""
    with unit.database.reading() as session:
        mine = sa.select(Deadline).where(Deadline.person_id == unit.person.id, Deadline.state == "open")
        found = session.scalars(mine).all()
        assert len(found) == len({row.kind for row in found}), "no duty runs twice"
        return {row.kind: (row.started_at, row.due_at) for row in found}


def fates(unit, record) -> dict[str, str]:
    with unit.database.reading() as session:
        return {one.clock.kind: one.fate for one in unsaid.met(session, session.get_one(ClinicalRecord, record.id))}


def row_of(unit, kind: str) -> Deadline:
    with unit.database.reading() as session:
        mine = sa.select(Deadline).where(Deadline.kind == kind).order_by(Deadline.started_at, Deadline.id)
        return session.scalars(mine).first()


@pytest.mark.parametrize(("part", "answers", "kinds"), ENDS)
def test_what_only_the_draft_said_was_done_runs_again_by_its_old_limit(unit, clock, screen, part, answers, kinds):
    owed, marks = limits(unit), standing(unit)
    draft = unit.begin()
    unit.save(draft, part, answers)
    assert kinds == owed.keys() - limits(unit).keys()
    clock.advance(hours=30)
    # said before anybody confirms
    assert fates(unit, draft) == dict.fromkeys(kinds, "reopens")
    give_up(unit, draft)
    # and so it is: the clocks by their old limits, the marks beside the name
    assert limits(unit) == owed
    assert standing(unit) == marks
    # as events with the reason, each a leaf of the ledger
    with unit.database.reading() as session:
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "deadline.reopened")).all()
        leaves = set(session.scalars(sa.select(LedgerEntry.id)))
    assert {event.details["kind"] for event in events} == kinds
    assert all(REASON in event.reason for event in events)
    assert {event.id for event in events} <= leaves


@pytest.mark.parametrize(("part", "answers", "kinds"), ENDS)
@pytest.mark.parametrize("signed", [False, True])
def test_what_another_record_says_too_stays_done_by_that_one(unit, clock, screen, part, answers, kinds, signed):
    draft = unit.begin()
    unit.save(draft, part, answers)
    clock.advance(minutes=20)
    other = unit.begin("periodic")
    if signed:
        unit.fill(other, **{part: answers})
        unit.hand_in(other)
    else:
        unit.save(other, part, answers)
    at = clock()
    clock.advance(minutes=20)
    assert fates(unit, draft) == dict.fromkeys(kinds, "stands")
    open_before = limits(unit)
    give_up(unit, draft)
    assert limits(unit) == open_before
    for kind in kinds:
        row = row_of(unit, kind)
        assert (row.state, row.met_by, row.met_at) == ("met", other.id, at), "done when the other said so, not before"


def test_an_order_of_a_doctor_after_the_draft_stands(unit, clock, screen):
    draft = unit.begin()
    unit.save(draft, "medicines", DECIDED)
    clock.advance(minutes=20)
    order = SimpleNamespace(id=uuid7(), person_id=unit.person.id)
    with unit.act(unit.doctor) as uow:
        effects.after_order(uow, order)
        uow.audited = True
    give_up(unit, draft)
    row = row_of(unit, "critical_medicine")
    assert (row.state, row.met_by, row.met_at) == ("met", order.id, clock())


def test_an_order_before_the_draft_is_not_undone_by_it(unit, screen):
    with unit.act(unit.doctor) as uow:
        effects.after_order(uow, SimpleNamespace(id=uuid7(), person_id=unit.person.id))
        uow.audited = True
    draft = unit.begin()
    unit.save(draft, "medicines", DECIDED)
    assert fates(unit, draft) == {}
    give_up(unit, draft)
    assert "critical_medicine" not in limits(unit)


@pytest.mark.parametrize(("part", "answers", "kinds"), ENDS[:4])
def test_what_the_draft_both_called_for_and_met_is_neither_owed_nor_done(unit, part, answers, kinds):
    begun = {"tuberculosis": {"cough": "yes"}, "medicines": {"medicines_state": "takes", "medicines": [INSULIN]}}
    draft = unit.begin()
    unit.save(draft, part, begun[part])
    unit.save(draft, part, answers)
    assert fates(unit, draft) == dict.fromkeys(kinds, "ends")
    give_up(unit, draft)
    assert not kinds & limits(unit).keys()
    assert {row_of(unit, kind).state for kind in kinds} == {"cancelled"}


def test_nothing_runs_again_for_a_call_that_was_taken_back_meanwhile(unit, clock):
    screen = unit.begin("safety_screen")
    unit.save(screen, "safety", ASKED)
    draft = unit.begin()
    unit.save(draft, "tuberculosis", {"cough": "yes", "isolated": "yes", "sputum_taken": "yes"})
    clock.advance(minutes=5)
    unit.save(screen, "safety", {**ASKED, "cough": "no"})
    assert fates(unit, draft) == {"tb_isolation": "ends", "tb_sputum": "ends"}
    give_up(unit, draft)
    assert not {"tb_isolation", "tb_sputum"} & limits(unit).keys()


def test_nothing_runs_again_for_somebody_who_was_released(unit, screen):
    draft = unit.begin()
    unit.save(draft, "medicines", DECIDED)
    with unit.act(Identity.system("test")) as uow:
        uow.session.scalar(sa.select(Stay)).released_at = uow.now()
        uow.audited = True
    assert fates(unit, draft) == {"critical_medicine": "ends"}
    give_up(unit, draft)
    assert "critical_medicine" not in limits(unit)


def test_what_runs_again_is_owed_where_the_person_is_now(unit, screen):
    draft = unit.begin()
    unit.save(draft, "medicines", DECIDED)
    with unit.act(Identity.system("test")) as uow:
        other = factories.facility(uow)
        uow.session.scalar(sa.select(Stay)).facility_id = other.id
        uow.audited = True
    give_up(unit, draft)
    assert row_of(unit, "critical_medicine").facility_id == other.id


def test_the_same_called_for_meanwhile_is_owed_once_by_the_nearer_limit(unit, clock, screen):
    owed = limits(unit)["tb_isolation"]
    draft = unit.begin()
    unit.save(draft, "tuberculosis", {"cough": "yes", "isolated": "yes"})
    clock.advance(minutes=20)
    other = unit.begin("periodic")
    unit.save(other, "tuberculosis", {"cough": "yes"})
    assert limits(unit)["tb_isolation"] != owed
    give_up(unit, draft)
    assert limits(unit)["tb_isolation"] == owed


def test_a_draft_that_corrects_itself_goes_on_with_the_old_limit(unit, clock, screen):
    owed = limits(unit)
    draft = unit.begin()
    for part, done, undone in (
        ("tuberculosis", {"cough": "yes", "isolated": "yes"}, {"cough": "yes"}),
        ("medicines", DECIDED, {"medicines_state": "takes", "medicines": [INSULIN]}),
    ):
        unit.save(draft, part, done)
        clock.advance(minutes=20)
        unit.save(draft, part, undone)
    assert {kind: began for kind, (began, _limit) in limits(unit).items()} == {
        kind: began for kind, (began, _limit) in owed.items()
    }
    assert limits(unit)["tb_isolation"] == owed["tb_isolation"]


def test_a_dose_time_that_only_the_draft_told_moves_no_limit_any_more(unit, screen):
    owed = limits(unit)
    draft = unit.begin()
    unit.save(draft, "medicines", {"medicines_state": "takes", "medicines": [INSULIN]})
    assert limits(unit)["critical_medicine"] != owed["critical_medicine"]
    assert fates(unit, draft) == {"critical_medicine": "moves"}
    give_up(unit, draft)
    assert limits(unit) == owed
    # the limit of another draft's own dose stands, though it was the draft that is given up that met the clock
    draft, other = unit.begin(), unit.begin("periodic")
    later = {**INSULIN, "next_due": "2026-03-11T20:00:00+04:00"}
    unit.save(other, "medicines", {"medicines_state": "takes", "medicines": [later]})
    owed = limits(unit)
    unit.save(draft, "medicines", {"medicines_state": "takes", "medicines": [INSULIN]})
    unit.save(draft, "medicines", DECIDED)
    assert fates(unit, draft) == {"critical_medicine": "reopens"}
    give_up(unit, draft)
    assert limits(unit)["critical_medicine"] == owed["critical_medicine"]


@pytest.mark.parametrize(("part", "answers", "kinds"), ENDS)
def test_a_voided_examination_meets_nothing_either(unit, clock, screen, part, answers, kinds):
    owed, marks = limits(unit), standing(unit)
    record = unit.begin()
    unit.fill(record, **{part: answers})
    unit.hand_in(record)
    assert not kinds & limits(unit).keys()
    with unit.act(unit.feldsher) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        records.request_void(uow, found.record, reason=REASON, method="password")
    with unit.act(unit.doctor) as uow:
        services.confirm_void(uow, queries.find(uow.session, uow.actor, record.id), reason=REASON, method="password")
    after = limits(unit)
    assert {kind: after.get(kind) for kind in kinds} == {kind: owed[kind] for kind in kinds}
    assert {code: standing(unit).get(code) for code in marks if code in ("tb", "critical_medicine")} == {
        code: said for code, said in marks.items() if code in ("tb", "critical_medicine")
    }


def test_only_what_was_met_can_be_opened_again_and_with_a_reason(unit, screen):
    draft = unit.begin()
    unit.save(draft, "medicines", DECIDED)
    with unit.act(unit.feldsher) as uow:
        row = uow.session.get_one(Deadline, row_of(unit, "critical_medicine").id)
        with pytest.raises(ValueError, match="reason"):
            deadlines.reopen(uow, row, reason=" ")
        deadlines.reopen(uow, row, reason="səhv")
        with pytest.raises(ValueError, match="not met"):
            deadlines.reopen(uow, row, reason="səhv")
