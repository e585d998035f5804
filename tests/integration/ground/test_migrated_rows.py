"""Given rows of one schema, when a step up or down carries them, then none of them comes to say what it never said."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from healthapp import migrating
from healthapp.access import Identity, Role
from healthapp.database import Database, utc_now, uuid7
from healthapp.deadlines.models import Deadline
from healthapp.inspection import findings, notes, plans, sealing
from healthapp.inspection.finding_models import Finding
from healthapp.inspection.notes_models import SealedNote
from healthapp.inspection.plan_models import Plan, PlanKey
from healthapp.inspection.schemas import Opening
from healthapp.inspection.seals import row_digest
from healthapp.inspection.services import open_visit
from healthapp.intake import queries as read
from healthapp.intake import services as examinations
from healthapp.records import services as records
from healthapp.settings import services as settings
from healthapp.settings.models import Setting
from healthapp.settings.schemas import NewValue
from tests import factories
from tests.integration.ground.conftest import lived_in
from tests.support.house import enrolled


def test_a_value_withdrawn_before_it_began_does_not_begin_after_a_step_back(empty):
    migrating.upgrade(empty)
    lived_in(empty)
    key, later = "exam.before_transfer", utc_now() + dt.timedelta(days=10)
    with empty.unit(factories.identity(Role.REVIEWER)) as uow:
        row = settings.change(uow, key, NewValue(48, "hours", "", False, later, "To be withdrawn"))
        settings.withdraw(uow, key, row.id, reason="To be withdrawn")

    migrating.downgrade(empty, "0038")
    with empty.engine.connect() as connection:
        kept = connection.execute(sa.select(Setting.valid_from).where(Setting.key == key)).scalars().all()
    assert len(kept) == 1
    assert kept[0] < utc_now()
    with pytest.raises(DBAPIError), empty.engine.begin() as connection:
        connection.execute(sa.delete(Setting))

    migrating.upgrade(empty)
    assert lived_in(empty)


def sealed_by_a_member(database: Database) -> None:
    """A member's visit with a note, a finding and a plan for the next one."""
    with database.unit(Identity.system("tests")) as uow:
        settings.seed(uow)
        place = factories.facility(uow)
        member, _login = enrolled(uow, Role.NPG, None, suffix="N")
    today, now = utc_now().date(), utc_now()
    opening = Opening(
        kind="ad_hoc", facility_id=place.id, period_from=today, period_to=today, arrived_at=now, received_at=now,
        obstruction="no", obstruction_note="", follows_id=None, members=(),
    )  # fmt: skip
    with database.unit(member) as uow:
        notes.store_key(uow, sealing.new_key("four words to keep"))
        visit = open_visit(uow, opening)
        notes.write(uow, visit, kind="note", content={"text": "They took the blanket"}, readers=[])
        findings.write(uow, visit, findings.Wording("low", "food", "Cold for a week", "nobody"))
        plans.plan(uow, plans.Planned("scheduled", place.id, today + dt.timedelta(days=9), None, (), ""))


def seals(database: Database) -> list[bytes]:
    with database.reading() as session:
        return [row_digest(session.scalars(sa.select(model)).one()) for model in (SealedNote, Finding)]


def cannot_be_changed(database: Database, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(DBAPIError, match="cannot be changed"), database.engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_plans_lose_the_key_of_their_form_and_sealed_notes_and_findings_stay_as_they_were(empty, monkeypatch):
    monkeypatch.setattr(sealing, "MIXED", 2**10)
    migrating.upgrade(empty)
    sealed_by_a_member(empty)
    before = seals(empty)
    with empty.reading() as session:
        plan = session.scalars(sa.select(Plan)).one()

    migrating.downgrade(empty, "0042")
    old = sa.Table("npg_plan", sa.MetaData(), autoload_with=empty.engine)
    assert not old.c.client_key.nullable
    by_key = sa.select(sa.func.count()).select_from(old).where(old.c.client_key.is_not(None))
    another = {column.key: getattr(plan, column.key) for column in sa.inspect(Plan).mapper.column_attrs}
    another |= {"id": uuid7(), "client_key": uuid7()}
    insert = sa.insert(sa.table("npg_plan", *(sa.column(name, _type(name)) for name in another)))
    with empty.engine.connect().execution_options(write=True) as connection:
        assert connection.scalar(by_key) == 1
        connection.execute(insert.values(another))
        connection.commit()
        with pytest.raises(DBAPIError):
            connection.execute(insert.values({**another, "id": uuid7()}))
    cannot_be_changed(empty, "UPDATE npg_plan SET client_key = made_by", "DELETE FROM npg_plan")

    migrating.upgrade(empty)
    assert seals(empty) == before
    with empty.reading() as session:
        kept = {row.id: row.body for row in session.scalars(sa.select(Plan))}
        assert session.scalar(sa.select(PlanKey.plan_id)) == plan.id
    assert kept == {plan.id: plan.body, another["id"]: plan.body}
    cannot_be_changed(empty, "UPDATE npg_plan SET made_by = id", "DELETE FROM npg_plan")


def _type(name: str) -> sa.types.TypeEngine[object]:
    return sa.Uuid() if name == "client_key" else Plan.__table__.c[name].type


def test_a_voiding_that_was_asked_for_before_gets_its_clock(empty):
    """Going up again the row is made anew from the request; one that was confirmed asks for nobody."""
    migrating.upgrade(empty)
    with empty.unit(Identity.system("tests")) as uow:
        settings.seed(uow)
        place = factories.facility(uow)
        person = factories.person(uow, place)
        stay = factories.stay(uow, person, place)
    first, second = (factories.identity(role, place) for role in (Role.DOCTOR, Role.HEAD))
    for voided in (False, True):
        with empty.unit(first) as uow:
            record = records.begin(
                uow, kind="intake", person_id=person.id, stay_id=stay.id, facility_id=place.id,
                event_time=uow.now(), schema_version=1,
            )  # fmt: skip
            records.save_section(uow, record, section="vitals", answers={}, expected_version=0)
            records.hand_in(uow, record, method="password", needs_doctor=False)
        with empty.unit(first) as uow:
            examinations.request_void(uow, read.find(uow.session, first, record.id), reason="Other", method="password")
        if voided:
            with empty.unit(second) as uow:
                found = read.find(uow.session, second, record.id)
                examinations.confirm_void(uow, found, reason="Yes", method="password")

    def waiting():
        with empty.reading() as session:
            rows = session.scalars(sa.select(Deadline).where(Deadline.kind == "void_confirm", Deadline.state == "open"))
            return [(row.subject_kind, row.subject_id, row.facility_id, row.started_at, row.due_at) for row in rows]

    before = waiting()
    assert len(before) == 1
    migrating.downgrade(empty, "0043")
    assert waiting() == []
    migrating.upgrade(empty)
    assert waiting() == before
