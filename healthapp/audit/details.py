"""The details of an event in words. A room says in its ``details.py`` what the codes beside its events mean.

Whose code it is, the event says: ``kind intake`` of a record is an examination, of a clock what is due. A code nobody
has words for any more, or never had, is left to the line of codes beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from healthapp import rooms
from healthapp.i18n import lazy_gettext as _l

Words = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a detail is called, and its value in words."""

    name: Any
    words: Words


#: By the beginning of the event's code and the detail; the longest beginning counts.
REGISTRY: dict[tuple[str, str], Detail] = {}


def say(start: str, detail: str, name: Any, words: Mapping[Any, Any] | Words = str) -> None:
    """Of every event whose code begins with ``start``. Without ``words`` the value stands as it is: it is no code.

    Raises ValueError when it is said already.
    """
    if (start, detail) in REGISTRY:
        raise ValueError(f"the detail {detail} of {start} is said twice")
    REGISTRY[start, detail] = Detail(name, words.__getitem__ if isinstance(words, Mapping) else words)


def in_words(kind: str, noted: Mapping[str, Any]) -> str:
    """``Kind: Intake examination · Version: 3``: of the details ``noted`` by an event those that have words."""
    found = ((said(kind, detail), value) for detail, value in sorted(noted.items()))
    words = ((one.name, _of(one, value)) for one, value in found if one is not None)
    return " · ".join(f"{name}: {text}" for name, text in words if text)


def said(kind: str, detail: str) -> Detail | None:
    """What the room says of a detail of an event; None where it says nothing."""
    rooms.load("details")
    starts = [start for start, of in REGISTRY if of == detail and kind.startswith(start)]
    return REGISTRY[max(starts, key=len), detail] if starts else None


def _of(one: Detail, value: Any) -> str:
    try:
        return str(one.words(value))
    except (KeyError, ValueError, TypeError):
        return ""


say("", "rows", _l("Rows"))
say("", "number", _l("Number"))
say("", "version", _l("Version"))
say("", "late_minutes", _l("Minutes late"))
