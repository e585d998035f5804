"""Verification: everything is taken again from the leaves' bytes, and nothing stored is believed.

One pass in the order of the places, in pages, with memory that does not grow with the ledger (except for
one digest of each sealed subject). ``docs/ledger.md`` says what it proves and what is out of its reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger import queries
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.findings import Fault, Finding, Findings, Report
from healthapp.ledger.models import LedgerEntry, LedgerPlace
from healthapp.ledger.note import Ed25519Verifier, Note, NoteError, Verifier, parse
from healthapp.ledger.rowcheck import RowCheck
from healthapp.ledger.succession import Reign, attested, reigns
from healthapp.ledger.treecheck import TreeCheck

PAGE = 1 << 13


def snapshot(session: Session) -> Session:
    """Let ``session`` see one moment of the database throughout. SQLite's readers always do."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def verify(
    session: Session, key: Ed25519Verifier, *, earlier: Sequence[Note] = (), witnesses: Iterable[Verifier] = ()
) -> Report:
    """Check the whole ledger, and that it continues the ``earlier`` checkpoints somebody carried away.

    ``session`` must read one moment (``snapshot``). Entries still in the queue are not yet evidence.
    """
    findings = Findings()
    size = queries.size(session)
    keys = reigns(session, key)
    known = _stored(session, keys, findings) + _given(session, keys, earlier, list(witnesses), findings)
    tree, rows = TreeCheck(session, findings, known), RowCheck(session, findings)
    for begin, page in pages(session, size):
        tree.page(begin, page)
        rows.page(page)
    tree.finish(size)
    rows.finish(size)
    return Report(size, tree.edge.root(), len(known), findings.in_order(), dict(findings.counts))


def pages(session: Session, size: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """(first expected place, places with their entries in order), ``PAGE`` at a time; a deleted entry has no ``id``."""
    # The identifier beside a place is read only where its entry is gone: reading identifiers is most of a pass.
    gone = sa.case((LedgerEntry.id.is_(None), LedgerPlace.entry_id)).label("entry_id")
    place = sa.select(
        LedgerPlace.position,
        gone,
        LedgerEntry.id,
        LedgerEntry.at,
        LedgerEntry.leaf,
        LedgerEntry.leaf_hash,
        LedgerEntry.salt,
        LedgerEntry.subject_id,
        LedgerEntry.subject_digest,
    ).outerjoin(LedgerEntry, LedgerEntry.id == LedgerPlace.entry_id)
    for begin in range(0, size, PAGE):
        span = LedgerPlace.position.between(begin, begin + PAGE - 1)
        yield begin, session.execute(place.where(span).order_by(LedgerPlace.position)).all()


def _stored(session: Session, keys: Sequence[Reign], findings: Findings) -> list[Checkpoint]:
    """The checkpoints of the database whose signatures hold; the others are findings."""
    known = []
    for row in queries.checkpoints(session):
        try:
            checkpoint = attested(parse(row.note), keys)
        except NoteError as error:
            findings.add(Finding(Fault.CHECKPOINT_SIGNATURE, size=row.size, detail=str(error)))
            continue
        if (checkpoint.size, checkpoint.root) == (row.size, row.root):
            known.append(checkpoint)
        else:
            findings.add(Finding(Fault.CHECKPOINT_ALTERED, size=row.size))
    return known


def _given(
    session: Session,
    keys: Sequence[Reign],
    earlier: Sequence[Note],
    witnesses: list[Verifier],
    findings: Findings,
) -> list[Checkpoint]:
    """The checkpoints carried away that a key of this ledger signed; the others are findings."""
    known = []
    sizes = {row.size for row in queries.checkpoints(session)}
    for note in earlier:
        size = None
        try:
            checkpoint = Checkpoint.from_text(note.text)
            size = checkpoint.size
            if checkpoint.origin not in [one.verifier.name for one in keys]:
                findings.add(Finding(Fault.CHECKPOINT_FOREIGN, size=size, detail=checkpoint.origin))
                continue
            attested(note, keys, witnesses)
        except NoteError as error:
            findings.add(Finding(Fault.CHECKPOINT_SIGNATURE, size=size, detail=str(error)))
            continue
        known.append(checkpoint)
        if size not in sizes:
            findings.add(Finding(Fault.CHECKPOINT_MISSING, size=size))
    return known
