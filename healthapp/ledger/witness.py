"""An outside witness: cosigns a checkpoint that continues the last one it saw, and nothing else.

Runs on the witness's own machine, without the ledger's database. It keeps its key and the last checkpoint.
"""

from __future__ import annotations

from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import CosignatureSigner
from healthapp.ledger.merkle import ProofError
from healthapp.ledger.note import Note, NoteError, Verifier, verify
from healthapp.ledger.proof import ConsistencyProof


def cosign(request: ConsistencyProof, last: Note | None, ledger: Verifier, witness: CosignatureSigner) -> Note:
    """The checkpoint of ``request`` with this witness's signature added.

    ``last``: the checkpoint this witness saw last; None only the first time, when there is nothing to
    compare with. Raises NoteError when the ledger did not sign, ProofError when this is another history.
    """
    verify(request.note, [ledger])
    if request.checkpoint.origin != ledger.name:
        raise NoteError(f"the checkpoint is of {request.checkpoint.origin}, not of {ledger.name}")
    if last is None:
        if request.old != 0:
            raise ProofError(f"the proof begins at {request.old} entries, but no checkpoint was seen before")
    else:
        verify(last, [ledger])
        seen = Checkpoint.from_text(last.text)
        if seen.size > 0:
            request.verify(seen)
    return request.note.signed(witness)
