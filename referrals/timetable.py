"""Every clock of the pathways, with its basis and how certain that is. Lengths can be overridden by settings.

Verified ones were read in the consolidated codes (CPC: Code of Criminal Procedure, CC: Criminal Code). The text of
Board Decision 4-N of 29.11.2011 was not obtained: every clock of the commission road before the court is unset.
"""

from __future__ import annotations

from referrals.clocks import Certainty, Clock, Unit

NOT_4N = "Board Decision 4-N of 29.11.2011 (text not obtained)"

_ALL = (
    Clock("smec.unit_decision_days", Unit.DAYS, 5, certainty=Certainty.TARGET),
    Clock("smec.admin_days", Unit.DAYS, basis=NOT_4N),
    Clock("smec.mmd_days", Unit.DAYS, basis=NOT_4N),
    Clock("smec.tell_days", Unit.DAYS),
    Clock("smec.exam_days", Unit.DAYS, basis=NOT_4N),
    Clock("smec.conclusion_days", Unit.DAYS, basis=NOT_4N),
    Clock("smec.to_court_days", Unit.DAYS, basis=NOT_4N),
    Clock("court.forward_days", Unit.DAYS),
    Clock("court.hearing", Unit.DAYS, 10, "CPC 520.1", Certainty.READ),
    Clock("court.copy", Unit.DAYS, 3, "CPC 520.6-1", Certainty.READ),
    Clock("court.opinion_days", Unit.DAYS),
    Clock("court.appeal_days", Unit.DAYS, basis="CPC 520.7 (length not found)"),
    Clock("release.execution_days", Unit.DAYS, basis="CEP 168.5 (same day, for parole only)"),
    Clock("remand.opinion_days", Unit.DAYS),
    Clock("remand.decision_days", Unit.DAYS, basis="CPC 157.8.1 (no number of days)"),
    Clock("psych.exam_hours", Unit.HOURS, 24, certainty=Certainty.TARGET),
    Clock("psych.care_review_days", Unit.DAYS),
    Clock("psych.council_days", Unit.DAYS),
    Clock("psych.bed_days", Unit.DAYS),
    Clock("psych.transfer_hours", Unit.HOURS),
    Clock("psych.stay_review_days", Unit.DAYS),
    Clock("psych.return_screen_hours", Unit.HOURS, 24, certainty=Certainty.TARGET),
    Clock("psych.review", Unit.MONTHS, 6, "CC 98.2", Certainty.READ),
    Clock("psych.first_extension", Unit.MONTHS, 6, "CC 98.2", Certainty.READ),
    Clock("psych.extension", Unit.MONTHS, 12, "CC 98.2", Certainty.READ),
    Clock("expertise.days", Unit.DAYS),
    Clock("narcology.course_days", Unit.DAYS, basis="CEP 17-1.3 (at the end of the course)"),
    Clock("disability.referral_days", Unit.DAYS),
    Clock(
        "disability.assess",
        Unit.WORKING_DAYS,
        10,
        "Cabinet Decisions 11 and 12 of 16.01.2020, as reported",
        Certainty.REPORTED,
        extension=15,
    ),
    Clock("disability.review", Unit.UNTIL, basis="The decision itself"),
    Clock("specialist.decision_days", Unit.DAYS),
    Clock("specialist.visit_days", Unit.DAYS, pause_reason="later_date"),
    Clock("specialist.answer_days", Unit.DAYS),
    Clock("referral.approval_days", Unit.DAYS),
    Clock("referral.wait_days", Unit.DAYS, pause_reason="later_date"),
    Clock("referral.escort_days", Unit.DAYS),
    Clock("referral.transfer_hours", Unit.HOURS),
    Clock("referral.return_exam_hours", Unit.HOURS, 24, certainty=Certainty.TARGET),
    Clock("probation.notice_days", Unit.DAYS),
    Clock("probation.receipt_days", Unit.DAYS),
    Clock("probation.first_contact_days", Unit.DAYS),
)

CLOCKS: dict[str, Clock] = {clock.code: clock for clock in _ALL}
