"""The court's part of a case in words: its road, its clocks, its hearings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.cases.models import CaseEvent
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.court.models import CourtHearing
from healthapp.court.queries import Coming, at_court
from healthapp.deadlines.presenter import ClockView, clock
from healthapp.i18n import format_date, format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.names import display_name
from referrals import clocks
from referrals.roles import COURT

COUNSEL = {
    "chosen": _l("Counsel of one's own choice"),
    "appointed": _l("Appointed counsel"),
    "none": _l("No counsel"),
    "not_known": _l("Not known"),
}
SUMMONED = {"yes": _l("Yes"), "no": _l("No"), "not_known": _l("Not known")}
#: Acts by which a court, or whoever may stop a detention, decides; a measure taken over was decided before.
DECISIONS = frozenset(
    "grant refuse return_for_evidence discontinue appeal_grant appeal_refuse appeal_return extend keep_measure "
    "change_measure lift order_safety_measure order_expertise take_over_measure decline_order end_detention "
    "keep_detention".split()
)
#: The road in stations: (words, events that reach it).
ROAD: tuple[tuple[Any, Collection[str]], ...] = (
    (_l("Sent"), ("send_to_court", "submit_to_court", "move_to_lift", "file_petition", "forward", "answer_court")),
    (_l("Received by the court"), ("register",)),
    (_l("Court hearing"), ("hear",)),
    (_l("Decision"), DECISIONS),
    (_l("Copy"), ("receive_copy",)),
    (_l("Appeal"), ("appeal",)),
    (_l("Final"), ("become_final",)),
    (_l("Carried out"), ("release", "hand_over", "begin_measure", "begin_treatment", "begin_course", "admit")),
)
#: Outcomes after which the person goes out with a summary.
RELEASED = frozenset({"released", "handed_over", "measure_begun", "freed_otherwise", "sentence_ended", "civil_care"})


@dataclass(frozen=True, slots=True)
class Station:
    """One stop of the road. ``state``: done, not_started or not_applicable (passed over), as the kit draws it."""

    text: str
    state: str
    when: str
    more: str


@dataclass(frozen=True, slots=True)
class Hearing:
    when: str
    court: str
    counsel: str
    summoned: str
    note: str
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of hearings to come. ``state``: over, soon or ok."""

    when: str
    state: str
    person: str
    place: str
    pathway: str
    court: str
    counsel: str
    counsel_missing: bool
    clock: ClockView | None
    href: str


def road(found: Found) -> list[Station]:
    """Every station with the last day it was reached, and the answer given there."""
    made = []
    reached = [_last(found, events) for _text, events in ROAD]
    furthest = max((place for place, row in enumerate(reached) if row is not None), default=-1)
    for place, ((text, _events), row) in enumerate(zip(ROAD, reached, strict=True)):
        if row is None:
            passed = place < furthest
            state, when = ("not_applicable", _("not recorded")) if passed else ("not_started", _("not yet"))
            made.append(Station(str(text), state, when, ""))
            continue
        made.append(Station(str(text), "done", format_date(row.at), step_words(row)))
    return made


def step_words(row: CaseEvent) -> str:
    """What was done, with the answer it carried."""
    return ": ".join([said("event", row.code)] + ([said("result", row.result)] if row.result else []))


def decided(row: CaseEvent) -> bool:
    """Whether this event is a decision of the court, given here or taken over."""
    return row.code in DECISIONS and (row.actor == COURT or row.code == "take_over_measure")


def _last(found: Found, events: Collection[str]) -> CaseEvent | None:
    return next((row for row in reversed(found.events) if row.code in events), None)


def hearing(row: CourtHearing) -> Hearing:
    court = ", ".join(part for part in (row.court, row.court_number, row.room) if part)
    return Hearing(
        when=format_moment(row.at),
        court=court,
        counsel=counsel_text(row),
        summoned=str(SUMMONED[row.summoned]),
        note=row.note,
        written=f"{row.author_name}, {format_moment(row.recorded_at)}",
    )


def counsel_text(row: CourtHearing) -> str:
    kind = str(COUNSEL[row.counsel_kind])
    return f"{kind}: {row.counsel}" if row.counsel else kind


def steps(found: Found) -> frozenset[str]:
    """Event codes that belong to the court's road."""
    return frozenset(code for _text, events in ROAD for code in events) | {"adjourn"}


def coming(rows: list[Coming], now: dt.datetime) -> list[Row]:
    made = []
    for one in rows:
        hearing = one.hearing
        when, state = _("not announced"), "waiting"
        if hearing is not None:
            when = format_moment(hearing.at)
            days = (clocks.local_date(hearing.at) - clocks.local_date(now)).days
            state = "late" if hearing.at < now else "attention" if days <= 2 else "due"
        made.append(
            Row(
                when=when,
                state=state,
                person=display_name(one.person),
                place=one.facility.name if one.facility else "",
                pathway=said("pathway", one.row.pathway),
                court=hearing.court if hearing else said("state", one.row.state),
                counsel=counsel_text(hearing) if hearing else "",
                counsel_missing=hearing is not None and hearing.counsel_kind in ("none", "not_known"),
                clock=clock(one.clock, now) if one.clock is not None else None,
                href=url_for("court.show", case_id=one.row.id),
            )
        )
    return made


def waits(found: Found, now: dt.datetime) -> str:
    """How long the court has the case, in days since it came there."""
    days = found.case.waiting_days(found.row.closed_at or now)
    return ngettext("%(num)s day", "%(num)s days", days)


def may_announce(found: Found) -> bool:
    return at_court(found.row)


def goes_out(found: Found) -> bool:
    """Whether the person is, or is about to be, released through this case: then a summary goes along."""
    return found.row.outcome in RELEASED or found.row.state in ("final_granted", "lifted")
