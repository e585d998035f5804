"""What one does about a clock of this room: open the notice, or photograph the injuries again."""

from __future__ import annotations

from flask import url_for

from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import steps
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.injuries import death_notices
from healthapp.injuries.kinds import CODE
from healthapp.records.models import ClinicalRecord


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in (clocks.PROSECUTOR_NOTICE, clocks.PROSECUTOR_REPLY):
        steps.declare(kind, _notice)
    steps.declare(clocks.REPHOTOGRAPH, _again)
    steps.declare(clocks.INJURY_RECORD, _document)


def _notice(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    if deadline.subject_kind == death_notices.SUBJECT:
        return Step(_("Open"), url_for("death_notices.show", person_id=deadline.person_id))
    return Step(_("Open"), url_for("injury_book.find_notice", notice_id=deadline.subject_id))


def _document(deadline: Deadline, record: ClinicalRecord | None) -> Step:
    """From the examination that saw them nothing is typed twice; from an entry of a register, a new record."""
    if deadline.subject_kind == "clinical_record":
        return Step(_("Open"), url_for("intake.show", record_id=deadline.subject_id))
    return _again(deadline, record)


def _again(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Begin"), url_for("intake.start", person_id=deadline.person_id, kind=CODE))
