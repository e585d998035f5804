"""The Merkle tree of RFC 9162 §2.1 (the same tree as RFC 6962): hashes, proofs and their verifiers.

Hashes are 32 bytes (SHA-256). A *node* ``(level, position)`` is the root of the complete subtree over the
leaves ``[position << level, (position + 1) << level)``; level 0 is the leaf hash itself. Nodes never change once
complete, so a store of them answers every proof with O(log n) reads. Nothing here does I/O: functions that
need stored nodes say which ones (``cover``) and take them as a mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof that does not prove what it says; the message is one plain sentence."""


class Node(NamedTuple):
    """The place of a complete subtree."""

    level: int
    position: int


class Range(NamedTuple):
    """Leaves ``begin <= i < end``."""

    begin: int
    end: int


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below ``size`` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def subtrees(span: Range) -> list[Node]:
    """The complete subtrees that make up ``span``, from left to right.

    ``span`` must be a range that occurs in a tree: its begin is a multiple of a power of two not below its
    length. Their hashes, folded from the right, are the hash of the range.
    """
    nodes: list[Node] = []
    begin, left = span.begin, span.end - span.begin
    while left:
        level = left.bit_length() - 1
        nodes.append(Node(level, begin >> level))
        begin += 1 << level
        left -= 1 << level
    return nodes


def cover(ranges: Iterable[Range]) -> list[Node]:
    """Every node needed to hash ``ranges``: at most log2(n) for each."""
    return [node for span in ranges for node in subtrees(span)]


def range_hash(span: Range, nodes: Mapping[Node, bytes]) -> bytes:
    """The hash of a range from its complete subtrees. KeyError names a node that is not stored."""
    hashes = [nodes[node] for node in subtrees(span)]
    if not hashes:
        return EMPTY_ROOT
    value = hashes.pop()
    while hashes:
        value = node_hash(hashes.pop(), value)
    return value


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove leaf ``index`` in a tree of ``size``, from its sibling upwards."""
    if not 0 <= index < size:
        raise ProofError(f"place {index} is not in a ledger of {size} entries")
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(Range(middle, end))
            end = middle
        else:
            path.append(Range(begin, middle))
            begin = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the tree of ``new`` leaves begins with the tree of ``old``."""
    if not 0 < old <= new:
        raise ProofError(f"there is no consistency proof from {old} to {new} entries")
    path: list[Range] = []
    begin, end, whole = 0, new, True
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(Range(middle, end))
            end = middle
        else:
            path.append(Range(begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(Range(begin, end))
    return path[::-1]


class CompactRange:
    """The right edge of a growing tree: the hashes of the complete subtrees of its ``size`` leaves.

    Appending costs one hash on average and never looks back further than this edge.
    """

    __slots__ = ("_edge", "size")

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """``edge``: hashes of ``subtrees(Range(0, size))``, from left to right."""
        if len(edge) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} edge hashes, not {len(edge)}")
        self.size = size
        self._edge = list(edge)

    def append(self, value: bytes) -> list[tuple[Node, bytes]]:
        """Add one leaf hash; returns the nodes above level 0 that it completed, lowest first."""
        index, level, completed = self.size, 0, []
        while index & 1:
            value = node_hash(self._edge.pop(), value)
            index >>= 1
            level += 1
            completed.append((Node(level, index), value))
        self._edge.append(value)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The root hash of the tree so far."""
        if not self._edge:
            return EMPTY_ROOT
        value = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            value = node_hash(left, value)
        return value


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, without a store."""
    tree = CompactRange()
    for value in hashes:
        tree.append(value)
    return tree.root()


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 §2.1.3.2: ``leaf`` (a leaf hash) is at ``index`` of the tree with ``size`` and ``root``.

    Raises ProofError.
    """
    if not 0 <= index < size:
        raise ProofError(f"place {index} is not in a ledger of {size} entries")
    _check_hashes(leaf, root, *path)
    value = leaf
    for sibling, left in zip(path, _sides(index, size - 1, len(path)), strict=True):
        value = node_hash(sibling, value) if left else node_hash(value, sibling)
    if value != root:
        raise ProofError("the inclusion proof does not lead to the root hash")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162 §2.1.4.2: the tree of ``new`` leaves begins with the tree of ``old`` leaves.

    From an empty tree nothing can be proven, so ``old`` = 0 is refused. Raises ProofError.
    """
    if not 0 < old <= new:
        raise ProofError(f"there is no consistency proof from {old} to {new} entries")
    _check_hashes(old_root, new_root, *path)
    if old == new:
        if path:
            raise ProofError("a proof between equal sizes must be empty")
        if old_root != new_root:
            raise ProofError("two different root hashes were signed for the same size")
        return
    # The walk starts at the largest complete subtree that ends the old tree; it is the old root itself
    # when the old size is a power of two, and then the proof does not repeat it.
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        raise ProofError("the proof is shorter than it should be")
    height = (old & -old).bit_length() - 1
    first = second = hashes[0]
    sides = _sides((old - 1) >> height, (new - 1) >> height, len(hashes) - 1)
    for sibling, left in zip(hashes[1:], sides, strict=True):
        if left:
            first = node_hash(sibling, first)
            second = node_hash(sibling, second)
        else:
            second = node_hash(second, sibling)
    if first != old_root:
        raise ProofError("the earlier root hash does not fit the proof")
    if second != new_root:
        raise ProofError("the later root hash does not fit the proof")


def _sides(position: int, last: int, length: int) -> list[bool]:
    """For a path of ``length`` from ``position`` up a level that ends at ``last``: is the sibling on the left?

    Raises ProofError unless the path is exactly as long as the tree is high there.
    """
    sides: list[bool] = []
    for _ in range(length):
        if last == 0:
            raise ProofError("the proof is longer than it should be")
        left = position & 1 == 1 or position == last
        sides.append(left)
        if left:
            while position and not position & 1:  # levels where the right edge has no sibling
                position >>= 1
                last >>= 1
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the proof is shorter than it should be")
    return sides


def _check_hashes(*values: bytes) -> None:
    if any(len(value) != HASH_BYTES for value in values):
        raise ProofError("a hash in the proof is not 32 bytes long")
