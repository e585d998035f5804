"""Settings in words: what a key decides, its value, what it rests on and since when."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from healthapp.i18n import format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.settings.citations import basis_text
from healthapp.settings.keys import KEYS, Bounds
from healthapp.settings.models import Setting
from healthapp.settings.queries import KeyHistory
from referrals.timetable import CLOCKS
from referrals.words import word

GROUPS: dict[str, Any] = {
    "intake": _l("Arrival"),
    "exam": _l("Examinations during the stay"),
    "care": _l("Medicines, tuberculosis, withdrawal and consent"),
    "mental": _l("Screenings, psychology and psychiatry"),
    "watch": _l("Suicide risk: watch and reviews"),
    "events": _l("Self-harm, restrictive measures and deaths"),
    "injury": _l("Injuries and notices to the prosecutor"),
    "commission": _l("Expert commission and court"),
    "hospital": _l("Compulsory treatment, psychiatric hospital and expertise"),
    "referral": _l("Disability, specialists, referrals and probation"),
    "oversight": _l("Visits, recommendations and appeals"),
    "policy": _l("Access, names and keeping"),
}
#: Beginning of a key -> its group, for the clocks that pathways declare.
_OF_CASES = {
    **dict.fromkeys(("smec", "court", "release", "remand"), "commission"),
    **dict.fromkeys(("psych", "expertise", "narcology"), "hospital"),
    **dict.fromkeys(("disability", "specialist", "referral", "probation"), "referral"),
}

#: key -> (group, what it decides, further words)
WORDS: dict[str, tuple[str, Any, Any]] = {
    "intake.exam_max": ("intake", _l("Intake examination"), _l("Counted from physical admission")),
    "intake.safety_screen": ("intake", _l("Safety screen"), _l("Before a cell is allocated")),
    "intake.countersign": ("intake", _l("Doctor's signature"), _l("Under an examination a feldsher handed in")),
    "record.void_confirm": ("intake", _l("Decide on a voiding that was asked for"), ""),
    "intake.second_stage": ("intake", _l("Second-stage assessment"), ""),
    "intake.quarantine_review": ("intake", _l("Review at the end of quarantine"), ""),
    "newcomer.separation_max": ("intake", _l("Longest separation of newcomers"), ""),
    "exam.return_police": ("exam", _l("Examination on return from police"), ""),
    "exam.return_court": ("exam", _l("Examination on return from court"), ""),
    "exam.procedural_action": ("exam", _l("Examination around a procedural action"), ""),
    "exam.procedural_before": ("exam", _l("Examination before a procedural action"), ""),
    "exam.after_incident": ("exam", _l("Examination after an incident"), _l("After force, a fight or an injury")),
    "exam.periodic": ("exam", _l("Periodic examination"), ""),
    "exam.before_transfer": ("exam", _l("Examination before transfer"), ""),
    "exam.before_release": ("exam", _l("Examination before release"), ""),
    "exam.segregation_first": (
        "exam",
        _l("First health visit in isolation"),
        _l("Immediately after placement; then every day"),
    ),
    "exam.segregation_daily": ("exam", _l("Daily health visit in isolation"), ""),
    "medicine.critical_order": (
        "care",
        _l("Order for a critical medicine"),
        _l("Unset: the time of the next dose is the limit"),
    ),
    "tb.isolation": ("care", _l("Isolate: tuberculosis symptom"), _l("0 means at once")),
    "tb.sputum": ("care", _l("Sputum sample"), _l("After a positive symptom screen")),
    "withdrawal.cows": ("care", _l("Repeat COWS"), _l("After a score below 13")),
    "withdrawal.cows_high": ("care", _l("Repeat COWS in withdrawal"), _l("After a score of 13 or more")),
    "withdrawal.cows_for": ("care", _l("COWS: how long it is repeated"), _l("At least; from the first score")),
    "withdrawal.ciwa": ("care", _l("Repeat CIWA-Ar"), _l("After a score below 8")),
    "withdrawal.ciwa_high": ("care", _l("Repeat CIWA-Ar in withdrawal"), _l("After a score of 8 or more")),
    "withdrawal.ciwa_low": ("care", _l("CIWA-Ar: how long it stays low before it ends"), _l("Below 8 all the time")),
    "consent.reoffer": ("care", _l("Offer a refused part again"), ""),
    "screen.reception": (
        "mental",
        _l("Reception checklist, before a cell is allocated"),
        _l("When a cell is given sooner, that moment is the limit"),
    ),
    "screen.lock_up": (
        "mental",
        _l("Lock-up time"),
        _l("Whoever comes from court or from another unit is asked before it"),
    ),
    "screen.rescreen": (
        "mental",
        _l("Ask about suicide after an event"),
        _l("Self-harm, a threat or thoughts told: one hour"),
    ),
    "screen.follow_up": ("mental", _l("Step after a screening"), _l("The step itself says how soon")),
    "screen.planned": ("mental", _l("Planned screening"), _l("The day of the plan is the limit")),
    "screen.cmhs_m": ("mental", _l("CMHS for men: refer from"), _l("Items answered “yes”")),
    "screen.cmhs_w": (
        "mental",
        _l("CMHS for women: refer from"),
        _l("Items answered “yes”. NICE: 4, Ford, 2009: 5; the more sensitive on purpose, no text seen by 30.11.2026"),
    ),
    "risk.plan": ("watch", _l("Immediate action plan"), _l("Counted from the opening of a risk episode")),
    "risk.assessment": ("watch", _l("Assessment of suicide risk"), _l("Counted from the opening of a risk episode")),
    "risk.review": ("watch", _l("Review of suicide risk"), _l("The first one; the level sets the later ones")),
    "risk.review_l1": ("watch", _l("Next review at L1"), _l("Counted from the review before")),
    "risk.review_l2": ("watch", _l("Next review at L2"), _l("Counted from the review before")),
    "risk.review_l3": ("watch", _l("Next review at L3"), _l("Counted from the review before, or from raising")),
    "risk.review_l4": ("watch", _l("Next review at L4"), _l("Counted from the review before, or from raising")),
    "risk.post_closure": ("watch", _l("Review after closing"), _l("The first of three")),
    "risk.post_closure_second": ("watch", _l("Second review after closing"), ""),
    "risk.post_closure_last": ("watch", _l("Last review after closing"), ""),
    "watch.shift": ("watch", _l("Longest time between conversations at L1"), ""),
    "watch.day": ("watch", _l("Longest gap between looks at L2, by day"), ""),
    "watch.night": ("watch", _l("Longest gap between looks at L2, by night"), ""),
    "watch.close": ("watch", _l("Longest gap between looks at L3"), ""),
    "watch.constant_entry": (
        "watch",
        _l("Longest time between signatures of the observer at L4"),
        _l("The person is never out of sight"),
    ),
    "watch.late_entry": (
        "watch",
        _l("Entry written down late"),
        _l("More than this after the look, it is marked as late"),
    ),
    "watch.night_from": ("watch", _l("Night of the watch begins"), ""),
    "watch.night_to": ("watch", _l("Night of the watch ends"), ""),
    "watch.regular_below": (
        "watch",
        _l("Times can be guessed: spread of the gaps"),
        _l("A smaller spread, as a share of the mean gap, counts as regular"),
    ),
    "watch.equal_run": (
        "watch",
        _l("Times can be guessed: like gaps in a row"),
        _l("So many like gaps one after another count as regular"),
    ),
    "watch.equal_within": (
        "watch",
        _l("Times can be guessed: what like gaps are"),
        _l("They differ by no more than this from their middle"),
    ),
    "risk.safety_plan": ("watch", _l("Review of a safety plan"), _l("The day written on the plan is the limit")),
    "risk.hand_over": ("watch", _l("Take on or hand over a risk episode"), _l("Counted from arrival or release")),
    "psychology.wait": ("mental", _l("First contact of the psychologist"), _l("Counted from the accepted offer")),
    "psychology.again": ("mental", _l("Offer psychological help again"), _l("To whoever will decide later")),
    "psychology.next": (
        "mental",
        _l("Next contact of the psychologist"),
        _l("The day the psychologist wrote is the limit"),
    ),
    "psychiatry.exam": ("mental", _l("Psychiatric examination"), _l("Counted from the day the need was seen")),
    "medicine.review": ("care", _l("Review of a medicine"), _l("The day the prescriber wrote is the limit")),
    "mental.debrief": ("mental", _l("Debrief after the event"), ""),
    "restriction.review": ("events", _l("Review of a restrictive measure"), _l("Every day, by health staff")),
    "restriction.visit": ("events", _l("Health visit under a restrictive measure"), _l("Every day, by health staff")),
    "restriction.end": ("events", _l("End of a restrictive measure"), _l("The end that was ordered is the limit")),
    "death.prosecutor": ("events", _l("Tell the prosecutor of a death"), _l("Counted from the death")),
    "death.family": ("events", _l("Tell the family of a death"), _l("Counted from the death")),
    "death.task": ("events", _l("Task after a death"), _l("The day agreed for the task is the limit")),
    "cluster.window": ("events", _l("Cluster of self-harm: within how much time"), ""),
    "cluster.events": ("events", _l("Cluster of self-harm: from how many events on"), ""),
    "cluster.by_wing": ("events", _l("Cluster of self-harm: in one wing, not in the whole facility"), ""),
    "court.hearing": ("commission", _l("Court hearing on release because of illness"), ""),
    "court.copy": ("commission", _l("Copy of the court's decision"), ""),
    "psych.review": ("hospital", _l("Review of compulsory psychiatric treatment"), ""),
    "psych.first_extension": ("hospital", _l("First extension of compulsory treatment"), ""),
    "psych.extension": ("hospital", _l("Each further extension of compulsory treatment"), ""),
    "psych.before_sentence_end": (
        "hospital",
        _l("Prepare the end of the sentence in hospital"),
        _l("Counted back from the last day of the sentence"),
    ),
    "case.tell": ("commission", _l("Tell the person of a decision"), _l("Counted from the decision")),
    "disability.assess": ("referral", _l("Disability assessment"), ""),
    "access.break_glass": ("policy", _l("Emergency access to a record"), _l("It ends by itself after this time")),
    "access.role_approval": (
        "policy",
        _l("Second approval of a role that opens clinical text"),
        _l("A role nobody approved in this time must be asked for again"),
    ),
    "prosecutor.notice_needs_consent": (
        "injury",
        _l("Notice to the prosecutor needs the person's consent"),
        _l("The Medical Department decides"),
    ),
    "prosecutor.notice": ("injury", _l("Notice to the prosecutor"), _l("Counted from the signature under the record")),
    "prosecutor.reply": ("injury", _l("Reply of the prosecutor"), ""),
    "injury.record": (
        "injury",
        _l("Document the injuries that were seen"),
        _l("Counted from the examination or the event in which they were seen"),
    ),
    "injury.rephotograph": (
        "injury",
        _l("Photograph the injuries again"),
        _l("Between 24 and 72 hours: some marks appear later"),
    ),
    "commission.quorum": (
        "commission",
        _l("Quorum of the expert commission"),
        _l("Votes needed; taken when a session is called"),
    ),
    "commission.psychiatrist": ("commission", _l("A psychiatrist must vote on mental illness (CC 78.1)"), ""),
    "name.expert_commission": ("commission", _l("Name of the expert commission"), _l("It differs between acts")),
    "contact.ombudsman_phone": ("policy", _l("Telephone of the Ombudsman"), _l("Printed on papers a person is given")),
    "inspection.access_after": (
        "oversight",
        _l("Charts stay open after a visit"),
        _l("To the team's doctors, counted from leaving"),
    ),
    "inspection.visit_longest": (
        "oversight",
        _l("Longest visit"),
        _l("A visit nobody closed opens nothing after this time"),
    ),
    "inspection.psychologist_reads": (
        "oversight",
        _l("Psychologists of the team open clinical notes"),
        _l("Otherwise its doctors alone"),
    ),
    "recommendation.due": (
        "oversight",
        _l("Recommendation of the Ombudsman"),
        _l("The day each recommendation names is the limit"),
    ),
    "appeal.decide": ("oversight", _l("Appeal to decide"), _l("Counted from the day it came")),
    "appeal.tell": ("oversight", _l("Tell the person what became of an appeal"), _l("Counted from the decision")),
    "inspection.recheck": ("oversight", _l("See who was interviewed again"), _l("Counted from the interview")),
    "retention.years": ("policy", _l("How long records are kept"), _l("To be set by the Ministry")),
}
WORDS |= {
    code: (_OF_CASES[code.partition(".")[0]], _l(word("clock", code)), "") for code in CLOCKS if code not in WORDS
}

UNITS: dict[str, Any] = {
    "seconds": _l("seconds"),
    "minutes": _l("minutes"),
    "hours": _l("hours"),
    "days": _l("calendar days"),
    "working_days": _l("working days"),
    "months": _l("months"),
    "years": _l("years"),
    "events": _l("events"),
    "votes": _l("votes"),
    "percent": _l("percent"),
    "gaps": _l("gaps"),
    "answers": _l("answers “yes”"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One value in words. ``pending``: it begins later than now. ``withdrawn``: when and by whom it was, before it
    began; ``why``: and why."""

    id: uuid.UUID
    key: str
    value: str
    is_set: bool
    basis: str
    verified: bool
    since: str
    pending: bool
    entered: str
    note: str
    withdrawn: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A key with what holds now and, when there is one, what will."""

    key: str
    what: str
    more: str
    now: Row
    next: Row | None


def what(key: str) -> str:
    """What a key decides; the key itself for one the program no longer knows."""
    return str(WORDS[key][1]) if key in WORDS else key


def quantity(value: int, unit: str) -> str:
    """24 hours, 1 month."""
    texts = {
        "seconds": ngettext("%(num)s second", "%(num)s seconds", value),
        "minutes": ngettext("%(num)s minute", "%(num)s minutes", value),
        "hours": ngettext("%(num)s hour", "%(num)s hours", value),
        "days": ngettext("%(num)s calendar day", "%(num)s calendar days", value),
        "working_days": ngettext("%(num)s working day", "%(num)s working days", value),
        "months": ngettext("%(num)s month", "%(num)s months", value),
        "years": ngettext("%(num)s calendar year", "%(num)s calendar years", value),
        "votes": ngettext("%(num)s vote", "%(num)s votes", value),
        "events": ngettext("%(num)s event", "%(num)s events", value),
        "percent": ngettext("%(num)s percent", "%(num)s percent", value),
        "gaps": ngettext("%(num)s gap", "%(num)s gaps", value),
        "answers": ngettext("%(num)s answer “yes”", "%(num)s answers “yes”", value),
    }
    return texts[unit]


def value_text(value: int | str | bool | None, unit: str) -> str:
    if value is None:
        return _("unset")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return quantity(value, unit) if isinstance(value, int) else value


def row(setting: Setting, now: dt.datetime) -> Row:
    shipped = setting.entered_by is None
    return Row(
        id=setting.id,
        key=setting.key,
        value=value_text(setting.value["value"], setting.unit),
        is_set=setting.value["value"] is not None,
        basis=basis_text(setting.legal_basis),
        verified=setting.verified,
        since=_("from the beginning") if shipped else format_moment(setting.valid_from),
        pending=setting.valid_from > now,
        entered=_("shipped with the program") if shipped else format_moment(setting.entered_at),
        note="" if shipped else setting.note,
    )


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group on the page of contents: what it decides, and how many of its values are unset or to come."""

    group: str
    heading: str
    names: list[str]
    unset: int
    pending: int


