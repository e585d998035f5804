"""Writing an injury record: begin with what is known, lesions, photographs, sealed names, the doctor's part.

Every function works in the caller's unit of work and never commits.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import ZONE
from healthapp.injuries import hooks, lesions, photo, unread
from healthapp.injuries import opinion as opinions
from healthapp.injuries.dictionary.circumstances import SHARED_KEYS
from healthapp.injuries.events import ACCUSED_ADDED, ACCUSED_READ
from healthapp.injuries.kinds import INJURY
from healthapp.intake import services as examinations
from healthapp.intake.queries import Examination
from healthapp.people.models import Person
from healthapp.records import services as records
from healthapp.records.errors import EditConflict
from healthapp.records.models import ClinicalRecord, DraftSection
from healthapp.vault import Store, VaultDamaged, images
from healthapp.vault import services as vault
from healthapp.vault.models import StoredFile

MOST_PHOTOGRAPHS = 200
#: Files in one request: each is decoded whole, and whoever waits must not wait for minutes.
MOST_AT_ONCE = 20
#: The clean copies kept of each photograph: pixels on the longer side. Printed: 300 dots an inch on 80 mm.
COPIES = {"shown": images.SHOWN_SIDE, "printed": 950}
PHOTOGRAPH, ACCUSED = "injury_photograph", "injury_accused"
#: Kinds of the short list of an intake examination -> types of lesion.
CARRIED = {
    "abrasion": "abrasion",
    "bruise": "contusion",
    "swelling": "swelling",
    "laceration": "laceration",
    "cut": "incised",
    "stab": "stab",
    "bite": "bite",
    "burn": "burn_thermal",
    "electric": "electrical",
    "fracture": "fracture",
    "tooth": "dental",
    "scar": "scar",
    "needle": "puncture",
    "amputation": "amputation",
    "crush": "crush",
    "neck": "neck_compression",
}
_OCCASIONS = {
    "intake",
    "return_police",
    "return_court",
    "after_incident",
    "periodic",
    "before_transfer",
    "before_release",
}
_ALLEGED = {"alleges": "yes", "denies": "no", "declined": "declined", "not_asked": "not_asked"}


class TooManyPhotographs(ValueError):
    """A record holds a limited number of photographs."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What is said of a photograph when it is added."""

    lesion: int | None
    view: str
    intimate: bool


def begin(uow: UnitOfWork, person: Person, source: Examination | None = None) -> ClinicalRecord:
    """A draft, or the one in hand; from an examination where injuries were seen, nothing is typed twice.

    Raises NotInCustody.
    """
    record = examinations.begin(uow, person, INJURY)
    if source is not None:
        written = set(
            uow.session.scalars(sa.select(DraftSection.section).where(DraftSection.record_id == record.id)).all()
        )
        for section, answers in carried(source).items():
            if section not in written:
                records.save_section(uow, record, section=section, answers=answers, expected_version=0)
    return record


def carried(source: Examination) -> dict[str, dict[str, Any]]:
    """What an examination already says of the parts of an injury record."""
    conditions, told = source.answers.get("conditions", {}), source.answers.get("injuries", {})
    wanted = {key for name in SHARED_KEYS for key in (name, f"{name}_reason")}
    made: dict[str, dict[str, Any]] = {
        "conditions": {key: value for key, value in conditions.items() if key in wanted},
        "statement": {key: told[key] for key in ("alleged_reason", "statement", "statement_language") if told.get(key)},
    }
    consent = source.answers.get("consent", {})
    made["consent"] = {
        key: consent[key] for key in ("explained", "explained_reason", "capacity", "guardian_consent") if key in consent
    }
    if consent.get("consent_exam") in ("yes", "no"):
        made["consent"]["examination"] = consent["consent_exam"]
        if "consent_exam_reason" in consent:
            made["consent"]["examination_reason"] = consent["consent_exam_reason"]
    if source.record.kind in _OCCASIONS:
        made["occasion"] = {"kind": source.record.kind}
    elif conditions.get("arrived_from") == "investigation":
        made["occasion"] = {"kind": "procedural_after"}
    if told.get("alleged") in _ALLEGED:
        made["statement"]["alleged"] = _ALLEGED[told["alleged"]]
    content: lesions.Content = {}
    for row in told.get("injuries", ()):
        content = lesions.put(content, _carried_lesion(row), (), None)
    if content:
        made["lesions"] = dict(content)
    return {section: answers for section, answers in made.items() if answers}


