"""What one does about the clock of telling: the case is one click from the list of what nobody told yet."""

from __future__ import annotations

from flask import url_for

from healthapp.deadlines import steps
from healthapp.deadlines.kinds import TELL
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.records.models import ClinicalRecord


def declare_steps() -> None:
    """Once, when the views are loaded."""
    steps.declare(TELL, _open)


def _open(_deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Tell the person"), url_for("telling.untold"))
