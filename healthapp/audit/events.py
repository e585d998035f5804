"""Declared event types. An event that is not declared, or bears other details, cannot be recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from healthapp.i18n import lazy_gettext as _l

REGISTRY: dict[str, EventType] = {}


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: its code, what the log says of it, and exactly which details it bears."""

    kind: str
    text: Any
    details: frozenset[str] = field(default_factory=frozenset)
    #: Details that stay within the medical service: kept, sealed, and shown in no log.
    private: frozenset[str] = field(default_factory=frozenset)
    #: Part of "who opened my file": reading, printing, exporting, refusals.
    access: bool = False


def declare(
    kind: str, text: Any, *, details: Iterable[str] = (), private: Iterable[str] = (), access: bool = False
) -> EventType:
    """Register an event type; ``private`` names the details no log shows. Raises ValueError when the code is taken."""
    if kind in REGISTRY:
        raise ValueError(f"event {kind} is declared twice")
    event = EventType(kind, text, frozenset(details), frozenset(private), access)
    REGISTRY[kind] = event
    return event


ACCESS_REFUSED = declare("access.refused", _l("Was refused"), details={"permission", "endpoint", "answer"}, access=True)
#: What no room notes by a name of its own. ``page``: the name of the view, which says what was shown.
PAGE_READ = declare("access.page", _l("Opened a page about a person"), details={"page"}, access=True)
RECORD_STARTED = declare("record.started", _l("Began a record"), details={"kind"})
DRAFT_SAVED = declare("record.draft_saved", _l("Saved a draft"), details={"section", "version"})
RECORD_DISCARDED = declare("record.discarded", _l("Gave up a draft"), details={"kind"})
RECORD_HANDED_IN = declare("record.handed_in", _l("Handed a record in to the doctor"), details={"kind"})
RECORD_SIGNED = declare("record.signed", _l("Signed a record"), details={"kind"})
ADDENDUM_ADDED = declare("record.addendum", _l("Added to a signed record"), details={"kind", "position"})
VOID_REQUESTED = declare("record.void_requested", _l("Asked for a record to be voided"), details={"kind"})
RECORD_VOIDED = declare("record.voided", _l("Voided a record"), details={"kind"})
DEADLINE_WAIVED = declare("deadline.waived", _l("Waived a clock"), details={"kind"})
DEADLINE_CANCELLED = declare("deadline.cancelled", _l("Cancelled a clock"), details={"kind"})
DEADLINE_REOPENED = declare("deadline.reopened", _l("Opened a clock again"), details={"kind"})
