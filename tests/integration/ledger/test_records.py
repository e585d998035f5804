"""Real clinical records under attack: what was sealed, the columns beside it, its state, its addenda."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.ledger.canonical import canonical_bytes, digest
from healthapp.ledger.findings import Fault
from healthapp.records import services
from healthapp.records.models import ClinicalRecord, RecordAddendum, RecordSignature, SealedContent
from tests import factories
from tests.integration.ledger.conftest import Ledger


@pytest.fixture
def record(ledger: Ledger) -> uuid.UUID:
    """An intake handed in by a feldsher, countersigned by a doctor, with an addendum; the ledger fits."""
    database, clock = ledger.database, ledger.clock
    with database.unit(factories.identity(Role.ADMIN), clock) as uow:
        place = factories.facility(uow)
        who = factories.person(uow, place)
    feldsher, doctor = factories.identity(Role.FELDSHER, place), factories.identity(Role.DOCTOR, place)
    with database.unit(feldsher, clock) as uow:
        row = services.begin(
            uow, kind="intake", person_id=who.id, stay_id=None, facility_id=place.id, event_time=uow.now(),
            schema_version=1,
        )  # fmt: skip
        services.save_section(uow, row, section="vitals", answers={"pulse": 72}, expected_version=0)
    with database.unit(feldsher, clock) as uow:
        row = uow.session.get_one(ClinicalRecord, row.id)
        services.hand_in(uow, row, method="password", needs_doctor=True)
    assert ledger.verify().intact
    with database.unit(doctor, clock) as uow:
        row = uow.session.get_one(ClinicalRecord, row.id)
        services.countersign(uow, row, method="password", sections={"opinion": {"agrees": "yes"}})
    with database.unit(doctor, clock) as uow:
        row = uow.session.get_one(ClinicalRecord, row.id)
        services.add_addendum(uow, row, text="Seen again.", language="en", event_time=uow.now())
    ledger.place()
    assert ledger.verify().intact
    return row.id


def edit_body(record: uuid.UUID) -> sa.Executable:
    chosen = sa.update(SealedContent).where(SealedContent.record_id == record, SealedContent.part == "doctor")
    return chosen.values(body=b'{"sections":{}}')


def edit_body_and_digest(record: uuid.UUID) -> sa.Executable:
    chosen = sa.update(SealedContent).where(SealedContent.record_id == record, SealedContent.part == "doctor")
    forged = {"sections": {}}
    return chosen.values(body=canonical_bytes(forged), digest=digest(forged))


def edit_column(record: uuid.UUID) -> sa.Executable:
    earlier = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    return sa.update(ClinicalRecord).where(ClinicalRecord.id == record).values(event_time=earlier)


def edit_number(record: uuid.UUID) -> sa.Executable:
    return sa.update(ClinicalRecord).where(ClinicalRecord.id == record).values(number="TS-X-2026-0009")


def void_without_signatures(record: uuid.UUID) -> sa.Executable:
    return sa.update(ClinicalRecord).where(ClinicalRecord.id == record).values(state="voided")


def back_to_draft(record: uuid.UUID) -> sa.Executable:
    return sa.update(ClinicalRecord).where(ClinicalRecord.id == record).values(state="draft")


def delete_signatures(record: uuid.UUID) -> sa.Executable:
    return sa.delete(RecordSignature).where(RecordSignature.record_id == record)


def delete_content(record: uuid.UUID) -> sa.Executable:
    return sa.delete(SealedContent).where(SealedContent.record_id == record)


def delete_record(record: uuid.UUID) -> sa.Executable:
    return sa.delete(ClinicalRecord).where(ClinicalRecord.id == record)


def edit_addendum(record: uuid.UUID) -> sa.Executable:
    return sa.update(RecordAddendum).where(RecordAddendum.record_id == record).values(text="Not seen again.")


def delete_addendum(record: uuid.UUID) -> sa.Executable:
    return sa.delete(RecordAddendum).where(RecordAddendum.record_id == record)


Attack = Callable[[uuid.UUID], sa.Executable]


@pytest.mark.parametrize(
    ("attack", "kind", "fault"),
    [
        pytest.param(attack, kind, fault, id=attack.__name__)
        for attack, kind, fault in (
            (edit_body, "clinical_record", Fault.SUBJECT_MISSING),
            (edit_body_and_digest, "clinical_record", Fault.SUBJECT_MISSING),
            (edit_column, "clinical_record", Fault.SUBJECT_MISSING),
            (edit_number, "clinical_record", Fault.SUBJECT_MISSING),
            (void_without_signatures, "clinical_record", Fault.SUBJECT_MISSING),
            (back_to_draft, "clinical_record", Fault.SUBJECT_MISSING),
            (delete_signatures, "clinical_record", Fault.SUBJECT_MISSING),
            (delete_content, "clinical_record", Fault.SUBJECT_MISSING),
            (delete_record, "clinical_record", Fault.SUBJECT_MISSING),
            (edit_addendum, "record_addendum", Fault.SUBJECT_ALTERED),
            (delete_addendum, "record_addendum", Fault.SUBJECT_MISSING),
        )
    ],
)
def test_a_record_that_no_longer_stands_is_named(ledger: Ledger, record: uuid.UUID, attack: Attack, kind, fault):
    ledger.tamper(attack(record))
    findings = [f for f in ledger.verify().findings if f.subject_kind == kind]
    assert [finding.fault for finding in findings] == [fault]
    assert kind != "clinical_record" or findings[0].subject_id == record


def test_a_whole_forgery_with_matching_digests_is_still_another_document(ledger: Ledger, record: uuid.UUID):
    """Body, part digest and record digest exchanged together: consistent in itself, not what was recorded."""
    with ledger.database.reading() as session:
        author = session.get_one(SealedContent, (record, "author")).digest
    forged = {"record": record, "author_part": author, "sections": {"opinion": {"agrees": "no"}}}
    whole = digest({"author": author, "doctor": digest(forged)})
    part = sa.update(SealedContent).where(SealedContent.record_id == record, SealedContent.part == "doctor")
    ledger.tamper(
        part.values(body=canonical_bytes(forged), digest=digest(forged)),
        sa.update(ClinicalRecord).where(ClinicalRecord.id == record).values(digest=whole),
    )
    faults = {finding.fault for finding in ledger.verify().findings if finding.subject_id == record}
    assert faults == {Fault.SUBJECT_ALTERED}
