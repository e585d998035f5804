"""Key files: made once with mode 0600, read afterwards, never guessed.

One file per purpose, all in the directory of the database key (``HEALTHAPP_KEY_FILE``), so that
a backup of the data without that directory is unreadable.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from healthapp import durable

KEY_BYTES = 32


class KeyFileError(RuntimeError):
    """A key file that is missing, unreadable or not 32 bytes in hexadecimal."""


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file. Raises KeyFileError; the message names the file, never its content."""
    try:
        text = path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise KeyFileError(f"key file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise KeyFileError(f"key file {path} is damaged: it must hold 64 hexadecimal digits") from error
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"key file {path} is damaged: it must hold 64 hexadecimal digits")
    return key


def make_key(path: Path) -> bytes:
    """Write a new random key with mode 0600; an existing file is never overwritten.

    It is on disk, with its name, before anything is encrypted with it; on a full disk nothing is left that would be
    taken for a damaged key ever after.
    """
    durable.folder(path.parent)
    key = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    durable.sync(path.parent)
    return key


def key_for(path: Path, *, may_make: bool) -> bytes:
    """The key of ``path``; a missing one is made only when nothing can have been encrypted with it yet."""
    if path.exists():
        return read_key(path)
    if not may_make:
        raise KeyFileError(
            f"key file {path} is missing, but data encrypted with it exists. "
            "Restore the key file (docs/operations.md, 'The keys') or name it in HEALTHAPP_KEY_FILE."
        )
    try:
        return make_key(path)
    except FileExistsError:  # another worker was first
        return read_key(path)
