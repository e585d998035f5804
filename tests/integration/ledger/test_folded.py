"""Appeals and recommendations under attack: what was asked, what was done about it, and where it is said to stand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.appeals import services as appeals
from healthapp.appeals.models import Appeal, AppealStep
from healthapp.appeals.schemas import Receive
from healthapp.appeals.schemas import Take as TakeAppeal
from healthapp.appeals.states import Step as AppealAct
from healthapp.database import uuid7
from healthapp.ledger.findings import Fault
from healthapp.recommendations import services as recommendations
from healthapp.recommendations.models import Recommendation, RecommendationStep
from healthapp.recommendations.schemas import Draft
from healthapp.recommendations.schemas import Take as TakeRecommendation
from healthapp.recommendations.states import Step as RecommendationAct
from tests import factories
from tests.integration.ledger.conftest import Ledger

NOTE = "Danışıldı, izah edildi"
TABLES: dict[str, tuple[Any, Any, str]] = {
    "appeal": (Appeal, AppealStep, "appeal_id"),
    "recommendation": (Recommendation, RecommendationStep, "recommendation_id"),
}


@pytest.fixture
def kept(ledger: Ledger) -> dict[str, uuid.UUID]:
    """An appeal that was decided and a recommendation that was acknowledged; the ledger fits after every step."""
    database, clock = ledger.database, ledger.clock
    with database.unit(factories.identity(Role.ADMIN), clock) as uow:
        place = factories.facility(uow)
        who = factories.person(uow, place)
    doctor, head = factories.identity(Role.DOCTOR, place), factories.identity(Role.HEAD, place)
    office = factories.identity(Role.OMBUDSMAN)
    asked = Receive(place.id, "", "person", "", "access", "Həkimə çıxmaq istəyirəm", "az", clock())
    with database.unit(doctor, clock) as uow:
        appeal = appeals.receive(uow, asked, facility_id=place.id, person=who)
    decision = TakeAppeal(AppealAct.DECIDE, clock(), NOTE, outcome="granted")
    for seen, step in enumerate((TakeAppeal(AppealAct.TAKE, clock(), ""), decision)):
        with database.unit(doctor, clock) as uow:
            appeals.take(uow, appeal.id, step, seen=seen)
    wanted = Draft(place.id, "unit_head", "intake", "Müayinə 24 saatda", "", "CPT", dt.date(2026, 5, 1), "")
    with database.unit(office, clock) as uow:
        row = recommendations.draft(uow, wanted)
    for seen, (actor, act) in enumerate(((office, RecommendationAct.ISSUE), (head, RecommendationAct.ACKNOWLEDGE))):
        with database.unit(actor, clock) as uow:
            recommendations.take(uow, row.id, TakeRecommendation(act, NOTE, "", ""), seen=seen)
        ledger.place()
        assert ledger.verify().intact
    return {"appeal": appeal.id, "recommendation": row.id}


def edit_what_was_asked(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    table = TABLES[kind][0]
    text = {"appeal": {"words": "Heç nə istəmirəm"}, "recommendation": {"text": "Heç nə"}}[kind]
    return sa.update(table).where(table.id == row_id).values(**text)


def edit_where_it_stands(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    table = TABLES[kind][0]
    state = {"appeal": {"outcome": "withdrawn"}, "recommendation": {"state": "implemented"}}[kind]
    return sa.update(table).where(table.id == row_id).values(**state)


def edit_a_step(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    _table, step, parent = TABLES[kind]
    return sa.update(step).where(getattr(step, parent) == row_id, step.place == 2).values(note="Başqa söz")


def back_date_a_step(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    _table, step, parent = TABLES[kind]
    earlier = ledger.clock() - dt.timedelta(days=9)
    return sa.update(step).where(getattr(step, parent) == row_id, step.place == 1).values(at=earlier)


def delete_a_step(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    _table, step, parent = TABLES[kind]
    return sa.delete(step).where(getattr(step, parent) == row_id, step.place == 1)


def insert_a_step(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    _table, step, parent = TABLES[kind]
    with ledger.database.reading() as session:
        known = session.scalars(sa.select(step).where(getattr(step, parent) == row_id, step.place == 1)).one()
        values = {column.key: getattr(known, column.key) for column in step.__table__.columns}
    return sa.insert(step).values({**values, "id": uuid7(), "place": 3})


def delete_it(kind: str, row_id: uuid.UUID, ledger: Ledger) -> sa.Executable:
    table = TABLES[kind][0]
    return sa.delete(table).where(table.id == row_id)


Attack = Callable[[str, uuid.UUID, Ledger], sa.Executable]
ALTERED: tuple[Attack, ...] = (
    *(edit_what_was_asked, edit_where_it_stands, edit_a_step, back_date_a_step, delete_a_step, insert_a_step),
)


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("attack", [*ALTERED, delete_it], ids=lambda attack: attack.__name__)
def test_what_was_asked_and_done_cannot_be_changed_unseen(ledger: Ledger, kept: dict[str, uuid.UUID], kind, attack):
    ledger.tamper(attack(kind, kept[kind], ledger))
    found = [finding for finding in ledger.verify().findings if finding.subject_kind == kind]
    assert [finding.fault for finding in found] == [
        Fault.SUBJECT_ALTERED if attack in ALTERED else Fault.SUBJECT_MISSING
    ]
    assert found[0].subject_id == kept[kind]


@pytest.mark.parametrize("kind", TABLES)
def test_one_that_was_put_in_behind_the_program_is_named(ledger: Ledger, kept: dict[str, uuid.UUID], kind):
    table = TABLES[kind][0]
    with ledger.database.reading() as session:
        row = session.get_one(table, kept[kind])
        values = {column.key: getattr(row, column.key) for column in table.__table__.columns}
    forged = uuid7()
    ledger.tamper(sa.insert(table).values({**values, "id": forged, "number": "M-2026-99999"}))
    found = [finding for finding in ledger.verify().findings if finding.subject_kind == kind]
    assert [(finding.fault, finding.subject_id) for finding in found] == [(Fault.SUBJECT_UNRECORDED, forged)]
