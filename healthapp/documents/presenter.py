"""The words of the register of blank forms, and a batch as sheets to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from healthapp.audit.models import AuditEvent
from healthapp.documents.blank import FORM
from healthapp.documents.codes import form_number
from healthapp.documents.frame import institution
from healthapp.documents.models import BlankBatch, BlankForm, Outcome
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class FormLine:
    """One sheet in the list: its number, the state of the kit, and who said so."""

    form: BlankForm
    number: str
    state: tuple[str, str]
    remark: str


def outcome_items() -> list[tuple[str, str, str]]:
    """(value, text, hint) of what can become of a sheet."""
    return [
        (Outcome.COPIED, _("Copied into the system"), _("Write the number of the record")),
        (Outcome.SPOILT, _("Spoilt"), _("The sheet is kept in the file of spoilt forms")),
        (Outcome.DESTROYED, _("Destroyed unused"), _("For example, a new version of the form is in force")),
        (Outcome.LOST, _("Cannot be found"), _("Report it to the head of the medical unit as well")),
    ]


def outcome_state(outcome: str) -> tuple[str, str]:
    """(state of the kit, words)."""
    states = {
        Outcome.COPIED: "done",
        Outcome.SPOILT: "void",
        Outcome.DESTROYED: "not_applicable",
        Outcome.LOST: "alert",
    }
    if not outcome:
        return "waiting", _("Still out")
    words = {value: text for value, text, _hint in outcome_items()}
    return states[Outcome(outcome)], words[outcome]


def form_line(form: BlankForm) -> FormLine:
    said = ""
    if form.outcome_at is not None:
        said = " · ".join((form.outcome_note, form.outcome_by_name, format_moment(form.outcome_at)))
    return FormLine(form, form.full_number, outcome_state(form.outcome), said)


def earlier(events: Sequence[AuditEvent]) -> list[tuple[str, str]]:
    """(when and by whom, what with its note) of everything that was said of a sheet."""
    return [
        (f"{format_moment(one.at)}, {one.actor_name}", f"{outcome_state(one.details['outcome'])[1]} · {one.reason}")
        for one in events
    ]


def said(form: BlankForm) -> str:
    """What became of a sheet in one line, with who said so and when."""
    line = form_line(form)
    return ": ".join(part for part in (line.state[1], line.remark) if part)


def span(batch: BlankBatch) -> str:
    """EF-N1-000001-K – EF-N1-000010-B"""
    first, last = (form_number(batch.series, number) for number in (batch.first_number, batch.last_number))
    return first if first == last else f"{first} – {last}"


def sheets(batch: BlankBatch, *, synthetic: bool) -> Sequence[Sheet]:
    """The frame of every blank of ``batch``."""
    with in_language(batch.language):
        title, addressee = _("Fallback form: examination and injuries"), _("medical file; to be copied into the system")
        unit = institution(batch.facility_name)
    return [
        Sheet(
            language=batch.language,
            form=FORM,
            version=batch.form_version,
            title=title,
            record=form_number(batch.series, number),
            confidentiality=Confidentiality.MEDICAL,
            digest=batch.digest.hex(),
            institution=unit,
            printed_by=batch.printed_by_name,
            printed_at=batch.printed_at,
            addressee=addressee,
            synthetic=synthetic,
        )
        for number in range(batch.first_number, batch.last_number + 1)
    ]
