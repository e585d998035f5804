"""The words of examinations: answers as they are read back, the task list, the score panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_date, format_moment, format_number
from healthapp.i18n import gettext as _
from healthapp.intake import alerts, bands, icd10
from healthapp.intake.completeness import missing, progress
from healthapp.intake.dictionary.model import GROUPS, Answers, Field, FieldType, Group, Section
from healthapp.intake.queries import Examination
from healthapp.records.errors import EditConflict
from healthapp.records.presenter import state_text
from healthapp.web.kit.choices import ANSWERS
from healthapp.web.kit.icons import state

#: The measures NEWS2 is made of, in the order of its chart.
CHART = ("respiration", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer read back. ``missing``: it must be answered before signing."""

    key: str
    label: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One part of the task list. ``status``: (state of the kit, words)."""

    key: str
    title: str
    hint: str
    status: tuple[str, str]


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    done: int
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class Score:
    """The NEWS2 panel. ``level``: low, low_medium, medium, high or empty; ``points``: by measure, None where it was
    not measured."""

    level: str
    number: str
    words: str
    known: int
    points: dict[str, int | None]
    steps: list[str]
    #: The body mass index in words; empty without weight and height.
    bmi: str


def task_groups(examination: Examination) -> list[TaskGroup]:
    """Every part that applies, in clinical order."""
    groups = []
    for group in Group:
        sections = [section for section in examination.sections if section.group is group]
        if sections:
            tasks = [_task(section, examination.answers.get(section.key, {})) for section in sections]
            done = sum(1 for task in tasks if task.status[0] in ("done", "note"))
            groups.append(TaskGroup(str(GROUPS[group]), done, tasks))
    return groups


def _task(section: Section, answers: Answers) -> Task:
    found = progress(section, answers)
    # Whole, and yet not done: something was typed that could not be read.
    counted = _("%(done)s of %(of)s answered", done=found.answered, of=found.asked)
    begun = counted if found.answered < found.asked else _("An answer needs correcting")
    words = {
        "empty": ("not_started", _("Not started")),
        "begun": ("partial", begun),
        "done": ("done", _("Complete")),
        "declined": ("note", _("Declined")),
    }
    told = "; ".join(f"{line.label}: {line.value}" for line in derived(section, answers))
    return Task(section.key, str(section.title), told or str(section.hint), words[found.state])


def lines(section: Section, answers: Answers, limits: bands.Limits, *, all_questions: bool = True) -> list[Line]:
    """The answers of one part in page order. ``limits``: of the record.

    ``all_questions`` False leaves out what nobody had to answer.
    """
    if answers.get("declined") == "yes":
        return [Line("declined", _("The whole part"), declined_text(answers), missing=bool(missing(section, answers)))]
    gaps = {gap.name for gap in missing(section, answers)}
    made = []
    for field in section.asked(answers):
        open_question = field.key in gaps or f"{field.key}_reason" in gaps
        if field.key in answers or open_question or (all_questions and field.must):
            made.append(Line(field.key, str(field.text), value_text(field, answers, limits), open_question))
    return [*made, *derived(section, answers)]


def derived(section: Section, answers: Answers) -> list[Line]:
    """What follows from the vital signs: the score with its band, and the body mass index; nothing of other parts."""
    if section.key != "vitals" or not answers:
        return []
    panel, made = score(answers), []
    if panel.known:
        made.append(Line("respiration", "NEWS2", news2_text(panel), False))
    if panel.bmi:
        made.append(Line("weight", _("Body mass index"), panel.bmi, False))
    return made


def news2_text(panel: Score) -> str:
    """``6 of 20 – Medium risk``; without a total how many measures there are."""
    if panel.number:
        return f"{_of_most(panel.number)} – {panel.words}"
    known = _("%(known)s of %(of)s measures", known=panel.known, of=len(CHART))
    return f"{panel.words} ({known})"


def _of_most(number: str) -> str:
    return _("%(value)s of 20", value=number)


def bmi_text(answers: Answers) -> str:
    """``23,9 kg/m2: normal weight``; empty without both measures."""
    index = alerts.bmi(answers)
    unit = _("kg/m2")
    return "" if index is None else f"{alerts.bmi_text(index)} {unit}: {bands.bmi(index)}"


def declined_text(answers: Answers) -> str:
    parts = [_("declined")]
    if answers.get("declined_reason"):
        parts.append(answers["declined_reason"])
    if answers.get("declined_informed"):
        told = answers["declined_informed"] == "yes"
        parts.append(_("told what that means") if told else _("not told what that means"))
    if answers.get("declined_reoffer"):
        parts.append(_("offer again on %(day)s", day=format_date(dt.date.fromisoformat(answers["declined_reoffer"]))))
    return "; ".join(parts)


def value_text(field: Field, answers: Answers, limits: bands.Limits) -> str:
    """An answer in words; empty when there is none."""
    value = answers.get(field.key)
    if value in (None, "", []):
        return ""
    if field.type is FieldType.FOUR:
        return _four(field, value, answers)
    if field.type is FieldType.ROWS:
        return "\n".join("; ".join(_cells(field, row)) for row in value)
    band = limits.said(field, answers)
    return f"{plain_text(field, value)} ({band})" if band else plain_text(field, value)


def plain_text(field: Field, value: Any) -> str:
    """One value of any type but FOUR and ROWS."""
    match field.type:
        case FieldType.CHOICE:
            return str(field.option(value).text)
        case FieldType.MANY:
            return ", ".join(str(field.option(code).text) for code in value)
        case FieldType.INTEGER | FieldType.DECIMAL:
            number = format_number(Decimal(str(value)))
            return f"{number} {field.unit}".rstrip()
        case FieldType.DATE:
            return format_date(dt.date.fromisoformat(value))
        case FieldType.MOMENT:
            return format_moment(dt.datetime.fromisoformat(value))
        case FieldType.ICD:
            return f"{value} {icd10.title(value)}"
        case _:
            return str(value)


def _four(field: Field, value: str, answers: Answers) -> str:
    words = str(ANSWERS[value])
    reason = answers.get(f"{field.key}_reason")
    again = answers.get(f"{field.key}_reoffer")
    if reason:
        words = f"{words}: {reason}"
    if again:
        day = format_date(dt.date.fromisoformat(again))
        words = f"{words}; {_('offer again on %(day)s', day=day)}"
    return words


def _cells(field: Field, row: Answers) -> Iterator[str]:
    for column in field.columns:
        if row.get(column.key) not in (None, "", []):
            yield f"{column.text}: {plain_text(column, row[column.key])}"


def band_text(field: Field) -> str:
    """The normal band and the hard limits, as they stand beside a field."""
    low, high = field.normal
    parts = []
    if low is not None and high is not None and low != high:
        parts.append(_("normal %(low)s-%(high)s", low=_n(low), high=_n(high)))
    if field.low is not None and field.high is not None:
        parts.append(_("%(low)s to %(high)s accepted", low=_n(field.low), high=_n(field.high)))
    return " · ".join(parts)


def score_text(field: Field, limits: bands.Limits) -> str:
    """What stands beside a score: the hint of the dictionary and every band in words; else the limits of the field."""
    told = limits.all_of(field)
    return f"{field.hint} {told}.".strip() if told else str(field.hint) or band_text(field)


def _n(value: float) -> str:
    return format_number(int(value) if float(value).is_integer() else value)


def outside(field: Field, value: Any) -> bool:
    """Whether a stored number lies outside its normal band."""
    low, high = field.normal
    number = Decimal(str(value))
    return (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high)))


def score(vitals: Answers) -> Score:
    """The panel beside the vital signs: a total only when nothing is missing (RCP 2017)."""
    found = alerts.news2_of(vitals)
    known = sum(1 for key in CHART if found.parts[key] is not None)
    words = {
        "high": _("High risk: emergency"),
        "medium": _("Medium risk: urgent review by a doctor"),
        "low_medium": _("One sign scores 3: urgent review by a doctor"),
        "low": _("Low risk"),
        None: _("Not complete yet"),
    }
    steps = {
        "high": [_("Call help now and stay with the person"), _("Measure continuously")],
        "medium": [_("Call the doctor now"), _("Repeat the measures every hour")],
        "low_medium": [_("Call the doctor"), _("Repeat the measures every hour")],
        "low": [_("Repeat as the doctor orders, at least every 12 hours while unwell")],
        None: [],
    }
    return Score(
        level=found.level or "",
        number="" if found.total is None else str(found.total),
        words=words[found.level],
        known=known,
        points=dict(found.parts),
        steps=steps[found.level],
        bmi=bmi_text(vitals),
    )


def conflict_text(conflict: EditConflict) -> str:
    """Who saved the same part, and when."""
    return _(
        "%(name)s saved this part at %(time)s. Your answers are still on this page.",
        name=conflict.saved_by_name,
        time=format_moment(conflict.saved_at),
    )


def finished_text() -> str:
    return _("This examination was signed or given up in the meantime. Nothing more was stored.")


def record_state(examination: Examination) -> Markup:
    """The state of a finished record in shape and word."""
    kinds = {"signed": "signed", "awaiting_doctor": "waiting", "voided": "void", "discarded": "void"}
    return state(kinds[examination.state], state_text(examination.state))


def stands(doubt: Deadline, name: str) -> str:
    """That a doctor (``name``) decided on a voiding that was asked for: the record stands; empty while nobody did."""
    if doubt.state != "waived":
        return ""
    return _(
        "%(name)s decided on %(time)s that this record stands: %(reason)s",
        name=name,
        time=format_moment(doubt.ended_at),
        reason=doubt.ended_reason,
    )


def act_text(act: str) -> str:
    """What a signature stands under."""
    return {
        "author": _("Examined"),
        "doctor": _("Confirmed by a doctor"),
        "void_request": _("Asked for voiding"),
        "void_confirm": _("Confirmed the voiding"),
    }[act]


def doctor_rows(answers: Answers) -> list[dict[str, str]]:
    """The doctor's part, read back."""
    seen = {"person": _("Saw and examined the person"), "record": _("Read the record only")}
    rows = [{"key": _("What the doctor signed on"), "value": seen[answers["seen"]]}]
    if answers.get("note"):
        rows.append({"key": _("What the doctor added"), "value": answers["note"]})
    return rows
