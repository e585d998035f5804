"""Files that prove something offline, in the open forms of C2SP.

``.tlog-proof`` (``tlog-proof``): one entry is in a ledger. The consistency file is the request of
``tlog-witness`` (``add-checkpoint``): a later checkpoint, and that it begins with an earlier one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from healthapp.ledger.checkpoint import Checkpoint, decimal
from healthapp.ledger.merkle import HASH_BYTES, ProofError, verify_consistency, verify_inclusion
from healthapp.ledger.note import MAX_BYTES, Note, NoteError, decode64, encode64, parse

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Leaf ``index`` is in the tree of ``note``. ``extra`` carries the leaf's bytes; the path proves them."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.from_text(self.note.text)

    def encode(self) -> str:
        extra = "" if self.extra is None else f"extra {encode64(self.extra)}\n"
        return f"{HEADER}\n{extra}index {self.index}\n{_lines(self.path)}\n{self.note.encode()}"

    @classmethod
    def decode(cls, data: bytes | str) -> Self:
        """Raises NoteError."""
        head, note = _halves(data)
        if head.pop(0) != HEADER:
            raise NoteError(f"the proof does not begin with {HEADER}")
        extra = decode64(head.pop(0).removeprefix("extra ")) if head and head[0].startswith("extra ") else None
        index = _number(head, "index ")
        return cls(index, _hashes(head), note, extra)

    def verify(self, leaf_hash: bytes) -> None:
        """The tree part alone; signatures are the caller's to check (``note.verify``). Raises ProofError."""
        checkpoint = self.checkpoint
        verify_inclusion(self.index, checkpoint.size, leaf_hash, self.path, checkpoint.root)


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The tree of ``note`` begins with the tree of ``old`` leaves; 0 says that nothing was seen before."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.from_text(self.note.text)

    def encode(self) -> str:
        return f"old {self.old}\n{_lines(self.path)}\n{self.note.encode()}"

    @classmethod
    def decode(cls, data: bytes | str) -> Self:
        """Raises NoteError."""
        head, note = _halves(data)
        old = _number(head, "old ")
        return cls(old, _hashes(head), note)

    def verify(self, earlier: Checkpoint, one_ledger: Collection[str] = ()) -> None:
        """The earlier checkpoint is the beginning of this one. ``one_ledger``: origins that are of the same ledger,
        whose key was lost in between. Raises ProofError."""
        later = self.checkpoint
        if earlier.origin != later.origin and not {earlier.origin, later.origin} <= set(one_ledger):
            raise ProofError(f"the earlier checkpoint is of {earlier.origin}, the later one of {later.origin}")
        if earlier.size != self.old:
            raise ProofError(f"the proof begins at {self.old} entries, the earlier checkpoint at {earlier.size}")
        verify_consistency(earlier.size, later.size, earlier.root, later.root, self.path)


def _lines(path: tuple[bytes, ...]) -> str:
    return "".join(encode64(value) + "\n" for value in path)


def _halves(data: bytes | str) -> tuple[list[str], Note]:
    """The lines before the first empty line, and the signed checkpoint after it."""
    if len(data) > MAX_BYTES:
        raise NoteError("the proof is too large")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("the proof is not UTF-8 text") from error
    head, empty, tail = text.partition("\n\n")
    if not empty:
        raise NoteError("the proof holds no checkpoint, or was cut short")
    note = parse(tail)
    Checkpoint.from_text(note.text)
    return head.split("\n"), note


def _number(head: list[str], word: str) -> int:
    if not head or not head[0].startswith(word):
        raise NoteError(f"the proof has no line that begins with {word.strip()!r}")
    return decimal(head.pop(0).removeprefix(word))


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    path = tuple(decode64(line) for line in lines)
    if len(path) > MAX_PATH or any(len(value) != HASH_BYTES for value in path):
        raise NoteError("the hashes of the proof are damaged")
    return path
