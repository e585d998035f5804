"""What each room has sealed, for verification: any package here that has ``seals.py`` says how to check its rows."""

from __future__ import annotations

from healthapp import rooms


def load() -> None:
    """Let every room register with ``healthapp.ledger.subjects``; doing it again does nothing."""
    rooms.load("seals")
