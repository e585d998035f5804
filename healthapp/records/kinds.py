"""The kinds of clinical record: what a list calls them and which page shows one. Rooms declare theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REGISTRY: dict[str, RecordKind] = {}


@dataclass(frozen=True, slots=True)
class RecordKind:
    """``endpoint`` is the page of one record; it takes ``record_id``."""

    code: str
    text: Any
    endpoint: str


def declare(code: str, text: Any, *, endpoint: str) -> RecordKind:
    """Register a kind of record. Raises ValueError when the code is taken."""
    if code in REGISTRY:
        raise ValueError(f"record kind {code} is declared twice")
    kind = RecordKind(code, text, endpoint)
    REGISTRY[code] = kind
    return kind
