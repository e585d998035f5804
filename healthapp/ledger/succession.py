"""The keys of one ledger: the one in force, and those that were lost before it.

A lost key ends nothing that it signed. What it signed up to the loss is still checked with its public half, which its
origin commits to; from then on another key signs the same tree. Both stand in ``ledger_succession``, a sealed row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import verifier_of
from healthapp.ledger.keyring import origin_of
from healthapp.ledger.models import LedgerSuccession
from healthapp.ledger.note import Ed25519Verifier, Note, NoteError, Verifier, verify


@dataclass(frozen=True, slots=True)
class Reign:
    """``until``: entries up to which the key may have signed; None: it is in force."""

    verifier: Ed25519Verifier
    until: int | None = None

    @classmethod
    def of(cls, row: LedgerSuccession) -> Self:
        return cls(ledger_key(row.earlier_key), row.size)


def ledger_key(line: str) -> Ed25519Verifier:
    """The key of a ledger from its line. Raises NoteError, also where its name is not the one that follows from it."""
    verifier = verifier_of(line)
    if not isinstance(verifier, Ed25519Verifier) or verifier.name != origin_of(verifier.public_key):
        raise NoteError("this is not the public key line of a ledger")
    return verifier


def rows(session: Session) -> Sequence[LedgerSuccession]:
    """Every change of the key, the first first."""
    return session.scalars(sa.select(LedgerSuccession).order_by(LedgerSuccession.size, LedgerSuccession.id)).all()


def reigns(session: Session, key: Ed25519Verifier) -> list[Reign]:
    """The keys of this ledger in their order, ``key`` the one in force. A row that names no key of a ledger is passed
    by: what it should vouch for is then signed by nobody."""
    found = []
    for row in rows(session):
        try:
            found.append(Reign.of(row))
        except NoteError:
            continue
    return [*found, Reign(key)]


def attested(note: Note, known: Iterable[Reign], witnesses: Iterable[Verifier] = ()) -> Checkpoint:
    """The checkpoint of ``note``, signed by the key of its origin while that was in force. Raises NoteError."""
    checkpoint = Checkpoint.from_text(note.text)
    reign = next((one for one in known if one.verifier.name == checkpoint.origin), None)
    if reign is None:
        raise NoteError(f"the checkpoint is of {checkpoint.origin}")
    if reign.verifier not in verify(note, [reign.verifier, *witnesses]):
        raise NoteError("a witness signed it, the ledger did not")
    if reign.until is not None and checkpoint.size > reign.until:
        raise NoteError("it was signed with a key that had been given up before")
    return checkpoint


def origins(session: Session) -> frozenset[str]:
    """The names under which checkpoints of this ledger were signed, once its key has changed; else none."""
    return frozenset(line.partition("+")[0] for row in rows(session) for line in (row.earlier_key, row.later_key))
