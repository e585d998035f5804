"""A register on paper (RG-1): as filtered, in its order, with the digest of exactly what is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from healthapp import documents as kit
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import gettext as _
from healthapp.i18n import in_language
from healthapp.ledger import canonical
from healthapp.mental.presenter import PREFIXES, SHAPES
from healthapp.mental.registers import Register
from healthapp.people.models import Facility

FORM = "RG-1"


@dataclass(frozen=True, slots=True)
class RegisterPrint:
    """What is printed beside the table: language, facility in words, filter in words, by whom and when."""

    language: str
    institution: str
    span: str
    printed_by: str
    printed_at: dt.datetime
    synthetic: bool


def register(which: Register, table: Sequence[Sequence[str]], wanted: RegisterPrint) -> tuple[str, bytes]:
    """(file name, PDF) of a register whose ``table`` was made in the language of the print."""
    with in_language(wanted.language):
        title = str(which.title)
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version="1",
            title=title,
            record=PREFIXES[which.code],
            confidentiality=Confidentiality.MEDICAL,
            digest=canonical.digest({"table": [list(row) for row in table]}).hex(),
            institution=wanted.institution,
            printed_by=wanted.printed_by,
            printed_at=wanted.printed_at,
            digest_label=_("SHA-256 of this list"),
            synthetic=wanted.synthetic,
        )
        head, *lines = table
        shares = (*SHAPES[which.code].shares, 2)
        body = kit.grid(head, lines, shares, style="dense") if lines else kit.plain(_("No entry."), "plain")
        count = _("Entries: %(count)s", count=len(lines))
        return kit.file_name(sheet), kit.render(sheet, [kit.title(title, f"{wanted.span} · {count}"), body])


def institution(place: Facility | None) -> str:
    """The header's first line: the medical unit of ``place``, or the Department for several."""
    if place is not None:
        return kit.institution(place.name)
    return _("Ministry of Justice · Main Medical Department")
