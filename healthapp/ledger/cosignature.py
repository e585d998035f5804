"""Witness cosignatures (C2SP ``tlog-cosignature`` v1).

A cosignature says: at this time, this was the largest consistent tree of this ledger that I had seen.
A witness uses one key for one name only: the signed message does not name the witness.
"""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from healthapp.ledger.note import (
    ED25519,
    Ed25519Verifier,
    Note,
    NoteError,
    Signature,
    Verifier,
    check_name,
    ed25519_valid,
    key_id,
    parse_vkey,
    public_key,
)

COSIGNATURE_V1 = 0x04
SIGNATURE_BYTES = 64
_TIME = struct.Struct(">Q")


def message(text: str, posix: int) -> bytes:
    """What a witness signs: header line, time line, then the checkpoint text."""
    return f"cosignature/v1\ntime {posix}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class CosignatureVerifier:
    """A witness's key (signature type 0x04)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, COSIGNATURE_V1, self.public_key)

    def verify(self, text: str, payload: bytes) -> bool:
        if len(payload) != _TIME.size + SIGNATURE_BYTES:
            return False
        (posix,) = _TIME.unpack_from(payload)
        return posix < 1 << 63 and ed25519_valid(self.public_key, payload[_TIME.size :], message(text, posix))

    def time_of(self, note: Note) -> dt.datetime | None:
        """When this witness cosigned ``note`` (UTC, whole seconds); None when it did not, or not validly."""
        for signature in note.signatures:
            if (signature.name, signature.key_id) == (self.name, self.key_id) and self.verify(
                note.text, signature.payload
            ):
                return _moment(_TIME.unpack_from(signature.payload)[0])
        return None


@dataclass(frozen=True, slots=True)
class CosignatureSigner:
    """Cosigns as a witness at ``moment`` (aware); ``seed`` is the 32-byte Ed25519 private key."""

    name: str
    seed: bytes
    moment: dt.datetime

    @property
    def verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(check_name(self.name), public_key(self.seed))

    def sign(self, text: str) -> Signature:
        posix = int(self.moment.timestamp())
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message(text, posix))
        return Signature(self.name, self.verifier.key_id, _TIME.pack(posix) + signature)


def verifier_of(line: str) -> Verifier:
    """The verifier of a handed-out public key line, by its signature type. Raises NoteError."""
    name, kind, key = parse_vkey(line)
    if kind == ED25519:
        return Ed25519Verifier(name, key)
    if kind == COSIGNATURE_V1:
        return CosignatureVerifier(name, key)
    raise NoteError(f"the key of {name} is of a kind this program does not know ({kind:#04x})")


def _moment(posix: int) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(posix, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
