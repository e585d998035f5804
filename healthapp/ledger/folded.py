"""Rows whose state is the fold of steps that are only added: one digest over the row and all its steps.

Every step gives the row a new digest in the ledger, so that an edited row, and a step edited, taken away or put in
behind the program's back, no longer fits what was last recorded.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger import canonical
from healthapp.ledger.subjects import register_subject


def folded_digest(row: Any, steps: Iterable[Any]) -> bytes:
    """SHA-256 over every column of ``row`` and of its ``steps``, in the order of their ``place``."""
    inside = [_columns(step) for step in sorted(steps, key=lambda step: step.place)]
    return canonical.digest({"row": _columns(row), "steps": inside})


def folded_digest_now(session: Session, row: Any, step: type[Any], parent: str) -> bytes:
    """The digest of ``row`` as this session holds it, what is not written out yet included."""
    session.flush()
    return folded_digest(row, session.scalars(sa.select(step).where(getattr(step, parent) == row.id)))


def register_folded(kind: str, table: type[Any], step: type[Any], parent: str) -> None:
    """Let verification check the rows of ``table`` with their rows of ``step``, whose column ``parent`` names them."""

    def digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
        steps: dict[uuid.UUID, list[Any]] = defaultdict(list)
        for one in session.scalars(sa.select(step).where(getattr(step, parent).in_(ids))):
            steps[getattr(one, parent)].append(one)
        rows = session.scalars(sa.select(table).where(table.id.in_(ids)))
        found = {row.id: folded_digest(row, steps[row.id]) for row in rows}
        session.expunge_all()  # a long ledger must not be gathered in memory
        return found

    register_subject(kind, digests, sealed_ids=sa.select(table.id))


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
