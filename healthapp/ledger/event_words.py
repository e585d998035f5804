"""What a leaf's event was, in words: the proof of a signature says "signed a record", never ``record.signed``."""

from __future__ import annotations

from healthapp import rooms
from healthapp.audit.events import REGISTRY
from healthapp.i18n import lazy_gettext as _l

#: Of a ledger whose program knew more than this one.
OTHER, UNKNOWN = "other", _l("an event this program does not know")


def names() -> dict[str, object]:
    """Every event's words by its code, and those for codes not known."""
    rooms.load("events")
    return {**{code: event.text for code, event in REGISTRY.items()}, OTHER: UNKNOWN}


def named(code: str) -> str:
    """The words of one code, in the language in force."""
    return str(names().get(code, UNKNOWN))
