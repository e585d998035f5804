"""What one does about the clocks of appeals."""

from __future__ import annotations

from flask import url_for

from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import steps
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.records.models import ClinicalRecord


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in (clocks.APPEAL_UNIT, clocks.APPEAL_DEPARTMENT, clocks.APPEAL_TELL):
        steps.declare(kind, _open)


def _open(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Open the appeal"), url_for("appeals.show", appeal_id=deadline.subject_id))
