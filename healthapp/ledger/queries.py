"""Reading the ledger: sizes, roots and proofs, each in O(log n) stored hashes.

Leaves hold no clinical content, so these functions take no identity; who may see a proof of which record
is decided where the record is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.merkle import (
    Node,
    Range,
    consistency_ranges,
    cover,
    inclusion_ranges,
    range_hash,
    subtrees,
)
from healthapp.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerNode, LedgerPlace, LedgerQueue


class LedgerDamaged(RuntimeError):
    """The stored tree lacks a hash it must have; verification names what is wrong."""


def size(session: Session) -> int:
    """Leaves that have a place."""
    last = session.scalar(sa.select(sa.func.max(LedgerPlace.position)))
    return 0 if last is None else int(last) + 1


def waiting(session: Session) -> bool:
    """Does any entry wait for its place?"""
    return session.scalar(sa.select(LedgerQueue.entry_id).limit(1)) is not None


def root(session: Session, tree_size: int) -> bytes:
    """The root hash over the first ``tree_size`` leaves."""
    span = Range(0, tree_size)
    return _hashes(session, [span])[0]


def edge(session: Session, tree_size: int) -> list[bytes]:
    """The right edge of the tree, from which it grows (``CompactRange``)."""
    nodes = subtrees(Range(0, tree_size))
    stored = _nodes(session, nodes)
    return [stored[node] for node in nodes]


def inclusion_path(session: Session, position: int, tree_size: int) -> tuple[bytes, ...]:
    """The inclusion proof of the leaf at ``position``. Raises ProofError when it is not in that tree."""
    return tuple(_hashes(session, inclusion_ranges(position, tree_size)))


def consistency_path(session: Session, old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the tree of ``new`` leaves begins with that of ``old``. Raises ProofError."""
    return tuple(_hashes(session, consistency_ranges(old, new)))


def position_of(session: Session, entry_id: uuid.UUID) -> int | None:
    """The place of an entry; None while it waits for one, or when there is no such entry."""
    return session.scalar(sa.select(LedgerPlace.position).where(LedgerPlace.entry_id == entry_id))


def first_place(session: Session, subject_id: uuid.UUID, digest: bytes) -> int | None:
    """The place of the first entry that bears ``digest`` of this subject; None while none has one."""
    return session.scalar(
        sa.select(sa.func.min(LedgerPlace.position))
        .join(LedgerEntry, LedgerEntry.id == LedgerPlace.entry_id)
        .where(LedgerEntry.subject_id == subject_id, LedgerEntry.subject_digest == digest)
    )


def entries_about(session: Session, subject_id: uuid.UUID) -> Sequence[LedgerEntry]:
    """The entries that bear a digest of this subject, oldest first."""
    chosen = sa.select(LedgerEntry).where(LedgerEntry.subject_id == subject_id, LedgerEntry.subject_digest.is_not(None))
    return session.scalars(chosen.order_by(LedgerEntry.id)).all()


def last_digest(session: Session, subject_id: uuid.UUID) -> bytes | None:
    """The digest of this subject as last recorded."""
    chosen = sa.select(LedgerEntry.subject_digest).where(
        LedgerEntry.subject_id == subject_id, LedgerEntry.subject_digest.is_not(None)
    )
    return session.scalar(chosen.order_by(LedgerEntry.id.desc()).limit(1))


def first_with_digest(session: Session, digest: bytes) -> tuple[LedgerEntry, int | None] | None:
    """The first entry that bears ``digest``, with its place if it has one yet; None when no entry does."""
    chosen = (
        sa.select(LedgerEntry, LedgerPlace.position)
        .join(LedgerPlace, LedgerPlace.entry_id == LedgerEntry.id, isouter=True)
        .where(LedgerEntry.subject_digest == digest)
        .order_by(LedgerEntry.id)
        .limit(1)
    )
    found = session.execute(chosen).one_or_none()
    return None if found is None else (found[0], found[1])


def last_checkpoint(session: Session) -> LedgerCheckpoint | None:
    """The largest checkpoint signed so far."""
    return session.scalar(sa.select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(1))


def checkpoints(session: Session) -> Sequence[LedgerCheckpoint]:
    """Every checkpoint signed, smallest first."""
    return session.scalars(sa.select(LedgerCheckpoint).order_by(LedgerCheckpoint.size)).all()


def _hashes(session: Session, ranges: Sequence[Range]) -> list[bytes]:
    stored = _nodes(session, cover(ranges))
    return [range_hash(span, stored) for span in ranges]


def _nodes(session: Session, wanted: Iterable[Node]) -> dict[Node, bytes]:
    """The stored hashes of ``wanted``: at most two reads. Raises LedgerDamaged when one is missing."""
    leaves = [node.position for node in wanted if node.level == 0]
    above = [node for node in wanted if node.level > 0]
    found: dict[Node, bytes] = {}
    if leaves:
        chosen = (
            sa.select(LedgerPlace.position, LedgerEntry.leaf_hash)
            .join(LedgerEntry, LedgerEntry.id == LedgerPlace.entry_id)
            .where(LedgerPlace.position.in_(leaves))
        )
        found.update((Node(0, position), value) for position, value in session.execute(chosen))
    if above:
        place = sa.tuple_(LedgerNode.level, LedgerNode.position)
        stored = sa.select(LedgerNode.level, LedgerNode.position, LedgerNode.hash).where(place.in_(above))
        found.update((Node(level, position), value) for level, position, value in session.execute(stored))
    missing = [node for node in wanted if node not in found]
    if missing:
        raise LedgerDamaged(f"the stored tree lacks the hash at level {missing[0].level}, {missing[0].position}")
    return found
