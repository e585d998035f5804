"""One file from its check to its end: what each row would do is stored, then exactly that is applied, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import UnitOfWork
from healthapp.importing.reading import RawRow

NEW, CHANGED, SAME, REJECTED = OUTCOMES = ("new", "changed", "same", "rejected")
Entry = dict[str, Any]
#: ``number`` and ``cells`` as the file has them, ``entry`` (the values), ``wrong`` [[column, code], ...]; once judged
#: also ``kind`` (one of OUTCOMES) and ``reason`` (a code, of a row whose cells are right).
Row = dict[str, Any]


class NotAsChecked(Exception):
    """What is on file changed since the check, or this file was applied or given up already. Nothing was applied."""


class CheckedFile:
    """The columns of a file as it was checked, for the table of each kind of file."""

    id: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was checked")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the file as it was given")
    state: Mapped[str] = mapped_column(sa.String(10), default="checked", comment="checked, applied, given_up")
    rows: Mapped[list[Any]] = mapped_column(comment="Rows with number, cells, outcome and reasons, as JSON")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="Rows by outcome: new, changed, same, rejected")
    applied_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was applied")
    applied_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that applied it")


File = TypeVar("File", bound=CheckedFile)


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def parsed(raw: RawRow, parse: Callable[[RawRow], tuple[Entry, list[list[str]]]]) -> Row:
    """A row of the file with its values or what is wrong with it."""
    entry, wrong = parse(raw)
    return {"number": raw.number, "cells": raw.cells, "entry": entry, "wrong": wrong}


def judged(rows: list[Row], key: Callable[[Entry], Hashable], outcome: Callable[[Entry], tuple[str, str]]) -> list[Row]:
    """Each row with what it would do: ``outcome`` gives (kind, reason) of a right one; a ``key`` may stand once."""
    seen = Counter(key(row["entry"]) for row in rows if row["entry"])
    made = []
    for row in rows:
        kind, reason = REJECTED, ""
        if not row["wrong"]:
            kind, reason = (REJECTED, "doubled") if seen[key(row["entry"])] > 1 else outcome(row["entry"])
        made.append({**row, "kind": kind, "reason": reason})
    return made


def counted(rows: list[Row]) -> dict[str, int]:
    """How many judged rows have each outcome."""
    found = Counter(row["kind"] for row in rows)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def waiting(uow: UnitOfWork, kind: type[File], file_id: uuid.UUID, *, lock: str, digest: str | None = None) -> File:
    """The file as it is now, nobody else's until this unit ends. ``digest`` (hex): the one that is meant.

    Raises NotAsChecked when it does not wait any more, or another one is meant.
    """
    uow.lock(lock)
    row = uow.session.get_one(kind, file_id, populate_existing=True)
    if row.state != "checked" or (digest is not None and row.digest.hex() != digest):
        raise NotAsChecked
    return row


def mark_applied(uow: UnitOfWork, row: CheckedFile) -> None:
    row.state, row.applied_at, row.applied_by = "applied", uow.now(), uow.actor.user_id
