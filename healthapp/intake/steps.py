"""What one does about a clock that an examination answers: begin it, go on with it, or sign under it."""

from __future__ import annotations

from functools import cache

from flask import url_for

from healthapp.access import Permission
from healthapp.access.guard import may
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import steps
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.intake.dictionary import KINDS
from healthapp.records.models import ClinicalRecord


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in KINDS.values():
        for clock in (kind.clock, *kind.also):
            steps.declare(clock, _examine)
    steps.declare(clocks.CRITICAL_MEDICINE, _decide)
    for signature in (clocks.COUNTERSIGN, clocks.COUNTERSIGN_PSYCHIATRY):
        steps.declare(signature, _countersign)
    steps.declare(clocks.VOID_CONFIRM, _void)


def _examine(deadline: Deadline, record: ClinicalRecord | None) -> Step:
    if record is not None:
        return Step(_("Continue"), url_for("intake.show", record_id=record.id))
    return Step(_("Begin"), url_for("intake.start", person_id=deadline.person_id, kind=_answering()[deadline.kind]))


@cache
def _answering() -> dict[str, str]:
    """The kind of examination that answers a clock, by the clock's kind: the first that does."""
    return {clock: kind.code for kind in reversed(KINDS.values()) for clock in kind.clocks}


def _decide(deadline: Deadline, _record: ClinicalRecord | None) -> Step | None:
    """A doctor orders or decides; for anybody else the person's page says whom to call."""
    if may(Permission.DEADLINE_WAIVE, deadline):
        return Step(_("Decide"), url_for("clocks.decide", deadline_id=deadline.id))
    return steps.person_step(deadline.person_id)


def _void(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    """To the request, with its reason; whoever asked reads there that it waits for somebody else."""
    return Step(_("Read and decide"), url_for("signing.void", record_id=deadline.subject_id))


def _countersign(deadline: Deadline, record: ClinicalRecord | None) -> Step:
    """Whoever signs reads and signs; whoever handed it in may read how it stands."""
    if record is not None and not may(Permission.INTAKE_COUNTERSIGN, record):
        return Step(_("Open"), url_for("intake.show", record_id=deadline.subject_id))
    return Step(_("Read and sign"), url_for("signing.countersign", record_id=deadline.subject_id))
