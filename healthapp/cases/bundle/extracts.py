"""What a screening and an injury report say in a paper: results and findings, nobody's own words.

A screening gives its results and the level it proposes, never an answer in words; an injury report gives its lesions
and the doctor's opinion, never the statement or a cause as told: both may name others (CPT/Inf(2013)29 §75-84).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from healthapp.documents.values import AnswerKind, PrintRow
from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.i18n import pgettext as _p
from healthapp.injuries import presenter as injuries
from healthapp.injuries.kinds import CODE as INJURY
from healthapp.injuries.report_parts import overall_words
from healthapp.intake.print_values import PrintSection, TablePart
from healthapp.intake.queries import Examination
from healthapp.people.page_presenter import record_title
from healthapp.records.models import ClinicalRecord
from healthapp.risk import content as screens
from healthapp.risk import screen_words, unread
from healthapp.risk import words as risk_words
from healthapp.risk.content import KIND as SCREENING
from healthapp.risk.screens import Screening
from healthapp.risk.unread import Unread, load

#: The part of a screening, and that of an injury report, as papers name them.
RESULT, FINDINGS = "result", "findings"
#: Papers to which a screening, and to which an injury report has something to say.
FROM_SCREENINGS = frozenset({"screening_or_observation", "risk_assessment", "psychiatric_opinion"})
FROM_INJURIES = frozenset({"case_summary", "diagnosis", "injury_photographs", "arrival_injury_exam"})


def parts(kind: str, code: str) -> tuple[str, ...]:
    """Which part of a screening or an injury report speaks to the paper ``code``; none for other kinds of record."""
    if kind == SCREENING and code in FROM_SCREENINGS:
        return (RESULT,)
    return (FINDINGS,) if kind == INJURY and code in FROM_INJURIES else ()


def title(record: ClinicalRecord) -> str:
    """What a record is called among those offered; a screening by its instrument."""
    name = str(record.summary.get("instrument", "")).upper() if record.kind == SCREENING else ""
    return f"{record_title(record)} {name}".strip()


def screening(session: Session, record: ClinicalRecord) -> tuple[str, PrintSection]:
    """(name of the instrument, its results with the level) in the language in force."""
    found = load(session, record)
    if isinstance(found, Unread):
        kept = [(row["key"], row["value"]) for row in unread.outcome_rows(found)]
        kept.append((_("Definition"), unread.told(found)))
        return found.name, PrintSection("", unread.status(found), _values(kept))
    texts = found.screen.texts(language())
    rows = [(row["key"], row["value"]) for row in screen_words.outcome_rows(found, texts)]
    rows.append((_("Level it proposes"), _level(found)))
    state = str(screen_words.STATUS[found.result.status])
    return texts.title, PrintSection("", state, _values(rows))


def _values(rows: Iterable[tuple[str, str]]) -> tuple[PrintRow, ...]:
    return tuple(PrintRow(key, AnswerKind.VALUE, value) for key, value in rows)


def _level(found: Screening) -> str:
    level = screens.level_of(found.screen.definition, found.result)
    return str(risk_words.LEVELS[level]) if level is not None else _("none")


def injury(found: Examination) -> Iterator[PrintSection]:
    """The lesions as a list, and the opinion on them."""
    lesions = found.answers.get("lesions", {})
    rows = tuple(_lesion(row) for row in lesions.get("lesions", ()))
    head = (_p("print", "No."), _("Type"), _("Place"), _("Size"), "ICD-10")
    table = TablePart(head, rows, (0.7, 3, 5, 2, 1.5))
    none = PrintRow(_("Lesions"), AnswerKind.VALUE, _("none found"))
    yield PrintSection("", _("Lesions"), () if rows else (none,), notes=(table,) if rows else ())
    opinion = found.content.doctor_sections.get("opinion") or found.answers.get("opinion", {})
    said = [(_("Overall opinion"), overall_words(opinion)), (_("Diagnosis (ICD-10)"), opinion.get("diagnosis", ""))]
    yield PrintSection("", _("Opinion"), tuple(PrintRow(key, AnswerKind.VALUE, text) for key, text in said if text))


def _lesion(row: dict[str, Any]) -> tuple[str, ...]:
    place = " · ".join(part for part in (row.get("site", ""), injuries.text("region", row)) if part)
    return str(row["number"]), injuries.text("type", row), place, injuries.size(row), row.get("icd_injury", "")
