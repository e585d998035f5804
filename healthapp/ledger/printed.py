"""What a print says of its record's place in the ledger, and the proof it carries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger import queries
from healthapp.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerPlace
from healthapp.ledger.note import parse
from healthapp.ledger.proof import InclusionProof


@dataclass(frozen=True, slots=True)
class Proven:
    """``leaf``: the place as printed, empty while the entry waits for one; ``proof``: the proof file, empty until a
    checkpoint was signed that covers it."""

    leaf: str = ""
    proof: str = ""


#: Of what is not in the ledger, or not yet.
NOWHERE = Proven()


def proven(session: Session, subject_id: uuid.UUID, digest: bytes) -> Proven:
    """The first entry that bears ``digest`` of this subject, against the first checkpoint signed after it.

    The first, not the last: the same record is printed with the same proof for ever.
    """
    place = queries.first_place(session, subject_id, digest)
    if place is None:
        return NOWHERE
    covering = sa.select(LedgerCheckpoint).where(LedgerCheckpoint.size > place).order_by(LedgerCheckpoint.size).limit(1)
    checkpoint = session.scalar(covering)
    if checkpoint is None:
        return Proven(str(place))
    path = queries.inclusion_path(session, place, checkpoint.size)
    at_place = sa.select(LedgerEntry.leaf).join(LedgerPlace, LedgerPlace.entry_id == LedgerEntry.id)
    leaf = session.scalar(at_place.where(LedgerPlace.position == place))
    return Proven(str(place), InclusionProof(place, path, parse(checkpoint.note), extra=leaf).encode())
