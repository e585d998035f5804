"""The notice of a death to the prosecutor on paper, form XB-7: who died, what is known so far, what goes with it.

It goes without the person's consent and without an injury record (Mandela Rule 71.1); a death of which no report is
written yet is told all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from healthapp import documents as kit
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import capitals, format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.injuries import notice_document
from healthapp.injuries.models import DeathNotice
from healthapp.ledger import canonical
from healthapp.mental import words
from healthapp.mental.models import DeathReport
from healthapp.people.models import Facility, Person
from healthapp.people.names import display_name
from healthapp.records.models import ClinicalRecord

FORM = "XB-7"


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter says: the notice with the day it is due, the report if there is one, the injury records."""

    notice: DeathNotice
    due: dt.datetime | None
    person: Person
    facility: Facility
    report: DeathReport | None
    number: str
    records: Sequence[ClinicalRecord]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The print event: in which language, by whom, when."""

    language: str
    printed_by: str
    printed_at: dt.datetime


def letter(told: Told, wanted: Wanted) -> tuple[str, bytes]:
    """(file name, PDF) of the notice."""
    with in_language(wanted.language):
        title = _("Notice of a death to the prosecutor")
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version="1",
            title=title,
            record=told.number,
            confidentiality=Confidentiality.MEDICAL,
            digest=_digest(told),
            institution=kit.institution(told.facility.name),
            printed_by=wanted.printed_by,
            printed_at=wanted.printed_at,
            person=capitals(display_name(told.person), "az"),
            born=told.person.birth_date,
            addressee=_("prosecutor"),
            digest_label=_("SHA-256 of this notice"),
            synthetic=told.facility.is_demo,
        )
        basis = _("Every death in custody is reported without delay, whatever its cause (Mandela Rule 71).")
        story = [
            kit.title(
                capitals(title, wanted.language), _("Sent by the medical service itself, past the administration")
            ),
            kit.form_cells(_facts(told)),
            kit.section("1", _("Why this is reported"), [kit.plain(basis, "body")]),
            kit.section("2", _("What is known so far"), _known(told.report)),
            kit.section("3", _("Injuries documented before the death"), _records(told.records)),
            kit.section("4", _("What is asked for"), [kit.plain(line, "body") for line in _asked()]),
            kit.keep(Spacer(1, 4), kit.form_cells(_hand())),
        ]
        return kit.file_name(sheet), kit.render(sheet, story)


def _digest(told: Told) -> str:
    """SHA-256 of what the letter tells, the same in every language and after every step of the notice."""
    report = told.report
    values = {
        "person": str(told.person.id),
        "died_at": told.notice.died_at,
        "report": [report.place, report.manner, report.found_by, report.circumstances, report.told, report.kept]
        if report is not None
        else [],
        "records": [row.digest.hex() if row.digest else "" for row in told.records],
    }
    return canonical.digest(values).hex()


def _facts(told: Told) -> list[list[Any]]:
    notice, person = told.notice, told.person
    return [
        [
            kit.PrintCell(_("Prosecutor's office"), notice.sent_to, 6, strong=True),
            kit.PrintCell(_("Number of the letter"), notice.reference, 3),
            notice_document.when_sent(notice, told.due),
        ],
        [
            kit.PrintCell(_("Person"), display_name(person), 5, strong=True),
            kit.PrintCell(_("Date of birth"), format_date(person.birth_date) if person.birth_date else "", 2),
            kit.PrintCell(_("Number of the person"), person.number, 2),
            kit.PrintCell(_("Held in"), told.facility.name, 3),
        ],
        [
            kit.PrintCell(
                _("Time of death, or when the person was found"), format_moment(notice.died_at), 6, strong=True
            ),
            kit.PrintCell(_("Became due"), format_moment(notice.prepared_at), 3),
            kit.PrintCell(_("Entered by"), told.report.author_name if told.report else "", 3),
        ],
    ]


def _known(report: DeathReport | None) -> list[Any]:
    if report is None:
        return [kit.plain(_("The report of the medical unit is not written yet. It follows without delay."), "body")]
    long = (
        (_("Circumstances, and what was done, in order of time"), report.circumstances),
        (_("Who was told by whom, and when"), report.told),
        (_("What was kept as it was"), report.kept),
    )
    cells = [
        [
            kit.PrintCell(_("Place"), report.place, 4, strong=True),
            kit.PrintCell(_("Manner, as it appears"), str(words.MANNERS[report.manner]), 4, strong=True),
            kit.PrintCell(_("Found by"), report.found_by, 4),
        ],
        *[[kit.PrintCell(label, text, 12)] for label, text in long],
    ]
    return list(kit.form_cells(cells))


def _records(rows: Sequence[ClinicalRecord]) -> list[Any]:
    if not rows:
        return [kit.plain(_("None was documented during this stay."), "body")]
    head = [_("Record"), _p("print", "Examination"), "SHA-256"]
    lines = [[row.number or str(row.id), format_moment(row.event_time), (row.digest or b"").hex()] for row in rows]
    return list(kit.grid(head, lines, [3, 3, 6], style="dense"))


def _asked() -> list[str]:
    return [
        _("Please confirm receipt, and tell this medical unit what was decided."),
        _("Please have a forensic examination of the body made, and the place and the things seen as they were left."),
        _("Those who saw what happened may not be punished or worse off for what they say."),
    ]


def _hand() -> list[list[Any]]:
    return [
        [
            (_("Sent on, by whom, signature"), Spacer(1, 9 * mm), 6),
            (_("Received on, by whom, stamp"), Spacer(1, 9 * mm), 6),
        ],
    ]
