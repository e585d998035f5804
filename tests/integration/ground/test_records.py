"""The life of a record, and what the database itself refuses."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import Database, UnauditedChange
from healthapp.immutability import REFUSAL
from healthapp.ledger.models import LedgerEntry
from healthapp.people.models import Person
from healthapp.records import content, queries, services
from healthapp.records.errors import EditConflict, NeedsSecondPerson, WrongState
from healthapp.records.models import ClinicalRecord, RecordNumber, RecordState
from tests import factories
from tests.support.databases import as_owner


@pytest.fixture
def feldsher(database: Database, clock) -> Identity:
    with database.unit(Identity.system("tests"), clock) as uow:
        place = factories.facility(uow)
    return factories.identity(Role.FELDSHER, place)


@pytest.fixture
def record_id(database: Database, clock, feldsher: Identity) -> uuid.UUID:
    with database.unit(feldsher, clock) as uow:
        place = uow.session.get_one(factories.Facility, feldsher.home_facility)
        who = factories.person(uow, place)
        record = services.begin(
            uow,
            kind="intake",
            person_id=who.id,
            stay_id=None,
            facility_id=place.id,
            event_time=uow.now(),
            schema_version=1,
        )
        services.save_section(uow, record, section="vitals", answers={"pulse": 72}, expected_version=0)
    return record.id


def act(database: Database, who: Identity, clock, record_id: uuid.UUID, do) -> None:
    with database.unit(who, clock) as uow:
        do(uow, uow.session.get_one(ClinicalRecord, record_id))


def sign(uow, record, *, needs_doctor: bool = False) -> None:
    services.hand_in(uow, record, method="password", needs_doctor=needs_doctor)


def test_a_signed_record_carries_the_digest_of_what_was_saved(database, clock, feldsher, record_id):
    act(database, feldsher, clock, record_id, sign)
    with database.reading() as session:
        record = session.get_one(ClinicalRecord, record_id)
        kept = queries.content_of(session, record)
        assert record.state == RecordState.SIGNED
        assert kept.sections == {
            "vitals": {"pulse": 72},
            "register": {"number": record.number, "year": 2026, "place": 1},
        }
        assert record.digest == content.recomputed_digest(list(kept.sealed))
        leaves = session.scalars(sa.select(LedgerEntry.subject_digest).where(LedgerEntry.subject_id == record_id))
        assert record.digest in set(leaves)


def test_a_second_click_on_sign_changes_nothing(database, clock, feldsher, record_id):
    act(database, feldsher, clock, record_id, sign)
    with pytest.raises(WrongState):
        act(database, feldsher, clock, record_id, sign)
    with database.reading() as session:
        signed = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.kind == "record.signed")
        assert session.scalar(signed) == 1


def test_a_doctor_who_is_somebody_else_completes_a_feldshers_record(database, clock, feldsher, record_id):
    act(database, feldsher, clock, record_id, lambda uow, record: sign(uow, record, needs_doctor=True))

    def countersign(uow, record):
        services.countersign(uow, record, method="password", sections={"opinion": {"text": "agreed"}})

    with pytest.raises(NeedsSecondPerson):
        act(database, feldsher, clock, record_id, countersign)
    doctor = Identity(uuid.uuid4(), "doctor", factories.identity(Role.DOCTOR).assignments)
    act(database, doctor, clock, record_id, countersign)
    with database.reading() as session:
        record = session.get_one(ClinicalRecord, record_id)
        kept = queries.content_of(session, record)
        assert record.state == RecordState.SIGNED
        assert kept.doctor_sections == {"opinion": {"text": "agreed"}}
        assert record.digest == content.recomputed_digest(list(kept.sealed))


def test_two_editors_of_one_section_notice_each_other(database, clock, feldsher, record_id):
    def save(pulse):
        return lambda uow, record: services.save_section(
            uow, record, section="vitals", answers={"pulse": pulse}, expected_version=1
        )

    act(database, feldsher, clock, record_id, save(80))
    act(database, feldsher, clock, record_id, save(80))  # the same again: a repeated autosave is no conflict
    with pytest.raises(EditConflict) as conflict:
        act(database, feldsher, clock, record_id, save(90))
    assert conflict.value.answers == {"pulse": 80}


def test_voiding_needs_two_people(database, clock, feldsher, record_id):
    act(database, feldsher, clock, record_id, sign)
    ask = lambda uow, record: services.request_void(uow, record, reason="wrong person", method="password")  # noqa: E731
    confirm = lambda uow, record: services.confirm_void(uow, record, reason="yes", method="password")  # noqa: E731
    act(database, feldsher, clock, record_id, ask)
    with pytest.raises(NeedsSecondPerson):
        act(database, feldsher, clock, record_id, confirm)
    act(database, factories.identity(Role.DOCTOR), clock, record_id, confirm)
    with database.reading() as session:
        assert session.get_one(ClinicalRecord, record_id).state == RecordState.VOIDED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clinical_record SET event_time = recorded_time, author_name = 'x'",
        "UPDATE clinical_record SET state = 'draft'",
        "UPDATE clinical_record SET digest = NULL",
        "DELETE FROM clinical_record",
        "UPDATE sealed_content SET body = digest",
        "DELETE FROM sealed_content",
        "UPDATE record_signature SET name = 'x'",
        "DELETE FROM record_signature",
        "INSERT INTO draft_section SELECT id, 'vitals', '{}', 1, recorded_time, author_id, 'x' FROM clinical_record",
        "UPDATE audit_event SET actor_name = 'x'",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_to_change_what_is_signed(database, clock, feldsher, record_id, statement):
    act(database, feldsher, clock, record_id, sign)
    with pytest.raises(DBAPIError, match=REFUSAL), as_owner(database) as connection:
        connection.execute(sa.text(statement))


def test_a_clinical_change_without_an_audit_event_is_not_stored(database, clock, feldsher, record_id):
    with pytest.raises(UnauditedChange), database.unit(feldsher, clock) as uow:
        uow.session.scalars(sa.select(Person)).one().surname = "Başqa"
    with database.reading() as session:
        assert session.scalars(sa.select(Person)).one().surname == "Kərimli"


def test_numbers_follow_one_another_in_each_facility_and_year_and_drafts_take_none(database, clock, feldsher):
    with database.unit(Identity.system("tests"), clock) as uow:
        here = uow.session.get_one(factories.Facility, feldsher.home_facility)
        there = factories.facility(uow)
    elsewhere = factories.identity(Role.FELDSHER, there)

    def draft(who, place):
        with database.unit(who, clock) as uow:
            given = {"kind": "intake", "stay_id": None, "event_time": uow.now(), "schema_version": 1}
            return services.begin(uow, person_id=factories.person(uow, place).id, facility_id=place.id, **given).id

    def number(record_id):
        with database.reading() as session:
            return session.get_one(ClinicalRecord, record_id).number

    first, given_up, second, away = draft(feldsher, here), draft(feldsher, here), draft(feldsher, here), None
    act(database, feldsher, clock, second, lambda uow, row: sign(uow, row, needs_doctor=True))
    act(database, feldsher, clock, given_up, lambda uow, row: services.discard(uow, row, reason="səhv şəxs"))
    act(database, feldsher, clock, first, sign)
    away = draft(elsewhere, there)
    act(database, elsewhere, clock, away, sign)
    clock.now = dt.datetime(2026, 12, 31, 20, 30, tzinfo=dt.UTC)  # in Baku the year has begun
    late = draft(feldsher, here)
    assert number(late) is None
    act(database, feldsher, clock, late, sign)

    assert number(given_up) is None
    assert [number(one) for one in (second, first, away, late)] == [
        f"TS-{here.code}-2026-0001",
        f"TS-{here.code}-2026-0002",
        f"TS-{there.code}-2026-0001",
        f"TS-{here.code}-2027-0001",
    ]


def test_a_record_that_a_register_numbered_takes_no_second_number(database, clock, feldsher, record_id):
    def registered(uow, record):
        record.number = "TQ-X-2026-0007"
        sign(uow, record)

    act(database, feldsher, clock, record_id, registered)
    with database.reading() as session:
        assert session.get_one(ClinicalRecord, record_id).number == "TQ-X-2026-0007"
        assert session.scalar(sa.select(sa.func.count()).select_from(RecordNumber)) == 0
