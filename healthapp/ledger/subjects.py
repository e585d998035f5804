"""How verification reaches the rows a leaf speaks of, without knowing the rooms they live in.

A room registers, for each kind of row it has sealed, how to take the digest again from the database as it
is now, and which rows must have been recorded. Without that the ledger could only vouch for itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

#: Identifiers in, digests out; a row that is gone, or no longer fits its own seal, is left out.
DigestsOf: TypeAlias = Callable[[Session, Sequence[uuid.UUID]], Mapping[uuid.UUID, bytes]]


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """``sealed_ids`` selects the identifiers of every row that must have a leaf; None: any may be without."""

    digests_of: DigestsOf
    sealed_ids: sa.Select[Any] | None = None


#: The kind under which the event log itself registers: one leaf for each of its rows.
EVENT = "audit_event"

REGISTRY: dict[str, SubjectKind] = {}


def register_subject(kind: str, digests_of: DigestsOf, *, sealed_ids: sa.Select[Any] | None = None) -> None:
    """Say how to check the rows of one kind (``subject_kind`` of ``append``, or ``EVENT``)."""
    if kind in REGISTRY:
        raise ValueError(f"the ledger's subject {kind} is registered twice")
    REGISTRY[kind] = SubjectKind(digests_of, sealed_ids)
