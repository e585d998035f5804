"""Facilities in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from healthapp.i18n import format_date
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.facilities import FacilityCount
from healthapp.people.models import Facility

KINDS: dict[str, Any] = {
    "remand": _l("Remand prison"),
    "prison": _l("Prison"),
    "penitentiary": _l("Penitentiary institution"),
    "juvenile": _l("Institution for juveniles"),
    "women": _l("Institution for women"),
    "treatment": _l("Treatment institution"),
    "settlement": _l("Settlement-type institution"),
    "psychiatric": _l("Psychiatric hospital"),
    "forensic": _l("Forensic psychiatric institution"),
    "police": _l("Temporary detention place of the police"),
}


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """``occupancy``: whole percent; None when the capacity is not known or zero."""

    facility: Facility
    kind: str
    headcount: int
    occupancy: int | None
    over: bool


def row(count: FacilityCount) -> FacilityRow:
    capacity = count.facility.capacity
    share = round(100 * count.headcount / capacity) if capacity else None
    over = capacity is not None and count.headcount > capacity
    return FacilityRow(count.facility, kind_text(count.facility.kind), count.headcount, share, over)


def kind_text(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def kind_items() -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in KINDS.items()]


def form_values(facility: Facility) -> dict[str, str]:
    """The facility as its form would have been typed."""
    return {
        "name": facility.name,
        "kind": facility.kind,
        "region": facility.region,
        "capacity": "" if facility.capacity is None else str(facility.capacity),
        "complex_id": "" if facility.complex_id is None else str(facility.complex_id),
        "opened_on": format_date(facility.opened_on),
        "closed_on": format_date(facility.closed_on),
        "verified": "yes" if facility.verified else "",
        "source": facility.source,
    }
