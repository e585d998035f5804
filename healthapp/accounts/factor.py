"""The second factor: time-based codes (RFC 6238) and recovery codes.

A secret is stored encrypted with a key of its own beside the database key, bound to its account.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
import secrets
import uuid
from pathlib import Path

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from healthapp.keys import key_for

KEY_FILE = "accounts.key"
VERSION = b"\x01"
NONCE_BYTES = 12
STEP_SECONDS = 30
#: A clock may be one step off either way (RFC 6238 §5.2).
WINDOW = (-1, 0, 1)
CODE = re.compile(r"^[0-9]{6}$")
ISSUER = "Penitensiar tibb"
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


class SecretUnreadable(RuntimeError):
    """A stored secret that this key does not open: another key file, or an altered row."""


class Sealer:
    """Encrypts and opens the secrets of all accounts, with ``accounts.key`` read when it is first needed."""

    def __init__(self, keys_dir: Path) -> None:
        self._file = keys_dir / KEY_FILE
        self._cipher: AESGCM | None = None

    def _ready(self, *, may_make: bool) -> AESGCM:
        if self._cipher is None:
            self._cipher = AESGCM(key_for(self._file, may_make=may_make))
        return self._cipher

    def seal(self, user_id: uuid.UUID, secret: str, *, first: bool) -> bytes:
        """Encrypt ``secret``. ``first``: no account has one yet, so a missing key file may be made.

        Raises KeyFileError.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._ready(may_make=first)
        return VERSION + nonce + cipher.encrypt(nonce, secret.encode("ascii"), user_id.bytes)

    def open(self, user_id: uuid.UUID, sealed: bytes) -> str:
        """The secret in base 32. Raises SecretUnreadable, or KeyFileError."""
        if sealed[:1] != VERSION:
            raise SecretUnreadable("the stored secret has an unknown form")
        nonce = sealed[1 : 1 + NONCE_BYTES]
        cipher = self._ready(may_make=False)
        try:
            return cipher.decrypt(nonce, sealed[1 + NONCE_BYTES :], user_id.bytes).decode("ascii")
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable("the stored secret does not belong to this account and key") from error


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def squeezed(given: str) -> str:
    """A code as typed, without the spaces and hyphens people put between groups."""
    return re.sub(r"[\s-]", "", given)


def looks_like_code(given: str) -> bool:
    """Six digits: a code, never a password, which is longer."""
    return CODE.match(squeezed(given)) is not None


def matching_step(secret: str, given: str, now: dt.datetime, after: int | None) -> int | None:
    """The time step whose code ``given`` is; None when it is none, or not later than step ``after``.

    Storing the step that was accepted, and asking for a later one, refuses a replay (RFC 6238 §5.2).
    """
    code, otp = squeezed(given), pyotp.TOTP(secret)
    middle = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (middle + off for off in WINDOW):
        if hmac.compare_digest(otp.generate_otp(step).encode(), code.encode()) and (after is None or step > after):
            found = step
    return found


def link(secret: str, username: str) -> str:
    """What an authenticator application reads from the picture (otpauth)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(secret: str, username: str) -> str:
    """The link as a QR code, in a data address that an image shows; nothing leaves the page."""
    return segno.make(link(secret, username), error="m").svg_data_uri(scale=5, border=3)


def recovery_code() -> str:
    """80 random bits as four groups of four signs."""
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii").lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def recovery_hash(user_id: uuid.UUID, code: str) -> bytes:
    """SHA-256 suffices for a random code of 80 bits; the account is in it, so that no two hashes are alike."""
    return hashlib.sha256(user_id.bytes + squeezed(code).casefold().encode()).digest()
