"""The day each version of each instrument was released: since then its rules are in force here."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).parent / "releases.json"


def released(name: str, version: str) -> dt.date:
    """Raises KeyError for a version nobody released."""
    return dt.date.fromisoformat(_days()[name][version])


@functools.cache
def _days() -> Mapping[str, Mapping[str, str]]:
    days: Mapping[str, Mapping[str, str]] = json.loads(FILE.read_text("utf-8"))
    return days
