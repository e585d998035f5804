"""One copy of one record or case: its print, the exact bytes that were signed, and the proof of each part."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.cases.queries import Found as FoundCase
from healthapp.cases.sealing import columns_of
from healthapp.i18n import in_language
from healthapp.injuries import document as injuries
from healthapp.injuries import report_charts
from healthapp.injuries.copies import Print, Profile
from healthapp.injuries.kinds import INJURY
from healthapp.inspection import case_copy
from healthapp.inspection.pseudonyms import Pseudonyms
from healthapp.intake import prints
from healthapp.intake import queries as intake
from healthapp.intake.dictionary import is_kind
from healthapp.intake.document import render_intake
from healthapp.intake.queries import Examination
from healthapp.ledger import queries as ledger
from healthapp.ledger.canonical import canonical_bytes
from healthapp.ledger.models import LedgerEntry, LedgerPlace
from healthapp.ledger.note import Note
from healthapp.ledger.proof import InclusionProof
from healthapp.people.models import Facility
from healthapp.records import queries as records
from healthapp.records.content import addendum_document
from healthapp.records.models import ClinicalRecord
from healthapp.risk import content as contents
from healthapp.risk import document as screenings
from healthapp.risk import shelf, unread
from healthapp.risk.content import KIND as SCREENING
from healthapp.risk.content import SECTION as SCREEN
from screening.model import Item


@dataclass(frozen=True, slots=True)
class Wish:
    """How copies are made: language, whose name stands on them and when, against which checkpoint, with or without
    names."""

    language: str
    printed_by: str
    at: dt.datetime
    note: Note
    size: int
    pseudonyms: Pseudonyms | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """``items``: entries of the manifest; ``files``: name -> bytes; ``print``: the PDF, None for what has no form."""

    items: list[dict[str, Any]]
    files: dict[str, bytes]
    print: bytes | None


class NotProven(RuntimeError):
    """The record has no entry under the checkpoint: the ledger does not know it as it is now."""


def copy_record(
    session: Session, record: ClinicalRecord, number: int, wish: Wish, pictures: Mapping[str, bytes]
) -> Copy:
    """The ``number``-th copy of a bundle. Raises NotProven."""
    parts = records.sealed_parts(session, record.id)
    digest = record.digest or parts[0].digest
    files: dict[str, bytes] = {}
    item: dict[str, Any] = {
        "record": str(record.id),
        "kind": record.kind,
        "register": record.number,
        "digest": digest.hex(),
        **_part(session, files, f"{number:04}", [(row.part, row.body) for row in parts], record.id, digest, wish),
        "addenda": [],
    }
    for row in records.addenda(session, record.id):
        body = canonical_bytes(addendum_document(row, digest))
        name = f"{number:04}.addendum-{row.position}"
        held = _part(session, files, name, [("text", body)], row.id, row.digest, wish)
        item["addenda"].append({"record": str(row.id), "number": row.position, "digest": row.digest.hex(), **held})
    return Copy([item], files, _print(session, record, wish, pictures))


def copy_case(session: Session, found: FoundCase, number: int, wish: Wish) -> Copy:
    """The ``number``-th copy of a bundle: a case, each of its events an item. Raises NotProven.

    What happened after the bundle's checkpoint is not in it.
    """
    files: dict[str, bytes] = {}
    items = []
    for row in found.events:
        place = ledger.first_place(session, row.id, row.digest)
        if place is not None and place >= wish.size:
            break
        body = ("event", canonical_bytes(columns_of(row)))
        held = _part(session, files, f"{number:04}.{row.place:03}", [body], row.id, row.digest, wish)
        named = {"record": str(row.id), "kind": "case_event", "register": f"{found.row.number}/{row.place}"}
        items.append({**named, "digest": row.digest.hex(), **held, "addenda": []})
    found = replace(found, events=found.events[: len(items)])
    shown = found if wish.pseudonyms is None else wish.pseudonyms.case(found)
    facility = session.get_one(Facility, found.row.opened_in)
    if not items:
        return Copy(items, files, None)
    return Copy(items, files, case_copy.render(shown, facility, wish.language, wish.printed_by, wish.at))


def _part(
    session: Session,
    files: dict[str, bytes],
    name: str,
    bodies: list[tuple[str, bytes]],
    subject: uuid.UUID,
    digest: bytes,
    wish: Wish,
) -> dict[str, Any]:
    """Put contents and proof among the files; what the manifest says of them."""
    content = []
    for part, body in bodies:
        content.append(f"records/{name}.{part}.json")
        files[content[-1]] = body if wish.pseudonyms is None else _without_names(session, body, wish.pseudonyms)
    proof = f"proofs/{name}.tlog-proof"
    files[proof] = _proof(session, subject, digest, wish).encode().encode()
    return {"content": content, "proof": proof}


def _without_names(session: Session, body: bytes, pseudonyms: Pseudonyms) -> bytes:
    known = json.loads(body)
    told = pseudonyms.content(known)
    for name, answers in known.get("sections", {}).items():
        if name == SCREEN:
            told["sections"][name] = pseudonyms.screen(answers, _items(session, answers))
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _items(session: Session, answers: dict[str, Any]) -> tuple[Item, ...] | None:
    """The questions of a screening; None where its definition is not here."""
    try:
        return contents.read(shelf.of(session), answers).definition.items
    except contents.NotHere:
        return None


def _proof(session: Session, subject: uuid.UUID, digest: bytes, wish: Wish) -> InclusionProof:
    place = ledger.first_place(session, subject, digest)
    if place is None or place >= wish.size:
        raise NotProven(str(subject))
    leaf = session.scalar(
        sa.select(LedgerEntry.leaf)
        .join(LedgerPlace, LedgerPlace.entry_id == LedgerEntry.id)
        .where(LedgerPlace.position == place)
    )
    return InclusionProof(place, ledger.inclusion_path(session, place, wish.size), wish.note, extra=leaf)


def _print(session: Session, record: ClinicalRecord, wish: Wish, pictures: Mapping[str, bytes]) -> bytes | None:
    """The room's own form; None for what has none."""
    if record.kind == SCREENING:
        if record.digest is None:
            return None
        found = unread.load(session, record)
        if wish.pseudonyms is not None:
            found = wish.pseudonyms.screening(found)
        return screenings.of_screening(session, found, language=wish.language, printed_by=wish.printed_by, at=wish.at)
    if not is_kind(record.kind):
        return None
    return _examination(session, record, wish, pictures)


