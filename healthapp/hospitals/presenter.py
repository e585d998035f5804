"""Hospitals, beds and the board in words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from healthapp.cases.presenter import said
from healthapp.deadlines.kinds import SENTENCE_END
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import ClockView, clock, kind_text
from healthapp.hospitals.models import BedAnswer, Ward
from healthapp.hospitals.queries import REVIEWS, Bedded, Hospital, Placed, Waiting
from healthapp.hospitals.services import REMINDERS
from healthapp.i18n import format_date, format_due, format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Facility
from healthapp.people.names import display_name
from referrals import clocks

WARD_KINDS = {
    "general": _l("General type"),
    "specialised": _l("Specialised"),
    "intensive": _l("Specialised, intensive observation"),
    "narcology": _l("Narcology"),
    "expertise": _l("Psychiatric expertise"),
}
TAKES = {"men": _l("Men"), "women": _l("Women"), "both": _l("Men and women")}
REASONS = {
    "no_bed": _l("No free bed"),
    "profile": _l("Another kind of ward is needed"),
    "security": _l("Guarding is not arranged"),
    "papers": _l("Papers are missing"),
    "escort": _l("No escort"),
    "other": _l("Another reason"),
}
#: A word of the hospital about its beds is old after so many days.
FRESH = 7


@dataclass(frozen=True, slots=True)
class Reminder:
    """A review that comes near and that nobody said they saw. ``days``: 30, 14 or 7."""

    deadline_id: uuid.UUID
    case_id: uuid.UUID
    person: str
    what: str
    days: int
    due: str
    left: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the board."""

    person: str
    href: str
    sub: str
    where: str
    where_missing: bool
    since: str
    days: str
    review: ClockView | None
    extension: ClockView | None
    sentence: str
    sentence_state: str
    over: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """One person without a bed."""

    person: str
    href: str
    place: str
    state: str
    days: str
    asked: str
    refusals: str
    reason: str


def days_text(since: dt.datetime | None, until: dt.datetime) -> str:
    if since is None:
        return ""
    days = max((clocks.local_date(until) - clocks.local_date(since)).days, 0)
    return ngettext("%(num)s day", "%(num)s days", days)


def ward_text(facility: Facility | None, ward: Ward | None) -> str:
    if facility is None:
        return _("hospital not recorded")
    return f"{facility.name}, {ward.name}" if ward is not None else facility.name


def placed(one: Placed, now: dt.datetime) -> Row:
    since = one.stay.admitted_at or one.stay.left_at if one.stay is not None else None
    review = _first(one.clocks, ("psych.review", "psych.stay_review_days", "psych.return_screen_hours"))
    extension = _first(one.clocks, ("psych.first_extension", "psych.extension", "expertise.days"))
    sentence, state = sentence_end(one, now)
    views = [clock(row, now) if row is not None else None for row in (review, extension)]
    return Row(
        person=display_name(one.person),
        href=url_for("hospitals.case", case_id=one.row.id),
        sub=f"{one.row.number} · {said('state', one.row.state)} · {one.unit.name if one.unit else ''}",
        where=ward_text(one.hospital, one.ward),
        where_missing=one.hospital is None,
        since=format_date(since or one.row.entered_at),
        days=days_text(since or one.row.entered_at, now),
        review=views[0],
        extension=views[1],
        sentence=sentence,
        sentence_state=state,
        over=any(view is not None and view.level == "over" for view in views) or state == "late",
    )


def _first(rows: Iterable[Deadline], kinds: tuple[str, ...]) -> Deadline | None:
    return next((row for row in rows if row.kind in kinds), None)


def sentence_end(one: Placed, now: dt.datetime) -> tuple[str, str]:
    """The last day of the sentence with the days to it: (words, state); unknown is said, not left empty."""
    custody = one.custody
    if custody is None:
        return _("not in custody"), "late"
    if custody.life_sentence:
        return _("for life"), "not_applicable"
    if custody.sentence_ends_on is None:
        return _("end of sentence not known"), "attention"
    left = (custody.sentence_ends_on - clocks.local_date(now)).days
    day = format_date(custody.sentence_ends_on)
    if left < 0:
        return _("%(day)s, passed: release or hand over now", day=day), "late"
    days = ngettext("%(num)s day left", "%(num)s days left", left)
    watched = _first(one.clocks, (SENTENCE_END.code,))
    near = watched is not None and watched.due_at is not None and watched.due_at <= now
    return f"{day}, {days}", "attention" if near else "due"