def contents(rows: list[Setting], now: dt.datetime) -> list[GroupLine]:
    """Every group with something in it. ``rows``: the history of all keys."""
    found = []
    for group, heading in GROUPS.items():
        inside = lines(group, rows, now)
        unset = sum(not line.now.is_set for line in inside)
        pending = sum(line.next is not None for line in inside)
        if inside:
            found.append(GroupLine(group, str(heading), [line.what for line in inside], unset, pending))
    return found


def every_row(found: KeyHistory, now: dt.datetime) -> list[Row]:
    """Every value of a key, newest first, those that were withdrawn in their places."""
    told = [(one.valid_from, one.entered_at, row(one, now)) for one in found.rows]
    for one, gone in found.withdrawn:
        words = f"{format_moment(gone.at)}, {gone.by_name}"
        whole = replace(row(one, now), pending=False, withdrawn=words, why=gone.reason)
        told.append((one.valid_from, one.entered_at, whole))
    return [whole for _since, _entered, whole in sorted(told, key=lambda one: one[:2], reverse=True)]


def keys_of(group: str) -> list[str]:
    """The keys of a group, in the order of ``WORDS``."""
    return [key for key, (its_group, _what, _more) in WORDS.items() if its_group == group]


def group_of(key: str) -> str:
    """The group of a key; the first for one the program no longer knows."""
    return WORDS[key][0] if key in WORDS else next(iter(GROUPS))


def lines(group: str, rows: list[Setting], now: dt.datetime) -> list[Line]:
    """The keys of one group. ``rows``: their history, or that of all."""
    by_key: dict[str, list[Setting]] = {}
    for setting in rows:
        by_key.setdefault(setting.key, []).append(setting)
    return [_line(key, str(WORDS[key][2]), by_key[key], now) for key in keys_of(group) if key in by_key]


def _line(key: str, more: str, rows: list[Setting], now: dt.datetime) -> Line:
    newest_first = [row(setting, now) for setting in rows]
    pending = [found for found in newest_first if found.pending]
    current = next(found for found in newest_first if not found.pending)
    return Line(key, what(key), more, current, pending[-1] if pending else None)


def unit_items(key: str) -> list[tuple[str, str]]:
    """The units a key may have, for a list to choose from."""
    return [(unit, str(UNITS[unit])) for unit in KEYS[key].units]


def bounds_text(bounds: Bounds) -> str:
    """What a guideline leaves open, as a hint before and a refusal after."""
    least, most = quantity(bounds.least, bounds.unit), quantity(bounds.most, bounds.unit)
    return _(
        "From %(least)s to %(most)s: the guideline for people at risk allows nothing weaker", least=least, most=most
    )
