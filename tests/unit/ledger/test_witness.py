"""An outside witness: cosigns what continues, refuses a second story, and two witnesses expose one."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import CosignatureSigner
from healthapp.ledger.merkle import ProofError, verify_consistency
from healthapp.ledger.note import Ed25519Signer, Note, NoteError, verify
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.witness import cosign
from tests.unit.ledger import reference
from tests.unit.ledger.reference import LEAVES

LEDGER = Ed25519Signer("ledger.example/one", bytes(range(32)))
WITNESS = CosignatureSigner("ombudsman.example/w", b"o" * 32, dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC))
OTHER_STORY = [*LEAVES[:2], b"another", *LEAVES[3:]]


def note(leaves: list[bytes], signer: Ed25519Signer = LEDGER) -> Note:
    return Note(Checkpoint(signer.name, len(leaves), reference.mth(leaves)).text).signed(signer)


def request(old: int, leaves: list[bytes]) -> ConsistencyProof:
    return ConsistencyProof(old, tuple(reference.proof(old, leaves)) if old else (), note(leaves))


def test_the_first_sight_is_cosigned_and_then_only_what_continues_it():
    first = cosign(request(0, LEAVES[:3]), None, LEDGER.verifier, WITNESS)
    second = cosign(request(3, LEAVES), first, LEDGER.verifier, WITNESS)
    assert verify(second, [LEDGER.verifier, WITNESS.verifier]) == [LEDGER.verifier, WITNESS.verifier]
    assert WITNESS.verifier.time_of(second) == WITNESS.moment


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (request(3, OTHER_STORY), "earlier root hash"),
        (request(2, LEAVES), "begins at 2"),
        (request(0, LEAVES), "begins at 0"),
        (ConsistencyProof(3, (), note(OTHER_STORY[:3])), "two different root hashes"),
        (ConsistencyProof(3, (), note(LEAVES[:2])), "no consistency proof from 3 to 2"),
    ],
)
def test_another_history_is_not_cosigned(asked, says):
    seen = note(LEAVES[:3])
    with pytest.raises(ProofError, match=says):
        cosign(asked, seen, LEDGER.verifier, WITNESS)


def test_nothing_seen_and_a_proof_from_somewhere_is_refused():
    with pytest.raises(ProofError, match="no checkpoint was seen before"):
        cosign(request(3, LEAVES), None, LEDGER.verifier, WITNESS)


def test_what_the_ledger_did_not_sign_is_not_cosigned():
    stranger = Ed25519Signer("ledger.example/two", b"s" * 32)
    with pytest.raises(NoteError, match="no known key"):
        cosign(ConsistencyProof(0, (), note(LEAVES, stranger)), None, LEDGER.verifier, WITNESS)
    borrowed = Note(Checkpoint("elsewhere.example", 8, bytes(32)).text).signed(LEDGER)
    with pytest.raises(NoteError, match=r"is of elsewhere\.example"):
        cosign(ConsistencyProof(0, (), borrowed), None, LEDGER.verifier, WITNESS)


def test_two_witnesses_that_compare_find_the_second_story():
    told_one, told_another = Checkpoint.from_text(note(LEAVES).text), Checkpoint.from_text(note(OTHER_STORY).text)
    with pytest.raises(ProofError, match="two different root hashes"):
        verify_consistency(8, 8, told_one.root, told_another.root, [])
