"""Words and rows of recommendations, for the pages and the files alike."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.i18n import format_date, format_moment, language, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Facility
from healthapp.recommendations.models import Recommendation, RecommendationStep
from healthapp.recommendations.queries import Found
from healthapp.recommendations.states import WAITING, State, Step
from healthapp.web import positions

ADDRESSEES: Mapping[str, Any] = {
    "unit_head": _l("Head of the medical unit"),
    "governor": _l("Administration of the institution"),
    "medical_department": _l("Medical Department of the Ministry"),
    "penitentiary_service": _l("Penitentiary Service"),
    "justice": _l("Ministry of Justice"),
    "health": _l("Ministry of Health"),
    "prosecutor": _l("Prosecutor General"),
    "cabinet": _l("Cabinet of Ministers"),
}
AREAS: Mapping[str, Any] = {
    "records": _l("Medical records"),
    "intake": _l("Examination on arrival"),
    "injuries": _l("Injuries and ill-treatment"),
    "suicide": _l("Suicide and self-harm"),
    "psychiatry": _l("Psychiatric care"),
    "hospital": _l("Hospital and release for illness"),
    "conditions": _l("Conditions of detention"),
    "food": _l("Food and diet"),
    "staff": _l("Staff and equipment"),
    "other": _l("Something else"),
}
STATES: Mapping[str, tuple[str, Any]] = {
    State.DRAFT: ("not_started", _l("Draft")),
    State.ISSUED: ("waiting", _l("Issued, no word yet")),
    State.ACKNOWLEDGED: ("waiting", _l("Received by the addressee")),
    State.ANSWERED: ("partial", _l("Answered")),
    State.REPORTED_DONE: ("partial", _l("Reported as done, not verified")),
    State.IMPLEMENTED: ("done", _l("Implemented, seen by the preventive group")),
    State.PARTLY: ("attention", _l("Implemented in part")),
    State.NOT_IMPLEMENTED: ("alert", _l("Not implemented")),
    State.SUPERSEDED: ("not_applicable", _l("Replaced by another recommendation")),
    State.NO_LONGER: ("not_applicable", _l("No longer relevant")),
}
STEPS: Mapping[str, Any] = {
    Step.ISSUE: _l("Issue it to the addressee"),
    Step.ACKNOWLEDGE: _l("Confirm that it was received"),
    Step.ANSWER: _l("Answer it"),
    Step.REPORT: _l("Report that it is done"),
    Step.VERIFY: _l("Say what the follow-up visit found"),
    Step.SUPERSEDE: _l("Replace it by another"),
    Step.DROP: _l("It is no longer relevant"),
}
DONE: Mapping[str, Any] = {
    Step.ISSUE: _l("Issued by the Ombudsman"),
    Step.ACKNOWLEDGE: _l("Received by the addressee"),
    Step.ANSWER: _l("Answered"),
    Step.REPORT: _l("Reported as done"),
    Step.VERIFY: _l("Looked at in a follow-up visit"),
    Step.SUPERSEDE: _l("Replaced by another recommendation"),
    Step.DROP: _l("No longer relevant"),
}
ANSWERS: Mapping[str, Any] = {
    "accepted": _l("Accepted"),
    "partly": _l("Accepted in part"),
    "rejected": _l("Not accepted"),
}
FOUND: Mapping[str, Any] = {
    "implemented": _l("Implemented"),
    "partly": _l("Implemented in part"),
    "not_implemented": _l("Not implemented"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation of the list. ``late``: in words, empty when it is not; ``lang``: of the text."""

    href: str
    number: str
    due: str
    late: str
    addressee: str
    place: str
    area: str
    text: str
    state: tuple[str, str]
    answer: str
    lang: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in words."""

    at: str
    what: str
    who: str
    note: str


def items(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in words.items()]


def late(row: Recommendation, today: dt.date) -> str:
    """How many days it is overdue, or nothing."""
    days = (today - row.due_on).days
    if row.state not in WAITING or days <= 0:
        return ""
    return ngettext("%(num)s day overdue", "%(num)s days overdue", days)


def words_of(row: Recommendation) -> str:
    """Its text in the language of the reader, as far as there is one."""
    return row.text_en if language() == "en" and row.text_en else row.text


def lang_of(row: Recommendation) -> str:
    """The language ``words_of`` answers in: a reader of the page aloud must know."""
    return "en" if language() == "en" and row.text_en else "az"


def row(found: tuple[Recommendation, Facility | None], today: dt.date) -> Row:
    one, facility = found
    code, text = STATES[one.state]
    return Row(
        href=url_for("recommendations.show", recommendation_id=one.id),
        number=one.number,
        due=format_date(one.due_on),
        late=late(one, today),
        addressee=str(ADDRESSEES[one.addressee]),
        place=facility.name if facility is not None else _("The whole service"),
        area=str(AREAS[one.area]),
        text=words_of(one),
        state=(code, str(text)),
        answer=str(ANSWERS[one.answer]) if one.answer else "",
        lang=lang_of(one),
    )


def facts(found: Found, today: dt.date) -> list[dict[str, str]]:
    """What it is, as a summary list."""
    one = found.row
    overdue = late(one, today)
    pairs = [
        (_("To"), str(ADDRESSEES[one.addressee])),
        (_("Institution"), found.facility.name if found.facility is not None else _("The whole service")),
        (_("What it concerns"), str(AREAS[one.area])),
        (_("Basis"), one.basis),
        (_("Due"), f"{format_date(one.due_on)}{f' · {overdue}' if overdue else ''}"),
        (_("Answer"), str(ANSWERS[one.answer]) if one.answer else _("none yet")),
    ]
    return [{"key": key, "value": value} for key, value in pairs]


def entries(found: Found) -> list[Entry]:
    """What was done, the newest first."""
    return [_entry(step) for step in reversed(found.steps)]


def _entry(step: RecommendationStep) -> Entry:
    more = ANSWERS.get(step.answer) or FOUND.get(step.found) or ""
    what = str(DONE[step.step])
    return Entry(format_moment(step.at), f"{what}: {more}" if more else what, step.author_name, step.note)


def next_steps(possible: Iterable[Step]) -> list[tuple[str, str]]:
    return [(step.value, str(STEPS[step])) for step in possible]


def position_text(one: Recommendation) -> str:
    """Where the list goes on after this recommendation, for a link."""
    return positions.text(one.due_on, one.id)


def table(rows: Iterable[Row]) -> list[list[str]]:
    """The list as a table with its head, for a file."""
    head = [
        *(_("Number"), _("Due"), _("Overdue"), _("To"), _("Institution")),
        *(_("What it concerns"), _("Recommendation"), _("State"), _("Answer")),
    ]
    cells = [
        [one.number, one.due, one.late, one.addressee, one.place, one.area, one.text, one.state[1], one.answer]
        for one in rows
    ]
    return [head, *cells]


def years(counted: Mapping[int, Counter[str]]) -> list[list[str]]:
    """The statistics by year, as cells in the order of the page."""
    names = ("issued", "accepted", "partly", "rejected", "unanswered", "implemented", "overdue")
    return [[str(year), *(str(found[name]) for name in names)] for year, found in counted.items()]