def _examination(session: Session, record: ClinicalRecord, wish: Wish, pictures: Mapping[str, bytes]) -> bytes:
    found = intake.load(session, record)
    if wish.pseudonyms is not None:
        return _nameless(session, found, wish, wish.pseudonyms)
    if found.kind.code == INJURY.code:
        event = Print(Profile.REPORT, wish.language, wish.printed_by, wish.at)
        return injuries.report(session, found, pictures, event).body
    asked: dict[str, Any] = {"language": wish.language, "printed_by": wish.printed_by, "at": wish.at}
    return prints.of_examination(session, found, **asked).body


def _nameless(session: Session, known: Examination, wish: Wish, names: Pseudonyms) -> bytes:
    """The form of an examination without names, free text, addenda and photographs; body charts keep their marks."""
    found = names.examination(known)
    form = prints.intake_print(
        found.record,
        found.content,
        (),
        [names.signature(row) for row in records.signatures(session, found.id)],
        found.person,
        found.facility,
        wish.language,
        wish.printed_by,
        wish.at,
        found.facility.is_demo,
        limits=found.limits,
        stay=found.stay,
        clock=found.clock,
        place=prints.proven_of(session, found),
    )
    with in_language(wish.language):
        figures = report_charts.section(found, "") if found.kind.code == INJURY.code else ()
    return render_intake(form, figures)
