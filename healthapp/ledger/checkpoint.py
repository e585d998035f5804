"""Checkpoints (C2SP ``tlog-checkpoint``): the size and root of a ledger, as the text of a signed note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from healthapp.ledger.merkle import HASH_BYTES
from healthapp.ledger.note import NoteError, decode64, encode64

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``origin`` names the ledger; ``root`` is the 32-byte tree hash over its first ``size`` leaves."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed; its last newline is part of it."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the text of a note. Raises NoteError."""
        lines = text.split("\n")
        if lines.pop() or len(lines) < 3 or not all(lines):
            raise NoteError("a checkpoint must be at least three lines: origin, size, root hash")
        origin, size, root, *extensions = lines
        hashed = decode64(root)
        if len(hashed) != HASH_BYTES:
            raise NoteError("the root hash of the checkpoint is not 32 bytes long")
        return cls(origin, decimal(size), hashed, tuple(extensions))


def decimal(text: str) -> int:
    """A whole number in ASCII digits without leading zeroes. Raises NoteError."""
    if not DECIMAL.fullmatch(text):
        raise NoteError(f"{text[:20]!r} is not a whole number")
    return int(text)
