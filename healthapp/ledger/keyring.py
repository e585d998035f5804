"""The ledger's own signing key, and its memory of what it signed, both beside the database key.

The memory is a file outside the database: restoring an older copy of the database, or editing its last
checkpoint, does not make the ledger sign a second story.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from healthapp.keys import key_for
from healthapp.ledger.note import ED25519, Ed25519Signer, Ed25519Verifier, NoteError, format_vkey, public_key

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
        return f"healthapp.ledger/{sha256(public_key(self.seed)).hexdigest()[:16]}"

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
        """Replace the memory in one step: after a crash it holds the old checkpoint or the new one."""
        replace_file(self.memory, note)


def replace_file(path: Path, text: str) -> None:
    """Write ``text`` beside ``path``, flush it to the disk and rename it over ``path``."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
