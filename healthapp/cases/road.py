"""The road of a case in words: which parts are passed and when, where it is now and for how long, what is ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.i18n import format_date, ngettext
from healthapp.i18n import gettext as _
from referrals import road
from referrals.road import Standing


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the road. ``standing``: passed, now or ahead, in ``words`` for who cannot see it."""

    text: str
    standing: str
    words: str
    sub: str


def parts(found: Found, now: dt.datetime) -> list[Part]:
    """The parts of the road; an ended case has its outcome as the last of them."""
    row = found.row
    reached = road.reached(row.pathway, [(event.state, event.at) for event in found.events])
    made = [_part(one, found, now) for one in reached]
    if row.outcome and row.closed_at is not None:
        made.append(Part(said("outcome", row.outcome), Standing.PASSED, _("ended"), format_date(row.closed_at)))
    return made


def _part(one: road.Reached, found: Found, now: dt.datetime) -> Part:
    words = {Standing.PASSED: _("passed"), Standing.NOW: _("now"), Standing.AHEAD: _("ahead")}[one.standing]
    sub = format_date(one.left) if one.left is not None else ""
    if one.standing is Standing.NOW:
        days = found.case.waiting_days(now)
        sub = _("now, %(days)s", days=ngettext("%(num)s day", "%(num)s days", days))
    return Part(said("road", one.code), one.standing, words, sub)
