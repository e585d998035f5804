"""What one does about the clocks of recommendations."""

from __future__ import annotations

from flask import url_for

from healthapp.deadlines import steps
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.recommendations.services import CLOCKS
from healthapp.records.models import ClinicalRecord


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in CLOCKS.values():
        steps.declare(kind, _open)


def _open(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Open the recommendation"), url_for("recommendations.show", recommendation_id=deadline.subject_id))
