"""A screening whose definition is not here, as it is stored: what was answered by its codes, and what lists keep of it.

A copy of a record is made of every part of it, and one instrument that is missing here must not keep the rest back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from healthapp.i18n import gettext as _
from healthapp.people.models import Person
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord
from healthapp.risk import screen_words as words
from healthapp.risk import screens
from healthapp.risk.content import SECTION, NotHere
from healthapp.risk.screens import Screening

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Unread:
    """A screening record with its person and its answers, of which nothing can be taken again."""

    record: ClinicalRecord
    person: Person
    content: dict[str, Any]

    @property
    def id(self) -> uuid.UUID:
        return self.record.id

    @property
    def facility_id(self) -> uuid.UUID:
        return self.record.facility_id

    @property
    def name(self) -> str:
        return f"{self.content['instrument']}@{self.content['version']}"


def load(session: Session, record: ClinicalRecord) -> Screening | Unread:
    """The screening of a record the caller found within their scope, read as far as it can be."""
    try:
        return screens.load(session, record)
    except NotHere:
        content = records.content_of(session, record).sections[SECTION]
        return Unread(record, session.get_one(Person, record.person_id), content)


def told(found: Unread) -> str:
    """Why there are codes and no words."""
    return _(
        "The definition of %(instrument)s is not here as it was released. Questions and answers stand by their codes, "
        "as they are stored; the result is the one kept when it was signed, and cannot be taken again here.",
        instrument=found.name,
    )


def status(found: Unread) -> str:
    return str(words.STATUS.get(found.record.summary.get("status", ""), ""))


def outcome_rows(found: Unread) -> Rows:
    """The result as it was kept when it was signed."""
    kept = found.record.summary
    rows = [(_("Score: %(name)s", name=name), str(value)) for name, value in kept.get("scores", {}).items()]
    rows += [(_("Result: %(name)s", name=name), str(band)) for name, band in kept.get("bands", {}).items()]
    if kept.get("danger"):
        rows.append((_("Danger"), _("Do not leave the person alone")))
    return [{"key": key, "value": value} for key, value in rows]


def answer_rows(found: Unread) -> Rows:
    answers = found.content.get("answers", {})
    return [{"key": item, "value": _said(answer)} for item, answer in answers.items()]


def correction_rows(found: Unread) -> Rows:
    """Answers that were taken back, by their codes."""
    rows = found.content.get("corrections", ())
    return [words.corrected(one, one["item"], _said(one["was"]), _said(one["now"])) for one in rows]


def _said(answer: object) -> str:
    """Declining is one code in every instrument; the others are that of one alone."""
    return "" if answer is None else str(words.RESERVED.get(str(answer), answer))
