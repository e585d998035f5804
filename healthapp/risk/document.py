"""A screening (SC-1) and a safety plan (SP-1) on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp import documents as kit
from healthapp.documents.values import AnswerKind, Confidentiality, PrintRow, Sheet
from healthapp.i18n import format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.ledger.printed import Proven, proven
from healthapp.people.models import Facility, Person
from healthapp.people.names import display_name
from healthapp.risk import screen_words, unread, words
from healthapp.risk.models import SafetyPlan
from healthapp.risk.queries import Episode
from healthapp.risk.screens import Screening
from healthapp.risk.unread import Unread

SCREENING_FORM, PLAN_FORM = "SC-1", "SP-1"


Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the print of a screening says, in the language in force."""

    title: str
    note: str
    status: str
    outcomes: Rows
    answers: Rows
    asked: Rows
    corrections: Rows


def of_screening(
    session: Session, found: Screening | Unread, *, language: str, printed_by: str, at: dt.datetime
) -> bytes:
    """The PDF of a signed screening; by its codes, where its definition is not here. Raises ValueError for a draft."""
    if found.record.digest is None:
        raise ValueError("a draft has no print")
    with in_language(language):
        said = _unread(found) if isinstance(found, Unread) else _read(found, language)
        sheet = _sheet(
            session,
            found.person,
            found.facility_id,
            SCREENING_FORM,
            said.title,
            str(found.id),
            language,
            printed_by,
            at,
            found.record.digest.hex(),
            Confidentiality.MEDICAL,
            proven(session, found.id, found.record.digest),
        )
        about = f"{format_moment(found.record.event_time)} · {found.record.author_name}"
        answers = [
            PrintRow(row["key"], AnswerKind.VALUE if row["value"] else AnswerKind.NOT_ASKED, row["value"])
            for row in said.answers
        ]
        story = [
            kit.title(said.title, about),
            kit.boxed(kit.plain(said.note, "plain")) if said.note else None,
            kit.plain(said.status, "plain") if said.status else None,
            kit.section("1", _("Result"), kit.answer_table(_rows(said.outcomes))),
            kit.section("2", _("Questions and answers"), kit.answer_table(answers)),
            kit.section("3", _("How it was asked"), kit.answer_table(_rows(said.asked))),
        ]
        if said.corrections:
            story.append(kit.section("4", _("Answers that were taken back"), kit.answer_table(_rows(said.corrections))))
        return kit.render(sheet, story)


def _read(found: Screening, language: str) -> _Said:
    texts = found.screen.texts(language)
    working = _("Working translation, never validated: read every question as written and judge with care.")
    return _Said(
        texts.title,
        working if texts.banner else "",
        str(screen_words.STATUS[found.result.status]),
        screen_words.outcome_rows(found, texts),
        screen_words.answer_rows(found.screen, texts),
        screen_words.asked_rows(found.screen.content),
        screen_words.correction_rows(found.screen, texts),
    )


def _unread(found: Unread) -> _Said:
    return _Said(
        found.name,
        unread.told(found),
        unread.status(found),
        unread.outcome_rows(found),
        unread.answer_rows(found),
        screen_words.asked_rows(found.content),
        unread.correction_rows(found),
    )


def _rows(rows: Rows) -> list[PrintRow]:
    return [PrintRow(row["key"], AnswerKind.VALUE, row["value"]) for row in rows]


def of_safety_plan(session: Session, found: Episode, plan: SafetyPlan, *, printed_by: str, at: dt.datetime) -> bytes:
    """The PDF of a safety plan, in the language it was written in; the person keeps it."""
    with in_language(plan.language):
        title = _("Safety plan")
        sheet = _sheet(
            session,
            found.person,
            found.facility_id,
            PLAN_FORM,
            title,
            f"{plan.version}",
            plan.language,
            printed_by,
            at,
            plan.digest.hex(),
            Confidentiality.PERSON,
            proven(session, plan.id, plan.digest),
        )
        story: list[object] = [kit.title(title, format_moment(plan.written_at))]
        for step, text in words.PLAN.items():
            if plan.answers.get(step):
                story += [kit.plain(str(text), "plain-head"), kit.plain(plan.answers[step], "plain")]
        if plan.review_on is not None:
            again = _("We look at this plan again on %(day)s.", day=format_date(plan.review_on))
            story.append(kit.plain(again, "plain"))
        return kit.render(sheet, story)


def _sheet(
    session: Session,
    person: Person,
    facility_id: object,
    form: str,
    title: str,
    record: str,
    language: str,
    printed_by: str,
    at: dt.datetime,
    digest: str,
    secrecy: Confidentiality,
    place: Proven,
) -> Sheet:
    facility = session.get_one(Facility, facility_id)
    return Sheet(
        language=language,
        form=form,
        version="1",
        title=title,
        record=record,
        confidentiality=secrecy,
        digest=digest,
        institution=kit.institution(facility.name),
        printed_by=printed_by,
        printed_at=at,
        person=display_name(person),
        born=person.birth_date,
        leaf=place.leaf,
        proof=place.proof,
        synthetic=facility.is_demo,
    )
