"""An appeal on paper for the person it is about (MR-1): what was asked, what was done, the outcome, what is open."""

from __future__ import annotations

import datetime as dt

from healthapp import documents as kit
from healthapp.appeals import presenter
from healthapp.appeals.queries import Found
from healthapp.appeals.states import State
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.ledger.printed import Proven
from healthapp.people.names import display_name

FORM, VERSION = "MR-1", "1 (01.03.2026)"


def render(
    found: Found, *, language: str, printed_by: str, at: dt.datetime, digest: bytes, place: Proven, phone: str
) -> tuple[str, bytes]:
    """(file name, PDF) in ``language``. ``digest``: of the appeal with its steps, as the ledger has it."""
    row = found.row
    with in_language(language):
        sheet = Sheet(
            language=language,
            form=FORM,
            version=VERSION,
            title=_("Your appeal"),
            record=row.number,
            confidentiality=Confidentiality.PERSON,
            digest=digest.hex(),
            institution=kit.institution(found.facility.name),
            printed_by=printed_by,
            printed_at=at,
            person=display_name(found.person) if found.person is not None else row.about_name,
            born=found.person.birth_date if found.person is not None else None,
            leaf=place.leaf,
            proof=place.proof,
            synthetic=found.facility.is_demo,
        )
        story = [
            kit.title(_("YOUR APPEAL"), f"{row.number} · {presenter.KINDS[row.kind]}"),
            kit.plain(_("What you asked, in the words it came in"), "plain-head"),
            kit.quote(row.words),
            kit.plain(_("Received: %(when)s", when=format_moment(row.received_at)), "plain"),
            kit.plain(_("Where it stands"), "plain-head"),
            *_standing(found),
            kit.plain(_("What was done"), "plain-head"),
            *_steps(found),
            kit.plain(_("What is open to you"), "plain-head"),
            *(_item(text) for text in _rights(phone)),
            kit.plain(_("Handed over on (date, time), signature"), "plain-head"),
            kit.RuledLines(2),
        ]
        return kit.file_name(sheet), kit.render(sheet, story)


def _standing(found: Found) -> list[object]:
    row = found.row
    lines = [str(presenter.OUTCOMES[row.outcome] if row.outcome else presenter.STATES[row.state][1])]
    reason = next((step.note for step in reversed(found.steps) if step.step == "decide"), "")
    if row.outcome and reason:
        lines.append(reason)
    if row.state == State.TOLD and row.closed_at is not None:
        lines.append(_("You were told on %(when)s.", when=format_moment(row.closed_at)))
    return [kit.plain(line, "plain") for line in lines]


def _steps(found: Found) -> list[object]:
    if not found.steps:
        return [kit.plain(_("Nothing yet."), "plain")]
    rows = [
        [entry.at, f"{entry.what}\n{entry.note}".strip(), entry.who] for entry in reversed(presenter.entries(found))
    ]
    return list(kit.grid([_("When"), _("What was done"), _("Who")], rows, (2.5, 6.5, 3), style="plain-cell"))


def _rights(phone: str) -> list[str]:
    """Law on the Ombudsman; OPCAT 21: nobody may be made to suffer for having complained."""
    return [
        _("If you do not agree, say so: the appeal can be opened again, and you may write to the Medical Department."),
        _(
            "You may turn to the Ombudsman at any time, free of charge; nobody reads your letter: %(phone)s.",
            phone=phone,
        ),
        _("Nobody may punish you or treat you worse for having complained. If it happens, say it to the Ombudsman."),
    ]


def _item(text: str) -> object:
    return kit.marked(kit.escaped(text), "plain-item", bulletText="•")
