"""The questions, one row each. To add one: a row here, and a source where none of those there has its rows.

Numbers are those of the reference's list of what a preventive mechanism's doctor audits.
"""

from __future__ import annotations

from typing import Any

from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection.items import sources as s
from healthapp.inspection.items import sources_facts as f
from healthapp.inspection.items import sources_mental as m
from healthapp.inspection.items import sources_watch as w
from healthapp.inspection.items.model import Aim, Columns, Condition, Item, Shape

GROUPS: dict[str, Any] = {
    "intake": _l("Admission"),
    "injuries": _l("Injuries"),
    "risk": _l("Risk"),
    "care": _l("Care outside and isolation"),
    "trust": _l("Can the records be trusted"),
}
#: A day in hours, a short examination in minutes, and how many medicines are many.
DAY, SHORT, MANY = 24, 5, 3


def _kind(*codes: str) -> Condition:
    return lambda c: c.kind.in_(codes)


def _in_time(c: Columns) -> Any:
    return c.late == 0


def _late(c: Columns) -> Any:
    return c.late == 1


def _alleged(c: Columns) -> Any:
    return c.alleged == "yes"


def _everything(c: Columns) -> Any:
    return c.subject_id.is_not(None) | c.subject_id.is_(None)


def _examination(c: Columns) -> Any:
    return c.examination == 1


COUNT, HOURS, DAYS, LOW, NONE = Shape.COUNT, Shape.HOURS, Shape.DAYS, Aim.LOW, Aim.NONE
INTAKE, INJURY, RISK, CARE, TRUST = GROUPS

