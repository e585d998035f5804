"""Importing figures of earlier years: checked first, then exactly what was checked is applied, or it is given up."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import local
from healthapp.importing import checks, reading
from healthapp.importing.checks import CHANGED, NEW, SAME, NotAsChecked
from healthapp.inspection import events
from healthapp.inspection.annual import queries
from healthapp.inspection.annual.models import YearFigure, YearImport
from healthapp.inspection.annual.reading import COLUMNS, LONGEST_CELL, parse

SUBJECT = "npg_year_import"
_LOCK = "npg-years"
_FIGURES = ("scheduled", "ad_hoc", "follow_up", "source")


def check(uow: UnitOfWork, data: bytes) -> YearImport:
    """Read a file and say what each row would do; the figures stay untouched. Raises reading.BadFile."""
    table = reading.read(data, COLUMNS, longest=LONGEST_CELL)
    assert uow.actor.user_id is not None
    until_now = partial(parse, this_year=local(uow.now()).year)
    rows = _judged(uow, [checks.parsed(raw, until_now) for raw in table.rows])
    row = YearImport(
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        digest=checks.digest(data),
        rows=rows,
        counts=checks.counted(rows),
    )
    uow.session.add(row)
    uow.session.flush()
    _record(uow, events.YEARS_CHECKED, row)
    return row


def apply(uow: UnitOfWork, import_id: uuid.UUID, digest: str) -> None:
    """Add the figures; one that changed stands before the older one. Raises NotAsChecked."""
    row = checks.waiting(uow, YearImport, import_id, lock=_LOCK, digest=digest)
    if _judged(uow, row.rows) != row.rows:
        raise NotAsChecked
    for stored in row.rows:
        if stored["kind"] in (NEW, CHANGED):
            entry = stored["entry"]
            figures = {name: entry[name] for name in ("year", "place", *_FIGURES)}
            uow.session.add(YearFigure(import_id=row.id, **figures))
            uow.session.flush()  # identifiers rise in the order of rows: the last of a year and place counts
    checks.mark_applied(uow, row)
    _record(uow, events.YEARS_APPLIED, row)


def give_up(uow: UnitOfWork, import_id: uuid.UUID) -> None:
    """Leave a checked file unapplied. Raises NotAsChecked."""
    row = checks.waiting(uow, YearImport, import_id, lock=_LOCK)
    row.state = "given_up"
    audit.record(uow, events.YEARS_GIVEN_UP, subject=(SUBJECT, row.id))


def _judged(uow: UnitOfWork, rows: list[checks.Row]) -> list[checks.Row]:
    """Each row with what it would do by what is on file now."""
    known: dict[tuple[int | None, str], YearFigure] = {
        (row.year, row.place): row for row in queries.imported(uow.session)
    }
    return checks.judged(rows, _key, lambda entry: _outcome(entry, known.get(_key(entry))))


def _key(entry: dict[str, Any]) -> tuple[int | None, str]:
    """Year and place; a row whose figures cannot be read has no year."""
    return entry.get("year"), entry["place"]


def _outcome(entry: dict[str, Any], older: YearFigure | None) -> tuple[str, str]:
    if older is None:
        return NEW, ""
    same = all(getattr(older, name) == entry[name] for name in _FIGURES)
    return (SAME if same else CHANGED), ""


def _record(uow: UnitOfWork, kind: audit.EventType, row: YearImport) -> None:
    audit.record(uow, kind, subject=(SUBJECT, row.id), digest=row.digest, **row.counts)
