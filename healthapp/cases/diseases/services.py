"""Importing a list of diseases: checked first, then exactly what was checked is applied, or it is given up."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from healthapp import audit
from healthapp.cases.diseases import queries
from healthapp.cases.diseases.models import DiseaseItem, DiseaseList
from healthapp.cases.diseases.reading import COLUMNS, LONGEST_CELL, parse
from healthapp.cases.events import DISEASES_APPLIED, DISEASES_CHECKED, DISEASES_GIVEN_UP
from healthapp.database import UnitOfWork
from healthapp.importing import checks, reading
from healthapp.importing.checks import CHANGED, NEW, REJECTED, SAME, NotAsChecked

SUBJECT = "disease_list"
_LOCK = "disease-list"
_WORDS = ("text", "criteria", "icd10", "source")


def check(uow: UnitOfWork, data: bytes) -> DiseaseList:
    """Read a file and say what each row would do; the list stays untouched. Raises reading.BadFile."""
    table = reading.read(data, COLUMNS, longest=LONGEST_CELL)
    assert uow.actor.user_id is not None
    rows = _judged(uow, [checks.parsed(raw, parse) for raw in table.rows])
    row = DiseaseList(
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        digest=checks.digest(data),
        rows=rows,
        counts=checks.counted(rows),
    )
    uow.session.add(row)
    uow.session.flush()
    _record(uow, DISEASES_CHECKED, row)
    return row


def apply(uow: UnitOfWork, list_id: uuid.UUID, digest: str) -> None:
    """Add the new entries and end those they replace. Raises NotAsChecked; then nothing was applied."""
    row = checks.waiting(uow, DiseaseList, list_id, lock=_LOCK, digest=digest)
    if _judged(uow, row.rows) != row.rows:
        raise NotAsChecked
    fresh = [stored["entry"] for stored in row.rows if stored["kind"] in (NEW, CHANGED)]
    known = queries.versions(uow.session, {entry["code"] for entry in fresh})
    for entry in sorted(fresh, key=lambda entry: str(entry["valid_from"])):
        item = _item(row, entry)
        for older in known.get(item.code, []):
            if older.valid_to is None:
                older.valid_to = item.valid_from - dt.timedelta(days=1)
        known.setdefault(item.code, []).append(item)
        uow.session.add(item)
    checks.mark_applied(uow, row)
    _record(uow, DISEASES_APPLIED, row)


def give_up(uow: UnitOfWork, list_id: uuid.UUID) -> None:
    """Leave a checked file unapplied. Raises NotAsChecked."""
    row = checks.waiting(uow, DiseaseList, list_id, lock=_LOCK)
    row.state = "given_up"
    audit.record(uow, DISEASES_GIVEN_UP, subject=(SUBJECT, row.id))


def _judged(uow: UnitOfWork, rows: list[checks.Row]) -> list[checks.Row]:
    """Each row with what it would do by what is on file now."""
    known = queries.versions(uow.session, {row["entry"]["code"] for row in rows if row["entry"]})
    return checks.judged(rows, lambda entry: (entry["code"], entry["valid_from"]), lambda entry: _outcome(entry, known))


def _outcome(entry: dict[str, Any], known: dict[str, list[DiseaseItem]]) -> tuple[str, str]:
    first = dt.date.fromisoformat(entry["valid_from"])
    versions = known.get(entry["code"], [])
    for older in versions:
        if older.valid_from == first:
            same = all(getattr(older, name) == entry[name] for name in _WORDS)
            return (SAME, "") if same else (REJECTED, "stands_otherwise")
        if older.valid_from > first or (older.valid_to is not None and older.valid_to >= first):
            return REJECTED, "overlaps"
    return (CHANGED if versions else NEW), ""


def _item(row: DiseaseList, entry: dict[str, Any]) -> DiseaseItem:
    last = entry["valid_to"]
    return DiseaseItem(
        list_id=row.id,
        code=entry["code"],
        text=entry["text"],
        criteria=entry["criteria"],
        icd10=entry["icd10"],
        valid_from=dt.date.fromisoformat(entry["valid_from"]),
        valid_to=dt.date.fromisoformat(last) if last else None,
        source=entry["source"],
    )


def _record(uow: UnitOfWork, kind: audit.EventType, row: DiseaseList) -> None:
    audit.record(uow, kind, subject=(SUBJECT, row.id), digest=row.digest, **row.counts)
