"""The ledger's own signing key, and its memory of what it signed, both beside the database key.

The memory is a file outside the database: restoring an older copy of the database, or editing its last
checkpoint, does not make the ledger sign a second story.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from healthapp import durable
from healthapp.keys import key_for
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.note import ED25519, Ed25519Signer, Ed25519Verifier, NoteError, format_vkey, parse, public_key

KEY_FILE = "ledger.key"
MEMORY_FILE = "ledger.last-checkpoint"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key of one ledger. Its name, the origin of every checkpoint, is derived from the public key."""

    seed: bytes
    memory: Path

    @classmethod
    def open(cls, directory: Path, *, may_make: bool) -> Keyring:
        """Read ``ledger.key`` from the key directory, making it (mode 0600) at the first start.

        ``may_make`` is false once checkpoints exist: a new key would be a new ledger. Raises KeyFileError.
        """
        return cls(key_for(directory / KEY_FILE, may_make=may_make), directory / MEMORY_FILE)

    @property
    def origin(self) -> str:
        return origin_of(public_key(self.seed))

    @property
    def signer(self) -> Ed25519Signer:
        return Ed25519Signer(self.origin, self.seed)

    @property
    def verifier(self) -> Ed25519Verifier:
        return self.signer.verifier

    @property
    def vkey(self) -> str:
        """The public key as one line, to be handed to everybody who will ever check."""
        return format_vkey(self.origin, ED25519, public_key(self.seed))

    def last_signed(self) -> str | None:
        """The last checkpoint signed on this machine, as a note; None before the first."""
        try:
            return self.memory.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise NoteError(f"the memory of the last checkpoint, {self.memory}, cannot be read") from error

    def remember(self, note: str) -> None:
        """Replace the memory in one step: after a crash it holds the old checkpoint or the new one.

        Of two that were signed at nearly the same time the larger stays, whichever is written down last: a memory of
        the smaller would let the entries between be taken away.
        """
        with _alone(self.memory.parent):
            known = self.last_signed()
            if known is None or _size(known) <= _size(note):
                durable.write(self.memory, note.encode())


def origin_of(key: bytes) -> str:
    """The name of the ledger whose public key this is: another key is another name."""
    return f"healthapp.ledger/{sha256(key).hexdigest()[:16]}"


def _size(note: str) -> int:
    return Checkpoint.from_text(parse(note).text).size


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else on this machine does the same meanwhile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
