"""What outside witnesses bring back: a checkpoint they cosigned, checked against the ledger of now and kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.inspection import events
from healthapp.inspection.proof_models import Cosignature, VisitCheckpoint
from healthapp.inspection.seals import row_digest
from healthapp.ledger import offline, queries
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import CosignatureVerifier, verifier_of
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.note import Note, NoteError, Verifier, parse
from healthapp.ledger.succession import Reign, attested, reigns

#: A witness's clock may be this far ahead of ours.
AHEAD = dt.timedelta(minutes=10)
#: The longest name and key line a row holds.
LONGEST_NAME, LONGEST_LINE = 120, 255


class CosignatureRefused(Exception):
    """What was brought is not kept. ``code`` says why, ``field`` where: note or key."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code, self.field = code, field


def receive(uow: UnitOfWork, keys: Keyring, brought: str, key_line: str) -> Cosignature:
    """Keep a cosigned checkpoint. Brought twice, it is kept once.

    Raises CosignatureRefused: what is no key of a witness (no_key), no note (unreadable), not signed by this ledger
    (not_ours), not cosigned with this key (not_cosigned) or in the future (future), of a witness who had another key
    before (other_key), or of another history than this ledger's (other_history), which is a finding in itself.
    """
    uow.lock("ledger-cosignature")
    witness = _witness(key_line)
    ours = reigns(uow.session, keys.verifier)
    note, checkpoint = _read(brought, ours)
    cosigned_at = witness.time_of(note)
    if cosigned_at is None:
        raise CosignatureRefused("not_cosigned", "note")
    if cosigned_at > uow.now() + AHEAD:
        raise CosignatureRefused("future", "note")
    _same_key(uow.session, witness.name, key_line.strip())
    _same_history(uow.session, checkpoint)
    known = uow.session.scalar(
        sa.select(Cosignature).where(Cosignature.size == checkpoint.size, Cosignature.witness == witness.name)
    )
    if known is not None:
        return known
    assert uow.actor.user_id is not None
    row = Cosignature(
        size=checkpoint.size,
        witness=witness.name,
        key_line=key_line.strip(),
        note=_only(note, ours, witness).encode(),
        cosigned_at=cosigned_at,
        received_at=uow.now(),
        received_by=uow.actor.user_id,
        received_by_name=uow.actor.name,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.COSIGNATURE_RECEIVED,
        subject=("ledger_cosignature", row.id),
        digest=row_digest(row),
        size=row.size,
    )
    return row


def _witness(key_line: str) -> CosignatureVerifier:
    try:
        witness = verifier_of(key_line.strip())
    except NoteError as error:
        raise CosignatureRefused("no_key", "key") from error
    if not isinstance(witness, CosignatureVerifier):
        raise CosignatureRefused("no_key", "key")
    if len(witness.name) > LONGEST_NAME or len(key_line.strip()) > LONGEST_LINE:
        raise CosignatureRefused("no_key", "key")
    return witness


def _read(brought: str, ours: Sequence[Reign]) -> tuple[Note, Checkpoint]:
    try:
        note = parse(offline.mended(brought))
        Checkpoint.from_text(note.text)
    except NoteError as error:
        raise CosignatureRefused("unreadable", "note") from error
    try:
        return note, attested(note, ours)
    except NoteError as error:
        raise CosignatureRefused("not_ours", "note") from error


def _same_key(session: Session, name: str, key_line: str) -> None:
    other = sa.select(Cosignature.id).where(Cosignature.witness == name, Cosignature.key_line != key_line)
    if session.scalar(other.limit(1)) is not None:
        raise CosignatureRefused("other_key", "key")


def _same_history(session: Session, checkpoint: Checkpoint) -> None:
    """The ledger of now begins with what was cosigned, entry for entry."""
    try:
        fits = checkpoint.size <= queries.size(session) and (
            checkpoint.size == 0 or queries.root(session, checkpoint.size) == checkpoint.root
        )
    except queries.LedgerDamaged:
        fits = False
    if not fits:
        raise CosignatureRefused("other_history", "note")


def _only(note: Note, ours: Sequence[Reign], witness: CosignatureVerifier) -> Note:
    """The note with the two signatures that were checked, and no others."""
    origin = Checkpoint.from_text(note.text).origin
    signed: list[Verifier] = [one.verifier for one in ours if one.verifier.name == origin]
    checked = {(key.name, key.key_id) for key in [*signed, witness]}
    kept = tuple(line for line in note.signatures if (line.name, line.key_id) in checked)
    return replace(note, signatures=kept)


def listed(session: Session, limit: int = 200) -> Sequence[Cosignature]:
    """What was brought back, the largest checkpoint first."""
    chosen = sa.select(Cosignature).order_by(Cosignature.size.desc(), Cosignature.witness)
    return session.scalars(chosen.limit(limit)).all()


def cosigned(session: Session, rows: Iterable[VisitCheckpoint]) -> dict[int, list[Cosignature]]:
    """The cosignatures of these checkpoints, by size."""
    found: dict[int, list[Cosignature]] = defaultdict(list)
    chosen = sa.select(Cosignature).where(Cosignature.size.in_({row.size for row in rows}))
    for one in session.scalars(chosen.order_by(Cosignature.witness)):
        found[one.size].append(one)
    return found


def with_cosignatures(row: VisitCheckpoint, brought: Iterable[Cosignature]) -> str:
    """The note of a visit's checkpoint with every cosignature of the same text behind it."""
    note = parse(row.note)
    for one in brought:
        other = parse(one.note)
        if other.text == note.text:
            added = tuple(line for line in other.signatures if line not in note.signatures)
            note = replace(note, signatures=note.signatures + added)
    return note.encode()
