"""What the templates of examinations ask for: choices, rows, links, the order of things on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from flask import url_for
from markupsafe import Markup

from healthapp.access.guard import may
from healthapp.i18n import gettext as _
from healthapp.i18n import ngettext
from healthapp.intake.alerts import Alert
from healthapp.intake.completeness import Missing, progress
from healthapp.intake.dictionary.model import Answers, Field, FieldType, Section
from healthapp.intake.presenter import Line, TaskGroup
from healthapp.intake.queries import Examination
from healthapp.web.forms import FormState
from healthapp.web.kit.markup import filled

#: Choices that fit beside one another: how many, and letters of all of them.
SHORT_ITEMS, SHORT_LINE = 4, 56
#: More missing questions than this are a wall: their parts are named instead.
MOST_GAPS = 20
#: The vital signs that stand in the table: NEWS2's own and the lower pressure beside the upper one.
TABLE = (
    "respiration",
    "spo2",
    "oxygen",
    "systolic",
    "diastolic",
    "pulse",
    "consciousness",
    "temperature",
)


def items(field: Field) -> list[tuple[str, str, str]]:
    """(value, text, hint) of each option."""
    return [(option.code, str(option.text), str(option.hint)) for option in field.options]


def plain_items(field: Field) -> list[tuple[str, str]]:
    return [(option.code, str(option.text)) for option in field.options]


def short(choices: list[tuple[str, str, str]]) -> bool:
    """Whether the choices fit in one line."""
    letters = sum(len(text) for _value, text, _hint in choices)
    return len(choices) <= SHORT_ITEMS and letters <= SHORT_LINE and not any(hint for _value, _text, hint in choices)


def row_count(form: FormState, field: Field) -> int:
    """The rows that hold something, and one empty one to write in."""
    prefix = f"{field.key}-"
    filled = {int(name.split("-")[1]) for name in form.values if name.startswith(prefix) and form.value(name).strip()}
    return min(max(filled, default=-1) + 2, field.most)


def empty_line(section: Section, answers: Answers, key: str) -> str:
    """Where the empty line of the table ``key`` begins on its page; empty when there is no such table."""
    table = next((field for field in section.fields if field.key == key and field.type is FieldType.ROWS), None)
    if table is None:
        return ""
    place = min(len(answers.get(key, ())), table.most - 1)
    return cell(table, place, table.columns[0]).key


def cell(field: Field, place: int, column: Field) -> Field:
    """A column's question in one row, under the row's own name."""
    return replace(column, key=f"{field.key}-{place}-{column.key}", when=None)


def chart_fields(section: Section) -> list[Field]:
    return [field for field in section.fields if field.key in TABLE]


def other_fields(section: Section) -> list[Field]:
    return [field for field in section.fields if field.key not in TABLE and field not in number_fields(section)]


def number_fields(section: Section) -> list[Field]:
    """The further measures: short fields that stand beside one another."""
    numbers = (FieldType.INTEGER, FieldType.DECIMAL)
    return [field for field in section.fields if field.type in numbers and field.key not in TABLE]


def task_items(examination: Examination, group: TaskGroup, *, writes: bool) -> list[dict[str, Any]]:
    """The parts of a group. ``writes`` False: somebody reads how far it is, and no part opens for them."""
    sections = {section.key: section for section in examination.sections}
    return [
        {
            "title": task.title,
            "hint": task.hint,
            "status": task.status if _theirs(examination, sections[task.key]) else ("locked", _("For a doctor")),
            "href": url_for("intake.section", record_id=examination.id, section=task.key) if writes else None,
        }
        for task in group.tasks
    ]


def signing_task(examination: Examination, gaps: int, *, mine: bool) -> dict[str, Any]:
    """The last line of the task list: what is in the way of signing, or the way there."""
    if gaps:
        status = ("attention", ngettext("%(num)s answer is missing", "%(num)s answers are missing", gaps))
    else:
        status = ("due", _("Ready to sign")) if mine else ("locked", _("For the author to sign"))
    hint = _("A doctor confirms within the time set") if examination.kind.doctor else _("Complete with your signature")
    return {
        "title": _("Check the answers and sign"),
        "hint": hint,
        "status": status,
        "href": url_for("signing.check", record_id=examination.id),
    }


def gap_links(examination: Examination, gaps: list[Missing]) -> list[tuple[str, str]]:
    """(text, address) of what is missing: each question, or each part with its number when they are a wall."""
    links = []
    for section, group in groupby(gaps, key=lambda gap: gap.section):
        found = list(group)
        href = url_for("intake.section", record_id=examination.id, section=section.key)
        if len(gaps) > MOST_GAPS:
            count = ngettext("%(num)s answer is missing", "%(num)s answers are missing", len(found))
            links.append((f"{section.title}: {count}", href))
        else:
            links += [(f"{section.title}: {gap.text}", f"{href}#{gap.name}") for gap in found]
    return links


def _theirs(examination: Examination, section: Section) -> bool:
    """Whether whoever looks may answer the part."""
    return section.writer is None or may(section.writer, examination)


def next_section(examination: Examination) -> Section | None:
    """The first part that is not finished and not somebody else's to finish."""
    for section in examination.sections:
        if not _theirs(examination, section):
            continue
        if progress(section, examination.answers.get(section.key, {})).state in ("empty", "begun"):
            return section
    return None


def summary_rows(found: Iterable[Line], href: str | None = None) -> list[dict[str, Any]]:
    """Lines for ``ui.summary_list``; ``href`` leads to the part, each line to its own question there."""
    return [
        {
            "key": line.label,
            "value": Markup("<br>").join(line.value.split("\n")) if line.value else "",
            "missing": line.missing,
            "href": f"{href}#{line.key}" if href else None,
        }
        for line in found
    ]


def danger_steps(alert: Alert) -> list[str]:
    """What to do at once. The order is the order of the acts."""
    if alert.code == "suicidal_now":
        return [
            _("Stay with the person; do not leave them alone for a moment."),
            _("Take away what they could hurt themselves with, with respect."),
            _("Call the doctor on duty and the senior officer now."),
            _("Constant observation until a doctor says otherwise; never isolation."),
            _("Then write down what was said, in the person's own words."),
        ]
    return [
        _("Stay with the person and call for help."),
        _("Airway, breathing, circulation: treat what threatens life."),
        _("Call an ambulance (103) and the doctor on duty."),
        _("Then go on with the record; the measures are stored."),
    ]


def slip_link(examination: Examination, section: Section) -> Markup:
    """Back to the answer, for one that was a slip."""
    href = url_for("intake.section", record_id=examination.id, section=section.key)
    return filled(
        '<a class="govuk-link govuk-link--inverse" href="%s">%s</a>', href, _("It was a slip: correct the answer")
    )
