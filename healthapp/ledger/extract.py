"""The whole ledger as one file for an outsider: what verification reads, row by row, and nothing that names anybody.

Form in ``docs/ledger.md`` 3.3; ``assets/verify/extract.js`` checks it. Salts stay here: instead of salt and event an
extract carries the salted digest of the event as the log holds it now, which the leaf either repeats or not. What it
says of today's rows is the institution's word; leaves and checkpoints are proven by themselves.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger import queries, succession
from healthapp.ledger.canonical import moment
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.leaf import LeafError, read, salted
from healthapp.ledger.models import LedgerEntry, LedgerNode, LedgerQueue
from healthapp.ledger.note import encode64
from healthapp.ledger.rowcheck import CHUNK, unplaced, unrecorded
from healthapp.ledger.subjects import EVENT, REGISTRY
from healthapp.ledger.verify import pages

FORMAT = "healthapp-ledger/1"


def lines(session: Session, keyring: Keyring) -> Iterator[str]:
    """The file, line by line. ``session`` must read one moment (``verify.snapshot``); rooms must be registered."""
    kinds = sorted(kind for kind in REGISTRY if kind != EVENT)
    earlier = [{"key": row.earlier_key, "size": row.size} for row in succession.rows(session)]
    header = {"format": FORMAT, "key": keyring.vkey, "kinds": kinds}
    yield _json(header | ({"earlier": earlier} if earlier else {}))
    count = 0
    for kind, value in _rows(session, kinds):
        count += 1
        yield _json({kind: value})
    yield _json({"end": count})


def _rows(session: Session, kinds: Sequence[str]) -> Iterator[tuple[str, object]]:
    for checkpoint in queries.checkpoints(session):
        yield "checkpoint", {"size": checkpoint.size, "root": checkpoint.root.hex(), "note": checkpoint.note}
    size = queries.size(session)
    node = sa.select(LedgerNode.level, LedgerNode.position, LedgerNode.hash)
    for level, position, value in session.execute(node.order_by(LedgerNode.level, LedgerNode.position)):
        yield "node", [level, position, value.hex()]
    recorded: dict[str, str] = {}
    for _begin, page in pages(session, size):
        for start in range(0, len(page), CHUNK):
            yield from _entries(session, page[start : start + CHUNK], recorded)
    queued = sa.select(LedgerEntry.leaf).join(LedgerQueue, LedgerQueue.entry_id == LedgerEntry.id)
    sealed = queued.where(LedgerEntry.subject_digest.is_not(None)).order_by(LedgerQueue.at, LedgerQueue.entry_id)
    for leaf in session.scalars(sealed):
        _note_subject(leaf, recorded)
        yield "queued", encode64(leaf)
    for kind in kinds:
        yield from _subjects(session, kind, [uuid.UUID(found) for found, of in recorded.items() if of == kind])
    yield from (("unplaced", str(entry_id)) for entry_id in unplaced(session))
    yield from (("unrecorded", {"kind": kind, "id": str(found)}) for kind, found in unrecorded(session))


def _entries(session: Session, rows: Sequence[Any], recorded: dict[str, str]) -> Iterator[tuple[str, object]]:
    """Places with their entries; an event no longer in the log is null, as is the leaf of a deleted entry."""
    digests = REGISTRY[EVENT].digests_of(session, [row.id for row in rows if row.id is not None])
    for row in rows:
        if row.id is None:
            yield "entry", {"place": row.position, "id": str(row.entry_id), "leaf": None}
            continue
        event = digests.get(row.id)
        if row.subject_digest is not None:
            _note_subject(row.leaf, recorded)
        yield (
            "entry",
            {
                "place": row.position,
                "id": str(row.id),
                "at": moment(row.at),
                "leaf": encode64(row.leaf),
                "hash": row.leaf_hash.hex(),
                "subject": str(row.subject_id) if row.subject_id else None,
                "digest": row.subject_digest.hex() if row.subject_digest else None,
                "event": salted(row.salt, event).hex() if event else None,
            },
        )


def _note_subject(leaf: bytes, recorded: dict[str, str]) -> None:
    """Remember the kind of each sealed subject, as its last leaf has it."""
    try:
        subject = read(leaf)["subject"]
    except LeafError:
        return
    if subject is not None:
        recorded[subject["id"]] = subject["kind"]


def _subjects(session: Session, kind: str, known: Sequence[uuid.UUID]) -> Iterator[tuple[str, object]]:
    """The digest of each sealed row as the database holds it now; none for one that is gone or broken."""
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK]
        digests = REGISTRY[kind].digests_of(session, some)
        for subject_id in some:
            if subject_id in digests:
                digest = digests[subject_id].hex()
                yield "subject", {"kind": kind, "id": str(subject_id), "digest": digest}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
