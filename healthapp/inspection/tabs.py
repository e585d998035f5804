"""The parts of a visit, in order of work. A room that adds pages to a visit adds its tab here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from healthapp.access import Permission
from healthapp.access.guard import may
from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection.models import Visit


@dataclass(frozen=True, slots=True)
class Tab:
    """``endpoint`` takes ``visit_id``; shown to those with ``permission`` while the visit opens it to them."""

    endpoint: str
    text: Any
    permission: Permission
    within: tuple[str, ...] = ()


TABS = (
    Tab("inspection.show", _l("Visit"), Permission.VISIT_READ, ("inspection.",)),
    Tab("glance.show", _l("Facility"), Permission.VISIT_READ, ("glance.",)),
    Tab("sampling.index", _l("Sample"), Permission.VISIT_READ, ("sampling.", "auditing.")),
    Tab("findings.index", _l("Findings"), Permission.VISIT_FINDINGS, ("findings.", "acts.")),
    Tab("proofs.visit_checkpoints", _l("Checkpoints"), Permission.VISIT_READ, ("proofs.",)),
    Tab("copies.index", _l("Copies"), Permission.VISIT_READ, ("copies.",)),
    Tab("sealed.index", _l("Notes"), Permission.VISIT_NOTES, ("sealed.",)),
)


def of(visit: Visit) -> list[tuple[str, str, bool]]:
    """(address, text, whether it is this page) of each part this person may open."""
    here = request.endpoint or ""
    return [
        (url_for(tab.endpoint, visit_id=visit.id), str(tab.text), here.startswith(tab.within or (tab.endpoint,)))
        for tab in TABS
        if tab.endpoint in current_app.view_functions and may(tab.permission, visit)
    ]
