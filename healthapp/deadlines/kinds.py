"""The kinds of clock: which setting gives the length, who acts, how urgent a miss is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from healthapp.access.roles import EXAMINERS, PHYSICIANS, UNIT_STAFF, Role
from healthapp.i18n import lazy_gettext as _l
from referrals.timetable import CLOCKS
from referrals.words import word

REGISTRY: dict[str, DeadlineKind] = {}

#: Movements by which a stay ends, and with it every clock that does not outlast them.
NEITHER: frozenset[str] = frozenset()
RELEASE = frozenset({"release"})
BOTH = RELEASE | {"death"}


@dataclass(frozen=True, slots=True, eq=False)
class DeadlineKind:
    """``urgency`` orders a worklist among clocks that are equally late: 0 first."""

    code: str
    text: Any
    setting: str
    roles: frozenset[Role]
    urgency: int
    #: The clock follows the person: a transfer hands it to the receiving unit.
    follows: bool = True
    #: The movements that do not end it. What is owed to somebody else than the person, or ended by its own file,
    #: outlasts both; an answer owed to the person is owed to them outside too, and ends with their death.
    outlasts: frozenset[str] = NEITHER
    #: A doctor's decision ends it too, with its reason; it stays visible as waived.
    decided: bool = False


def declare(
    code: str,
    text: Any,
    *,
    setting: str,
    roles: Iterable[Role],
    urgency: int,
    follows: bool = True,
    outlasts: frozenset[str] = NEITHER,
    decided: bool = False,
) -> DeadlineKind:
    """Register a kind of clock. Raises ValueError when the code is taken."""
    if code in REGISTRY:
        raise ValueError(f"deadline kind {code} is declared twice")
    kind = DeadlineKind(code, text, setting, frozenset(roles), urgency, follows, outlasts, decided)
    REGISTRY[code] = kind
    return kind


SCREENERS = EXAMINERS | {Role.NURSE, Role.PSYCHOLOGIST}

SAFETY_SCREEN = declare(
    "safety_screen", _l("Safety screen"), setting="intake.safety_screen", roles=SCREENERS, urgency=1
)
INTAKE = declare("intake", _l("Intake examination"), setting="intake.exam_max", roles=EXAMINERS, urgency=2)
COUNTERSIGN = declare(
    "countersign",
    _l("Doctor's signature"),
    setting="intake.countersign",
    roles=PHYSICIANS,
    urgency=4,
    follows=False,
    outlasts=BOTH,
)
COUNTERSIGN_PSYCHIATRY = declare(
    "countersign_psychiatry",
    _l("Psychiatrist's signature"),
    setting="intake.countersign",
    roles={Role.PSYCHIATRIST},
    urgency=4,
    follows=False,
    outlasts=BOTH,
)
#: Says no more than that a record is doubted: which one, and why, is read by those who may read it.
VOID_CONFIRM = declare(
    "void_confirm",
    _l("Decide on a voiding that was asked for"),
    setting="record.void_confirm",
    roles=EXAMINERS,
    urgency=4,
    follows=False,
    outlasts=BOTH,
    decided=True,  # the record is right and stands
)
SECOND_STAGE = declare(
    "second_stage", _l("Second-stage assessment"), setting="intake.second_stage", roles=EXAMINERS, urgency=6
)
QUARANTINE_REVIEW = declare(
    "quarantine_review",
    _l("Review at the end of quarantine"),
    setting="intake.quarantine_review",
    roles=EXAMINERS,
    urgency=7,
)
CRITICAL_MEDICINE = declare(
    "critical_medicine",
    _l("Order for a critical medicine"),
    setting="medicine.critical_order",
    roles=PHYSICIANS | {Role.FELDSHER, Role.NURSE},
    urgency=0,
    decided=True,
)
COWS_REPEAT = declare(
    "cows_repeat",
    _l("Repeat COWS"),
    setting="withdrawal.cows",
    roles=EXAMINERS | {Role.NURSE},
    urgency=1,
    decided=True,
)
CIWA_REPEAT = declare(
    "ciwa_repeat",
    _l("Repeat CIWA-Ar"),
    setting="withdrawal.ciwa",
    roles=EXAMINERS | {Role.NURSE},
    urgency=1,
    decided=True,
)
TB_ISOLATION = declare(
    "tb_isolation", _l("Isolate: tuberculosis symptom"), setting="tb.isolation", roles=UNIT_STAFF, urgency=0
)
TB_SPUTUM = declare("tb_sputum", _l("Sputum sample"), setting="tb.sputum", roles=EXAMINERS | {Role.NURSE}, urgency=4)
RETURN_POLICE = declare(
    "return_police", _l("Examination on return from police"), setting="exam.return_police", roles=EXAMINERS, urgency=2
)
RETURN_COURT = declare(
    "return_court", _l("Examination on return from court"), setting="exam.return_court", roles=EXAMINERS, urgency=3
)
PROCEDURAL = declare(
    "procedural",
    _l("Examination around a procedural action"),
    setting="exam.procedural_action",
    roles=EXAMINERS,
    urgency=2,
)
PROCEDURAL_BEFORE = declare(
    "procedural_before",
    _l("Examination before a procedural action"),
    setting="exam.procedural_before",
    roles=EXAMINERS,
    urgency=1,
)
AFTER_INCIDENT = declare(
    "after_incident", _l("Examination after an incident"), setting="exam.after_incident", roles=EXAMINERS, urgency=1
)
PERIODIC = declare("periodic", _l("Periodic examination"), setting="exam.periodic", roles=EXAMINERS, urgency=8)
BEFORE_TRANSFER = declare(
    "before_transfer",
    _l("Examination before transfer"),
    setting="exam.before_transfer",
    roles=EXAMINERS,
    urgency=5,
    follows=False,
)
BEFORE_RELEASE = declare(
    "before_release", _l("Examination before release"), setting="exam.before_release", roles=EXAMINERS, urgency=5
)
SEGREGATION_FIRST = declare(
    "segregation_first",
    _l("First health visit in isolation"),
    setting="exam.segregation_first",
    roles=EXAMINERS,
    urgency=1,
)
SEGREGATION_DAILY = declare(
    "segregation_daily",
    _l("Daily health visit in isolation"),
    setting="exam.segregation_daily",
    roles=EXAMINERS,
    urgency=3,
)
REOFFER = declare("reoffer", _l("Offer a refused part again"), setting="consent.reoffer", roles=EXAMINERS, urgency=7)
BREAK_GLASS_REVIEW = declare(
    "break_glass_review",
    _l("Review of an emergency access"),
    setting="access.break_glass",
    roles={Role.AUDITOR},
    urgency=8,
    follows=False,
    outlasts=BOTH,
)
PROSECUTOR_NOTICE = declare(
    "prosecutor_notice",
    _l("Notice to the prosecutor"),
    setting="prosecutor.notice",
    roles=EXAMINERS,
    urgency=1,
    follows=False,
    outlasts=BOTH,
)
PROSECUTOR_REPLY = declare(
    "prosecutor_reply",
    _l("Reply of the prosecutor"),
    setting="prosecutor.reply",
    roles=EXAMINERS,
    urgency=7,
    follows=False,
    outlasts=BOTH,
)
INJURY_RECORD = declare(
    "injury_record", _l("Document the injuries that were seen"), setting="injury.record", roles=EXAMINERS, urgency=1
)
REPHOTOGRAPH = declare(
    "rephotograph", _l("Photograph the injuries again"), setting="injury.rephotograph", roles=EXAMINERS, urgency=4
)
RECEPTION_SCREEN = declare(
    "reception_screen",
    _l("Reception checklist, before a cell is allocated"),
    setting="screen.reception",
    roles=SCREENERS,
    urgency=1,
)
RESCREEN = declare(
    "rescreen", _l("Ask about suicide after an event"), setting="screen.rescreen", roles=SCREENERS, urgency=1
)
SCREEN_DUE = declare("screen_due", _l("Planned screening"), setting="screen.planned", roles=SCREENERS, urgency=5)
FOLLOW_UP = declare(
    "screen_follow_up", _l("Step after a screening"), setting="screen.follow_up", roles=UNIT_STAFF, urgency=3
)
#: What starts with an arrival, in whichever room.
WITH_ADMISSION = (SAFETY_SCREEN, INTAKE, RECEPTION_SCREEN, SCREEN_DUE)
RISK_PLAN = declare("risk_plan", _l("Immediate action plan"), setting="risk.plan", roles=UNIT_STAFF, urgency=0)
RISK_ASSESSMENT = declare(
    "risk_assessment", _l("Assessment of suicide risk"), setting="risk.assessment", roles=UNIT_STAFF, urgency=1
)
RISK_REVIEW = declare("risk_review", _l("Review of suicide risk"), setting="risk.review", roles=UNIT_STAFF, urgency=1)
SAFETY_PLAN_REVIEW = declare(
    "safety_plan_review", _l("Review of a safety plan"), setting="risk.safety_plan", roles=UNIT_STAFF, urgency=4
)
RISK_POST_CLOSURE = declare(
    "risk_post_closure", _l("Review after closing"), setting="risk.post_closure", roles=UNIT_STAFF, urgency=6
)
RISK_HAND_OVER = declare(
    "risk_hand_over", _l("Take on or hand over a risk episode"), setting="risk.hand_over", roles=UNIT_STAFF, urgency=0
)
TELL = declare(
    "case_tell",
    _l("Tell the person of a decision"),
    setting="case.tell",
    roles=UNIT_STAFF | {Role.REVIEWER, Role.LIAISON},
    urgency=6,
    outlasts=RELEASE,
)
SENTENCE_END = declare(
    "hospital_sentence_end",
    _l("Prepare the end of the sentence in hospital"),
    setting="psych.before_sentence_end",
    roles=PHYSICIANS | {Role.LIAISON, Role.REVIEWER},
    urgency=3,
    outlasts=BOTH,
)

_PSYCHOLOGY = {Role.PSYCHOLOGIST, Role.HEAD}
PSYCHOLOGY_WAIT = declare(
    "psychology_wait", _l("First contact of the psychologist"), setting="psychology.wait", roles=_PSYCHOLOGY, urgency=5
)
PSYCHOLOGY_AGAIN = declare(
    "psychology_again",
    _l("Offer psychological help again"),
    setting="psychology.again",
    roles=_PSYCHOLOGY,
    urgency=7,
)
PSYCHOLOGY_NEXT = declare(
    "psychology_next", _l("Next contact of the psychologist"), setting="psychology.next", roles=_PSYCHOLOGY, urgency=6
)
PSYCHIATRY_EXAM = declare(
    "psychiatry_exam", _l("Psychiatric examination"), setting="psychiatry.exam", roles=PHYSICIANS, urgency=4
)
MEDICINE_REVIEW = declare(
    "medicine_review", _l("Review of a medicine"), setting="medicine.review", roles=PHYSICIANS, urgency=4
)
DEBRIEF = declare("debrief", _l("Debrief after the event"), setting="mental.debrief", roles=UNIT_STAFF, urgency=5)
RESTRICTION_REVIEW = declare(
    "restriction_review",
    _l("Review of a restrictive measure"),
    setting="restriction.review",
    roles=UNIT_STAFF,
    urgency=1,
    follows=False,
)
RESTRICTION_VISIT = declare(
    "restriction_visit",
    _l("Health visit under a restrictive measure"),
    setting="restriction.visit",
    roles=UNIT_STAFF,
    urgency=1,
    follows=False,
)
RESTRICTION_END = declare(
    "restriction_end",
    _l("End of a restrictive measure"),
    setting="restriction.end",
    roles=UNIT_STAFF,
    urgency=0,
    follows=False,
)
DEATH_PROSECUTOR = declare(
    "death_prosecutor",
    _l("Tell the prosecutor of a death"),
    setting="death.prosecutor",
    roles=UNIT_STAFF,
    urgency=0,
    follows=False,
    outlasts=BOTH,
)
DEATH_FAMILY = declare(
    "death_family", _l("Tell the family of a death"), setting="death.family", roles=UNIT_STAFF, urgency=0, follows=False
)
POSTVENTION = declare(
    "postvention", _l("Task after a death"), setting="death.task", roles=UNIT_STAFF, urgency=2, follows=False
)

RECOMMENDATION_HEAD = declare(
    "recommendation_head",
    _l("Recommendation of the Ombudsman"),
    setting="recommendation.due",
    roles={Role.HEAD},
    urgency=5,
    follows=False,
)
RECOMMENDATION_GOVERNOR = declare(
    "recommendation_governor",
    _l("Recommendation of the Ombudsman"),
    setting="recommendation.due",
    roles={Role.ADMINISTRATION},
    urgency=5,
    follows=False,
)
RECOMMENDATION_DEPARTMENT = declare(
    "recommendation_department",
    _l("Recommendation of the Ombudsman"),
    setting="recommendation.due",
    roles={Role.REVIEWER},
    urgency=5,
    follows=False,
)
APPEAL_UNIT = declare(
    "appeal_unit",
    _l("Appeal to decide"),
    setting="appeal.decide",
    roles=UNIT_STAFF,
    urgency=6,
    follows=False,
    outlasts=BOTH,
)
APPEAL_DEPARTMENT = declare(
    "appeal_department",
    _l("Appeal about a unit's care to decide"),
    setting="appeal.decide",
    roles={Role.REVIEWER},
    urgency=6,
    follows=False,
    outlasts=BOTH,
)
APPEAL_TELL = declare(
    "appeal_tell",
    _l("Tell the person what became of an appeal"),
    setting="appeal.tell",
    roles=UNIT_STAFF | {Role.REVIEWER},
    urgency=6,
    outlasts=BOTH,
)

#: Whose worklist a clock of a case stands on, by the first word of its code; the others are the unit's.
_CASE_ROLES: dict[str, frozenset[Role]] = {
    "court": frozenset({Role.REVIEWER, Role.LIAISON, Role.HEAD}),
    "smec": PHYSICIANS | {Role.REVIEWER, Role.COMMISSION, Role.ADMINISTRATION},
}
for _code in CLOCKS:
    declare(
        _code,
        _l(word("clock", _code)),
        setting=_code,
        roles=_CASE_ROLES.get(_code.partition(".")[0], PHYSICIANS | {Role.LIAISON}),
        urgency=5,
        outlasts=BOTH,
    )