ITEMS: tuple[Item, ...] = (
    Item(
        *("intake_in_time", 1, INTAKE, _l("Intake examination within 24 hours"), s.ADMISSIONS),
        lambda c: c.hours <= DAY,
        base=lambda c: c.hours.is_not(None) | (c.since >= DAY),
        behind="misses",
    ),
    Item(
        *("intake_hours", 1, INTAKE, _l("Hours until the intake examination"), s.ADMISSIONS),
        lambda c: c.hours.is_not(None),
        shape=HOURS,
        aim=LOW,
        value=lambda c: c.hours,
        hint=_l("Median and 95th percentile; the list has the longest first."),
    ),
    Item(
        *("intake_missing", 2, INTAKE, _l("No intake examination at all"), s.ADMISSIONS),
        lambda c: c.hours.is_(None),
        shape=COUNT,
        aim=LOW,
        base=lambda c: c.hours.is_not(None) | (c.since >= DAY),
        hint=_l("Of those who were there for 24 hours, and of those who were examined sooner."),
    ),
    Item(
        *("left_within_a_day", 2, INTAKE, _l("Left or died within 24 hours of arrival, not examined"), s.ADMISSIONS),
        lambda c: c.hours.is_(None) & (c.left == 1) & (c.since < DAY),
        shape=COUNT,
        aim=NONE,
        hint=_l("Released, transferred or dead before the 24 hours were over: not among those of the figures above."),
    ),
    Item(
        *("arrival_typed_late", 1, INTAKE, _l("Arrival entered more than an hour afterwards"), s.ADMISSIONS),
        lambda c: c.typed_after > 1,
        aim=LOW,
        hint=_l("The clock of the 24 hours begins with the arrival as it was entered."),
    ),
    Item(
        *("safety_screen", 36, INTAKE, _l("Safety screen in time"), s.CLOCK),
        _in_time,
        base=_kind("safety_screen"),
        behind="misses",
    ),
    Item(
        *("countersigned", 3, INTAKE, _l("Doctor's signature in time"), s.CLOCK),
        _in_time,
        base=_kind("countersign", "countersign_psychiatry"),
        behind="misses",
    ),
    Item(
        *("return_examined", 4, INTAKE, _l("Examined in time on return from police or investigation"), s.CLOCK),
        _in_time,
        base=_kind("return_police", "procedural"),
        behind="misses",
    ),
    Item(
        *("court_examined", 4, INTAKE, _l("Examined in time on return from court"), s.CLOCK),
        _in_time,
        base=_kind("return_court"),
        behind="misses",
    ),
    Item(
        *("skin", 6, INTAKE, _l("Whole skin inspected"), f.RECORDS),
        lambda c: c.skin == "yes",
        base=lambda c: c.skin != "",
        behind="misses",
    ),
    Item(
        *("asked", 6, INTAKE, _l("Asked about ill-treatment in private"), f.RECORDS),
        lambda c: c.asked == "yes",
        base=lambda c: c.asked != "",
        behind="misses",
    ),
    Item(
        *("presence", 7, INTAKE, _l("Others in sight or earshot of an examination"), f.RECORDS),
        lambda c: c.presence != "none",
        aim=LOW,
        base=lambda c: c.presence != "",
    ),
    Item(
        *("interpreter", 49, INTAKE, _l("Prisoner, relative or nobody as interpreter"), f.RECORDS),
        lambda c: c.interpreter.in_(["prisoner", "relative", "missing"]),
        aim=LOW,
        base=lambda c: (c.interpreter != "") & (c.interpreter != "not_needed"),
    ),
    Item(
        *("refused", 25, INTAKE, _l("Examinations with a refused part"), f.RECORDS),
        lambda c: c.refused > 0,
        aim=NONE,
        base=_examination,
    ),
    Item(
        *("refused_unexplained", 25, INTAKE, _l("Refusals without a reason"), f.RECORDS),
        lambda c: c.unexplained > 0,
        aim=LOW,
        base=lambda c: c.refused > 0,
    ),
    Item(
        *("reoffered", 25, INTAKE, _l("Refused parts offered again in time"), s.CLOCK),
        _in_time,
        base=_kind("reoffer"),
        behind="misses",
    ),
    Item(
        *("injury_rate", 21, INJURY, _l("Entries of the trauma register for 100 people held"), s.ENTRIES),
        lambda c: c.orphan == 0,
        shape=Shape.RATE,
        aim=NONE,
        hint=_l("Without those whose record was voided."),
    ),
    Item(
        *("after_incident", 5, INJURY, _l("Examined in time after force or violence"), s.CLOCK),
        _in_time,
        base=_kind("after_incident"),
        behind="misses",
    ),
    Item(
        *("unregistered", 9, INJURY, _l("Injury records without a number of the register"), f.INJURIES),
        lambda c: c.entry.is_(None),
        shape=COUNT,
        aim=LOW,
        base=lambda c: (c.lesions > 0) | (c.alleged == "yes"),
    ),
    Item(
        *("register_gaps", 9, INJURY, _l("Gaps in the numbering of the trauma register"), s.ENTRIES),
        lambda c: c.missing > 0,
        shape=COUNT,
        aim=LOW,
        hint=_l("The list has the first number after each gap."),
    ),
    Item(
        *("orphan_entries", 9, INJURY, _l("Numbers of the register without a record that stands"), s.ENTRIES),
        lambda c: c.orphan == 1,
        shape=COUNT,
        aim=LOW,
    ),
    Item(
        *("undocumented", 10, INJURY, _l("Ill-treatment alleged, no injury record made"), f.ALLEGATIONS),
        lambda c: c.documented == 0,
        shape=COUNT,
        aim=LOW,
    ),
    Item(
        *("statement", 11, INJURY, _l("Statement in the person's own words"), f.INJURIES),
        lambda c: c.statement >= 10,
        base=_alleged,
        behind="misses",
    ),
    Item(
        *("described", 12, INJURY, _l("Every lesion with size, place and colour"), f.INJURIES),
        lambda c: c.described >= c.lesions,
        base=lambda c: c.lesions > 0,
        behind="misses",
    ),
    Item(
        *("consistency", 13, INJURY, _l("Degree of consistency stated where ill-treatment is alleged"), f.INJURIES),
        lambda c: c.overall & (c.degrees >= c.lesions),
        base=_alleged,
        behind="misses",
    ),
    Item(
        *("photographed", 15, INJURY, _l("Injury records with photographs"), f.INJURIES),
        lambda c: c.photographs > 0,
        base=lambda c: c.lesions > 0,
        behind="misses",
    ),
    Item(
        *("notified", 16, INJURY, _l("Prosecutor notified of an allegation"), f.INJURIES),
        lambda c: c.notice.in_(["sent", "received", "answered"]),
        base=_alleged,
        behind="misses",
    ),
    Item(
        *("notice_hours", 16, INJURY, _l("Hours until the prosecutor was notified"), f.INJURIES),
        lambda c: c.hours.is_not(None),
        shape=HOURS,
        aim=LOW,
        base=lambda c: c.hours.is_not(None),
        value=lambda c: c.hours,
        hint=_l("From the examination to the sending."),
    ),
    Item(
        *("notice_answered", 17, INJURY, _l("Notices with an answer"), f.INJURIES),
        lambda c: c.notice == "answered",
        base=lambda c: c.notice.in_(["sent", "received", "answered"]),
        behind="misses",
    ),
    Item(
        *("rescreened", 36, RISK, _l("Asked again in time after an event"), s.CLOCK),
        _in_time,
        base=_kind("rescreen"),
        behind="misses",
    ),
    Item(
        *("risk_reviewed", 36, RISK, _l("Reviews of suicide risk in time"), s.CLOCK),
        _in_time,
        base=_kind("risk_review", "risk_plan"),
        behind="misses",
    ),
    Item(
        *("observed_late", 36, RISK, _l("Observations: late"), w.OBSERVATIONS),
        lambda c: c.gap > c.limit + 0.001,  # moments lose microseconds on their way through a database
        aim=LOW,
        base=lambda c: c.gap.is_not(None),
    ),
    Item(
        *("observed_regular", 36, RISK, _l("Observations: days with equal intervals"), w.WATCHES),
        lambda c: c.regular == 1,
        aim=LOW,
        hint=_l("Equal intervals can be learnt, and are often written afterwards."),
    ),
    Item(
        *("self_harm", 37, RISK, _l("Risk episodes with self-harm"), s.EPISODES),
        lambda c: c.self_harm == 1,
        aim=NONE,
    ),
    Item(
        *("self_harm_entries", 37, RISK, _l("Entries of the self-harm register"), m.SELF_HARM),
        _everything,
        shape=COUNT,
        aim=NONE,
    ),
    Item(
        *("self_harm_again", 37, RISK, _l("Self-harm of people who had done it before in the period"), m.SELF_HARM),
        lambda c: c.of_person > 1,
        aim=LOW,
    ),
    Item(
        *("psychotropic", 40, RISK, _l("Medicines prescribed that are psychotropic"), m.MEDICINES),
        lambda c: c.psychotropic,
        aim=NONE,
    ),
    Item(
        *("psychotropic_many", 40, RISK, _l("Three or more psychotropic medicines of one person"), m.MEDICINES),
        lambda c: c.of_person >= MANY,
        aim=LOW,
        base=lambda c: c.psychotropic,
    ),
    Item(
        *("psychotropic_consent", 41, RISK, _l("Psychotropic medicines without consent"), m.MEDICINES),
        lambda c: c.consent != "yes",
        aim=LOW,
        base=lambda c: c.psychotropic,
    ),
    Item(
        *("restrictions", 41, RISK, _l("Measures of restriction nobody visited or reviewed"), m.RESTRICTIONS),
        lambda c: c.seen == 0,
        aim=LOW,
    ),
    Item(
        *("deaths_reviewed", 38, RISK, _l("Deaths that were reviewed"), m.DEATHS),
        lambda c: c.reviewed == 1,
        behind="misses",
    ),
    Item(
        *("deaths", 38, RISK, _l("Deaths"), s.MOVEMENTS),
        lambda c: c.kind == "death",
        shape=COUNT,
        aim=NONE,
        base=_kind("death"),
    ),
    Item(
        *("isolation_unseen", 42, CARE, _l("Days in isolation without the daily health visit"), s.CLOCK),
        _late,
        shape=COUNT,
        aim=LOW,
        base=_kind("segregation_first", "segregation_daily"),
    ),
    Item(
        *("commission_days", 39, CARE, _l("Commission on illness: days a case takes"), s.CASES),
        lambda c: c.open == 1,
        shape=DAYS,
        aim=LOW,
        base=lambda c: c.pathway.like("illness%"),
        value=lambda c: c.days,
        hint=_l("Median and 95th percentile; the list has the cases still open."),
    ),
    Item(
        *("hospital_days", 39, CARE, _l("Hospital and placement: days a case takes"), s.CASES),
        lambda c: c.open == 1,
        shape=DAYS,
        aim=LOW,
        base=lambda c: c.pathway.like("hospital%") | c.pathway.like("placement%"),
        value=lambda c: c.days,
    ),
    Item(
        *("left_unexamined", 52, CARE, _l("Left without the examination that belongs before"), s.MOVEMENTS),
        lambda c: c.without_exam,
        aim=LOW,
        base=_kind("release", "transfer_out"),
    ),
    Item(
        *("late_entries", 24, TRUST, _l("Signed more than 24 hours after the examination"), f.RECORDS),
        lambda c: c.late_minutes > DAY * 60,
        aim=LOW,
    ),
    Item(
        *("addenda", 24, TRUST, _l("Records with addenda"), f.RECORDS),
        lambda c: c.added_to == 1,
        aim=NONE,
    ),
    Item(
        *("plain_and_short", 23, TRUST, _l("Under 5 minutes, and nothing found at all"), f.RECORDS),
        lambda c: c.plain & (c.minutes < SHORT),
        aim=LOW,
        base=_examination,
    ),
    Item(
        *("copied", 23, TRUST, _l("The same words about different people"), f.COPIES),
        lambda c: c.copied == 1,
        aim=LOW,
        hint=_l("Figures, order and repetition apart; short texts are not compared."),
    ),
    Item(
        *("batches", 23, TRUST, _l("Five or more examinations signed within ten minutes"), f.BATCHES),
        lambda c: c.batch == 1,
        aim=LOW,
    ),
    Item(
        *("emergencies", 50, TRUST, _l("Emergency accesses nobody has judged"), s.EMERGENCIES),
        lambda c: c.unjudged == 1,
        aim=LOW,
    ),
    Item(
        *("unjustified", 50, TRUST, _l("Emergency accesses found unjustified"), s.EMERGENCIES),
        lambda c: c.unjustified == 1,
        shape=COUNT,
        aim=LOW,
    ),
    Item(
        *("refused_access", 50, TRUST, _l("Refused attempts to open records of people held here"), s.REFUSALS),
        _everything,
        shape=COUNT,
        aim=LOW,
    ),
)
BY_CODE = {item.code: item for item in ITEMS}