def _carried_lesion(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"status": "known_before"}
    if row.get("kind") in CARRIED:
        found["type"] = CARRIED[row["kind"]]
    side = {"left": "left", "right": "right", "middle": "midline", "both": "bilateral"}.get(row.get("side", ""))
    if side:
        found["side"] = side
    if row.get("size"):
        found |= {"measured": "length_width", "length": f"{row['size']}.0"}
    if row.get("note"):
        found["description"] = row["note"]
    return found


def save(uow: UnitOfWork, found: Examination, section: str, answers: dict[str, Any], version: int) -> DraftSection:
    """Keep a part that has a page of its own. Raises WrongState or EditConflict."""
    return examinations.save(uow, found, section=section, answers=answers, expected_version=version)


def save_lesion(
    uow: UnitOfWork,
    found: Examination,
    lesion: Mapping[str, Any],
    marks: Sequence[Mapping[str, Any]],
    number: int | None,
    version: int,
    *,
    slot: str = "",
) -> int:
    """Keep one lesion with its marks; returns its number. What waited of it in ``slot`` as it was typed is settled.

    Raises WrongState, or EditConflict: also when somebody took lesion ``number`` off the list meanwhile.
    """
    content: lesions.Content = found.answers.get("lesions", {})
    if number is not None and lesions.find(content, number) is None:
        raise EditConflict(uow.session.get_one(DraftSection, (found.id, "lesions")))
    content = lesions.put(content, lesion, marks, number)
    settled = unread.without(content, [slot] if number is None else [slot, unread.slot_of(number)])
    save(uow, found, "lesions", dict(settled), version)
    return number if number is not None else int(content["last"])


def keep_as_typed(uow: UnitOfWork, found: Examination, page: Mapping[str, Any], number: int | None, slot: str) -> str:
    """Keep a lesion that could not be read as it was typed; returns its slot. Raises WrongState.

    One taken off the list meanwhile waits as a new one.
    """
    content: lesions.Content = found.answers.get("lesions", {})
    if number is not None and lesions.find(content, number) is not None:
        slot = unread.slot_of(number)
    elif slot not in unread.new_slots(content):
        slot = unread.fresh_slot(content, page)
    kept = unread.keep(content, slot, page)
    save(uow, found, "lesions", dict(kept), found.content.versions.get("lesions", 0))
    return slot


def drop_as_typed(uow: UnitOfWork, found: Examination, slot: str) -> None:
    """Drop what waits in ``slot``; a lesion of the list stays as it was read last. Raises WrongState."""
    content = unread.without(found.answers.get("lesions", {}), [slot])
    save(uow, found, "lesions", dict(content), found.content.versions.get("lesions", 0))


def take_out(uow: UnitOfWork, found: Examination, number: int, *, reason: str, version: int) -> None:
    """Take a lesion off the list; its number stays used. Raises KeyError, WrongState or EditConflict."""
    content = lesions.take_out(found.answers.get("lesions", {}), number, reason)
    content = unread.without(content, [unread.slot_of(number)])
    save(uow, found, "lesions", dict(content), version)


def add_photograph(uow: UnitOfWork, store: Store, found: Examination, data: bytes, shot: Shot) -> StoredFile:
    """Keep a photograph bit for bit and list it in the draft.

    Raises images.NotAnImage, TooManyPhotographs, VaultFull, WrongState; after each nothing was kept.
    """
    content = found.answers.get("photographs", {})
    rows = list(content.get("photographs", ()))
    if len(rows) >= MOST_PHOTOGRAPHS:
        raise TooManyPhotographs
    checked = images.check(data)
    row = vault.keep(
        uow,
        store,
        data,
        media_type=checked.media_type,
        subject=(PHOTOGRAPH, found.id),
        facility_id=found.facility_id,
        person_id=found.person_id,
    )
    for copy, side in COPIES.items():
        vault.keep_copy(uow, store, row, copy=copy, data=images.shown_copy(data, side))
    entry: dict[str, Any] = {
        "view": shot.view,
        "intimate": "yes" if shot.intimate else "no",
        "received_at": uow.now().astimezone(ZONE).isoformat(),
        "sha256": row.sha256.hex(),
        "file": str(row.id),
    }
    if shot.lesion is not None:
        entry["lesion"] = shot.lesion
    taken = photo.taken_at(data)
    if taken is not None:
        entry["taken_at"] = taken.replace(tzinfo=ZONE).isoformat()
    save(uow, found, "photographs", {"photographs": [*rows, entry]}, found.content.versions.get("photographs", 0))
    return row


