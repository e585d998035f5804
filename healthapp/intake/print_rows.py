"""Stored answers as printed rows: any section of the dictionary, by the types of its fields alone.

Nothing that was signed is left out, and nothing reads as an answer that is none: a question nobody answered is
named in a line of its own, and "refused", "not asked" and "does not know" keep a shape each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from healthapp.documents.values import AnswerKind, PrintRow
from healthapp.i18n import format_date, format_number
from healthapp.i18n import gettext as _
from healthapp.intake import alerts, bands
from healthapp.intake.bands import Limits
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary.common import UNKNOWN
from healthapp.intake.dictionary.model import Answers, Field, FieldType, Option, Section
from healthapp.intake.presenter import CHART, outside, plain_text
from healthapp.intake.print_chart import vitals_part
from healthapp.intake.print_medicines import medicines_part
from healthapp.intake.print_values import Part, PrintSection, TablePart
from healthapp.web.kit.choices import ANSWERS

_EMPTY: tuple[Any, ...] = (None, "", [])
_KINDS = {
    "yes": AnswerKind.YES,
    "no": AnswerKind.NO,
    "unknown": AnswerKind.UNKNOWN,
    "refused": AnswerKind.REFUSED,
    "not_asked": AnswerKind.NOT_ASKED,
}
#: Codes of a choice or list that mean the same everywhere.
_SPECIAL = {
    "refused": AnswerKind.REFUSED,
    "not_asked": AnswerKind.NOT_ASKED,
    "not_applicable": AnswerKind.NOT_APPLICABLE,
}
_PARENTS = (FieldType.FOUR, FieldType.CHOICE, FieldType.MANY)
_FOLDED = (FieldType.TEXT, FieldType.LONG, FieldType.DATE, FieldType.MOMENT, FieldType.CHOICE)
#: A follow-up longer than this stands on a line of its own.
_SHORT = 160
#: Columns a table has room for; further answers of a row gather in the last one.
_COLUMNS = 6


def print_section(
    number: str,
    section: Section,
    answers: Answers,
    limits: Limits,
    examined_at: dt.datetime,
    leave_out: frozenset[str] = frozenset(),
) -> PrintSection:
    """One part of the examination. ``limits``: its cut-offs; ``leave_out``: fields that stand elsewhere on the form."""
    declined = answers.get("declined") == "yes"
    fields = [field for field in section.fields if field.key not in leave_out]
    parts: list[Part] = []
    if section.key == "medicines" and answers.get("medicines_state") == "takes" and answers.get("medicines"):
        parts.append(medicines_part(answers, examined_at))
        fields = [field for field in fields if field.key not in ("medicines_state", "medicines")]
    if section.key == "vitals" and any(key in answers for key in (*CHART, "not_measured")):
        parts.append(vitals_part(answers))
        fields = [field for field in fields if field.key not in CHART]
    told = [field for field in fields if answers.get(field.key) not in _EMPTY]
    folded = _folded(told, answers)
    rows = [_declined_row(answers)] if declined else []
    rows += [
        _row(field, answers, limits, [f for f in told if folded.get(f.key) == field.key])
        for field in told
        if field.key not in folded and field.type is not FieldType.ROWS
    ]
    if section.key == "vitals":
        rows += _bmi(answers)
    notes: list[Part] = [_table(field, answers[field.key]) for field in told if field.type is FieldType.ROWS]
    if not declined:
        rows += [*_unanswered(section, fields, answers), *_left_empty(fields, answers)]
    return PrintSection(number, str(section.title), tuple(rows), tuple(parts), tuple(notes))


def _unanswered(section: Section, fields: list[Field], answers: Answers) -> list[PrintRow]:
    """What had to be answered and was not, in a record older than the question or signed before it was needed."""
    keys = {field.key for field in fields if answers.get(field.key) in _EMPTY}
    gaps = [gap for gap in missing(section, answers) if gap.name in keys]
    return [PrintRow(gap.text, AnswerKind.VALUE, _("no answer recorded")) for gap in gaps]


def _declined_row(answers: Answers) -> PrintRow:
    """A part that was declined as a whole: why, what the person was told, when it is offered again."""
    return PrintRow(_("The whole part"), AnswerKind.REFUSED, detail=" · ".join(_declined(answers)))


def _declined(answers: Answers) -> Iterator[str]:
    yield answers.get("declined_reason") or _("gave no reason")
    if "declined_informed" in answers:
        yield _("told what that means") if answers["declined_informed"] == "yes" else _("not told what that means")
    if answers.get("declined_reoffer"):
        yield _("offer again on %(day)s", day=day_of(answers["declined_reoffer"]))


def day_of(stored: str) -> str:
    """A stored ISO date as people write it."""
    return format_date(dt.date.fromisoformat(stored))


def _folded(told: list[Field], answers: Answers) -> dict[str, str]:
    """Follow-up -> the question it stands beside, for short answers to questions that are printed themselves."""
    parents = {field.key: field for field in told if field.type in _PARENTS}
    found: dict[str, str] = {}
    for field in told:
        if field.when is None or field.type not in _FOLDED or field.when.field in found:
            continue
        if field.when.field in parents and len(str(answers[field.key])) <= _SHORT:
            found[field.key] = field.when.field
    return found


def _row(field: Field, answers: Answers, limits: Limits, follow_ups: list[Field]) -> PrintRow:
    value = answers[field.key]
    kind = _kind(field, value)
    detail = " · ".join(_details(field, answers, follow_ups))
    if kind is not AnswerKind.VALUE:
        return PrintRow(str(field.text), kind, detail=detail)
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        text = format_number(Decimal(str(value)))
        band = limits.said(field, answers) or _band(field, value)
        return PrintRow(str(field.text), kind, text, str(field.unit), band, detail)
    return PrintRow(str(field.text), kind, plain_text(field, value), detail=detail)


def _kind(field: Field, value: Any) -> AnswerKind:
    if field.type is FieldType.FOUR:
        return _KINDS[value]
    code = value[0] if isinstance(value, list) and len(value) == 1 else value
    if field.type not in (FieldType.CHOICE, FieldType.MANY) or not isinstance(code, str):
        return AnswerKind.VALUE
    return _choice_kind(field.option(code))


def _choice_kind(option: Option) -> AnswerKind:
    """The shape of a coded answer; a word of its own ("gives consent", "not known") stays that word."""
    if option.code in _SPECIAL:
        return _SPECIAL[option.code]
    if option.code in ("yes", "no") and str(option.text) == str(ANSWERS[option.code]):
        return _KINDS[option.code]
    if option.code == "unknown" and str(option.text) == str(UNKNOWN[1]):
        return AnswerKind.UNKNOWN
    return AnswerKind.VALUE


def _details(field: Field, answers: Answers, follow_ups: list[Field]) -> Iterator[str]:
    """What stands beside an answer. The shape of "refused" and its like says already what a reason is for."""
    reasoned = _kind(field, answers[field.key]) is not AnswerKind.VALUE
    if field.type is FieldType.FOUR and answers.get(f"{field.key}_reason"):
        yield str(answers[f"{field.key}_reason"])
    for follow_up in follow_ups:
        text = plain_text(follow_up, answers[follow_up.key])
        plain = follow_up.key == f"{field.key}_text" or (follow_up.key.endswith("_reason") and reasoned)
        yield text if plain else f"{follow_up.text}: {text}"
    if field.type is FieldType.FOUR and answers.get(f"{field.key}_reoffer"):
        yield _("offer again on %(day)s", day=day_of(answers[f"{field.key}_reoffer"]))


def _band(field: Field, value: Any) -> str:
    """``> 11,1`` or ``< 4,0`` for a value outside its normal band."""
    if not outside(field, value):
        return ""
    low, high = field.normal
    below = low is not None and float(value) < low
    edge = low if below else high
    assert edge is not None
    return f"{'<' if below else '>'} {format_number(int(edge) if float(edge).is_integer() else edge)}"


def _bmi(answers: Answers) -> list[PrintRow]:
    index = alerts.bmi(answers)
    if index is None:
        return []
    label, number = _("Body mass index"), alerts.bmi_text(index)
    return [PrintRow(label, AnswerKind.VALUE, number, _("kg/m2"), bands.bmi(index))]


def _left_empty(fields: list[Field], answers: Answers) -> list[PrintRow]:
    """What was not filled in and did not have to be: named, so that silence is not read as "no"."""
    names = [str(field.text) for field in fields if _is_left_empty(field, answers)]
    if names:
        return [PrintRow(_("Not filled in"), AnswerKind.VALUE, "; ".join(names), remark=True)]
    return []


def _is_left_empty(field: Field, answers: Answers) -> bool:
    return not field.must and field.asked(answers) and answers.get(field.key) in _EMPTY


def _table(field: Field, rows: list[Answers]) -> TablePart:
    """Rows as a table with the columns somebody filled; beyond six, short answers gather in a last column."""
    used = [column for column in field.columns if any(row.get(column.key) not in _EMPTY for row in rows)]
    alone, gathered = (used, []) if len(used) <= _COLUMNS else (used[: _COLUMNS - 2], used[_COLUMNS - 2 :])
    head = [str(column.text) for column in alone]
    widths = [_width(column) for column in alone]
    if gathered:
        head.append(_("More"))
        widths.append(4.5)
    made = []
    for row in rows:
        cells = [_cell(column, row) for column in alone]
        if gathered:
            more = [f"{column.text}: {_cell(column, row)}" for column in gathered if row.get(column.key) not in _EMPTY]
            cells.append(" · ".join(more))
        made.append(tuple(cells))
    return TablePart(tuple(head), tuple(made), tuple(widths), str(field.text))


def _cell(column: Field, row: Answers) -> str:
    value = row.get(column.key)
    return (
        ""
        if value in _EMPTY
        else plain_text(column, value) + (f" ({_band(column, value)})" if _numeric(column, value) else "")
    )


def _numeric(column: Field, value: Any) -> bool:
    return column.type in (FieldType.INTEGER, FieldType.DECIMAL) and outside(column, value)


def _width(column: Field) -> float:
    if column.type in (FieldType.TEXT, FieldType.LONG, FieldType.ICD):
        return 2.6
    return 1.1 if column.type in (FieldType.INTEGER, FieldType.DECIMAL) else 1.7
