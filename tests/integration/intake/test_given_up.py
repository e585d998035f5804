"""A draft that is given up ends the clocks its answers began, with the reason, unless another record calls for them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from healthapp.intake import effects, giving_up, queries
from healthapp.records.models import ClinicalRecord
from tests.integration.intake.test_services import standing
from tests.integration.intake.test_taken_back import ended

INSULIN = {"medicines_state": "takes", "medicines": [{"name": "İnsulin", "critical": "insulin"}]}
#: Part -> what is answered in it, and the clocks that begin with it.
SAID = {
    "medicines": (INSULIN, {"critical_medicine"}),
    "tuberculosis": ({"cough": "yes"}, {"tb_isolation", "tb_sputum"}),
    "substances": ({"cows": 9, "ciwa": 12}, {"cows_repeat", "ciwa_repeat"}),
}
BEGUN = set().union(*(clocks for _answers, clocks in SAID.values()))
REASON = "Başqa şəxsə aid cavablar yazılmışdı"


def say(unit, record, *parts: str) -> None:
    for part in parts or SAID:
        unit.save(record, part, SAID[part][0])


def give_up(unit, record) -> None:
    with unit.act(unit.feldsher) as uow:
        giving_up.give_up(uow, uow.session.get_one(ClinicalRecord, record.id), reason=REASON)


def ending(unit, record) -> dict[str, bool]:
    """Kind -> whether it ends."""
    with unit.database.reading() as session:
        row = session.get_one(ClinicalRecord, record.id)
        return {one.clock.kind: one.heir is None for one in giving_up.begun(session, row)}


def of_record(unit, record) -> set[str]:
    with unit.database.reading() as session:
        mine = sa.select(Deadline.kind).where(Deadline.subject_id == record.id, Deadline.state == "open")
        return set(session.scalars(mine))


def test_what_only_the_draft_called_for_ends_as_an_event_with_the_reason(unit):
    # Given a draft that began every clock a draft can begin
    record = unit.begin()
    say(unit, record)
    owed = set(unit.open_clocks()) - BEGUN
    assert set(unit.open_clocks()) >= BEGUN
    assert "intake" in owed
    # When it is given up, which the page said before
    assert ending(unit, record) == dict.fromkeys(BEGUN, True)
    give_up(unit, record)
    # Then they end with it as cancelled, each as an event, and what is still owed goes on
    assert set(unit.open_clocks()) == owed
    for kind in BEGUN:
        state, reason = ended(unit, kind)
        assert state == "cancelled"
        assert REASON in reason
    with unit.database.reading() as session:
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "deadline.cancelled")).all()
    assert {event.details["kind"] for event in events} == BEGUN
    assert all(REASON in event.reason for event in events)
    # and nothing of it stands beside the name
    assert not {"critical_medicine", "tb"} & set(standing(unit))


@pytest.mark.parametrize("part", list(SAID))
def test_what_another_draft_calls_for_goes_on_in_its_name(unit, clock, part):
    first = unit.begin()
    say(unit, first, part)
    clock.advance(minutes=10)
    second = unit.begin("periodic")
    say(unit, second, part)
    kinds = SAID[part][1]
    assert ending(unit, first) == dict.fromkeys(kinds, False)
    due = set(unit.open_clocks())
    give_up(unit, first)
    assert set(unit.open_clocks()) == due
    assert of_record(unit, second) >= kinds
    # and ends with that one
    give_up(unit, second)
    assert not kinds & set(unit.open_clocks())


def test_what_a_signed_screen_calls_for_goes_on_with_its_mark(unit, clock):
    draft = unit.begin()
    say(unit, draft, "medicines", "tuberculosis")
    clock.advance(minutes=10)
    screen = unit.begin("safety_screen")
    unit.fill(screen, safety={"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"})
    unit.hand_in(screen, late_reason="gec")
    give_up(unit, draft)
    assert of_record(unit, screen) >= {"critical_medicine", "tb_isolation", "tb_sputum"}
    assert {"critical_medicine", "tb"} <= set(standing(unit))


def test_a_record_that_spoke_before_and_was_answered_calls_for_nothing(unit, clock):
    # Given a signed screen whose waiting medicine a doctor ordered
    screen = unit.begin("safety_screen")
    unit.fill(screen, safety={"critical_medicine": "yes", "critical_medicine_name": "İnsulin"})
    unit.hand_in(screen)
    with unit.act(unit.doctor) as uow:
        effects.after_order(uow, SimpleNamespace(id=uuid7(), person_id=unit.person.id))
    clock.advance(minutes=10)
    # When a draft names another medicine and is given up
    draft = unit.begin()
    say(unit, draft, "medicines")
    assert "critical_medicine" in unit.open_clocks()
    give_up(unit, draft)
    # Then nothing waits
    assert "critical_medicine" not in unit.open_clocks()
    assert "critical_medicine" not in standing(unit)


def test_a_corrected_record_calls_for_nothing_any_more(unit, clock):
    first = unit.begin()
    say(unit, first, "tuberculosis")
    clock.advance(minutes=10)
    second = unit.begin("periodic")
    unit.save(second, "tuberculosis", {"cough": "yes", "isolated": "yes"})
    assert ending(unit, first) == {"tb_sputum": False}, "isolated, as the second says; no sputum yet"


def test_an_earlier_mark_that_the_draft_replaced_is_back(unit, clock):
    # Given a signed screen with an allergy, and a draft that names another and then says there is none
    screen = unit.begin("safety_screen")
    unit.fill(screen, safety={"allergy_state": "known", "allergy_text": "Penisillin"})
    unit.hand_in(screen)
    clock.advance(minutes=10)
    draft = unit.begin()
    unit.save(draft, "allergies", {"allergy_state": "known", "allergies": [{"agent": "Lateks"}]})
    unit.save(draft, "allergies", {"allergy_state": "none"})
    assert standing(unit)["allergy"] == ("none", "")
    # When the draft is given up
    give_up(unit, draft)
    # Then what the screen said stands again
    assert standing(unit)["allergy"] == ("known", "Penisillin")


def test_a_draft_that_began_nothing_ends_nothing(unit):
    record = unit.begin()
    before = unit.open_clocks()
    assert ending(unit, record) == {}
    give_up(unit, record)
    assert unit.open_clocks() == before
    with unit.database.reading() as session:
        assert queries.in_hand(session, unit.person.id, "intake") is None
