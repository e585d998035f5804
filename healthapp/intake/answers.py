"""From the posted page to stored answers and back: nothing typed is lost, nothing impossible is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from healthapp.i18n import format_date, format_time, language, local
from healthapp.i18n import gettext as _
from healthapp.intake import alerts, icd10
from healthapp.intake.dictionary.model import AS_TYPED, EXAMINED_AT, Answers, Field, FieldType, Section
from healthapp.intake.schemas import schema_for
from healthapp.web.forms import FormState, compact_rows, load, printable

#: Hard limits of weight and height together, in kg/m2 (§5.1 B of the intake dictionary).
LEAST_BMI, MOST_BMI = 10, 80


@dataclass(frozen=True, slots=True)
class Frame:
    """The moments an answer must lie between."""

    now: dt.datetime
    admitted_at: dt.datetime | None
    born: dt.date | None


def read(section: Section, posted: MultiDict[str, str], frame: Frame) -> tuple[dict[str, Any], FormState]:
    """(answers that can be kept, the page's state). What is wrong stays on the page with its message."""
    values = compact_rows(posted)
    many = [field.key for field in section.fields if field.type is FieldType.MANY]
    found, state = load(schema_for(section), values, many_valued=many)
    answers: dict[str, Any] = dict(found if found is not None else state.accepted)
    for name, message in (*_impossible_times(section.fields, answers, frame), *_contradictions(answers)):
        state.add(name, message)
        _take_out(answers, name)
    return answers, state


def _take_out(answers: dict[str, Any], name: str) -> None:
    """One answer, or one cell of a table: the rest of its row and the other rows stay."""
    key, _dash, cell = name.partition("-")
    if not cell:
        answers.pop(key, None)
        return
    place, _dash, column = cell.partition("-")
    answers[key][int(place)].pop(column, None)


def with_typed(section: Section, answers: dict[str, Any], form: FormState) -> dict[str, Any]:
    """``answers`` for a draft, with what could not be read as it was typed: nothing typed is lost with its page."""
    typed = {name: found for name in form.errors if (found := posted_of(section, form, name))}
    return {**answers, AS_TYPED: typed} if typed else answers


def posted_of(section: Section, form: FormState, name: str) -> dict[str, list[str]]:
    """The posted fields of one question; nothing for a name the section does not ask."""
    if name.partition("-")[0] not in schema_for(section).fields:
        return {}
    posted = (one for one in form.values if one in (name, f"{name}_date", f"{name}_time") or one.startswith(f"{name}-"))
    texts = {one: [printable(text) for text in form.values_of(one)] for one in posted}
    return {one: given for one, given in texts.items() if any(given)}


def form_of(section: Section, answers: Answers, frame: Frame) -> FormState:
    """The page of stored answers; what could not be read stands there as it was typed, with its message."""
    values = to_form(section, answers)
    typed: Mapping[str, Mapping[str, list[str]]] = answers.get(AS_TYPED, {})
    if not typed:
        return FormState(values)
    posted: MultiDict[str, str] = MultiDict(values)
    for fields in typed.values():
        for name, texts in fields.items():
            posted.setlist(name, texts)
    _given, form = read(section, posted, frame)
    for name in typed:
        if name not in form.errors:  # it was read wrong when it was saved: a moment that still lay ahead
            form.add(name, _("This was not stored as an answer yet: check it and save it again"))
    return form


def to_form(section: Section, answers: Answers) -> dict[str, Any]:
    """Stored answers as the page shows them."""
    values: dict[str, Any] = {}
    for key, value in answers.items():
        if key == AS_TYPED:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            columns = section.field(key).columns
            for place, row in enumerate(value):
                values.update({f"{key}-{place}-{name}": text for name, text in _flat(columns, row)})
        else:
            values.update(_flat(section.fields, {key: value}))
    return values


def _flat(fields: Iterable[Field], row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    by_key = {field.key: field for field in fields}
    for key, value in row.items():
        field = by_key.get(key)
        if field is not None and field.type is FieldType.MOMENT:
            moment = dt.datetime.fromisoformat(value)
            yield f"{key}_date", format_date(moment)
            yield f"{key}_time", format_time(moment)
        elif (field is not None and field.type is FieldType.DATE) or key.endswith("_reoffer"):
            yield key, format_date(dt.date.fromisoformat(value))
        elif field is not None and field.type is FieldType.DECIMAL and language() != "en":
            yield key, value.replace(".", ",")
        elif field is not None and field.type is FieldType.ICD:
            yield key, f"{value} {icd10.title(value)}"
        elif isinstance(value, list):
            yield key, value
        else:
            yield key, str(value)


def _impossible_times(fields: Iterable[Field], answers: Mapping[str, Any], frame: Frame) -> list[tuple[str, str]]:
    wrong: list[tuple[str, str]] = []
    for field in fields:
        value = answers.get(field.key)
        if value is None:
            continue
        if field.type is FieldType.ROWS:
            for place, row in enumerate(value):
                wrong += [
                    (f"{field.key}-{place}-{name}", text) for name, text in _impossible_times(field.columns, row, frame)
                ]
        elif field.type in (FieldType.DATE, FieldType.MOMENT):
            message = _impossible(field, value, frame)
            if message:
                wrong.append((field.key, message))
    return wrong


def _impossible(field: Field, value: str, frame: Frame) -> str | None:
    is_day = field.type is FieldType.DATE
    moment = None if is_day else dt.datetime.fromisoformat(value)
    day = dt.date.fromisoformat(value) if moment is None else moment.date()
    today = local(frame.now).date()
    if field.past and (moment > frame.now if moment is not None else day > today):
        return _("This lies in the future")
    if is_day and field.low is not None and day < today - dt.timedelta(days=field.low):
        return _("This is more than %(days)s days ago", days=int(field.low))
    if frame.born is not None and day < frame.born:
        return _("This is before the person was born")
    if field.key in EXAMINED_AT and moment is not None and frame.admitted_at is not None and moment < frame.admitted_at:
        return _("This is before the person was admitted")
    return None


def _contradictions(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Answers that cannot both be true."""
    systolic, diastolic = answers.get("systolic"), answers.get("diastolic")
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        return [("diastolic", _("The lower pressure must be below the upper one"))]
    index = alerts.bmi(answers)
    if index is not None and not LEAST_BMI <= index <= MOST_BMI:
        found = alerts.bmi_text(index)
        return [("height", _("Weight and height give an impossible body mass index of %(value)s", value=found))]
    return []
