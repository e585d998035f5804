"""The shape of an examination's dictionary: sections of fields, each with its type, options, unit and limits.

A dictionary is data. Pages, parsing, completeness, alarms and prints all read it; none of them knows a
field by name unless a clinical rule does. Stored answers are plain JSON by field key:

========== =======================================================================================
type       stored
========== =======================================================================================
FOUR       the code of the answer; ``<key>_reason`` (text or code) and ``<key>_reoffer`` (ISO date) beside it
CHOICE     the code
MANY       a list of codes, in the dictionary's order
INTEGER    a whole number
DECIMAL    a text with a point and ``decimals`` places ("36.6"), so that it is signed as it was typed
TEXT, LONG a text
DATE       ISO date
MOMENT     ISO moment with its offset (Asia/Baku)
ICD        a code of ICD-10
ROWS       a list of objects by column key
========== =======================================================================================

A field that was not answered is absent. A section that was declined holds ``declined`` and its reason. What could not
be read stands in a draft under ``as_typed``, as it was typed, until it is put right; it is never signed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from healthapp.access import Permission
from healthapp.i18n import lazy_gettext as _l

Answers = Mapping[str, Any]
#: Of a draft: what could not be read, by the name of its question on the page and the names of its fields there.
AS_TYPED = "as_typed"
#: The moment of the examination itself: never before admission, from which its clock runs.
EXAMINED_AT = ("examined_at", "screened_at", "visited_at")
#: Years.
ADULT = 18


def examined_at(sections: Mapping[str, Answers]) -> dt.datetime | None:
    """When the person was examined, as the author says."""
    for answers in sections.values():
        for key in EXAMINED_AT:
            if key in answers:
                return dt.datetime.fromisoformat(answers[key])
    return None


class FieldType(StrEnum):
    FOUR = "four"
    CHOICE = "choice"
    MANY = "many"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    LONG = "long"
    DATE = "date"
    MOMENT = "moment"
    ICD = "icd"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides which sections and fields apply to a person. ``presumed_minor``: taken for under 18 at admission,
    by word or looks, where no certain birth date says it."""

    sex: str
    age: int | None
    kind: str
    presumed_minor: bool = False


def everybody(_subject: Subject) -> bool:
    return True


def women(subject: Subject) -> bool:
    return subject.sex in ("female", "not_recorded")


