"""Every table of every room, for migrations and tests: any package here that has ``models.py``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from healthapp.database import Base


def metadata() -> sa.MetaData:
    """The metadata with all rooms' models loaded."""
    for models in sorted(Path(__file__).parent.glob("*/models.py")):
        import_module(f"healthapp.{models.parent.name}.models")
    return Base.metadata
