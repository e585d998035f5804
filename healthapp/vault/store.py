"""Encrypted bytes on disk: AES-256-GCM, one file each, bound to its identifier so that none can be swapped.

Layout: one version byte, a 12-byte nonce, ciphertext with tag. The identifier is the additional
authenticated data. A file is complete on disk before the row that names it is committed.
"""

from __future__ import annotations

import contextlib
import secrets
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from healthapp import durable
from healthapp.keys import key_for

if TYPE_CHECKING:
    from config import Config

KEY_FILE = "vault.key"
VERSION = b"\x01"
NONCE_BYTES = 12


class VaultDamaged(RuntimeError):
    """A stored file that is missing or no longer what was stored."""


class VaultFull(RuntimeError):
    """The bytes could not be written; nothing was kept."""


class Store:
    """The folder of the vault with its key."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, config: Config) -> Self:
        """The vault of a deployment; its key is made where nothing lies in it yet. Raises KeyFileError."""
        folder = config.data_dir / "vault"
        return cls(folder, key_for(config.keys_dir / KEY_FILE, may_make=not folder.exists()))

    def path(self, file_id: uuid.UUID) -> Path:
        name = file_id.hex
        return self.folder / name[-2:] / name

    def write(self, file_id: uuid.UUID, data: bytes) -> None:
        """Encrypt and keep ``data``. Raises VaultFull; a partial file never gets the final name."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = VERSION + nonce + self._cipher.encrypt(nonce, data, file_id.bytes)
        target = self.path(file_id)
        try:
            durable.folder(target.parent)
            durable.write(target, sealed)
        except OSError as error:
            with contextlib.suppress(OSError):
                self.discard(file_id)  # it may have its name already, in a folder that could not be had on disk
            raise VaultFull("the file could not be stored") from error

    def holds(self, file_id: uuid.UUID) -> bool:
        return self.path(file_id).exists()

    def read(self, file_id: uuid.UUID) -> bytes:
        """The bytes as received. Raises VaultDamaged."""
        try:
            sealed = self.path(file_id).read_bytes()
        except OSError as error:
            raise VaultDamaged("the stored file is missing") from error
        if sealed[:1] != VERSION:
            raise VaultDamaged("the stored file has an unknown form")
        nonce = sealed[1 : 1 + NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[1 + NONCE_BYTES :], file_id.bytes)
        except (InvalidTag, ValueError) as error:  # the latter: cut off before the bytes begin
            raise VaultDamaged("the stored file was altered") from error

    def discard(self, file_id: uuid.UUID) -> None:
        """Take away bytes whose row was never committed."""
        self.path(file_id).unlink(missing_ok=True)
