"""The other part of verification: do the rows that the leaves speak of still say what they said?"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.findings import Fault, Finding, Findings
from healthapp.ledger.leaf import LeafError, read, salted
from healthapp.ledger.models import LedgerEntry, LedgerPlace, LedgerQueue
from healthapp.ledger.subjects import EVENT, REGISTRY

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A subject as its last leaf has it."""

    kind: str
    digest: str
    position: int


class RowCheck:
    """Events page by page, sealed subjects at the end, against what is registered in ``subjects``."""

    def __init__(self, session: Session, findings: Findings) -> None:
        self.session = session
        self.findings = findings
        self._recorded: dict[uuid.UUID, Recorded] = {}

    def page(self, rows: Sequence[Any]) -> None:
        """The next places with their entries, in order."""
        present = [row for row in rows if row.id is not None]
        for row in present:
            if row.subject_digest is not None:
                self._chain(row)
        if EVENT in REGISTRY:
            for start in range(0, len(present), CHUNK):
                self._events(present[start : start + CHUNK])

    def finish(self, size: int) -> None:
        """Sealed rows as they are now, and rows that never passed through the ledger."""
        self._queued(size)
        by_kind: dict[str, list[uuid.UUID]] = defaultdict(list)
        for subject_id, recorded in self._recorded.items():
            if recorded.kind in REGISTRY:
                by_kind[recorded.kind].append(subject_id)
        for kind, subject_ids in by_kind.items():
            for start in range(0, len(subject_ids), CHUNK):
                self._subjects(kind, subject_ids[start : start + CHUNK])
        self._not_placed()
        self._unrecorded()

    def _chain(self, row: Any) -> None:
        """Each leaf about a sealed subject repeats the digest of the one before it."""
        fields = _fields(row.leaf)
        if fields is None or fields["subject"] is None:
            return
        last = self._recorded.get(row.subject_id)
        kind = fields["subject"]["kind"]
        if fields["previous"] != (last.digest if last else None):
            self.findings.add(Finding(Fault.DIGEST_CHAIN, row.position, row.id, kind, row.subject_id))
        self._recorded[row.subject_id] = Recorded(kind, fields["digest"], row.position)

    def _events(self, rows: Sequence[Any]) -> None:
        digests = REGISTRY[EVENT].digests_of(self.session, [row.id for row in rows])
        for row in rows:
            digest, fields = digests.get(row.id), _fields(row.leaf)
            if digest is None:
                self.findings.add(Finding(Fault.EVENT_MISSING, row.position, row.id))
            elif fields is not None and fields["event"] != salted(row.salt, digest).hex():
                self.findings.add(Finding(Fault.EVENT_ALTERED, row.position, row.id))

    def _queued(self, size: int) -> None:
        """Signatures that wait for a place are later than any that has one."""
        waiting = (
            sa.select(LedgerEntry.leaf, LedgerEntry.subject_id)
            .join(LedgerQueue, LedgerQueue.entry_id == LedgerEntry.id)
            .where(LedgerEntry.subject_digest.is_not(None))
            .order_by(LedgerQueue.at, LedgerQueue.entry_id)
        )
        for leaf, subject_id in self.session.execute(waiting):
            fields = _fields(leaf)
            if fields is not None and fields["subject"] is not None and subject_id is not None:
                self._recorded[subject_id] = Recorded(fields["subject"]["kind"], fields["digest"], size)

    def _subjects(self, kind: str, subject_ids: Sequence[uuid.UUID]) -> None:
        digests = REGISTRY[kind].digests_of(self.session, subject_ids)
        for subject_id in subject_ids:
            recorded, digest = self._recorded[subject_id], digests.get(subject_id)
            if digest is None or digest.hex() != recorded.digest:
                fault = Fault.SUBJECT_MISSING if digest is None else Fault.SUBJECT_ALTERED
                finding = Finding(fault, recorded.position, subject_kind=kind, subject_id=subject_id)
                self.findings.add(finding)

    def _not_placed(self) -> None:
        for entry_id in unplaced(self.session):
            self.findings.add(Finding(Fault.NOT_PLACED, entry_id=entry_id))

    def _unrecorded(self) -> None:
        for kind, found in unrecorded(self.session):
            fault = Fault.EVENT_UNRECORDED if kind == EVENT else Fault.SUBJECT_UNRECORDED
            self.findings.add(Finding(fault, subject_kind=kind, subject_id=found))


def unplaced(session: Session) -> Iterator[uuid.UUID]:
    """Entries that have no place and wait for none."""
    placed = sa.exists().where(LedgerPlace.entry_id == LedgerEntry.id)
    queued = sa.exists().where(LedgerQueue.at == LedgerEntry.at, LedgerQueue.entry_id == LedgerEntry.id)
    yield from session.scalars(sa.select(LedgerEntry.id).where(~placed, ~queued))


def unrecorded(session: Session) -> Iterator[tuple[str, uuid.UUID]]:
    """(kind, identifier) of rows that must have a leaf and have none."""
    for kind, subject in REGISTRY.items():
        if subject.sealed_ids is None:
            continue
        (row_id,) = subject.sealed_ids.subquery().c
        if kind == EVENT:
            recorded = sa.exists().where(LedgerEntry.id == row_id)
        else:
            recorded = sa.exists().where(LedgerEntry.subject_id == row_id, LedgerEntry.subject_digest.is_not(None))
        for found in session.scalars(sa.select(row_id).where(~recorded)):
            yield kind, found


def _fields(leaf: bytes) -> dict[str, Any] | None:
    """None for a damaged leaf, which the tree part has named already."""
    try:
        return read(leaf)
    except LeafError:
        return None