def minors(subject: Subject) -> bool:
    """Under 18, or nobody knows: whose age is in doubt has the benefit of it."""
    return subject.presumed_minor or subject.age is None or subject.age < ADULT


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list. ``exclusive``: excludes every other one of the same question ("none of these")."""

    code: str
    text: Any
    hint: Any = ""
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A field is asked only when ``field`` of the same section has one of ``values``."""

    field: str
    values: frozenset[str]

    def holds(self, answers: Answers) -> bool:
        given = answers.get(self.field)
        if isinstance(given, list):
            return not self.values.isdisjoint(given)
        return given in self.values


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question.

    ``low`` and ``high`` are the hard limits, in ``unit``: a value outside is refused as impossible. Of a DATE, ``low``
    is how many days it may lie back.
    ``normal`` is the band within which nothing needs attention; a value outside is accepted and marked.
    ``required`` None: a FOUR must be answered before signing, anything else need not. ``past``: a date or
    moment that cannot lie in the future. ``applies``: whom it concerns at all; nobody else is asked.
    """

    key: str
    text: Any
    type: FieldType
    options: tuple[Option, ...] = ()
    hint: Any = ""
    unit: Any = ""
    low: float | None = None
    high: float | None = None
    normal: tuple[float | None, float | None] = (None, None)
    decimals: int = 0
    required: bool | None = None
    when: When | None = None
    applies: Callable[[Subject], bool] = everybody
    answers: tuple[str, ...] = ("yes", "no", "refused", "not_asked")
    reoffer: bool = False
    past: bool = True
    columns: tuple[Field, ...] = ()
    most: int = 20
    max_length: int = 2_000

    @property
    def must(self) -> bool:
        return self.type is FieldType.FOUR if self.required is None else self.required

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when.holds(answers)

    def option(self, code: str) -> Option:
        """The option of ``code``; raises KeyError."""
        for option in self.options:
            if option.code == code:
                return option
        raise KeyError(code)


class Group(StrEnum):
    """The parts of the task list, in clinical order."""

    URGENT = "urgent"
    HISTORY = "history"
    EXAMINATION = "examination"


GROUPS: dict[Group, Any] = {
    Group.URGENT: _l("First: what cannot wait"),
    Group.HISTORY: _l("History and needs"),
    Group.EXAMINATION: _l("Examination and conclusion"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Questions asked together. ``letter`` is the part of the dictionary it belongs to (A-M).

    ``may_decline``: the person may decline the whole part, with a reason and a date of the next offer.
    """

    key: str
    letter: str
    title: Any
    group: Group
    fields: tuple[Field, ...]
    hint: Any = ""
    applies: Callable[[Subject], bool] = everybody
    may_decline: bool = True
    #: Who may read the part, when that is narrower than the record; it is left out for everybody else.
    reader: Permission | None = None
    #: Who may answer the part, when that is narrower than the record; it waits for them.
    writer: Permission | None = None
    #: A page of its own in place of the list of questions; it takes ``record_id``.
    endpoint: str = ""

    def field(self, key: str) -> Field:
        """The field of ``key``; raises KeyError."""
        for found in self.fields:
            if found.key == key:
                return found
        raise KeyError(key)

    def asked(self, answers: Answers) -> Iterator[Field]:
        """The fields that apply to what was answered so far."""
        return (found for found in self.fields if found.asked(answers))

    def put_to(self, subject: Subject, answers: Answers) -> Section:
        """The section without the questions that do not concern ``subject``; what was answered all the same stays."""
        idle = {one.key for one in self.fields if not one.applies(subject) and one.key not in answers}
        return _without(self, frozenset(idle)) if idle else self


@cache
def _without(section: Section, keys: frozenset[str]) -> Section:
    """One and the same for every person alike: schemas are kept by section."""
    gone = keys | {f"{key}_reason" for key in keys}
    return replace(section, fields=tuple(one for one in section.fields if one.key not in gone))


# The short forms in which sections are written.


def options(*pairs: tuple[str, Any] | tuple[str, Any, Any]) -> tuple[Option, ...]:
    """(code, text) or (code, text, hint); a code that begins with "=" excludes the others."""
    return tuple(
        Option(pair[0].removeprefix("="), pair[1], pair[2] if len(pair) > 2 else "", pair[0].startswith("="))
        for pair in pairs
    )


def when(key: str, *values: str) -> When:
    return When(key, frozenset(values))


def four(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.FOUR, **more)


def choice(key: str, text: Any, *pairs: tuple[str, Any] | tuple[str, Any, Any], **more: Any) -> Field:
    return Field(key, text, FieldType.CHOICE, options=options(*pairs), **more)


def many(key: str, text: Any, *pairs: tuple[str, Any] | tuple[str, Any, Any], **more: Any) -> Field:
    return Field(key, text, FieldType.MANY, options=options(*pairs), **more)


def integer(key: str, text: Any, low: float, high: float, **more: Any) -> Field:
    return Field(key, text, FieldType.INTEGER, low=low, high=high, **more)


def decimal(key: str, text: Any, low: float, high: float, decimals: int = 1, **more: Any) -> Field:
    return Field(key, text, FieldType.DECIMAL, low=low, high=high, decimals=decimals, **more)


def text(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.TEXT, **{"max_length": 300, **more})


def long(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.LONG, **{"max_length": 8_000, **more})


def date(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.DATE, **more)


def moment(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.MOMENT, **more)


def icd(key: str, text: Any, **more: Any) -> Field:
    return Field(key, text, FieldType.ICD, **more)


def rows(key: str, text: Any, *columns: Field, **more: Any) -> Field:
    """A table; ``most`` rows at most. Columns are of any type but ROWS and FOUR."""
    return Field(key, text, FieldType.ROWS, columns=columns, **more)


#: The earliest day a date may name: nobody in custody was born before.
EARLIEST = dt.date(1900, 1, 1)
