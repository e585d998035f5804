"""Two people at one record at the same moment: whoever comes second knows what the first one did."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from healthapp.access import Identity, Permission, Role
from healthapp.database import Database, UnitOfWork
from healthapp.people.models import Facility
from healthapp.records import queries, services
from healthapp.records.errors import EditConflict, RecordRefusal, WrongState
from healthapp.records.models import ClinicalRecord, RecordState
from tests import factories

Act = Callable[[UnitOfWork, ClinicalRecord], object]


@pytest.fixture
def feldsher(database: Database, clock) -> Identity:
    with database.unit(Identity.system("tests"), clock) as uow:
        place = factories.facility(uow)
    return factories.identity(Role.FELDSHER, place)


@pytest.fixture
def record_id(database: Database, clock, feldsher: Identity):
    with database.unit(feldsher, clock) as uow:
        place = uow.session.get_one(Facility, feldsher.home_facility)
        given = {"kind": "intake", "stay_id": None, "event_time": uow.now(), "schema_version": 1}
        record = services.begin(uow, person_id=factories.person(uow, place).id, facility_id=place.id, **given)
        services.save_section(uow, record, section="vitals", answers={"pulse": 72}, expected_version=0)
    return record.id


def save(pulse: int, section: str = "vitals", version: int = 1) -> Act:
    return lambda uow, record: services.save_section(
        uow, record, section=section, answers={"pulse": pulse}, expected_version=version
    )


def sign(uow: UnitOfWork, record: ClinicalRecord) -> None:
    services.hand_in(uow, record, method="password", needs_doctor=False)


def together(database: Database, who: Identity, clock, record_id, first: Act, second: Act) -> RecordRefusal | None:
    """``second`` comes while ``first`` has the record in hand and is not stored yet; what it is refused with."""
    in_hand, seen, stored = threading.Event(), threading.Event(), threading.Event()
    refused: list[RecordRefusal] = []

    def follow() -> None:
        in_hand.wait(20)
        try:
            with database.unit(who, clock) as uow:
                record = queries.find(uow.session, who, record_id, Permission.INTAKE_READ)
                second(uow, record)
                seen.set()
                stored.wait(5)
        except RecordRefusal as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=follow)
    thread.start()
    with database.unit(who, clock) as uow:
        record = queries.find(uow.session, who, record_id, Permission.INTAKE_READ)
        in_hand.set()
        seen.wait(0.5)  # in vain where whoever comes second waits for the first
        first(uow, record)
    stored.set()
    thread.join(30)
    return refused[0] if refused else None


def test_two_who_save_one_part_notice_each_other(database, clock, feldsher, record_id):
    refusal = together(database, feldsher, clock, record_id, save(80), save(90))
    assert isinstance(refusal, EditConflict)
    assert refusal.answers == {"pulse": 80}


def test_nothing_is_saved_beside_a_signature(database, clock, feldsher, record_id):
    refusal = together(database, feldsher, clock, record_id, sign, save(90, section="history", version=0))
    assert isinstance(refusal, WrongState)


def test_one_record_is_signed_once(database, clock, feldsher, record_id):
    assert isinstance(together(database, feldsher, clock, record_id, sign, sign), WrongState)


def test_what_was_saved_last_is_what_is_signed(database, clock, feldsher, record_id):
    assert together(database, feldsher, clock, record_id, save(80), sign) is None
    with database.reading() as session:
        record = session.get_one(ClinicalRecord, record_id)
        assert record.state == RecordState.SIGNED
        assert queries.content_of(session, record).sections["vitals"] == {"pulse": 80}
