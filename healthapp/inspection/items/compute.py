"""The figures of a period: one statement for all of them, however many questions are asked."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.inspection.items.catalogue import BY_CODE, ITEMS
from healthapp.inspection.items.exposure import people_held
from healthapp.inspection.items.model import Item, Period, Shape

#: Rows a list shows; the figure above it counts all.
LISTED = 200
LENGTHS = (Shape.HOURS, Shape.DAYS)


@dataclass(frozen=True, slots=True)
class Figure:
    """``numerator`` of ``denominator`` (None: not known). Lengths have a median and a 95th percentile instead."""

    item: str
    numerator: int
    denominator: int | None
    median: float | None = None
    p95: float | None = None

    @property
    def share(self) -> float | None:
        """Numerator over denominator; None where there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None


def figures(session: Session, period: Period, items: Iterable[Item] = ITEMS) -> dict[str, Figure]:
    """Every figure of the period by the item's code: one statement that counts all sources, and one for each length."""
    asked = sorted(items, key=lambda item: item.source.code)
    sources = [_Counted(list(group), period) for _code, group in groupby(asked, key=lambda item: item.source.code)]
    # One row of each source beside that of the next: what several of them read is then read once.
    beside: Any = sources[0].counts
    for one in sources[1:]:
        beside = beside.join(one.counts, sa.true())
    columns = [column for one in sources for column in one.counts.c]
    row = session.execute(sa.select(*columns).select_from(beside)).one()._mapping
    held = people_held(session, period) if any(item.shape is Shape.RATE for item in asked) else 0.0
    return {item.code: _figure(session, item, one.rows, row, held) for one in sources for item in one.items}


class _Counted:
    """The items of one source: its ``rows``, and ``counts``, one row with a numerator and a denominator of each."""

    def __init__(self, items: list[Item], period: Period) -> None:
        source = items[0].source
        self.items, self.rows = items, source.build(period)
        counted = source.folded(period) if source.folded else self.rows
        columns: list[Any] = []
        for item in items:
            base = item.of(counted.c)
            columns.append(_count(counted, None if item.base is None else base).label(f"d_{item.code}"))
            columns.append(_count(counted, base & item.hit(counted.c)).label(f"n_{item.code}"))
        self.counts = sa.select(*columns).select_from(counted).subquery(f"of_{source.code}")


def _figure(session: Session, item: Item, rows: sa.Subquery, row: Mapping[Any, Any], held: float) -> Figure:
    numerator, denominator = int(row[f"n_{item.code}"]), int(row[f"d_{item.code}"])
    median = p95 = None
    if item.shape is Shape.RATE:
        denominator = round(held)
    elif item.shape in LENGTHS and denominator:
        median, p95 = _spread(session, item, rows)
    return Figure(item.code, numerator, denominator, median, p95)


def _count(rows: sa.Subquery, condition: Any) -> Any:
    """How many of ``rows`` meet ``condition`` (None: all); a folded row is as many as it stands for."""
    if "times" in rows.c:
        times = sa.func.sum(rows.c.times)
        return sa.func.coalesce(times if condition is None else times.filter(condition), 0)
    return sa.func.count() if condition is None else sa.func.count().filter(condition)


def _spread(session: Session, item: Item, rows: sa.Subquery) -> tuple[float | None, float | None]:
    assert item.value is not None
    value = item.value(rows.c)
    values = session.scalars(sa.select(value).where(item.of(rows.c), value.is_not(None)).order_by(value)).all()
    return quantile(values, 0.5), quantile(values, 0.95)


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below or at which ``share`` of ``ordered`` lie (nearest rank); None of nothing."""
    if not ordered:
        return None
    return float(ordered[max(math.ceil(share * len(ordered)), 1) - 1])


@dataclass(frozen=True, slots=True)
class Behind:
    """One row behind a figure. ``subject``: record, person, case or episode; ``length`` where it has one."""

    subject: str
    subject_id: uuid.UUID | None
    person_id: uuid.UUID | None
    at: Any
    length: float | None = None


def rows_behind(session: Session, period: Period, code: str) -> list[Behind]:
    """The list behind a figure, the longest or the latest first. Raises KeyError for an unknown item."""
    item = BY_CODE[code]
    rows = item.source.build(period)
    length = item.value(rows.c) if item.value is not None else sa.null()
    order = [length.desc(), rows.c.at.desc()] if item.value is not None else [rows.c.at.desc()]
    chosen = (
        sa.select(rows.c.subject_id, rows.c.person_id, rows.c.at, length.label("length"))
        .where(item.listed(rows.c))
        .order_by(*order, rows.c.subject_id)
        .limit(LISTED)
    )
    return [Behind(item.source.subject, *row) for row in session.execute(chosen)]
