"""What a result asks people to do, as a closed list with a time limit and words in three languages."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from screening.model import LANGUAGES, Language
from screening.reading import Reader, duration

FILE = Path(__file__).parent / "actions.json"


@dataclass(frozen=True, slots=True)
class Action:
    """``within`` counts from the answers; None where there is no hurry."""

    id: str
    within: dt.timedelta | None
    words: Mapping[Language, str]


def actions(where: str, data: object) -> dict[str, Action]:
    """Read the list. Raises Refused."""
    top = Reader(where, data)
    found: dict[str, Action] = {}
    for name in top.names():
        entry = top.child(name)
        within = duration(f"{entry.where}.within", entry.text("within")) if entry.has("within") else None
        found[name] = Action(name, within, {language: entry.text(language) for language in LANGUAGES})
        entry.close()
    return found


@functools.cache
def known() -> Mapping[str, Action]:
    """The shipped list."""
    return actions(FILE.name, json.loads(FILE.read_text("utf-8")))
