"""Tamper evidence that anyone can check: an RFC 9162 Merkle tree over every audited act (``docs/ledger.md``)."""

from healthapp.ledger.canonical import canonical_bytes
from healthapp.ledger.canonical import digest as canonical_digest
from healthapp.ledger.services import append

__all__ = ["append", "canonical_bytes", "canonical_digest"]
