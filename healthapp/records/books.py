"""Numbered books: one for each facility and year, its numbers without gaps, taken in the transaction that enters."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from healthapp.database import UnitOfWork
from healthapp.i18n import local


def next_number(uow: UnitOfWork, book: Any, facility_id: uuid.UUID) -> tuple[int, int]:
    """(year in Baku, next number) of ``book``, a model with ``facility_id``, ``year`` and ``number``.

    Others who want a number of the same book wait until this unit of work ends, so that none is lost or doubled.
    """
    year = local(uow.now()).year
    uow.lock(f"{book.__tablename__}:{facility_id}:{year}")
    taken = uow.session.scalar(
        sa.select(sa.func.max(book.number)).where(book.facility_id == facility_id, book.year == year)
    )
    return year, (taken or 0) + 1


def label(prefix: str, facility_code: str, year: int, number: int) -> str:
    """``TQ-T1-2026-0007``: the number as people write it."""
    return f"{prefix}-{facility_code}-{year}-{number:04}"


def missing(numbers: Iterable[int]) -> list[int]:
    """The numbers below the highest that nobody bears; a book in order has none."""
    known = set(numbers)
    return [number for number in range(1, max(known, default=0)) if number not in known]
