"""What a leaf's event was, in words: the proof of a signature says "signed a record", never ``record.signed``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from healthapp.audit.events import REGISTRY
from healthapp.i18n import lazy_gettext as _l

#: Of a ledger whose program knew more than this one.
OTHER, UNKNOWN = "other", _l("an event this program does not know")


@cache
def _load() -> None:
    """Let every room declare its events: any package here that has ``events.py``."""
    house = Path(__file__).parents[1]
    for events in sorted(house.glob("*/events.py")):
        import_module(f"{house.name}.{events.parent.name}.events")


def names() -> dict[str, object]:
    """Every event's words by its code, and those for codes not known."""
    _load()
    return {**{code: event.text for code, event in REGISTRY.items()}, OTHER: UNKNOWN}


def named(code: str) -> str:
    """The words of one code, in the language in force."""
    return str(names().get(code, UNKNOWN))
