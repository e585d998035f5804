"""The values a new installation starts with. Source and certainty are part of each; the rest is unset.

``verified`` True marks a clock somebody read in the law; False is the service's own target. A value of
None is unset: the days are counted and shown all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.clocks import Unit
from referrals.timetable import CLOCKS

CPT_23 = "CPT/Inf(2013)29 §71-73"
ACCT = "ACCT v6 (HMPPS, 2021)"
NCCHC = "NCCHC"
COWS = "COWS (Wesson, Ling, 2003)"
CIWA = "CIWA-Ar (Sullivan, 1989)"


@dataclass(frozen=True, slots=True)
class Default:
    key: str
    value: int | str | bool | None
    unit: str = ""
    legal_basis: str = ""
    verified: bool = False
    note: str = ""


_OWN: tuple[Default, ...] = (
    Default("intake.exam_max", 24, "hours", f"CPC 161.1.3; {CPT_23}", True, "From physical admission"),
    Default("intake.safety_screen", 2, "hours", "NICE NG57 1.1.1", note="Before a cell is allocated"),
    Default("record.void_confirm", 24, "hours", note="What is doubted is read as true meanwhile; own target"),
    Default("intake.countersign", 24, "hours", CPT_23, note="Doctor sees the feldsher's record; 48 hours at most"),
    Default("intake.second_stage", 7, "days", "NICE NG57; NICE NG66"),
    Default("intake.quarantine_review", 14, "days", "CEP 71.2", True),
    Default("exam.return_police", 24, "hours", f"CPC 159-1.5; {CPT_23}", True),
    Default("exam.return_court", 24, "hours", CPT_23),
    Default("exam.procedural_action", 24, "hours", "CPC 161.3.3", True),
    Default(
        "exam.procedural_before",
        1,
        "hours",
        "CPC 161.3.3",
        note="From the notice of it, before the hand-over",
    ),
    Default("exam.after_incident", 2, "hours", CPT_23, note="Without delay after any violent episode"),
    Default("exam.periodic", 6, "months", note="Every six months; to be confirmed"),
    Default("exam.before_transfer", None, "hours"),
    Default("exam.before_release", None, "hours", "European Prison Rules 42.2"),
    Default(
        "exam.segregation_first", 1, "hours", "CPT/Inf(2011)28 §62-63", note="Immediately after placement; own length"
    ),
    Default("exam.segregation_daily", 24, "hours", "CPT/Inf(2011)28 §62-63; Mandela Rule 46"),
    Default("medicine.critical_order", None, "hours", note="Before the next dose; the dose time itself is the limit"),
    Default("withdrawal.cows", 8, "hours", COWS, note="Every 4 to 8 hours; below 13"),
    Default("withdrawal.cows_high", 4, "hours", COWS, note="Every 4 to 8 hours; from 13 on"),
    Default("withdrawal.cows_for", 72, "hours", COWS, note="From the first score, at least"),
    Default("withdrawal.ciwa", 8, "hours", CIWA, note="Every 4 to 8 hours; below 8"),
    Default("withdrawal.ciwa_high", 2, "hours", CIWA, note="Every 1 to 2 hours; from 8 on"),
    Default("withdrawal.ciwa_low", 36, "hours", CIWA, note="Low for 24 to 36 hours"),
    Default("tb.isolation", 0, "hours", note="Any symptom: isolate at once"),
    Default("tb.sputum", 24, "hours", note="Sputum for Xpert after a positive symptom screen"),
    Default("consent.reoffer", 7, "days", note="A refused part is offered again"),
    Default("screen.reception", 4, "hours", note="Before a cell is allocated; four hours at most"),
    Default("screen.lock_up", "22:00", note="After court or transfer the limit; own target, to be confirmed"),
    Default(
        "screen.rescreen", 4, "hours", note="Self-harm, a threat or thoughts told: 1 hour; design after NZ M.05.02"
    ),
    Default("screen.planned", None, "days", note="The day of the plan itself is the limit"),
    Default("screen.follow_up", None, "days", note="The step itself says how soon"),
    Default("screen.cmhs_m", 6, "answers", "NICE NG66", note="CMHS for men: items answered yes, from so many on"),
    Default(
        "screen.cmhs_w",
        4,
        "answers",
        "NICE NG66",
        note="CMHS for women: items answered yes, from so many on. Its makers (Ford, 2009) say 5: the more sensitive "
        "on purpose; both from knowledge, neither text seen by 30.11.2026; a clinician decides",
    ),
    Default("risk.plan", 1, "hours", ACCT, note="From opening"),
    Default("risk.assessment", 24, "hours", ACCT, note="From opening"),
    Default("risk.review", 24, "hours", ACCT, note="The first; the level sets the later ones"),
    Default("risk.review_l1", 7, "days", note="From the review before; own target"),
    Default("risk.review_l2", 7, "days", note="From the review before; own target"),
    Default("risk.review_l3", 48, "hours", note="From the review before, or from raising; own target"),
    Default("risk.review_l4", 24, "hours", note="From the review before, or from raising; own target"),
    Default("risk.safety_plan", None, "days", note="The day written on the plan is the limit"),
    Default("risk.post_closure", 7, "days", ACCT, note="The first after closing"),
    Default("risk.post_closure_second", 30, "days", note="Own target"),
    Default("risk.post_closure_last", 90, "days", ACCT, note="Three months after closing"),
    Default("watch.shift", 12, "hours", note="One recorded conversation each shift; own length"),
    Default("watch.day", 60, "minutes", note="Own target; never at fixed times"),
    Default("watch.night", 30, "minutes", note="Own target; never at fixed times"),
    Default("watch.close", 15, "minutes", NCCHC, note="Policy may say 10; never at fixed times"),
    Default("watch.constant_entry", 60, "minutes", note="The named observer signs; own target"),
    Default("watch.late_entry", 5, "minutes", note="Own target"),
    Default("watch.night_from", "22:00", note="Own target, to be confirmed by the daily routine"),
    Default("watch.night_to", "06:00", note="Own target, to be confirmed by the daily routine"),
    Default("watch.regular_below", 10, "percent", note="Spread as a share of the mean gap; own rule"),
    Default("watch.equal_run", 4, "gaps", note="Own rule"),
    Default("watch.equal_within", 30, "seconds", note="Own rule"),
    Default("risk.hand_over", 4, "hours", note="From arrival or release"),
    Default("psychology.wait", 7, "days", "CEP 10.2.9-1", note="From the day the offer was accepted"),
    Default(
        "psychology.again",
        30,
        "days",
        note="To whoever will decide later",
    ),
    Default("psychology.next", None, "days", note="The day the psychologist wrote is the limit"),
    Default("psychiatry.exam", 7, "days", note="From the day the need was seen"),
    Default("medicine.review", None, "days", note="The day the prescriber wrote is the limit"),
    Default("mental.debrief", 72, "hours", note="With the person and the staff who were there"),
    Default("restriction.review", 24, "hours", "Mandela Rule 46", note="Every day, by health staff"),
    Default("restriction.visit", 24, "hours", "Mandela Rule 46", note="Every day the measure lasts"),
    Default("restriction.end", None, "hours", note="The end that was ordered is the limit"),
    Default("death.prosecutor", 2, "hours", "Mandela Rule 71", note="Without delay; to be confirmed"),
    Default("death.family", 12, "hours", "Mandela Rule 69", note="At once, in person; to be confirmed"),
    Default("death.task", None, "days", note="The day agreed for the task is the limit"),
    Default("cluster.window", 30, "days", note="Events of self-harm within this time are one cluster"),
    Default("cluster.events", 2, "events", note="From how many events on"),
    Default("cluster.by_wing", False, "", note="Count in one wing; otherwise in the whole facility"),
    Default("newcomer.separation_max", 14, "days", "CEP 71.2", True),
    Default("court.hearing", 10, "days", "CPC 520.1", True),
    Default("court.copy", 3, "days", "CPC 520.6-1", True),
    Default("psych.review", 6, "months", "CC 98.2", True),
    Default("psych.first_extension", 6, "months", "CC 98.2", True),
    Default("psych.extension", 12, "months", "CC 98.2", True),
    Default("psych.before_sentence_end", 60, "days", note="Before the last day of the sentence"),
    Default("case.tell", 3, "days", note="Telling a person of a decision in their case"),
    Default("disability.assess", 10, "working_days", "Cabinet Decision 12 of 16.01.2020"),
    Default("access.break_glass", 4, "hours", note="Emergency access ends by itself"),
    Default("access.role_approval", 7, "days", note="A role nobody else approved by then is held never"),
    Default("prosecutor.notice_needs_consent", False, "", "CPT/Inf(2013)29 §77", note="Medical Department decides"),
    Default("prosecutor.notice", 24, "hours", "CPT/Inf(2013)29 §77", note="From the signature; to be confirmed"),
    Default("prosecutor.reply", None, "days", note="Unset until the law or an agreement names it"),
    Default("injury.record", 24, "hours", "CPT/Inf(2013)29 §71-76", note="Without delay; own rule for the length"),
    Default("injury.rephotograph", 48, "hours", "Istanbul Protocol 2022, chapter VI", note="Between 24 and 72 hours"),
    Default("commission.quorum", 3, "votes", note="Number in Board Decision 4-N not obtained: own rule"),
    Default("commission.psychiatrist", True, "", "CC 78.1", note="A psychiatrist votes where the illness is mental"),
    Default("name.expert_commission", "Xüsusi Tibbi Ekspert Komissiyası", note="Name differs between acts"),
    Default("contact.ombudsman_phone", "916", note="Printed on papers a person is given; ask the office yearly"),
    Default("recommendation.due", None, "days", "CEP 22.1-1", note="The day each recommendation names is the limit"),
    Default("appeal.decide", None, "working_days", note="Unset until the law or the Department names it"),
    Default("appeal.tell", 3, "days", note="From the decision; own target"),
    Default("inspection.access_after", 48, "hours", "CEP 22.1-1", note="Charts stay open to the team after leaving"),
    Default("inspection.visit_longest", 72, "hours", note="A visit nobody closed opens nothing after this time"),
    Default("inspection.psychologist_reads", False, "", note="Doctors alone open clinical notes otherwise"),
    Default("inspection.recheck", 14, "days", "OPCAT 21.1", note="See who was interviewed again"),
    Default("retention.years", None, "years", note="To be set by the Ministry"),
)

#: Clocks of cases, as the pathways declare them; what is named above stays as it is there.
_CASES = tuple(
    Default(
        clock.code,
        clock.length,
        clock.unit.value if clock.unit is not Unit.UNTIL else "days",
        clock.basis,
        clock.legal,
    )
    for clock in CLOCKS.values()
    if clock.code not in {default.key for default in _OWN}
)

DEFAULTS: tuple[Default, ...] = (*_OWN, *_CASES)
