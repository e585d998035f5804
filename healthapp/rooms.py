"""The furniture of the rooms: any package here may bear it, and whoever needs all of one kind loads it by its name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path


@cache
def load(furniture: str) -> None:
    """Let every room register what its ``furniture`` module says; doing it again does nothing."""
    for found in sorted(Path(__file__).parent.glob(f"*/{furniture}.py")):
        import_module(f"healthapp.{found.parent.name}.{furniture}")
