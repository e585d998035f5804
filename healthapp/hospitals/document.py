"""The transfer sheet to a psychiatric hospital (KV-1): who, why, on which basis, risks, medicines, escort."""

from __future__ import annotations

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.presenter import basis, said
from healthapp.cases.queries import Found
from healthapp.court.document import medicines
from healthapp.documents import Confidentiality, PrintCell, Sheet, SignatureRow
from healthapp.hospitals.models import TransferSheet
from healthapp.i18n import format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.people.names import display_name
from healthapp.web.kit.roles import role_word

FORM = "KV-1"


def render(
    found: Found,
    sheet: TransferSheet,
    event: AuditEvent,
    *,
    hospital: str,
    language: str,
    institution: str,
    synthetic: bool,
) -> tuple[str, bytes]:
    """(file name, PDF). The texts print in the language they were written in."""
    content = sheet.content
    departure = next(row for row in found.events if row.id == sheet.event_id)
    with in_language(language):
        role = f", {role_word(event.actor_role)}" if event.actor_role else ""
        frame = Sheet(
            language=language,
            form=FORM,
            version="1",
            title=_("Transfer sheet to a psychiatric hospital"),
            record=found.row.number,
            confidentiality=Confidentiality.MEDICAL,
            digest=sheet.digest.hex(),
            institution=institution,
            printed_by=f"{event.actor_name}{role}",
            printed_at=event.at,
            person=display_name(found.person),
            born=found.person.birth_date,
            addressee=hospital,
            synthetic=synthetic,
        )
        story = [
            kit.title(_("TRANSFER SHEET"), f"{found.row.number} · {said('pathway', found.row.pathway)}"),
            kit.section("1", _("Journey"), kit.form_cells(_journey(found, content, hospital, departure.at))),
            kit.section("2", _("Mental state and reason"), kit.plain(content["state"], "body")),
            kit.section(
                "3",
                _("Risks and allergies"),
                kit.form_cells(
                    [
                        [PrintCell(_("Risk to self and others, what helps"), content["risk"], 8)],
                        [PrintCell(_("Allergies"), content["allergies"], 12, strong=True)],
                    ]
                ),
            ),
            _urgent(content),
            kit.section("4", _("Medicines given along"), *medicines(content)),
            kit.section("5", _("Papers carried"), kit.plain(content.get("papers") or "—", "body")),
            kit.section("6", _("Reviews"), *_reviews(found)),
            kit.section("7", _("Signatures"), kit.signatures(_signatures(sheet))),
        ]
        return kit.file_name(frame), kit.render(frame, [part for part in story if part])


def _journey(found: Found, content: dict[str, str], hospital: str, left: object) -> list[list[PrintCell]]:
    apart = _("apart from others") if content["apart"] == "yes" else content["not_apart"]
    return [
        [
            PrintCell(_("Hospital"), hospital, 6, strong=True),
            PrintCell(_("Departed"), format_moment(left), 3),  # type: ignore[arg-type]
            PrintCell(_("Legal basis"), basis(found), 3),
        ],
        [
            PrintCell(_("Medical escort (CEP 68.2)"), f"{content['escort']}, {content['profession']}", 6),
            PrintCell(_("Travels"), apart, 6),
        ],
        [PrintCell(_("Means of restraint on the way, and why"), content.get("restraint") or _("none"), 12)],
    ]


def _urgent(content: dict[str, str]) -> object:
    if not content.get("grounds"):
        return None
    rows = [
        [PrintCell(_("Grounds"), content["grounds"], 12)],
        [PrintCell(_("Second doctor's opinion"), content["second_opinion"], 12)],
    ]
    return kit.section("", _("Urgent transfer before consent"), kit.form_cells(rows))


def _reviews(found: Found) -> list[object]:
    if found.row.pathway == "placement_c":
        text = _(
            "A commission of psychiatrists reviews the measure every 6 months; the court extends it after the first "
            "6 months and then every 12 (CC 98.2). Time in hospital counts day for day (CC 99)."
        )
    else:
        text = _("The stay is reviewed by the hospital; the person may withdraw consent where the stay rests on it.")
    opened = _("Case opened on %(day)s.", day=format_date(found.row.opened_at))
    return [kit.plain(f"{text} {opened}", "body")]


def _signatures(sheet: TransferSheet) -> list[SignatureRow]:
    return [
        SignatureRow(sheet.author_name, _("Sent by"), _("Content of this sheet"), format_moment(sheet.written_at)),
        SignatureRow(
            sheet.content["escort"], _("Medical escort"), _("Person and medicines taken over"), "", _("on leaving")
        ),
        SignatureRow(
            "", _("Hospital"), _("Person, medicines and papers received; injuries looked for"), "", _("on arrival")
        ),
    ]
