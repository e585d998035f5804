"""What each room has sealed, for verification: any package here that has ``seals.py`` says how to check its rows."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path


@cache
def load() -> None:
    """Let every room register with ``healthapp.ledger.subjects``; doing it again does nothing."""
    for seals in sorted(Path(__file__).parent.glob("*/seals.py")):
        import_module(f"healthapp.{seals.parent.name}.seals")
