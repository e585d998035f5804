"""Writing the ledger: a leaf with every event, a place for every leaf, a signature on the whole."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.ledger import queries
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.leaf import SALT_BYTES, Leaf, actor_digest, salted
from healthapp.ledger.merkle import CompactRange, ProofError, leaf_hash, verify_consistency
from healthapp.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerNode, LedgerPlace, LedgerQueue
from healthapp.ledger.note import Note, NoteError, parse
from healthapp.ledger.proof import ConsistencyProof, InclusionProof
from healthapp.ledger.succession import Reign, attested, origins, reigns

logger = logging.getLogger(__name__)
BATCH = 5_000
LOCK = "ledger"


class LedgerRefusal(RuntimeError):
    """The ledger will not sign; the message says what it found, in one plain sentence."""


def append(
    uow: UnitOfWork,
    *,
    event_id: uuid.UUID,
    at: dt.datetime,
    kind: str,
    event_digest: bytes,
    actor_id: uuid.UUID | None,
    subject_kind: str = "",
    subject_id: uuid.UUID | None = None,
    subject_digest: bytes | None = None,
) -> None:
    """Add the leaf of an event to this unit of work: constant cost, whatever the ledger's size.

    The digest of the subject as last recorded is looked up only when a new one is given (a signature).
    """
    previous = None
    if subject_id is not None and subject_digest is not None:
        uow.flush()
        previous = queries.last_digest(uow.session, subject_id)
    salt = secrets.token_bytes(SALT_BYTES)
    leaf = Leaf(
        id=event_id,
        at=at,
        type=kind,
        actor=actor_digest(salt, actor_id),
        event=salted(salt, event_digest),
        subject_kind=subject_kind,
        subject_id=subject_id,
        digest=subject_digest,
        previous=previous,
    ).encode()
    uow.insert(
        LedgerEntry,
        {
            "id": event_id,
            "at": at,
            "leaf": leaf,
            "leaf_hash": leaf_hash(leaf),
            "salt": salt,
            "subject_id": subject_id,
            "subject_digest": subject_digest,
        },
    )
    uow.insert(LedgerQueue, {"at": at, "entry_id": event_id})  # waits for its place


def sequence(uow: UnitOfWork, limit: int = BATCH) -> int:
    """Give up to ``limit`` waiting entries their places, in the order of their times; returns how many.

    One sequencer at a time: others wait for the lock and find nothing left. Cost follows ``limit`` alone.
    """
    uow.lock(LOCK)
    session = uow.session
    uow.flush()
    waiting = session.execute(
        sa.select(LedgerQueue.at, LedgerQueue.entry_id, LedgerEntry.leaf_hash)
        .join(LedgerEntry, LedgerEntry.id == LedgerQueue.entry_id)
        .order_by(LedgerQueue.at, LedgerQueue.entry_id)
        .limit(limit)
    ).all()
    if not waiting:
        return 0
    size = queries.size(session)
    tree = CompactRange(size, queries.edge(session, size))
    places: list[dict[str, object]] = []
    nodes: list[dict[str, object]] = []
    for position, (_at, entry_id, value) in enumerate(waiting, start=size):
        places.append({"position": position, "entry_id": entry_id})
        nodes += [
            {"level": node.level, "position": node.position, "hash": hashed} for node, hashed in tree.append(value)
        ]
    session.execute(sa.insert(LedgerPlace), places)
    if nodes:
        session.execute(sa.insert(LedgerNode), nodes)
    # Row by row, never by range: an entry that commits meanwhile must stay in the queue.
    done = sa.delete(LedgerQueue.__table__).where(  # type: ignore[arg-type]  # __table__ is a Table here
        LedgerQueue.at == sa.bindparam("done_at"), LedgerQueue.entry_id == sa.bindparam("done_id")
    )
    session.execute(done, [{"done_at": at, "done_id": entry_id} for at, entry_id, _ in waiting])
    return len(places)


def sign_checkpoint(uow: UnitOfWork, keyring: Keyring) -> Note:
    """Place what waits, and sign size and root of the whole ledger. Raises LedgerRefusal.

    Never signs what does not continue every checkpoint signed before, in this database or remembered
    beside the key. An unchanged ledger answers the checkpoint it already has.
    """
    uow.lock(LOCK)
    session = uow.session
    while sequence(uow) == BATCH:
        pass
    size = queries.size(session)
    checkpoint = Checkpoint(keyring.origin, size, queries.root(session, size))
    last = queries.last_checkpoint(session)
    keys = reigns(session, keyring.verifier)
    for known in (last.note if last else None, keyring.last_signed()):
        if known is not None:
            _must_continue(session, _own(known, keys), checkpoint)
    if last is not None and last.size == size:
        note = parse(last.note)
    else:
        note = Note(checkpoint.text).signed(keyring.signer)
        session.add(LedgerCheckpoint(size=size, root=checkpoint.root, note=note.encode(), at=uow.now()))
    uow.after_commit(lambda: _remember(keyring, note))
    return note


def _remember(keyring: Keyring, note: Note) -> None:
    """The checkpoint is stored and given out by now: a full disk does not take it back, and the next one is written
    down again."""
    try:
        keyring.remember(note.encode())
    except OSError as error:
        logger.error("ledger.not_remembered", extra={"cause": str(error)})


def _own(note: str, keys: Sequence[Reign]) -> Checkpoint:
    try:
        return attested(parse(note), keys)
    except NoteError as error:
        raise LedgerRefusal(f"the last checkpoint is not one this key signed: {error}") from error


def _must_continue(session: Session, old: Checkpoint, new: Checkpoint) -> None:
    if new.size < old.size:
        raise LedgerRefusal(
            f"the ledger holds {new.size} entries, but {old.size} were signed before: entries are missing"
        )
    if old.size == 0:
        return
    try:
        path = queries.consistency_path(session, old.size, new.size)
        verify_consistency(old.size, new.size, old.root, new.root, path)
    except (ProofError, queries.LedgerDamaged) as error:
        raise LedgerRefusal(f"the ledger does not continue what was signed before: {error}") from error


def prove(uow: UnitOfWork, keyring: Keyring, entry: LedgerEntry) -> InclusionProof:
    """A proof file for one entry against a checkpoint of now. Raises LedgerRefusal."""
    note = sign_checkpoint(uow, keyring)
    position = queries.position_of(uow.session, entry.id)
    if position is None:
        raise LedgerRefusal(f"entry {entry.id} has no place in the ledger")
    path = queries.inclusion_path(uow.session, position, Checkpoint.from_text(note.text).size)
    return InclusionProof(position, path, note, extra=entry.leaf)


def continuation(uow: UnitOfWork, keyring: Keyring, seen: Checkpoint | None) -> ConsistencyProof:
    """A checkpoint of now with the proof that it continues ``seen`` (None: nothing seen). Raises LedgerRefusal."""
    note = sign_checkpoint(uow, keyring)
    if seen is None or seen.size == 0:
        return ConsistencyProof(0, (), note)
    try:
        path = queries.consistency_path(uow.session, seen.size, Checkpoint.from_text(note.text).size)
        proof = ConsistencyProof(seen.size, path, note)
        proof.verify(seen, origins(uow.session))
    except ProofError as error:
        raise LedgerRefusal(f"the ledger does not continue that checkpoint: {error}") from error
    return proof
