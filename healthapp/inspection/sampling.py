"""A draw that anybody can repeat: the frame, the seed and these few lines decide, and nobody else.

With strata, each gets its share of the sample by largest remainder, at least one where it has any, and is drawn from by
itself. How a share is drawn, by number:

1. each identifier is ranked by SHA-256 of ``seed:identifier`` in hexadecimal; the lowest ranks are drawn;
2. SHA-256 of ``seed:stratum:0``, ``seed:stratum:1`` ... points at one identifier after another: its first 15 digits as
   a number, divided by how many there are, leave the place, counted from 0 in their order. One drawn before is passed
   over. A share costs as much from a hundred thousand as from a hundred.

See docs/inspection.md, 'Sampling', for the same in words.
"""

from __future__ import annotations

import heapq
import itertools
import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

#: How samples are drawn now; those drawn before are repeated as they were drawn.
ALGORITHM = 2
#: Of an identifier, and of a hash that points: 60 bits, which any shell can divide.
DIGITS, POINTING = 32, 15
#: The first byte of a kept frame that is not divided: its identifiers follow, 16 bytes each. Others begin as zlib does.
BARE = b"\x00"


@dataclass(frozen=True, slots=True)
class Drawn:
    """``identifier`` as in the frame; ``rank``: 64 hexadecimal digits, the hash by which it was drawn."""

    identifier: str
    stratum: str
    rank: str


def new_seed() -> str:
    """A seed short enough to be written down and read out: three pairs, 24 bits."""
    return "-".join(secrets.token_hex(1).upper() for _part in range(3))


def draw(frame: Sequence[tuple[str, str]], seed: str, size: int, algorithm: int = ALGORITHM) -> list[Drawn]:
    """Draw ``size`` of ``frame``, whose lines are (stratum, identifier), in any order; all of a smaller one. By
    stratum, and in the order drawn.

    Raises ValueError for a frame that names something twice, KeyError for an ``algorithm`` not known.
    """
    strata = {name: sorted(found) for name, found in divide(frame).items()}
    if len(set().union(*strata.values())) != len(frame):
        raise ValueError("a frame names each thing once")
    return draw_divided(strata, seed, size, algorithm)


def draw_divided(strata: Mapping[str, Sequence[str]], seed: str, size: int, algorithm: int = ALGORITHM) -> list[Drawn]:
    """``draw`` from the identifiers of each stratum, in their order, each there once."""
    shares = allocate({stratum: len(found) for stratum, found in strata.items()}, size)
    method = METHODS[algorithm]
    return [
        Drawn(identifier, stratum, rank)
        for stratum in sorted(strata)
        for rank, identifier in method(strata[stratum], seed, stratum, shares[stratum])
    ]


def divide(frame: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The identifiers of each stratum of a frame."""
    strata: dict[str, list[str]] = defaultdict(list)
    for stratum, identifier in frame:
        strata[stratum].append(identifier)
    return strata


def _lowest(identifiers: Sequence[str], seed: str, _stratum: str, count: int) -> Iterator[tuple[str, str]]:
    """Method 1."""
    ranked = ((sha256(f"{seed}:{one}".encode()).hexdigest(), one) for one in identifiers)
    yield from heapq.nsmallest(count, ranked)


def _pointed(identifiers: Sequence[str], seed: str, stratum: str, count: int) -> Iterator[tuple[str, str]]:
    """Method 2."""
    passed: set[int] = set()
    for number in itertools.count():
        if len(passed) == count:
            return
        rank = sha256(f"{seed}:{stratum}:{number}".encode()).hexdigest()
        place = int(rank[:POINTING], 16) % len(identifiers)
        if place not in passed:
            passed.add(place)
            yield rank, identifiers[place]


METHODS = {1: _lowest, 2: _pointed}


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


def bare(identifiers: Sequence[str]) -> str:
    """The lines of a frame that is not divided; there is at least one."""
    return "," + "\n,".join(identifiers) + "\n"


def pack(lines: str, strata: Mapping[str, Sequence[str]]) -> tuple[bytes, bytes]:
    """(what is kept of a frame, SHA-256 of its lines); ``strata``: the identifiers of each, in their order. Of one that
    is not divided the bare identifiers are less than compressed lines, and made at once while somebody waits."""
    digest = sha256(lines.encode()).digest()
    if strata.keys() == {""}:
        return BARE + bytes.fromhex("".join(strata[""])), digest
    packer = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)  # identifiers hardly repeat
    return packer.compress(lines.encode()) + packer.flush(), digest


def unpack(packed: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """(lines, frame) of what was kept."""
    if packed[:1] != BARE:
        lines = zlib.decompress(packed)
        return lines, parse(lines.decode())
    identifiers = packed[1:].hex("\n", DIGITS // 2).split("\n")
    return bare(identifiers).encode(), [("", one) for one in identifiers]
