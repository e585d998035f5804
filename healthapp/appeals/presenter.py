"""Words and rows of appeals, for the pages and the files alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.appeals.importing import Row as ListRow
from healthapp.appeals.models import Appeal, AppealStep
from healthapp.appeals.queries import Found, Line
from healthapp.appeals.states import State, Step, steps
from healthapp.i18n import LANGUAGES, format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.names import display_name
from healthapp.web import positions

SOURCES: Mapping[str, Any] = {
    "person": _l("The person"),
    "family": _l("Family"),
    "lawyer": _l("Lawyer"),
    "call_916": _l("Call centre 916"),
    "visit": _l("A visit of the preventive group"),
    "other": _l("Somebody else"),
}
KINDS: Mapping[str, Any] = {
    "transfer": _l("Transfer to a hospital or another institution"),
    "own_doctor": _l("A doctor of one's own choice"),
    "quality": _l("Quality of care"),
    "nutrition": _l("Food and diet"),
    "access": _l("Getting to see somebody of the medical unit"),
    "other": _l("Something else"),
}
STATES: Mapping[str, tuple[str, Any]] = {
    State.RECEIVED: ("not_started", _l("Received")),
    State.IN_HAND: ("partial", _l("Being dealt with")),
    State.DECIDED: ("attention", _l("Decided, the person not told")),
    State.TOLD: ("done", _l("The person was told")),
}
STEPS: Mapping[str, Any] = {
    Step.TAKE: _l("Take it in hand"),
    Step.ACT: _l("Write down what was done"),
    Step.DECIDE: _l("Decide"),
    Step.TELL: _l("Tell the person"),
    Step.REOPEN: _l("Open it again"),
}
DONE: Mapping[str, Any] = {
    Step.TAKE: _l("Taken in hand"),
    Step.ACT: _l("Done"),
    Step.DECIDE: _l("Decided"),
    Step.TELL: _l("The person was told"),
    Step.REOPEN: _l("Opened again"),
}
OUTCOMES: Mapping[str, Any] = {
    "granted": _l("Granted"),
    "partly": _l("Granted in part"),
    "refused": _l("Not granted, the reason is given"),
    "withdrawn": _l("Withdrawn by the person"),
    "elsewhere": _l("Belongs to another office, sent there"),
}
TOLD_HOW: Mapping[str, Any] = {
    "spoken": _l("In person"),
    "letter": _l("By letter"),
    "through_lawyer": _l("Through the lawyer"),
    "through_family": _l("Through the family"),
    "not_found": _l("Could not be reached, every way was tried"),
}


#: Columns of the list of the 916 call centre, in the words of the page.
COLUMNS: Mapping[str, Any] = {
    "received_at": _l("Day and time of the call, as 11.03.2026 14:30"),
    "institution": _l("Name or code of the institution"),
    "about_name": _l("Whom it is about"),
    "from_name": _l("Who called, and how to answer them"),
    "kind": _l("What it concerns: one of the codes below"),
    "words": _l("What is asked or complained of, in the caller's words"),
    "language": _l("Language of these words: az, ru, en, other; empty is az"),
}


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of a checked list: ``verdict`` (shape, words), ``wrong`` what must be mended."""

    number: int
    about: str
    place: str
    words: str
    verdict: tuple[str, str]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked list: how many rows are new, and each row."""

    new: int
    rows: tuple[CheckedRow, ...]


def checked(rows: Iterable[ListRow]) -> Checked:
    made = tuple(_checked_row(row) for row in rows)
    return Checked(sum(row.verdict[0] == "done" for row in made), made)


def _checked_row(row: ListRow) -> CheckedRow:
    verdict = ("done", _("will be taken in")) if row.new else ("not_applicable", _("is in the book already"))
    if row.errors:
        verdict = ("alert", _("left out"))
    wrong = tuple(f"{COLUMNS[column]}: {text}" if column in COLUMNS else text for column, text in row.errors)
    place = row.facility.name if row.facility is not None else row.cells["institution"]
    return CheckedRow(row.number, row.cells["about_name"], place, row.cells["words"][:200], verdict, wrong)


@dataclass(frozen=True, slots=True)
class Row:
    """One appeal of the list."""

    href: str
    number: str
    days: str
    about: str
    place: str
    kind: str
    source: str
    state: tuple[str, str]
    outcome: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in words."""

    at: str
    what: str
    who: str
    note: str


def items(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in words.items()]


def languages() -> list[tuple[str, str]]:
    return [*LANGUAGES.items(), ("other", _("Another language"))]


def about(row: Appeal, person: Any) -> str:
    """Whom it is about."""
    if person is not None:
        return display_name(person)
    return row.about_name or _("Nobody in particular")


def row(line: Line, now: dt.datetime) -> Row:
    appeal = line.row
    until = appeal.closed_at or now
    code, text = STATES[appeal.state]
    return Row(
        href=url_for("appeals.show", appeal_id=appeal.id),
        number=appeal.number,
        days=ngettext("%(num)s day", "%(num)s days", (until - appeal.received_at).days),
        about=about(appeal, line.person),
        place=line.facility.name,
        kind=str(KINDS[appeal.kind]),
        source=str(SOURCES[appeal.source]),
        state=(code, str(text)),
        outcome=str(OUTCOMES[appeal.outcome]) if appeal.outcome else "",
    )


def facts(found: Found) -> list[dict[str, str]]:
    """What it is, as a summary list."""
    row = found.row
    pairs = [
        (_("About"), about(row, found.person)),
        (_("Institution"), found.facility.name),
        (_("What it concerns"), str(KINDS[row.kind])),
        (_("From whom"), " · ".join(part for part in (str(SOURCES[row.source]), row.from_name) if part)),
        (_("Received"), format_moment(row.received_at)),
        (_("Written down"), f"{format_moment(row.recorded_at)}, {row.author_name}"),
    ]
    if row.outcome:
        pairs.append((_("Outcome"), str(OUTCOMES[row.outcome])))
    return [{"key": key, "value": value} for key, value in pairs]


def entries(found: Found) -> list[Entry]:
    """What was done, the newest first."""
    return [_entry(step) for step in reversed(found.steps)]


def _entry(step: AppealStep) -> Entry:
    more = OUTCOMES.get(step.outcome) or TOLD_HOW.get(step.told_how) or ""
    what = str(DONE[step.step])
    return Entry(
        at=format_moment(step.at),
        what=f"{what}: {more}" if more else what,
        who=step.author_name,
        note=step.note,
    )


def next_steps(found: Found, *, may_decide: bool) -> list[tuple[str, str]]:
    """The steps one may record now."""
    return [
        (step.value, str(STEPS[step]))
        for step in steps(State(found.row.state))
        if step is not Step.DECIDE or may_decide
    ]


def position_text(line: Line) -> str:
    """Where the list goes on after this line, for a link."""
    return positions.text(line.row.received_at, line.row.id)


def table(rows: Iterable[Row]) -> list[list[str]]:
    """The list as a table with its head, for a file."""
    head = [
        *(_("Number"), _("Waiting"), _("About"), _("Institution")),
        *(_("What it concerns"), _("From whom"), _("State"), _("Outcome")),
    ]
    cells = [
        [row.number, row.days, row.about, row.place, row.kind, row.source, row.state[1], row.outcome] for row in rows
    ]
    return [head, *cells]
