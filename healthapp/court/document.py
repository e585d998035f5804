"""The summary a person takes along on release (BX-1): diagnoses, treatment, medicines, whom to see."""

from __future__ import annotations

from typing import Any

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.court import presenter
from healthapp.court.models import ReleaseSummary
from healthapp.documents import PrintCell, SignatureRow
from healthapp.i18n import format_date, format_moment, in_language, ngettext
from healthapp.i18n import gettext as _
from healthapp.people.copies import frame

FORM = "BX-1"


def render(
    found: Found, summary: ReleaseSummary, event: AuditEvent, *, language: str, institution: str, synthetic: bool
) -> tuple[str, bytes]:
    """(file name, PDF). The texts print in the language they were written in."""
    content = summary.content
    with in_language(language):
        sheet = frame(
            found.person,
            event,
            language=language,
            form=FORM,
            title=_("Release summary"),
            record=found.row.number,
            digest=summary.digest,
            institution=institution,
            synthetic=synthetic,
        )
        story = [
            kit.title(_("RELEASE SUMMARY"), f"{found.row.number} · {said('pathway', found.row.pathway)}"),
            kit.section("1", _("Release"), kit.form_cells(_release(found))),
            kit.section("2", _("Diagnoses"), kit.plain(content["diagnoses"], "body")),
            kit.section("3", _("Illness and treatment"), kit.plain(content["course"], "body")),
            kit.section("4", _("Medicines given along"), *medicines(content)),
            kit.section("5", _("Whom to see, and when"), kit.plain(content["follow_up"], "body"), *_contact(content)),
            kit.section(
                "6",
                _("Signatures"),
                kit.signatures(
                    [
                        SignatureRow(
                            summary.author_name,
                            _("Doctor"),
                            _("Content of this summary"),
                            format_moment(summary.written_at),
                        ),
                        SignatureRow("", _("The person"), _("Received one copy"), "", _("on handing over")),
                    ]
                ),
            ),
        ]
        return kit.file_name(sheet), kit.render(sheet, story)


def _release(found: Found) -> list[list[PrintCell]]:
    decided = next((row for row in reversed(found.events) if presenter.decided(row)), None)
    final = next((row for row in reversed(found.events) if row.code == "become_final"), None)
    held = (found.row.closed_at or found.events[-1].at) - found.row.opened_at
    return [
        [
            PrintCell(_("Decision of the court"), presenter.step_words(decided) if decided else "", 6, strong=True),
            PrintCell(_("Decided on"), format_date(decided.at) if decided else "", 3),
            PrintCell(_("Final since"), format_date(final.at) if final else "", 3),
        ],
        [
            PrintCell(_("State of the case"), said("state", found.row.state), 6),
            PrintCell(_("Case opened"), format_date(found.row.opened_at), 3),
            PrintCell(_("Days of the case"), ngettext("%(num)s day", "%(num)s days", held.days), 3),
        ],
    ]


def medicines(content: dict[str, Any]) -> list[object]:
    """The medicines as a table, or the stated reason for none."""
    rows = content.get("medicines") or []
    if not rows:
        return [kit.plain(_("None: %(why)s", why=content.get("no_medicines") or "—"), "body")]
    head = [_("Medicine"), _("Dose"), _("How often"), _("For days")]
    return list(kit.grid(head, [[r["name"], r["dose"], r["times"], str(r["days"])] for r in rows], (5, 3, 3, 1.4)))


def _contact(content: dict[str, Any]) -> list[object]:
    text = content.get("contact")
    return [kit.note(_("Questions to: %(whom)s", whom=text))] if text else []
