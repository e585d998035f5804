"""What one does about a clock of this room: ask, or open the episode."""

from __future__ import annotations

from flask import url_for

from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import steps
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import particularise
from healthapp.deadlines.steps import Step
from healthapp.i18n import gettext as _
from healthapp.records.models import ClinicalRecord
from healthapp.risk import withdrawal, words


def declare_steps() -> None:
    """Once, when the views are loaded."""
    for kind in (clocks.RECEPTION_SCREEN, clocks.RESCREEN, clocks.SCREEN_DUE):
        steps.declare(kind, _ask)
    for kind in withdrawal.WORDS:
        steps.declare(kind, _ask)
    for kind in (
        clocks.RISK_PLAN,
        clocks.RISK_ASSESSMENT,
        clocks.RISK_REVIEW,
        clocks.RISK_POST_CLOSURE,
        clocks.RISK_HAND_OVER,
    ):
        steps.declare(kind, _episode)
    steps.declare(clocks.SAFETY_PLAN_REVIEW, _plan)
    declare_particulars()


def declare_particulars() -> None:
    """A screening is named with what it is asked after."""
    for kind in (clocks.RESCREEN, clocks.SCREEN_DUE):
        particularise(kind, words.TRIGGERS)
    for kind, bands in withdrawal.WORDS.items():
        particularise(kind, bands)


def _ask(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Ask now"), url_for("screening.index", person_id=deadline.person_id))


def _plan(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Open the safety plan"), url_for("risk.safety_plan", episode_id=deadline.subject_id))


def _episode(deadline: Deadline, _record: ClinicalRecord | None) -> Step:
    return Step(_("Open the episode"), url_for("risk.episode_page", episode_id=deadline.subject_id))