def void_photograph(uow: UnitOfWork, found: Examination, file_id: uuid.UUID, *, reason: str) -> None:
    """Mark a wrong photograph; it stays, with its reason. Of a signed record the original list stands beside it.

    Doing it again changes nothing. Raises KeyError for a photograph of another record.
    """
    known = photograph(uow.session, found, file_id)
    if known is None:
        raise KeyError(file_id)
    row = known[0]
    if row.voided_at is not None:
        return
    vault.void(uow, row, reason=reason)
    if found.is_draft:
        rows = [
            {**entry, "voided": reason} if entry["file"] == str(row.id) else entry
            for entry in found.answers.get("photographs", {}).get("photographs", ())
        ]
        save(uow, found, "photographs", {"photographs": rows}, found.content.versions.get("photographs", 0))


def photograph(session: Session, found: Examination, file_id: uuid.UUID) -> tuple[StoredFile, dict[str, Any]] | None:
    """A photograph of this record with what is said of it, or None."""
    entries = found.answers.get("photographs", {}).get("photographs", ())
    entry = next((entry for entry in entries if entry["file"] == str(file_id)), None)
    row = session.get(StoredFile, file_id) if entry is not None else None
    return (row, entry) if row is not None and entry is not None and row.subject_id == found.id else None


def voided(session: Session, found: Examination) -> dict[str, str]:
    """File id -> reason, of the photographs voided before or after signing."""
    rows = session.scalars(
        sa.select(StoredFile).where(
            StoredFile.subject_kind == PHOTOGRAPH, StoredFile.subject_id == found.id, StoredFile.voided_at.is_not(None)
        )
    )
    return {str(row.id): row.void_reason for row in rows}


def seal_names(uow: UnitOfWork, store: Store, found: Examination, names: str) -> None:
    """Put names of accused persons under seal: the writer cannot read them back without the permission.

    The record keeps how many times and the SHA-256 of each, so that the seal covers them. Raises WrongState, VaultFull.
    """
    data = json.dumps({"names": names}, ensure_ascii=False).encode()
    row = vault.keep(
        uow,
        store,
        data,
        media_type="application/json",
        subject=(ACCUSED, found.id),
        facility_id=found.facility_id,
        person_id=found.person_id,
    )
    kept = [*found.answers.get("accused", {}).get("sealed", ()), {"file": str(row.id), "sha256": row.sha256.hex()}]
    version = found.content.versions.get("accused", 0)
    records.save_section(uow, found.record, section="accused", answers={"sealed": kept}, expected_version=version)
    audit.record(uow, ACCUSED_ADDED, about=found, subject=("clinical_record", found.id), names=len(kept))


def sealed_names(uow: UnitOfWork, store: Store, found: Examination) -> list[str]:
    """The names under seal, for those who may read them; the look is an event."""
    audit.record(uow, ACCUSED_READ, about=found, subject=("clinical_record", found.id))
    rows = uow.session.scalars(
        sa.select(StoredFile)
        .where(StoredFile.subject_kind == ACCUSED, StoredFile.subject_id == found.id)
        .order_by(StoredFile.stored_at)
    ).all()
    return [json.loads(vault.read(uow, store, row, copy="names"))["names"] for row in rows]


def countersign(uow: UnitOfWork, found: Examination, *, method: str, doctor: dict[str, Any], opinion: Any) -> None:
    """A doctor's signature with the opinion a feldsher cannot give.

    Raises Incomplete while the opinion lacks something, WrongState or NeedsSecondPerson.
    """
    open_questions = opinions.gaps(opinion, found.answers)
    if open_questions:
        raise examinations.Incomplete(open_questions)
    examinations.countersign(uow, found, method=method, answers=doctor, further={"opinion": dict(opinion)})
    duty = hooks.duties_of(found, opinion)
    if duty:  # what only the opinion shows is reported from now
        hooks.report(uow, found, duty)


def clean_copy(uow: UnitOfWork, store: Store, row: StoredFile, *, copy: str) -> bytes:
    """A photograph as it may be seen, ``copy`` one of COPIES; the look is an event. Raises VaultDamaged."""
    return vault.read_copy(uow, store, row, copy=copy, make=lambda data: images.shown_copy(data, COPIES[copy]))


def pictures(uow: UnitOfWork, store: Store, found: Examination, *, intimate: bool = False) -> dict[str, bytes]:
    """Clean copies of the photographs a print bears, by file id, without those voided or damaged.

    A report bears none of intimate parts; ``intimate``: these alone.
    """
    wanted = "yes" if intimate else "no"
    gone = voided(uow.session, found)
    made = {}
    for entry in found.answers.get("photographs", {}).get("photographs", ()):
        if entry["file"] in gone or entry.get("voided") or entry["intimate"] != wanted:
            continue
        row = uow.session.get_one(StoredFile, uuid.UUID(entry["file"]))
        with contextlib.suppress(VaultDamaged):  # the print says so in its place
            made[entry["file"]] = clean_copy(uow, store, row, copy="printed")
    return made
