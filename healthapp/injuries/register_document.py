"""The trauma register on paper, form XB-6: the lines as filtered, gaps and all, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from healthapp import documents as kit
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import capitals, in_language
from healthapp.i18n import gettext as _
from healthapp.injuries import register, register_words
from healthapp.injuries.copies import Print
from healthapp.intake.prints import Printed
from healthapp.ledger import canonical
from healthapp.people.models import Facility

FORM, VERSION = "XB-6", "1 (01.03.2026)"


def book(facility: Facility, year: int, lines: Sequence[register.Line], filtered: str, wanted: Print) -> Printed:
    """The PDF of ``lines``. ``filtered``: what they were narrowed to, in words; empty for the whole year."""
    digests = [register.digest_of(line.entry).hex() if line.entry else str(line.number) for line in lines]
    with in_language(wanted.language):
        title = _("Trauma register")
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version=VERSION,
            title=f"{title} {year}",
            record=f"{register.PREFIX}-{facility.code}-{year}",
            confidentiality=Confidentiality.MEDICAL,
            digest=canonical.digest({"lines": digests}).hex(),
            institution=kit.institution(facility.name),
            printed_by=wanted.printed_by,
            printed_at=wanted.at,
            addressee=_("medical service"),
            digest_label=_("SHA-256 of the lines printed"),
            synthetic=facility.is_demo,
        )
        head, *rows = register_words.paper(lines, facility, wanted.at)
        story = [
            kit.title(capitals(f"{title} {year}", wanted.language), filtered or _("The whole year")),
            kit.note(register_words.summary(lines, wanted.at)),
            kit.grid(head, rows, [2, 1.5, 2, 1.9, 1.7, 2.6, 1.8], style="dense", padding=1.1)
            if rows
            else kit.plain(_("No entry yet"), "body"),
        ]
        return Printed(kit.render(sheet, story), kit.file_name(sheet))
