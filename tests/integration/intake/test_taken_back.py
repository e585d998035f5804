"""What ends a clock that an answer started, beside the act itself: the corrected answer, an order, a voided record."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.intake import effects, queries, services
from healthapp.records import services as records
from tests.integration.intake.test_services import standing


def ended(unit, kind):
    """(state, reason) of the last clock of ``kind``."""
    with unit.database.reading() as session:
        row = session.scalars(sa.select(Deadline).where(Deadline.kind == kind).order_by(Deadline.id.desc())).first()
        return row.state, row.ended_reason


@pytest.mark.parametrize("now_said", ["no", "refused", "not_asked"])
def test_a_corrected_yes_of_the_safety_screen_ends_its_clocks_with_the_reason(unit, now_said):
    # Given a screen on which two wrong answers were chosen
    record = unit.begin("safety_screen")
    unit.save(record, "safety", {"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"})
    assert {"critical_medicine", "tb_isolation", "tb_sputum"} <= set(unit.open_clocks())
    # When they are corrected
    unit.save(record, "safety", {"critical_medicine": now_said, "cough": now_said})
    # Then their clocks are cancelled with the reason, and the banner shows neither
    assert not {"critical_medicine", "tb_isolation", "tb_sputum"} & set(unit.open_clocks())
    for kind in ("critical_medicine", "tb_isolation", "tb_sputum"):
        state, reason = ended(unit, kind)
        assert state == "cancelled"
        assert reason == _("The answer it began with was corrected")
    assert not {"critical_medicine", "tb"} & set(standing(unit))


def test_a_screen_takes_back_only_what_it_said_itself(unit):
    # Given an examination that found a medicine without an order and a cough
    examination = unit.begin()
    told = {"medicines_state": "takes", "medicines": [{"name": "İnsulin", "critical": "insulin"}]}
    unit.save(examination, "medicines", told)
    unit.save(examination, "tuberculosis", {"cough": "yes"})
    # When a screen says yes and then no to both
    screen = unit.begin("safety_screen")
    unit.save(screen, "safety", {"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"})
    unit.save(screen, "safety", {"critical_medicine": "no", "cough": "no"})
    # Then the clocks of the examination run on
    assert {"critical_medicine", "tb_isolation", "tb_sputum"} <= set(unit.open_clocks())


def test_a_doctors_order_ends_the_clock_until_another_medicine_is_named(unit):
    record = unit.begin()
    insulin = {"name": "İnsulin", "critical": "insulin"}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [insulin]})
    with unit.act(unit.doctor) as uow:
        effects.after_order(uow, SimpleNamespace(id=uuid7(), person_id=unit.person.id))
    assert "critical_medicine" not in unit.open_clocks()
    assert "critical_medicine" not in standing(unit)
    # When the same part is saved again, nothing is called for anew; another medicine is
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [{**insulin, "dose": "10"}]})
    assert "critical_medicine" not in unit.open_clocks()
    valproate = {"name": "Valproat", "critical": "antiepileptic"}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [insulin, valproate]})
    assert "critical_medicine" in unit.open_clocks()


def test_a_voided_screen_takes_its_clocks_with_it(unit):
    record = unit.begin("safety_screen")
    unit.fill(record, safety={"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"})
    unit.hand_in(record)
    assert {"critical_medicine", "tb_isolation"} <= set(unit.open_clocks())
    with unit.act(unit.feldsher) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        records.request_void(uow, found.record, reason="Başqa şəxsin anketi", method="password")
    with unit.act(unit.doctor) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        services.confirm_void(uow, found, reason="Təsdiq edirəm", method="password")
    assert not {"critical_medicine", "tb_isolation", "tb_sputum"} & set(unit.open_clocks())
