"""Importing a list of diseases: checked first, then exactly what was checked is applied, or it is given up."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from typing import Any

from healthapp import audit
from healthapp.cases.diseases import queries
from healthapp.cases.diseases.models import DiseaseItem, DiseaseList
from healthapp.cases.diseases.reading import COLUMNS, LONGEST_CELL, parse
from healthapp.cases.events import DISEASES_APPLIED, DISEASES_CHECKED, DISEASES_GIVEN_UP
from healthapp.custody import reading
from healthapp.database import UnitOfWork

NEW, CHANGED, SAME, REJECTED = OUTCOMES = ("new", "changed", "same", "rejected")
_WORDS = ("text", "criteria", "icd10", "source")


class NotAsChecked(Exception):
    """The list changed since the check, or this file was applied or given up already. Nothing was applied."""


def check(uow: UnitOfWork, data: bytes) -> DiseaseList:
    """Read a file and say what each row would do; the list stays untouched. Raises reading.BadFile."""
    table = reading.read(data, COLUMNS, LONGEST_CELL)
    assert uow.actor.user_id is not None
    row = DiseaseList(
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        digest=hashlib.sha256(data).digest(),
        rows=[_read(raw) for raw in table.rows],
        counts={},
    )
    row.rows = _judged(uow, row.rows)
    row.counts = dict(Counter(stored["kind"] for stored in row.rows))
    uow.session.add(row)
    uow.session.flush()
    _record(uow, DISEASES_CHECKED, row)
    return row


def apply(uow: UnitOfWork, row: DiseaseList, digest: str) -> None:
    """Add the new entries and end those they replace. Raises NotAsChecked; then nothing was applied."""
    uow.lock("disease-list")
    uow.session.refresh(row)
    if row.state != "checked" or row.digest.hex() != digest or _judged(uow, row.rows) != row.rows:
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
    row.state, row.applied_at, row.applied_by = "applied", uow.now(), uow.actor.user_id
    _record(uow, DISEASES_APPLIED, row)


def give_up(uow: UnitOfWork, row: DiseaseList) -> None:
    """Leave a checked file unapplied. Raises NotAsChecked."""
    uow.session.refresh(row)
    if row.state != "checked":
        raise NotAsChecked
    row.state = "given_up"
    audit.record(uow, DISEASES_GIVEN_UP, subject=("disease_list", row.id))


def _read(raw: reading.RawRow) -> dict[str, Any]:
    entry, wrong = parse(raw)
    return {"number": raw.number, "cells": raw.cells, "entry": entry, "wrong": wrong}


def _judged(uow: UnitOfWork, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with what it would do by what is on file now."""
    known = queries.versions(uow.session, {row["entry"]["code"] for row in rows if row["entry"]})
    seen: Counter[tuple[str, str | None]] = Counter(_key(row) for row in rows if row["entry"])
    made = []
    for row in rows:
        kind, reason = REJECTED, ""
        if not row["wrong"]:
            kind, reason = _outcome(row["entry"], known, doubled=seen[_key(row)] > 1)
        made.append({**row, "kind": kind, "reason": reason})
    return made


def _key(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["entry"]["code"], row["entry"]["valid_from"]


def _outcome(entry: dict[str, Any], known: dict[str, list[DiseaseItem]], *, doubled: bool) -> tuple[str, str]:
    if doubled:
        return REJECTED, "doubled"
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
    counts = {outcome: row.counts.get(outcome, 0) for outcome in OUTCOMES}
    audit.record(uow, kind, subject=("disease_list", row.id), digest=row.digest, **counts)
