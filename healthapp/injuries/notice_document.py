"""The notice to the prosecutor on paper, form XB-5: why it is due, by when, on what basis, and what goes with it.

It goes from the medical service to the prosecutor; nobody of the institution's administration sees, delays or counts it
(CPT/Inf(2013)29 §77). Names the person accuses stay in their sealed envelope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from sqlalchemy.orm import Session

from healthapp import documents as kit
from healthapp.i18n import capitals, format_date, format_due, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.injuries import copy_words, notices, presenter, report_parts
from healthapp.injuries.copies import Print
from healthapp.injuries.dictionary.findings import NOTICE
from healthapp.injuries.models import InjuryNotice, Letter
from healthapp.intake.prints import Printed, intake_print, proven_of
from healthapp.intake.queries import Examination
from healthapp.people.names import display_name
from healthapp.records import queries as records

FORM = "XB-5"


def letter(session: Session, found: Examination, row: InjuryNotice, wanted: Print) -> Printed:
    """The PDF of one notice. Raises ValueError for a record nobody signed."""
    form = intake_print(
        found.record,
        found.content,
        records.addenda(session, found.id),
        records.signatures(session, found.id),
        found.person,
        found.facility,
        wanted.language,
        wanted.printed_by,
        wanted.at,
        found.facility.is_demo,
        limits=found.limits,
        place=proven_of(session, found),
    )
    with in_language(wanted.language):
        title = _("Notice to the prosecutor")
        sheet = replace(form.sheet, form=FORM, title=title, addressee=_("prosecutor"))
        story = [
            kit.title(
                capitals(title, wanted.language), _("Sent by the medical service itself, past the administration")
            ),
            kit.form_cells(_facts(session, found, row)),
            kit.section("1", _("Why this is reported"), _why(row)),
            kit.section("2", _("What the person says"), _words(found)),
            kit.section("3", _("What was found"), _lesions(found), _opinion(found)),
            kit.section("4", _("What goes with it"), _enclosed(found)),
            kit.section("5", _("What is asked for"), [kit.plain(line, "body") for line in _asked()]),
            kit.keep(Spacer(1, 4), kit.form_cells(_hand())),
        ]
        return Printed(kit.render(sheet, story), kit.file_name(sheet))


def _facts(session: Session, found: Examination, row: InjuryNotice) -> list[list[Any]]:
    due = notices.due_at(session, row)
    person = found.person
    return [
        [
            kit.PrintCell(_("Prosecutor's office"), row.sent_to, 6, strong=True),
            kit.PrintCell(_("Number of the letter"), row.reference, 3),
            when_sent(row, due),
        ],
        [
            kit.PrintCell(_("Person"), display_name(person), 5, strong=True),
            kit.PrintCell(_("Date of birth"), format_date(person.birth_date) if person.birth_date else "", 2),
            kit.PrintCell(_("Number of the person"), person.number, 2),
            kit.PrintCell(_("Held in"), found.facility.name, 3),
        ],
        [
            kit.PrintCell(_("Record"), found.record.number or str(found.id), 4, strong=True),
            kit.PrintCell(_p("print", "Examination"), format_moment(found.record.event_time), 3),
            kit.PrintCell(_("Became due"), format_moment(row.prepared_at), 2),
            kit.PrintCell(_p("print", "Examined by"), found.record.author_name, 3),
        ],
    ]


def when_sent(row: Letter, due: dt.datetime | None) -> kit.PrintCell:
    """Until when it is to be sent; once it was, when."""
    if row.sent_at is not None:
        return kit.PrintCell(_("Sent"), format_moment(row.sent_at), 3, strong=True)
    return kit.PrintCell(_("To be sent by"), format_due(due) if due else _p("print", "not set"), 3, strong=True)


def _why(row: InjuryNotice) -> list[Any]:
    duty = NOTICE.field("duty")
    reasons = [f"• {duty.option(code).text}" for code in row.duty.split(",")]
    basis = " · ".join(part for part in (copy_words.basis(row.basis), row.legal_basis or "") if part)
    cells = [
        kit.PrintCell(_("Consent of the person"), presenter.consent_words(row.consent), 4, strong=True),
        kit.PrintCell(_("Basis on which it goes out"), basis, 8, strong=True),
    ]
    return [*[kit.plain(line, "body") for line in reasons], Spacer(1, 2), kit.form_cells([cells])]


def _words(found: Examination) -> list[Any]:
    said = report_parts.statement(found.answers.get("statement", {}))
    return said or [kit.plain(_("No statement: see the report, part of the statement."), "body")]


def _lesions(found: Examination) -> list[Any]:
    rows: Sequence[Any] = found.answers.get("lesions", {}).get("lesions", ())
    if not rows:
        return [kit.plain(_("None seen"), "body")]
    lines = [
        [
            report_parts.Ringed(row["number"], 7.5),
            presenter.text("type", row),
            " · ".join(part for part in (row.get("site", ""), presenter.text("region", row)) if part),
            presenter.size(row),
            row.get("alleged_cause", ""),
        ]
        for row in rows
    ]
    head = [_p("print", "No."), _("Type"), _("Place"), _("Size"), _("Cause as told")]
    return kit.grid(head, lines, [0.8, 2.6, 3.6, 1.6, 3.4], style="dense", padding=1.2)


def _opinion(found: Examination) -> list[Any]:
    opinion = found.content.doctor_sections.get("opinion") or found.answers.get("opinion", {})
    cell = kit.PrintCell(_("Overall opinion"), report_parts.overall_words(opinion), 12, strong=True)
    return [Spacer(1, 3), *kit.form_cells([[cell]])]


def _enclosed(found: Examination) -> list[Any]:
    shown = [row for row in found.answers.get("photographs", {}).get("photographs", ()) if not row.get("voided")]
    sealed = found.answers.get("accused", {}).get("sealed", ())
    cells = [
        kit.PrintCell(_("Report for the prosecutor"), _("form XB-1 of the same record and digest"), 5),
        kit.PrintCell(_("Photographs"), str(len(shown)), 2),
        kit.PrintCell(_("Sealed names, kept apart"), _("on demand: %(count)s", count=len(sealed)), 5),
    ]
    return kit.form_cells([cells])


def _asked() -> list[str]:
    return [
        _("Please confirm receipt, and tell this medical unit what was decided."),
        _("Please see the person in private, and have a forensic examination made without delay."),
        _("Nobody may be punished or worse off for what was said here (Istanbul Protocol, principle 3)."),
    ]


def _hand() -> list[list[Any]]:
    room = Spacer(1, 9 * mm)
    return [
        [(_("Sent on, by whom, signature"), room, 6), (_("Received on, by whom, stamp"), Spacer(1, 9 * mm), 6)],
    ]
