"""Importing figures of earlier years: checked first, then exactly what was checked is applied, or it is given up."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from typing import Any

from healthapp import audit
from healthapp.custody import reading
from healthapp.database import UnitOfWork
from healthapp.i18n import local
from healthapp.inspection import events
from healthapp.inspection.annual import queries
from healthapp.inspection.annual.models import YearFigure, YearImport
from healthapp.inspection.annual.reading import COLUMNS, LONGEST_CELL, parse

NEW, CHANGED, SAME, REJECTED = OUTCOMES = ("new", "changed", "same", "rejected")
SUBJECT = "npg_year_import"
_FIGURES = ("scheduled", "ad_hoc", "follow_up", "source")


class NotAsChecked(Exception):
    """The figures changed since the check, or this file was applied or given up already. Nothing was applied."""


def check(uow: UnitOfWork, data: bytes) -> YearImport:
    """Read a file and say what each row would do; the figures stay untouched. Raises reading.BadFile."""
    table = reading.read(data, COLUMNS, LONGEST_CELL)
    assert uow.actor.user_id is not None
    this_year = local(uow.now()).year
    read = [_read(raw, this_year) for raw in table.rows]
    row = YearImport(
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        digest=hashlib.sha256(data).digest(),
        rows=_judged(uow, read),
        counts={},
    )
    row.counts = dict(Counter(stored["kind"] for stored in row.rows))
    uow.session.add(row)
    uow.session.flush()
    _record(uow, events.YEARS_CHECKED, row)
    return row


def apply(uow: UnitOfWork, import_id: uuid.UUID, digest: str) -> None:
    """Add the figures; one that changed stands before the older one. Raises NotAsChecked."""
    uow.lock("npg-years")
    row = uow.session.get_one(YearImport, import_id, populate_existing=True)
    if row.state != "checked" or row.digest.hex() != digest or _judged(uow, row.rows) != row.rows:
        raise NotAsChecked
    for stored in row.rows:
        if stored["kind"] in (NEW, CHANGED):
            entry = stored["entry"]
            figures = {name: entry[name] for name in ("year", "place", *_FIGURES)}
            uow.session.add(YearFigure(import_id=row.id, **figures))
            uow.session.flush()  # identifiers rise in the order of rows: the last of a year and place counts
    row.state, row.applied_at, row.applied_by = "applied", uow.now(), uow.actor.user_id
    _record(uow, events.YEARS_APPLIED, row)


def give_up(uow: UnitOfWork, import_id: uuid.UUID) -> None:
    """Leave a checked file unapplied. Raises NotAsChecked."""
    row = uow.session.get_one(YearImport, import_id, populate_existing=True)
    if row.state != "checked":
        raise NotAsChecked
    row.state = "given_up"
    audit.record(uow, events.YEARS_GIVEN_UP, subject=(SUBJECT, row.id))


def _read(raw: reading.RawRow, this_year: int) -> dict[str, Any]:
    entry, wrong = parse(raw, this_year)
    return {"number": raw.number, "cells": raw.cells, "entry": entry, "wrong": wrong}


def _judged(uow: UnitOfWork, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with what it would do by what is on file now."""
    known = {(row.year, row.place): row for row in queries.imported(uow.session)}
    seen = Counter(_key(row) for row in rows if not row["wrong"])
    made = []
    for row in rows:
        kind, reason = REJECTED, ""
        if not row["wrong"]:
            kind, reason = _outcome(row["entry"], known.get(_key(row)), doubled=seen[_key(row)] > 1)
        made.append({**row, "kind": kind, "reason": reason})
    return made


def _key(row: dict[str, Any]) -> tuple[int, str]:
    return row["entry"]["year"], row["entry"]["place"]


def _outcome(entry: dict[str, Any], older: YearFigure | None, *, doubled: bool) -> tuple[str, str]:
    if doubled:
        return REJECTED, "doubled"
    if older is None:
        return NEW, ""
    same = all(getattr(older, name) == entry[name] for name in _FIGURES)
    return (SAME if same else CHANGED), ""


def _record(uow: UnitOfWork, kind: audit.EventType, row: YearImport) -> None:
    counts = {outcome: row.counts.get(outcome, 0) for outcome in OUTCOMES}
    audit.record(uow, kind, subject=(SUBJECT, row.id), digest=row.digest, **counts)
