"""Facts of a signed record that figures need, read once from what was sealed.

They are taken when a record is signed, of every record of every facility, so that a visit finds them and leaves no
trace by counting. Nothing here decides anything: an auditor opens the record itself.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from healthapp.database import UnitOfWork
from healthapp.inspection.figure_models import EXAMINATIONS, RecordFact
from healthapp.records.models import ClinicalRecord, RecordState, SealedContent

#: Fewer different words than this say the same by chance.
LEAST_WORDS = 8
#: Answers that mean nothing was found, so that an examination of nothing else is a plain one.
QUIET = frozenset({"no", "none", "normal", "not_needed", "not_applicable", "good", "clear", "denies", "not_indicated"})
#: Parts that do not tell what was found: circumstances, consent, what is planned.
OUTSIDE = frozenset({"conditions", "consent", "conclusion", "vitals", "register", "occasion", "measures"})
CHUNK = 500
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")
Sections = Mapping[str, Mapping[str, Any]]


def note(uow: UnitOfWork, sealed: tuple[ClinicalRecord, list[SealedContent]]) -> None:
    """Write the facts of a record its author just signed; again when a doctor added an opinion."""
    record, parts = sealed
    row = of_record(record, {part.part: part.body for part in parts})
    if len(parts) > 1:
        uow.session.execute(sa.update(RecordFact).where(RecordFact.record_id == record.id).values(row))
    else:
        uow.session.add(RecordFact(**row))


def catch_up(uow: UnitOfWork, facility_id: uuid.UUID) -> int:
    """Facts of records signed before this program took them; returns how many it took."""
    missing = (
        sa.select(ClinicalRecord)
        .outerjoin(RecordFact, RecordFact.record_id == ClinicalRecord.id)
        .where(
            ClinicalRecord.facility_id == facility_id,
            ClinicalRecord.state.in_([RecordState.AWAITING_DOCTOR, RecordState.SIGNED]),
            ClinicalRecord.handed_in_at.is_not(None),
            RecordFact.record_id.is_(None),
        )
    )
    records = uow.session.scalars(missing).all()
    for start in range(0, len(records), CHUNK):
        _take(uow, records[start : start + CHUNK])
    return len(records)


def _take(uow: UnitOfWork, records: Iterable[ClinicalRecord]) -> None:
    by_id = {record.id: record for record in records}
    bodies: dict[uuid.UUID, dict[str, bytes]] = {}
    for part in uow.session.scalars(sa.select(SealedContent).where(SealedContent.record_id.in_(by_id))):
        bodies.setdefault(part.record_id, {})[part.part] = part.body
    rows = [of_record(by_id[record_id], parts) for record_id, parts in bodies.items()]
    if rows:
        uow.session.execute(sa.insert(RecordFact), rows)


def of_record(record: ClinicalRecord, parts: Mapping[str, bytes]) -> dict[str, Any]:
    """The columns of one row, from the bytes that were signed."""
    assert record.handed_in_at is not None
    sections: Sections = json.loads(parts["author"])["sections"]
    opinion = json.loads(parts["doctor"])["sections"].get("opinion", {}) if "doctor" in parts else {}
    opinion = opinion or sections.get("opinion", {})
    lesions = sections.get("lesions", {}).get("lesions", [])
    return {
        "facility_id": record.facility_id,
        "event_time": record.event_time,
        "record_id": record.id,
        "kind": record.kind,
        "person_id": record.person_id,
        "stay_id": record.stay_id,
        "author_id": record.author_id,
        "handed_in_at": record.handed_in_at,
        "minutes": _minutes(record.recorded_time, record.handed_in_at),
        "late_minutes": _minutes(record.event_time, record.handed_in_at),
        **_ill_treatment(sections),
        **_refusals(sections),
        "presence": str(sections.get("conditions", {}).get("presence", ""))[:12],
        "interpreter": str(sections.get("conditions", {}).get("interpreter_used", ""))[:16],
        "lesions": len(lesions),
        "described": sum(1 for row in lesions if _described(row)),
        "degrees": len({row.get("lesion") for row in opinion.get("findings", []) if row.get("degree")}),
        "overall": bool(opinion.get("overall")),
        "photographs": sum(
            1 for row in sections.get("photographs", {}).get("photographs", []) or [] if not _voided(row)
        ),
        "plain": record.kind in EXAMINATIONS and _plain(sections),
        "pattern": _fingerprint(_coded(sections)) if record.kind in EXAMINATIONS else "",
        "words": _words(sections),
    }


def _minutes(start: dt.datetime, end: dt.datetime) -> int:
    return max(int((end - start).total_seconds() // 60), 0)


def _voided(row: Any) -> bool:
    return not isinstance(row, dict) or bool(row.get("voided"))


def _ill_treatment(sections: Sections) -> dict[str, Any]:
    injuries, statement = sections.get("injuries", {}), sections.get("statement", {})
    alleged = statement.get("alleged") or injuries.get("alleged") or ""
    words = statement.get("statement") or injuries.get("statement") or ""
    return {
        "skin": str(injuries.get("skin_inspected", ""))[:12],
        "asked": str(injuries.get("ill_treatment_asked", ""))[:12],
        "alleged": {"alleges": "yes", "denies": "no"}.get(alleged, str(alleged))[:12],
        "statement": len(words),
    }


def _refusals(sections: Sections) -> dict[str, Any]:
    declined = [answers for answers in sections.values() if answers.get("declined") == "yes"]
    consent = sections.get("consent", {})
    parts = [part for part in consent.get("refused_parts", []) or [] if part != "none"]
    unexplained = sum(1 for answers in declined if not answers.get("declined_reason"))
    if parts and not consent.get("refused_parts_reason"):
        unexplained += len(parts)
    return {"refused": len(declined) + len(parts), "unexplained": unexplained}


def _described(lesion: Mapping[str, Any]) -> bool:
    """Size, region and colour (Istanbul Protocol 2022, annex III; item 12 of the audit)."""
    sized = lesion.get("measured") in ("length_width", "diameter")
    return bool(sized and lesion.get("region") and lesion.get("colour"))


def _plain(sections: Sections) -> bool:
    """Whether nothing was found: every coded answer is a quiet one, and nobody wrote a word about a finding."""
    found = False
    for key, answers in sections.items():
        if key in OUTSIDE:
            continue
        for value in _leaves(answers):
            if not isinstance(value, str):
                continue
            if " " in value:
                return False
            found = found or value in QUIET
            if value == "abnormal":
                return False
    return found


def _coded(sections: Sections) -> Iterator[str]:
    for key in sorted(sections):
        if key in ("conditions", "register", "vitals"):
            continue
        for value in _leaves(sections[key]):
            if isinstance(value, str) and not _MOMENT.match(value):
                yield value


def _words(sections: Sections) -> str:
    """Free text without figures, order and repetition: a copied finding with another date is still a copy."""
    found: set[str] = set()
    for key, answers in sections.items():
        if key not in ("conditions", "consent", "register"):
            texts = (value for value in _leaves(answers) if isinstance(value, str) and " " in value)
            for text in texts:
                found |= set(_WORD.findall(text.lower()))
    return _fingerprint(sorted(found)) if len(found) >= LEAST_WORDS else ""


def _fingerprint(values: Iterable[str]) -> str:
    return sha256("\x1f".join(values).encode()).hexdigest()[:16]


def _leaves(value: Any) -> Iterator[Any]:
    """Every value in an answer, rows of a list included, in the order of their keys."""
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _leaves(value[key])
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield value
