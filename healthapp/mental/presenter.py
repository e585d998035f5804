"""Rows of the registers and of one person's page, for screen, file and paper alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.i18n import format_date, format_due, format_moment, local, ngettext
from healthapp.i18n import gettext as _
from healthapp.mental import words
from healthapp.mental.queries import Measure, Medicine, Need
from healthapp.mental.registers import Line, Register
from healthapp.people.names import display_name
from healthapp.records import books

#: Short marks of the registers: before a number, and at the head of a print.
PREFIXES = {
    "self-harm": "OX",
    "restrictions": "MT",
    "deaths": "OL",
    "waiting": "PG",
    "disorders": "PP",
    "medicines": "DR",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line as shown: its cells under ``headings``, where it leads, and what stands out as (state, words)."""

    cells: list[str]
    href: str
    marks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a register is written: its headings, the share of each on paper, and the maker of a row."""

    headings: Callable[[], list[str]]
    shares: tuple[float, ...]
    make: Callable[[Line, dt.datetime], Row]


def number(register: str, line: Any, facility_code: str) -> str:
    return books.label(PREFIXES[register], facility_code, line.year, line.number)


def rows(register: Register, lines: Iterable[Line], now: dt.datetime) -> list[Row]:
    make = SHAPES[register.code].make
    return [make(line, now) for line in lines]


def table(register: Register, made: Iterable[Row]) -> list[list[str]]:
    """The register as a table with its head; marks are words in a last column."""
    head = [*SHAPES[register.code].headings(), _("Remarks")]
    return [head, *([*row.cells, "; ".join(text for _kind, text in row.marks)] for row in made)]


def _self_harm(line: Line, _now: dt.datetime) -> Row:
    row = line.row
    debriefed = any(note.kind == "debrief" for note in line.steps)
    marks = [("done", _("Debrief held"))] if debriefed else [("waiting", _("Debrief not held yet"))]
    if row.severity >= 3:
        marks.insert(0, ("alert", str(words.SEVERITIES[str(row.severity)])))
    return Row(
        [
            number("self-harm", row, line.facility.code),
            format_moment(row.discovered_at),
            display_name(line.person),
            ", ".join(part for part in (row.wing, row.place) if part),
            str(words.METHODS[row.method]),
            f"{words.INTENTS[row.intent_said]} / {words.INTENTS[row.intent_judged]}",
            str(words.SEVERITIES[str(row.severity)]),
            f"L{row.level}",
        ],
        url_for("unit_books.self_harm", entry_id=row.id),
        marks,
    )


def _restriction(line: Line, now: dt.datetime) -> Row:
    measure = Measure(line.row, line.steps)
    return Row(
        [
            number("restrictions", line.row, line.facility.code),
            display_name(line.person),
            str(words.MEASURES[line.row.kind]),
            str(words.REASONS[line.row.reason]),
            f"{line.row.ordered_by}, {words.ORDERED_AS[line.row.ordered_as]}",
            format_moment(line.row.started_at),
            format_moment(measure.ended.at) if measure.ended else format_due(measure.ends_at),
        ],
        url_for("unit_books.restriction", measure_id=line.row.id),
        measure_marks(measure, now, against_rule=line.against_rule),
    )


def measure_marks(measure: Measure, now: dt.datetime, *, against_rule: bool = False) -> list[tuple[str, str]]:
    """What stands out about a measure: ended, against the rule of its level of risk, over its end, not reviewed."""
    if measure.ended is not None:
        return [("done", _("Ended"))]
    marks = [("late", _("L3: needs constant observation or a doctor's grounds"))] if against_rule else []
    if now > measure.ends_at:
        marks.append(("late", _("Over its end")))
    for kinds, text in ((("review", "extended"), _("Not reviewed for a day")), (("visit",), _("No visit for a day"))):
        last = measure.last(*kinds)
        if now - (last.at if last else measure.row.started_at) > dt.timedelta(days=1):
            marks.append(("late", text))
    return marks or [("waiting", _("In force"))]


def _death(line: Line, now: dt.datetime) -> Row:
    states = {task.kind: task for task in line.steps}
    told = [
        format_moment(states[kind].done_at) if kind in states and states[kind].done_at else "—"
        for kind in ("prosecutor", "family")
    ]
    left = [task for task in line.steps if task.state == "open"]
    late = [task for task in left if task.due_at is not None and task.due_at < now]
    marks = [("late", ngettext("%(num)s task late", "%(num)s tasks late", len(late)))] if late else []
    if left:
        marks.append(("waiting", ngettext("%(num)s task open", "%(num)s tasks open", len(left))))
    return Row(
        [
            number("deaths", line.row, line.facility.code),
            format_moment(line.row.died_at),
            display_name(line.person),
            line.row.place,
            str(words.MANNERS[line.row.manner]),
            *told,
        ],
        url_for("unit_books.death", person_id=line.person.id),
        marks or [("done", _("All done"))],
    )


def _waiting(line: Line, now: dt.datetime) -> Row:
    row = line.row
    since = local(row.offered_at).date()
    marks = [("attention", str(words.URGENCY["soon"]))] if row.urgency == "soon" else []
    return Row(
        [
            display_name(line.person),
            line.facility.name,
            format_date(row.offered_at),
            words.days(since, now),
            row.author_name,
        ],
        url_for("mental.show", person_id=line.person.id),
        marks,
    )


def _disorder(line: Line, now: dt.datetime) -> Row:
    need = Need(line.row, line.steps)
    end = need.closed
    marks = [("done", str(words.OUTCOMES[end.outcome]))] if end else []
    if need.cases:
        marks.append(("note", _("Case opened")))
    elif not end:
        marks.append(("attention", _("No case yet")))
    return Row(
        [
            display_name(line.person),
            line.facility.name,
            format_date(line.row.found_on),
            words.days(line.row.found_on, end.recorded_at if end else now),
            str(words.NEEDS[line.row.need]),
            _("a signed record") if line.row.record_id else _("this entry alone"),
            str(words.OBSTACLES[need.obstacle]),
        ],
        url_for("mental.need", need_id=line.row.id),
        marks,
    )


def _medicine(line: Line, now: dt.datetime) -> Row:
    medicine = Medicine(line.row, line.steps)
    row = line.row
    return Row(
        [
            display_name(line.person),
            row.drug,
            f"{row.dose}, {row.times}",
            str(words.ROUTES[row.route]),
            format_date(row.starts_on),
            format_date(medicine.stopped.at) if medicine.stopped else format_date(medicine.review_on),
            row.author_name,
        ],
        url_for("mental.medicine", prescription_id=row.id),
        medicine_marks(medicine, now),
    )


def medicine_marks(medicine: Medicine, now: dt.datetime) -> list[tuple[str, str]]:
    """What stands out about a medicine: psychotropic, stopped, its review late."""
    marks = [("attention", _("Psychotropic"))] if medicine.row.psychotropic else []
    if medicine.stopped is not None:
        return [*marks, ("done", _("Stopped: %(why)s", why=words.STOPS[medicine.stopped.reason]))]
    if medicine.review_on < local(now).date():
        marks.append(("late", _("Review late")))
    return marks


SHAPES: dict[str, Shape] = {
    "self-harm": Shape(
        lambda: [
            *(_("Number"), _("Found out"), _("Person"), _("Place"), _("Method")),
            *(_("Intent: said / judged"), _("Injury"), _("Level")),
        ],
        (2.4, 1.6, 2.1, 1.3, 1.6, 1.6, 1.3, 1.1),
        _self_harm,
    ),
    "restrictions": Shape(
        lambda: [
            *(_("Number"), _("Person"), _("Restrictive measure"), _("Danger"), _("Ordered by")),
            *(_("From"), _("Until")),
        ],
        (2.4, 2.1, 1.9, 2.3, 1.6, 1.5, 1.5),
        _restriction,
    ),
    "deaths": Shape(
        lambda: [
            *(_("Number"), _("Time of death"), _("Person"), _("Place"), _("Manner, as it appears")),
            *(_("Prosecutor told"), _("Family told")),
        ],
        (2.4, 1.5, 2.1, 1.5, 1.8, 1.5, 1.5),
        _death,
    ),
    "waiting": Shape(
        lambda: [_("Person"), _("Facility"), _("Accepted on"), _("Waits"), _("Offered by")],
        (2.4, 2.6, 1.3, 1, 1.8),
        _waiting,
    ),
    "disorders": Shape(
        lambda: [
            *(_("Person"), _("Facility"), _("Found on"), _("Days since"), _("What is needed")),
            *(_("Recorded in"), _("What stands in the way")),
        ],
        (2, 2, 1.5, 1.1, 1.8, 1.5, 2),
        _disorder,
    ),
    "medicines": Shape(
        lambda: [
            *(_("Person"), _("Medicine"), _("Dose"), _("How it is given")),
            *(_("From"), _("Review, or stopped on"), _("Prescribed by")),
        ],
        (2.1, 2, 1.8, 1.3, 1.5, 1.5, 1.5),
        _medicine,
    ),
}
