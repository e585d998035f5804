"""A draw that anybody can repeat: the frame, the seed and these few lines decide, and nobody else.

Version 1. Each identifier of the frame is ranked by SHA-256 of ``seed + ":" + identifier`` in hexadecimal; the lowest
ranks are drawn. With strata, each gets its share of the sample by largest remainder, at least one where it has any, and
is ranked for itself. See docs/inspection.md, 'Sampling', for the same in words.
"""

from __future__ import annotations

import heapq
import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

ALGORITHM = 1
#: Of an identifier.
DIGITS = 32


@dataclass(frozen=True, slots=True)
class Drawn:
    """``identifier`` as in the frame; ``rank``: 64 hexadecimal digits."""

    identifier: str
    stratum: str
    rank: str


def new_seed() -> str:
    """A seed short enough to be written down and read out: three pairs, 24 bits."""
    return "-".join(secrets.token_hex(1).upper() for _part in range(3))


def rank(seed: str, identifier: str) -> str:
    return sha256(f"{seed}:{identifier}".encode()).hexdigest()


def draw(frame: Sequence[tuple[str, str]], seed: str, size: int) -> list[Drawn]:
    """Draw ``size`` of ``frame``, whose lines are (stratum, identifier); all of a smaller one. By stratum, then rank.

    Raises ValueError for a frame that names something twice.
    """
    return draw_divided(_divided(frame), seed, size)


def draw_divided(strata: Mapping[str, Sequence[str]], seed: str, size: int) -> list[Drawn]:
    """``draw`` from the identifiers of each stratum."""
    if len(set().union(*strata.values())) != sum(map(len, strata.values())):
        raise ValueError("a frame names each thing once")
    shares = allocate({stratum: len(found) for stratum, found in strata.items()}, size)
    return [
        Drawn(identifier, stratum, value.hex())
        for stratum in sorted(strata)
        for value, identifier in _lowest(strata[stratum], seed, shares[stratum])
    ]


def _divided(frame: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    strata: dict[str, list[str]] = defaultdict(list)
    for stratum, identifier in frame:
        strata[stratum].append(identifier)
    return strata


def _lowest(identifiers: Sequence[str], seed: str, count: int) -> list[tuple[bytes, str]]:
    """The ``count`` lowest (rank, identifier), in order. Bytes are in the order of their digits, and half as long.

    A hundred thousand are ranked while somebody waits: all are made bytes in one step, and ranks alone are compared.
    """
    if not count:
        return []
    prefix = f"{seed}:".encode()
    texts = "\n".join(identifiers).encode().split(b"\n")
    ranks = [sha256(prefix + one).digest() for one in texts]
    last = heapq.nsmallest(count, ranks)[-1]
    return sorted(pair for pair in zip(ranks, identifiers, strict=True) if pair[0] <= last)


def allocate(sizes: dict[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: in proportion, by largest remainder (ties by name), one at least, never more than is
    there. Where there are more strata than ``size``, the first by name get one each."""
    total = sum(sizes.values())
    if size >= total:
        return dict(sizes)
    names = sorted(name for name, count in sizes.items() if count)
    shares = dict.fromkeys(sizes, 0)
    for name in names[:size]:
        shares[name] = 1
    wanted = {name: size * sizes[name] / total for name in names}
    while sum(shares.values()) < size:
        open_ones = [name for name in names if shares[name] < sizes[name]]
        best = max(open_ones, key=lambda name: (wanted[name] - shares[name], [-ord(letter) for letter in name]))
        shares[best] += 1
    return shares


def parse(lines: str) -> list[tuple[str, str]]:
    """(stratum, identifier) of each line of a frame."""
    return [(line[: -DIGITS - 1], line[-DIGITS:]) for line in lines.split("\n") if line]


def divide(lines: str) -> dict[str, list[str]]:
    """The identifiers of each stratum of a frame's lines; an undivided one is taken apart in one step."""
    if len(lines) == lines.count("\n") * (DIGITS + 2):
        return {"": lines.replace(",", "").split()}
    return _divided(parse(lines))


def pack(lines: bytes) -> tuple[bytes, bytes]:
    """(compressed lines, SHA-256 of the lines): what is kept of a frame.

    Identifiers hardly repeat: looking for repetitions would take most of the time of a draw and save little.
    """
    packer = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)
    return packer.compress(lines) + packer.flush(), sha256(lines).digest()


def unpack(packed: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """(lines, frame) of what was kept."""
    lines = zlib.decompress(packed)
    return lines, parse(lines.decode())
