"""Every table of every room, for migrations and tests: any package here that has ``models.py``."""

from __future__ import annotations

import sqlalchemy as sa

from healthapp import rooms
from healthapp.database import Base


def metadata() -> sa.MetaData:
    """The metadata with all rooms' models loaded."""
    rooms.load("models")
    return Base.metadata
