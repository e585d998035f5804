"""The vectors of docs/ledger.md are true: somebody will write a verifier from that page."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest

from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import CosignatureVerifier, verifier_of
from healthapp.ledger.leaf import actor_digest, read
from healthapp.ledger.merkle import leaf_hash
from healthapp.ledger.note import public_key, verify
from healthapp.ledger.proof import ConsistencyProof, InclusionProof
from tests.unit.ledger.reference import LEAVES, ROOTS

PAGE = (Path(__file__).parents[3] / "docs" / "ledger.md").read_text("utf-8")


def block(name: str) -> str:
    found = re.search(rf"^```{name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


@pytest.fixture
def keys():
    return [verifier_of(line) for line in block("keys").splitlines()]


def test_roots():
    assert [bytes.fromhex(line) for line in block("roots").splitlines()] == ROOTS


def test_leaf():
    leaf, hashed, opening = block("leaf").splitlines()
    salt, account = opening.split()
    assert leaf_hash(leaf.encode()).hex() == hashed
    assert read(leaf.encode())["actor"] == actor_digest(bytes.fromhex(salt), uuid.UUID(account)).hex()


def test_keys(keys):
    ledger, witness = keys
    assert ledger.public_key == public_key(bytes(range(32)))
    assert witness.public_key == public_key(b"\x6f" * 32)


def test_inclusion(keys):
    proof = InclusionProof.decode(block("tlog-proof"))
    proof.verify(leaf_hash(LEAVES[5]))
    assert verify(proof.note, keys) == keys
    assert isinstance(keys[1], CosignatureVerifier)
    assert keys[1].time_of(proof.note) == dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)


def test_consistency(keys):
    proof = ConsistencyProof.decode(block("consistency"))
    proof.verify(Checkpoint(keys[0].name, 3, ROOTS[3]))
    assert verify(proof.note, keys) == keys
