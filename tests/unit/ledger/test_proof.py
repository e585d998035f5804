"""Proof files: they verify what they say, survive being written and read, and are refused when bent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.ledger import merkle
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.merkle import ProofError, leaf_hash
from healthapp.ledger.note import Ed25519Signer, Note, NoteError
from healthapp.ledger.proof import ConsistencyProof, InclusionProof
from tests.unit.ledger import reference
from tests.unit.ledger.reference import LEAVES, ROOTS

LEDGER = Ed25519Signer("ledger.example/one", bytes(range(32)))


def note(size: int) -> Note:
    return Note(Checkpoint(LEDGER.name, size, ROOTS[size]).text).signed(LEDGER)


def inclusion(index: int, size: int, extra: bytes | None = None) -> InclusionProof:
    return InclusionProof(index, tuple(reference.path(index, LEAVES[:size])), note(size), extra)


def consistency(old: int, new: int) -> ConsistencyProof:
    path = tuple(reference.proof(old, LEAVES[:new])) if old else ()
    return ConsistencyProof(old, path, note(new))


@given(st.integers(1, 8), st.data())
def test_inclusion_files_survive_and_verify(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(index, size, data.draw(st.none() | st.binary(max_size=40)))
    again = InclusionProof.decode(proof.encode().encode())
    assert again == proof
    again.verify(leaf_hash(LEAVES[index]))
    with pytest.raises(ProofError):
        again.verify(leaf_hash(b"another"))


def test_the_exact_text_of_a_proof_file():
    sibling = merkle.node_hash
    lines = inclusion(0, 2, b"leaf").encode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra bGVhZg==", "index 0"]
    assert sibling(leaf_hash(LEAVES[0]), leaf_hash(LEAVES[1])) == ROOTS[2]
    assert lines[4:7] == ["", "ledger.example/one", "2"]


@given(st.integers(1, 8), st.data())
def test_consistency_files_survive_and_verify(new, data):
    old = data.draw(st.integers(1, new))
    proof = consistency(old, new)
    again = ConsistencyProof.decode(proof.encode())
    assert again == proof
    again.verify(Checkpoint(LEDGER.name, old, ROOTS[old]))


def test_consistency_is_with_the_checkpoint_in_hand():
    proof = consistency(3, 7)
    with pytest.raises(ProofError, match="earlier root hash"):
        proof.verify(Checkpoint(LEDGER.name, 3, ROOTS[4]))
    with pytest.raises(ProofError, match="begins at 3"):
        proof.verify(Checkpoint(LEDGER.name, 4, ROOTS[4]))
    with pytest.raises(ProofError, match=r"of other\.example"):
        proof.verify(Checkpoint("other.example", 3, ROOTS[3]))
    with pytest.raises(ProofError, match="no consistency proof from 0"):
        consistency(0, 7).verify(Checkpoint(LEDGER.name, 0, ROOTS[0]))


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 5", "index 05"),
        lambda text: text.replace("index 5", "index"),
        lambda text: text.replace("index 5", "indices 5"),
        lambda text: text.replace("index 5\n", "index 5\nAAAA\n"),
        lambda text: text.replace("\n\n", "\n", 1),
        lambda text: text[: text.index("\n\n")],
        lambda text: text + "\n",
        lambda text: text + "trailing",
        lambda text: text.replace("index 5", "extra !\nindex 5"),
        lambda text: text.replace("index 5\n", "index 5\n" + ("A" * 43 + "=\n") * 64),
        lambda _: "",
        lambda _: b"\xff\xfe",
        lambda _: "x" * (1 << 21),
    ],
)
def test_bent_proof_files_are_refused(bend):
    with pytest.raises(NoteError):
        InclusionProof.decode(bend(inclusion(5, 7).encode()))


def test_a_consistency_file_is_no_inclusion_file():
    with pytest.raises(NoteError):
        InclusionProof.decode(consistency(3, 7).encode())
    with pytest.raises(NoteError):
        ConsistencyProof.decode(inclusion(3, 7).encode())
