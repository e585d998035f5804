"""The person's own copy of an examination: plain sentences of coded answers, and the own words one chose.

Free text may name other people, so none of it is printed by itself. The person's words are shown to whoever
prints, one by one, to be ticked when they name nobody else. The parts on the copy are the person's choice,
because a copy may lie in a cell (CPT/Inf(2013)29 §77-79).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.access import Identity
from healthapp.audit.models import AuditEvent
from healthapp.custody.third_persons import third_persons, without_names
from healthapp.database import UnitOfWork
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.intake import presenter as intake
from healthapp.intake import queries as examinations
from healthapp.intake.dictionary import Answers, Field, FieldType, Section
from healthapp.intake.queries import Examination
from healthapp.people.copies import frame
from healthapp.people.copy_schemas import PrintCopy
from healthapp.people.document import COPY_FORM
from healthapp.people.events import PERSON_COPY_PRINTED
from healthapp.people.presenter import LANGUAGES
from healthapp.people.print_values import PersonCopyPrint
from healthapp.records.models import RecordState
from healthapp.web.kit.choices import ANSWERS

#: (section, field) -> field that says the language: answers that are the person's words as spoken.
OWN_WORDS = {
    ("injuries", "statement"): "statement_language",
    ("statement", "statement"): "statement_language",
    ("conditions", "person_view"): "",
    ("visit", "complaints_text"): "",
}
#: Free texts that name a substance or a diet, never a person.
HARMLESS = frozenset({("allergies", "agent"), ("medicines", "name"), ("safety", "allergy_text")})
_FREE = (FieldType.TEXT, FieldType.LONG)


@dataclass(frozen=True, slots=True)
class Part:
    """One section as the copy tells it."""

    key: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Something the person said; ``language`` is a code or empty."""

    key: str
    text: str
    language: str


def find(session: Session, identity: Identity, record_id: uuid.UUID) -> Examination | None:
    """A signed examination in scope; a draft has nothing to hand out yet."""
    found = examinations.find(session, identity, record_id)
    return found if found is not None and found.state == RecordState.SIGNED else None


def parts(examination: Examination) -> list[Part]:
    """Every section with at least one sentence, in the language in force."""
    found = []
    for section in examination.sections:
        sentences = tuple(_sentences(section, examination.answers.get(section.key, {})))
        if sentences:
            found.append(Part(section.key, str(section.title), sentences))
    return found


def own_words(examination: Examination) -> list[Words]:
    """What the person said, as it was written down; names that stand elsewhere in the record become [S-1], [S-2]."""
    names = third_persons(examination.answers)
    found = []
    for (section, field), language in OWN_WORDS.items():
        answers = examination.answers.get(section, {})
        if answers.get(field):
            found.append(
                Words(f"{section}.{field}", without_names(str(answers[field]), names), str(answers.get(language, "")))
            )
    return found


def record_print(uow: UnitOfWork, examination: Examination, wanted: PrintCopy) -> AuditEvent:
    """The event of this print, with the digest the paper bears."""
    return audit.record(
        uow,
        PERSON_COPY_PRINTED,
        about=examination,
        subject=("clinical_record", examination.id),
        digest=examination.record.digest,
        language=wanted.language,
        kind=examination.record.kind,
    )


def copy_print(
    examination: Examination, wanted: PrintCopy, event: AuditEvent, *, phone: str, synthetic: bool
) -> PersonCopyPrint:
    """The copy as it is printed, in its language. Raises ValueError for a record without a digest."""
    record = examination.record
    if record.digest is None:
        raise ValueError("only a signed record has a copy")
    with in_language(wanted.language):
        said = [words for words in own_words(examination) if words.key in wanted.words]
        return PersonCopyPrint(
            sheet=frame(
                examination.person,
                event,
                language=wanted.language,
                form=COPY_FORM,
                title=_("The person's own copy"),
                record=record.number or examination.person.number,
                digest=record.digest,
                institution=examination.facility.name,
                synthetic=synthetic,
            ),
            title=_("YOUR COPY: %(what)s", what=str(examination.kind.text)),
            subtitle=format_moment(record.event_time),
            recorded=tuple(
                f"{part.title}. {sentence}"
                for part in parts(examination)
                if part.key in wanted.parts
                for sentence in part.sentences
            ),
            ombudsman_phone=phone,
            own_words=tuple(words.text for words in said),
            words_language=", ".join(
                dict.fromkeys(str(LANGUAGES.get(words.language, words.language)) for words in said if words.language)
            ),
            kept=wanted.kept,
            explained_by=wanted.explained_by,
            explained_in=wanted.explained_in,
        )


def _sentences(section: Section, answers: Answers) -> Iterator[str]:
    if answers.get("declined") == "yes":
        yield _("You did not want this part.")
        return
    for field in section.asked(answers):
        if field.type is FieldType.ROWS:
            yield from _rows(section, field, answers.get(field.key, ()))
        elif field.key in answers:
            text = _text(section, field, answers)
            if text:
                yield f"{field.text}: {text}"


def _text(section: Section, field: Field, answers: Answers) -> str:
    """The answer without anything that could name somebody."""
    value = answers[field.key]
    if field.type is FieldType.FOUR:
        return str(ANSWERS[value])
    if field.type in _FREE and (section.key, field.key) not in HARMLESS:
        return ""
    return intake.plain_text(field, value)


def _rows(section: Section, field: Field, rows: Sequence[Answers]) -> Iterator[str]:
    """A sentence for each row, by its number where rows have one; every answer with its question."""
    for row in rows:
        told = [
            f"{column.text}: {intake.plain_text(column, row[column.key])}"
            for column in field.columns
            if column.key != "number"
            and row.get(column.key) not in (None, "", [])
            and (column.type not in _FREE or (section.key, column.key) in HARMLESS)
        ]
        if told:
            yield f"{field.text} {row.get('number', '')}".rstrip() + ": " + "; ".join(told)
