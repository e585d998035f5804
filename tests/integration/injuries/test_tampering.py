"""Behind the application's back, on both engines: the database refuses it; where it is forced, verification says so.

Each test forges what a court would rely on: the sealed record, one lesion in it, a photograph's bytes, the number in
the trauma register.
"""

from __future__ import annotations

import json
import uuid

import pytest
import sqlalchemy as sa

from healthapp import seals
from healthapp.injuries.models import TraumaEntry
from healthapp.ledger.canonical import canonical_bytes, digest
from healthapp.ledger.findings import Fault
from healthapp.records.models import ClinicalRecord, RecordSignature, SealedContent
from healthapp.vault import services as vault
from healthapp.vault.models import StoredFile
from tests.integration.injuries.test_services import signed
from tests.integration.ledger.conftest import Ledger
from tests.support.databases import refused


@pytest.fixture
def ledger(ward, tmp_path) -> Ledger:
    seals.load()
    return Ledger(ward.database, ward.clock, tmp_path / "keys")


@pytest.fixture
def record(ward, ledger) -> ClinicalRecord:
    """A signed record with one photographed lesion, its number taken and all of it in the ledger."""
    draft = ward.begin(ward.doctor)
    ward.add(draft, ward.doctor)
    ward.shoot(draft)
    made = signed(ward, began=draft)
    ledger.place()
    assert ledger.verify().intact
    assert list(damaged(ward)) == []
    return made


def damaged(ward) -> list[tuple[uuid.UUID, str]]:
    with ward.database.reading() as session:
        return [(row.id, why) for row, why in vault.damaged(session, ward.store)]


def author_part(ward, record: ClinicalRecord) -> dict:
    with ward.database.reading() as session:
        return json.loads(session.get_one(SealedContent, (record.id, "author")).body)


def run(ward, statement: sa.Executable) -> None:
    """As an administrator with a database client would."""
    with ward.database.engine.connect().execution_options(write=True) as connection:
        connection.execute(statement)
        connection.commit()


def smaller_lesion(ward, record: ClinicalRecord) -> bytes:
    """The sealed record with its bruise made five millimetres long."""
    content = author_part(ward, record)
    content["sections"]["lesions"]["lesions"][0]["length"] = "5.0"
    return canonical_bytes(content)


def edits(ward, record: ClinicalRecord) -> dict[str, sa.Executable]:
    part = sa.update(SealedContent).where(SealedContent.record_id == record.id, SealedContent.part == "author")
    return {
        "signed row": sa.update(ClinicalRecord).where(ClinicalRecord.id == record.id).values(author_name="X"),
        "signed row deleted": sa.delete(ClinicalRecord).where(ClinicalRecord.id == record.id),
        "lesion": part.values(body=smaller_lesion(ward, record)),
        "signature": sa.delete(RecordSignature).where(RecordSignature.record_id == record.id),
        "register number": sa.update(TraumaEntry).where(TraumaEntry.record_id == record.id).values(number=9),
        "register line deleted": sa.delete(TraumaEntry).where(TraumaEntry.record_id == record.id),
        "number on the record": sa.update(ClinicalRecord)
        .where(ClinicalRecord.id == record.id)
        .values(number="TQ-X-2026-0009"),
    }


@pytest.mark.parametrize(
    "what",
    [
        "signed row",
        "signed row deleted",
        "lesion",
        "signature",
        "register number",
        "register line deleted",
        "number on the record",
    ],
)
def test_the_database_itself_refuses(ward, record, what):
    statement = edits(ward, record)[what]
    refused(ward.database, statement)
    with ward.database.reading() as session:
        assert session.get_one(ClinicalRecord, record.id).number == record.number
        assert session.scalar(sa.select(TraumaEntry.number).where(TraumaEntry.record_id == record.id)) == 1


def named(report) -> set[tuple[Fault, str, uuid.UUID | None]]:
    return {(finding.fault, finding.subject_kind, finding.subject_id) for finding in report.findings}


def test_a_lesion_made_smaller_with_every_digest_forged_is_named(ward, ledger, record):
    body = smaller_lesion(ward, record)
    part = digest(json.loads(body))
    where = (SealedContent.record_id == record.id, SealedContent.part == "author")
    ledger.tamper(
        sa.update(SealedContent).where(*where).values(body=body, digest=part),
        sa.update(ClinicalRecord).where(ClinicalRecord.id == record.id).values(digest=part),
    )
    assert {(kind, at) for _fault, kind, at in named(ledger.verify())} == {("clinical_record", record.id)}


def test_a_changed_column_of_a_signed_row_is_named(ward, ledger, record):
    earlier = sa.update(ClinicalRecord).where(ClinicalRecord.id == record.id)
    ledger.tamper(earlier.values(late_reason="vaxtında olmayıb"))
    found = named(ledger.verify())
    assert {(kind, at) for _fault, kind, at in found} == {("clinical_record", record.id)}


def test_a_changed_register_number_is_named(ward, ledger, record):
    with ward.database.reading() as session:
        entry = session.scalar(sa.select(TraumaEntry.id).where(TraumaEntry.record_id == record.id))
    ledger.tamper(sa.update(TraumaEntry).where(TraumaEntry.id == entry).values(number=9))
    assert ("trauma_entry", entry) in {(kind, at) for _fault, kind, at in named(ledger.verify())}


def test_a_line_taken_out_of_the_register_is_named(ward, ledger, record):
    with ward.database.reading() as session:
        entry = session.scalar(sa.select(TraumaEntry.id).where(TraumaEntry.record_id == record.id))
    ledger.tamper(sa.delete(TraumaEntry).where(TraumaEntry.id == entry))
    assert (Fault.SUBJECT_MISSING, "trauma_entry", entry) in named(ledger.verify())


def test_changed_bytes_of_a_photograph_are_named_by_file(ward, record):
    with ward.database.reading() as session:
        row = session.scalar(sa.select(StoredFile).where(StoredFile.subject_id == record.id))
    path = next(
        path for path in ward.store.folder.rglob("*") if path.is_file() and row.id.hex in path.name.replace("-", "")
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))
    assert [file_id for file_id, _why in damaged(ward)] == [row.id]


def test_a_photograph_exchanged_for_another_with_its_hash_contradicts_the_sealed_record(ward, ledger, record):
    """Whoever changes the row's hash too is betrayed by the record, which names the hash it was signed with."""
    with ward.database.reading() as session:
        row = session.scalar(sa.select(StoredFile).where(StoredFile.subject_id == record.id))
        sealed = author_part(ward, record)["sections"]["photographs"]["photographs"][0]["sha256"]
    ledger.tamper(sa.update(StoredFile).where(StoredFile.id == row.id).values(sha256=bytes(32)))
    assert sealed == row.sha256.hex()
    assert [file_id for file_id, _why in damaged(ward)] == [row.id]
    assert (Fault.SUBJECT_ALTERED, "stored_file", row.id) in named(ledger.verify())
