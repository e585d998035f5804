"""Draws, checklists, sealed notes and findings for verification: what the ledger says of them is still so."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.inspection.finding_models import Finding
from healthapp.inspection.models import Checklist, Sample, SampleItem
from healthapp.inspection.notes_models import SealedNote
from healthapp.inspection.proof_models import Cosignature
from healthapp.ledger import canonical
from healthapp.ledger.subjects import register_subject

#: Every column of a row, by name.
Row = dict[str, Any]


def sample_digest(sample: Sample, items: Sequence[Row]) -> bytes:
    """SHA-256 over a draw and what was drawn, in order; what was added on purpose later has a digest of its own."""
    return canonical.digest({**_columns(sample), "items": items})


def row_digest(row: Any) -> bytes:
    """SHA-256 over every column of a row."""
    return canonical.digest(_columns(row))


def _columns(row: Any) -> Row:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).mapper.column_attrs}


def _samples(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    items: dict[uuid.UUID, list[Row]] = defaultdict(list)
    drawn = sa.select(SampleItem).where(SampleItem.sample_id.in_(ids), SampleItem.purposive.is_(False))
    for item in session.scalars(drawn.order_by(SampleItem.position)):
        items[item.sample_id].append(_columns(item))
    rows = session.scalars(sa.select(Sample).where(Sample.id.in_(ids)))
    return {row.id: sample_digest(row, items[row.id]) for row in rows}


def _rows(model: Any, *conditions: Any) -> Any:
    def digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
        rows = session.scalars(sa.select(model).where(model.id.in_(ids), *conditions))
        return {row.id: row_digest(row) for row in rows}

    return digests


register_subject("npg_sample", _samples, sealed_ids=sa.select(Sample.id))
register_subject(
    "npg_sample_item",
    _rows(SampleItem),
    sealed_ids=sa.select(SampleItem.id).where(SampleItem.purposive.is_(True)),
)
register_subject("npg_checklist", _rows(Checklist), sealed_ids=sa.select(Checklist.id))
register_subject("npg_note", _rows(SealedNote), sealed_ids=sa.select(SealedNote.id))
register_subject("ledger_cosignature", _rows(Cosignature), sealed_ids=sa.select(Cosignature.id))
register_subject("npg_finding", _rows(Finding), sealed_ids=sa.select(Finding.id))
