"""The locks: what was released stays as it was, because results stored years ago are scored by it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from screening.reading import Refused

LOCK = "LOCK"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_lock(path: Path) -> dict[str, str]:
    """Name to digest. A missing lock is an empty one. Raises Refused for a line that is none."""
    found: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        digest, gap, name = line.partition("  ")
        if len(digest) != 64 or not gap or name in found:
            raise Refused(f"{path.name}: {line!r} is no line of a lock")
        found[name] = digest
    return found


def grown(released: Mapping[str, str], present: Mapping[str, str]) -> str:
    """The text of the lock with what is new. Raises Refused for anything released that changed or is gone."""
    for name, digest in released.items():
        if present.get(name) != digest:
            raise Refused(f"{name}: was released and must stay as it is")
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(present.items()))
