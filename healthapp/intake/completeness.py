"""What is still missing before an examination can be signed, and how far each part has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.intake.dictionary.model import ADULT, AS_TYPED, Answers, Field, FieldType, Section, Subject
from healthapp.intake.dictionary.vitals import MEASURES
from healthapp.intake.dictionary.vulnerability import MINORS


@dataclass(frozen=True, slots=True)
class Missing:
    """One question without an answer. ``name``: the field on the page a link leads to."""

    section: Section
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one part has come. ``state``: empty, begun, done or declined."""

    section: Section
    answered: int
    asked: int
    state: str


def missing(section: Section, answers: Answers) -> list[Missing]:
    """The questions of ``section`` that must be answered and are not, in page order.

    A declined part needs its reason and whether the person was told what that means. What was typed and could not be
    read comes first: it is neither an answer nor forgotten.
    """
    typed = answers.get(AS_TYPED, {})
    unread = [Missing(section, name, _asked_as(section, name)) for name in typed]
    if answers.get("declined") == "yes":
        wanted = ("declined_reason", "declined_informed")
        open_names = (name for name in wanted if not answers.get(name) and name not in typed)
        return [*unread, *(Missing(section, name, str(section.title)) for name in open_names)]
    gaps = ((field, name) for field in section.asked(answers) for name in _gaps(field, answers))
    return [*unread, *(Missing(section, name, _words(field, name)) for field, name in gaps if name not in typed)]


def _words(field: Field, name: str) -> str:
    """What is not answered: in a table the row, counted from 1, and the column."""
    if field.type is not FieldType.ROWS or name == field.key:
        return str(field.text)
    place, _dash, key = name.removeprefix(f"{field.key}-").partition("-")
    column = next(one for one in field.columns if one.key == key)
    return f"{field.text} {int(place) + 1}: {column.text}"


def _asked_as(section: Section, name: str) -> str:
    """The words of the question whose answer could not be read: those of its column, in a table."""
    key, _dash, cell = name.partition("-")
    field = next((one for one in section.fields if key in (one.key, f"{one.key}_reason", f"{one.key}_reoffer")), None)
    column = cell.partition("-")[2]
    inner = next((one for one in field.columns if one.key == column), field) if field else None
    return _("%(what)s: not stored as an answer yet", what=str(inner.text if inner else section.title))


def progress(section: Section, answers: Answers) -> Progress:
    """Counted in questions that must be answered."""
    if answers.get("declined") == "yes":
        return Progress(section, 0, 0, "declined")
    asked = [field for field in section.asked(answers) if field.must]
    open_names = {gap.name.removesuffix("_reason").split("-")[0] for gap in missing(section, answers)}
    answered = sum(1 for field in asked if field.key not in open_names)
    state = "empty" if not answers else "begun" if open_names else "done"
    return Progress(section, answered, len(asked), state)


def missing_anywhere(sections: Iterable[Section], answers: Mapping[str, Answers]) -> list[Missing]:
    return [gap for section in sections for gap in missing(section, answers.get(section.key, {}))]


def unsaid_minor(subject: Subject, sections: Iterable[Section], answers: Mapping[str, Answers]) -> list[Missing]:
    """Somebody under 18 who is not among the vulnerable as such: nothing of a juvenile was asked.

    By the birth date, or taken for one at admission. Whose age is in doubt has the benefit of it: the same is asked as
    of anybody under 18, so it is said.
    """
    section = next((section for section in sections if section.key == "vulnerability"), None)
    said = answers.get("vulnerability", {})
    by_date = subject.age is not None and subject.age < ADULT
    if section is None or not (by_date or subject.presumed_minor) or said.get("declined") == "yes":
        return []
    known = said.get("groups", [])
    if not known or set(MINORS) & set(known):
        return []
    return [Missing(section, "groups", _("Under 18 by the birth date") if by_date else _("Taken for under 18"))]


def _gaps(field: Field, answers: Answers) -> list[str]:
    value: Any = answers.get(field.key)
    if field.type is FieldType.FOUR and value == "not_asked" and not answers.get(f"{field.key}_reason"):
        return [f"{field.key}_reason"]
    if field.type is FieldType.ROWS and value:
        return [
            f"{field.key}-{place}-{column.key}"
            for place, row in enumerate(value)
            for column in field.columns
            if column.must and column.asked(row) and row.get(column.key) in (None, "", [])
        ]
    if not field.must or value not in (None, "", []):
        return []
    if MEASURES.get(field.key) in answers.get("not_measured", ()):
        return []
    return [field.key]
