"""The canonical form of rows that stand in the ledger."""

from __future__ import annotations

from typing import Any

from healthapp.ledger import canonical


def digest_of(row: Any) -> bytes:
    """SHA-256 over every column of a row but the digest itself."""
    return canonical.digest(columns_of(row))


def columns_of(row: Any) -> dict[str, Any]:
    """What the digest is taken over."""
    columns = (column.key for column in type(row).__table__.columns if column.key != "digest")
    return {key: getattr(row, key) for key in columns}
