"""Signed notes (C2SP ``signed-note``): a text, an empty line, and one line for each signature.

The kind of a signature is open: whatever has ``name``, ``key_id`` and ``verify`` checks its own lines, so a
later algorithm stands beside Ed25519 without touching the format. Ed25519 is RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
KEY_ID_BYTES = 4
MAX_SIGNATURES = 64
MAX_BYTES = 1 << 20
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """A note that is malformed or not signed as it must be; the message is one plain sentence."""


class SignatureWrong(NoteError):
    """A known key's signature does not hold; ``name`` is the key's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the signature of {name} is wrong")
        self.name = name


class UnknownKey(NoteError):
    """None of the keys in hand signed it."""

    def __init__(self) -> None:
        super().__init__("no known key signed this note")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and what the key's kind puts after the id."""

    name: str
    key_id: bytes
    payload: bytes

    def line(self) -> str:
        return f"\u2014 {self.name} {encode64(self.key_id + self.payload)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` ends in a newline; signatures stand in the order of the file."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    def signed(self, *signers: Signer) -> Self:
        """The same note with further signatures behind those it has."""
        added = tuple(signer.sign(self.text) for signer in signers)
        return replace(self, signatures=self.signatures + added)


class Verifier(Protocol):
    """Knows one public key. ``verify`` says whether ``payload`` is its signature on ``text``."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    def verify(self, text: str, payload: bytes) -> bool: ...


class Signer(Protocol):
    """Holds one private key."""

    def sign(self, text: str) -> Signature: ...


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """First four bytes of SHA-256(name || LF || kind || public key)."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:KEY_ID_BYTES]


def check_name(name: str) -> str:
    """A key name: not empty, no Unicode space, no plus, no control character. Raises NoteError."""
    if not name or "+" in name or any(char.isspace() or char < " " for char in name):
        raise NoteError(f"{name!r} cannot name a key: it must have no space and no plus")
    return name


def encode64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decode64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling (padding, no stray bits). Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("a line is not base64") from error
    if encode64(data) != text:
        raise NoteError("a line is not base64 in its canonical form")
    return data


def parse(data: bytes | str) -> Note:
    """Split a note into its text and signature lines, checking the form alone. Raises NoteError."""
    text = _decode(data)
    if _CONTROL.search(text):
        raise NoteError("the note holds a control character")
    split = text.rfind("\n\n")
    if split < 0 or not text.endswith("\n"):
        raise NoteError("the note has no signatures, or was cut short")
    body, tail = text[: split + 1], text[split + 2 :]
    lines = tail.split("\n")[:-1]
    if not lines:
        raise NoteError("the note has no signatures, or was cut short")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"the note has more than {MAX_SIGNATURES} signatures")
    return Note(body, tuple(_signature(line) for line in lines))


def verify(note: Note, verifiers: Iterable[Verifier]) -> Sequence[Verifier]:
    """The known keys that signed, in the order of the note; lines of unknown keys are ignored.

    Raises SignatureWrong when a known key's signature fails, UnknownKey when no known key signed.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed: list[Verifier] = []
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        if not verifier.verify(note.text, signature.payload):
            raise SignatureWrong(signature.name)
        signed.append(verifier)
    if not signed:
        raise UnknownKey
    return signed


@dataclass(frozen=True, slots=True)
class Ed25519Verifier:
    """A plain Ed25519 key of a ledger (signature type 0x01)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, ED25519, self.public_key)

    def verify(self, text: str, payload: bytes) -> bool:
        return ed25519_valid(self.public_key, payload, text.encode())


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs as a ledger; ``seed`` is the 32-byte private key of RFC 8032."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Ed25519Verifier:
        return Ed25519Verifier(check_name(self.name), public_key(self.seed))

    def sign(self, text: str) -> Signature:
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifier.key_id, signature)


def public_key(seed: bytes) -> bytes:
    """The 32-byte Ed25519 public key of a private key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_valid(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def format_vkey(name: str, kind: int, key: bytes) -> str:
    """A public key as one line to hand out: ``name+hex key id+base64(kind || public key)``."""
    return f"{name}+{key_id(name, kind, key).hex()}+{encode64(bytes([kind]) + key)}"


def parse_vkey(line: str) -> tuple[str, int, bytes]:
    """(name, kind, public key) of a handed-out key. Raises NoteError."""
    parts = line.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("a public key must read name+id+key")
    name, identifier, encoded = parts
    material = decode64(encoded)
    if len(material) != 33 or key_id(check_name(name), material[0], material[1:]).hex() != identifier:
        raise NoteError(f"the public key of {name} is damaged")
    return name, material[0], material[1:]


def _decode(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise NoteError("the note is too large")
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8 text") from error


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise NoteError("a signature line is damaged")
    data = decode64(parts[2])
    if len(data) <= KEY_ID_BYTES:
        raise NoteError("a signature line is damaged")
    return Signature(check_name(parts[1]), data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
