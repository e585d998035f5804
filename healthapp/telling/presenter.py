"""The person's side in words: every step, every decision with when and how it was told, and the gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.deadlines.presenter import ClockView, clock
from healthapp.i18n import format_date, format_moment, language, ngettext, small_letters
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.names import display_name
from healthapp.telling.models import CaseTold
from healthapp.telling.queries import Decided, Untold
from referrals import clocks

HOW = {
    "spoken": _l("Told in person"),
    "paper": _l("Given on paper"),
    "interpreter": _l("Told through an interpreter"),
    "representative": _l("Told to the legal representative"),
    "letter": _l("Sent by letter"),
}
RECEIPTS = {
    "signed": _l("Signed for it"),
    "refused": _l("Refused to sign"),
    "unable": _l("Could not sign"),
    "not_asked": _l("Was not asked to sign"),
}
LANGUAGES = {
    "az": _l("Azerbaijani"),
    "ru": _l("Russian"),
    "en": _l("English"),
    "ka": _l("Georgian"),
    "fa": _l("Persian"),
    "tr": _l("Turkish"),
    "ar": _l("Arabic"),
    "hy": _l("Armenian"),
    "other": _l("Another language"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the case as the person may read it. ``state``: done, attention, or empty: no telling."""

    day: str
    what: str
    result: str
    reason: str
    state: str
    told: str
    words: str = ""
    words_language: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of decisions not told yet."""

    clock: ClockView
    person: str
    place: str
    what: str
    pathway: str
    decided: str
    href: str


def told_text(row: CaseTold) -> str:
    return _(
        "%(when)s, %(how)s, %(language)s, by %(name)s; %(receipt)s",
        when=format_moment(row.told_at),
        how=small_letters(str(HOW[row.how]), language()),
        language=str(LANGUAGES[row.language]),
        name=row.told_by,
        receipt=small_letters(str(RECEIPTS[row.receipt]), language()),
    )


def lines(found: Found, decided: list[Decided], now: dt.datetime) -> list[Line]:
    """Every step in order, each decision with its telling or the days since nobody told it."""
    by_event = {one.event.id: one for one in decided}
    made = []
    for row in found.events:
        one = by_event.get(row.id)
        state, told = _told(one, now) if one is not None else ("", "")
        last = one.rows[-1] if one is not None and one.rows else None
        made.append(
            Line(
                day=format_date(row.at),
                what=said("event", row.code),
                result=said("result", row.result) if row.result else "",
                reason=row.note if one is not None and found.clinical else "",
                state=state,
                told=told,
                words=last.words if last is not None and found.clinical else "",
                words_language=last.language if last is not None else "",
            )
        )
    return made


def _told(one: Decided, now: dt.datetime) -> tuple[str, str]:
    if one.rows:
        return "done", "; ".join(told_text(row) for row in one.rows)
    if one.by_step is not None:
        who = one.by_step.author_name
        return "done", _("%(when)s, on paper, by %(name)s", when=format_date(one.by_step.at), name=who)
    days = max((clocks.local_date(now) - clocks.local_date(one.event.at)).days, 0)
    waited = ngettext("%(num)s day", "%(num)s days", days)
    if one.excused:
        return "attention", _("not told for a stated reason, %(days)s", days=waited)
    return "attention", _("not told, %(days)s", days=waited)


def choices(decided: list[Decided]) -> list[tuple[str, str]]:
    """Decisions that can be told now."""
    return [
        (str(one.event.id), f"{said('event', one.event.code)}, {format_date(one.event.at)}")
        for one in decided
        if not one.told
    ]


def untold(rows: list[Untold], now: dt.datetime) -> list[Row]:
    return [
        Row(
            clock=clock(one.deadline, now),
            person=display_name(one.person),
            place=one.facility.name if one.facility else "",
            what=said("event", one.event.code),
            pathway=said("pathway", one.row.pathway),
            decided=format_moment(one.event.at),
            href=url_for("telling.show", case_id=one.row.id),
        )
        for one in rows
    ]
