"""Sealing for named readers: nobody without one of their private keys reads it, the program included.

X25519, HKDF-SHA-256 and AES-256-GCM; passphrases are stretched with scrypt. What each step is for: docs/inspection.md,
'Sealed notes'. Nothing here knows of the database.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY, NONCE, SALT = 32, 12, 16
#: Lengths are rounded up to this, so that the size of a note tells nothing of what it says.
BLOCK = 512
#: A key of its own encrypts one thing once: the nonce may be nothing.
ONCE = bytes(NONCE)
_PURPOSE = b"healthapp preventive mechanism, note key, version 1"
#: How often scrypt mixes a passphrase: a power of two. With blocks of ``8 * 128`` bytes it takes 64 MiB each try.
MIXED = 2**16
#: No letters or digits that are mistaken for one another on paper.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class CannotOpen(ValueError):
    """The passphrase, code or key is not the right one, or the bytes were changed."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is stored of a new pair, and the recovery code, which is shown once and stored nowhere."""

    public: bytes
    salt: bytes
    wrapped: bytes
    recovery_salt: bytes
    recovery_wrapped: bytes
    recovery_code: str


def new_key(passphrase: str) -> NewKey:
    """A pair of keys whose private half is wrapped by ``passphrase`` and by a recovery code."""
    private = X25519PrivateKey.generate().private_bytes_raw()
    code = recovery_code()
    salt, wrapped = wrap(private, passphrase)
    recovery_salt, recovery_wrapped = wrap(private, code)
    return NewKey(public_of(private), salt, wrapped, recovery_salt, recovery_wrapped, code)


def recovery_code() -> str:
    """Six groups of four signs: 118 bits, no sign that is mistaken for another on paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _sign in range(4)) for _group in range(6))


def public_of(private: bytes) -> bytes:
    return (
        X25519PrivateKey.from_private_bytes(private)
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


def wrap(private: bytes, words: str) -> tuple[bytes, bytes]:
    """(salt, private key under ``words``)."""
    salt = secrets.token_bytes(SALT)
    return salt, _locked(_stretched(words, salt), private)


def unwrap(wrapped: bytes, salt: bytes, words: str) -> bytes:
    """The private key. Raises CannotOpen."""
    return _unlocked(_stretched(words, salt), wrapped)


def lock(private: bytes) -> tuple[bytes, bytes]:
    """(secret for the browser, private key under it): neither alone opens anything."""
    secret = secrets.token_bytes(KEY)
    return secret, _locked(secret, private)


def unlock(wrapped: bytes, secret: bytes) -> bytes:
    """The private key. Raises CannotOpen."""
    if len(secret) != KEY:
        raise CannotOpen
    return _unlocked(secret, wrapped)


def seal(document: dict[str, Any], readers: dict[Any, bytes], about: bytes) -> tuple[bytes, dict[Any, bytes]]:
    """(body, sealed key of each reader). ``about`` binds the body to its row: moved to another, it does not open."""
    key = secrets.token_bytes(KEY)
    text = json.dumps(document, ensure_ascii=False).encode()
    padded = text + b"\x80" + bytes(-(len(text) + 1) % BLOCK)
    return AESGCM(key).encrypt(ONCE, padded, about), {name: _to(public, key) for name, public in readers.items()}


def open_sealed(body: bytes, sealed_key: bytes, private: bytes, about: bytes) -> dict[str, Any]:
    """What was sealed. Raises CannotOpen."""
    key = _from(private, sealed_key)
    try:
        padded = AESGCM(key).decrypt(ONCE, body, about)
    except InvalidTag as error:
        raise CannotOpen from error
    found: dict[str, Any] = json.loads(padded[: padded.rindex(b"\x80")])
    return found


def pass_on(sealed_key: bytes, private: bytes, public: bytes) -> bytes:
    """The same key, sealed to one more reader by one who has it. Raises CannotOpen."""
    return _to(public, _from(private, sealed_key))


def _to(public: bytes, key: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    sender = public_of(once.private_bytes_raw())
    return sender + AESGCM(_derived(shared, sender, public)).encrypt(ONCE, key, None)


def _from(private: bytes, sealed: bytes) -> bytes:
    sender, locked = sealed[:KEY], sealed[KEY:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(sender))
        return AESGCM(_derived(shared, sender, public_of(private))).decrypt(ONCE, locked, None)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _derived(shared: bytes, sender: bytes, reader: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=None, info=_PURPOSE + sender + reader).derive(shared)


def _stretched(words: str, salt: bytes) -> bytes:
    """RFC 7914: 64 MiB and a quarter of a second for each try."""
    return hashlib.scrypt(words.encode(), salt=salt, n=MIXED, r=8, p=1, maxmem=2**27, dklen=KEY)


def _locked(key: bytes, private: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, private, None)


def _unlocked(key: bytes, locked: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(locked[:NONCE], locked[NONCE:], None)
    except InvalidTag as error:
        raise CannotOpen from error
