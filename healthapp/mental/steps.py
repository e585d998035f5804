"""What one does about a clock of this room: the page on which it is met."""

from __future__ import annotations

from typing import Any

from flask import url_for

from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import steps
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.records.models import ClinicalRecord

#: Kind of clock -> (endpoint, name of the value in its address, whether that is the person or the subject).
_PAGES: dict[DeadlineKind, tuple[str, str, bool]] = {
    clocks.PSYCHOLOGY_WAIT: ("mental.show", "person_id", True),
    clocks.PSYCHOLOGY_AGAIN: ("mental.offer", "person_id", True),
    clocks.PSYCHOLOGY_NEXT: ("mental.show", "person_id", True),
    clocks.MEDICINE_REVIEW: ("mental.medicine", "prescription_id", False),
    clocks.DEBRIEF: ("unit_books.self_harm", "entry_id", False),
    clocks.RESTRICTION_REVIEW: ("unit_books.restriction", "measure_id", False),
    clocks.RESTRICTION_VISIT: ("unit_books.restriction", "measure_id", False),
    clocks.RESTRICTION_END: ("unit_books.restriction", "measure_id", False),
    clocks.DEATH_PROSECUTOR: ("death_notices.show", "person_id", True),
    clocks.DEATH_FAMILY: ("unit_books.death", "person_id", True),
    clocks.POSTVENTION: ("unit_books.death", "person_id", True),
}


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in _PAGES:
        steps.declare(kind, _open)
    steps.declare(clocks.PSYCHIATRY_EXAM, _examine)


def _open(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    page = next(page for kind, page in _PAGES.items() if kind.code == deadline.kind)
    endpoint, name, about_person = page
    values: dict[str, Any] = {name: deadline.person_id if about_person else deadline.subject_id}
    return Step(_("Open"), url_for(endpoint, **values))


def _examine(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Begin"), url_for("intake.start", person_id=deadline.person_id, kind="psychiatric"))