def reminders(rows: Iterable[Placed], now: dt.datetime) -> list[Reminder]:
    """One for each review that is 30, 14 or 7 days away: the nearest threshold that was crossed and not seen."""
    made = []
    for one in rows:
        for row in one.clocks:
            if row.kind not in REVIEWS or row.due_at is None:
                continue
            left = (clocks.local_date(row.due_at - dt.timedelta(seconds=1)) - clocks.local_date(now)).days
            crossed = [days for days in REMINDERS if left <= days]
            if not crossed or (row.id, crossed[-1]) in one.seen:
                continue
            made.append((left, _reminder(one, row, crossed[-1], left)))
    return [reminder for _left, reminder in sorted(made, key=lambda entry: entry[0])]


def _reminder(one: Placed, row: Deadline, days: int, left: int) -> Reminder:
    words = ngettext("%(num)s day left", "%(num)s days left", left) if left >= 0 else _("overdue")
    return Reminder(
        deadline_id=row.id,
        case_id=one.row.id,
        person=display_name(one.person),
        what=kind_text(row.kind),
        days=days,
        due=format_due(row.due_at),
        left=words,
        href=url_for("hospitals.case", case_id=one.row.id),
    )


def waiting(one: Waiting, now: dt.datetime) -> Wait:
    answer = one.answer
    reason = ""
    if answer is not None and not answer.offered:
        reason = str(REASONS[answer.reason])
    elif answer is not None and one.row.state == "bed_refused":
        reason = _("bed given, then taken back")
    return Wait(
        person=display_name(one.person),
        href=url_for("hospitals.case", case_id=one.row.id),
        place=one.unit.name if one.unit else "",
        state=said("state", one.row.state),
        days=days_text(one.since, now),
        asked=one.hospital.name if one.hospital else _("no hospital asked yet"),
        refusals=ngettext("refused %(num)s time", "refused %(num)s times", one.refusals) if one.refusals else "",
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class WardRow:
    name: str
    kind: str
    takes: str
    beds: str
    free: str
    state: str
    told: str


def ward_row(one: Bedded, now: dt.datetime) -> WardRow:
    """A ward with its beds as told, by whom and when; old word and no word are said to be so."""
    report = one.report
    beds, free, state, told = _("not told"), "", "attention", ""
    if report is not None:
        left = report.capacity - report.occupied
        beds = _("%(taken)s of %(all)s taken", taken=report.occupied, all=report.capacity)
        free = ngettext("%(num)s free", "%(num)s free", left) if left >= 0 else _("more people than beds")
        old = (clocks.local_date(now) - clocks.local_date(report.told_at)).days > FRESH
        state = "late" if left < 0 else "attention" if old or not left else "done"
        told = f"{format_moment(report.told_at)}, {report.told_by}"
        if old:
            told = _("%(told)s, said long ago", told=told)
    return WardRow(one.ward.name, str(WARD_KINDS[one.ward.kind]), str(TAKES[one.ward.takes]), beds, free, state, told)


def choices(hospitals: Iterable[Hospital]) -> list[tuple[str, str]]:
    """Hospitals to ask, with the beds they last told of."""
    made = []
    for one in hospitals:
        told = [bedded.report for bedded in one.wards if bedded.report is not None]
        free = sum(max(report.capacity - report.occupied, 0) for report in told)
        words = ngettext("%(num)s free", "%(num)s free", free) if told else _("beds not told")
        made.append((str(one.facility.id), f"{one.facility.name} ({words})"))
    return made


def ward_choices(wards: Iterable[Bedded]) -> list[tuple[str, str]]:
    return [(str(one.ward.id), f"{one.ward.name}, {WARD_KINDS[one.ward.kind]}") for one in wards]


def answer_text(answer: BedAnswer | None, *, taken_back: bool = False) -> tuple[str, str]:
    """(state, words) of an answer."""
    if answer is None:
        return "waiting", _("no answer yet")
    if taken_back:
        return "attention", _("bed given, then taken back")
    if answer.offered:
        if answer.free_on is None:
            return "done", _("bed given")
        return "done", _("bed given, free from %(day)s", day=format_date(answer.free_on))
    return "attention", _("refused: %(reason)s", reason=str(REASONS[answer.reason]))
