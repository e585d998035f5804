"""A case on paper for a visit's copies (NN-2): where it stands and every step, the earliest first."""

from __future__ import annotations

import datetime as dt

from healthapp import documents as kit
from healthapp.cases import presenter
from healthapp.cases.queries import Found
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import gettext as _
from healthapp.i18n import in_language
from healthapp.ledger import canonical
from healthapp.people.models import Facility
from healthapp.people.names import display_name

FORM, VERSION = "NN-2", "1 (01.03.2026)"


def render(found: Found, facility: Facility, language: str, printed_by: str, at: dt.datetime) -> bytes:
    """The PDF in ``language``. Its digest is over those of the case's events, in order."""
    events = [row.digest.hex() for row in found.events]
    with in_language(language):
        title = presenter.title(found.row)
        sheet = Sheet(
            language=language,
            form=FORM,
            version=VERSION,
            title=title,
            record=found.row.number,
            confidentiality=Confidentiality.MEDICAL,
            digest=canonical.digest({"case": found.row.id, "events": events}).hex(),
            institution=kit.institution(facility.name),
            printed_by=printed_by,
            printed_at=at,
            person=display_name(found.person),
            born=found.person.birth_date,
            digest_label=_("SHA-256 over the steps of the case"),
            synthetic=facility.is_demo,
        )
        steps = [[f"{one.day} {one.time}", one.title, one.text] for one in reversed(presenter.timeline(found))]
        facts = [[key, value] for key, value in presenter.facts(found, at)]
        story = [
            kit.title(title, found.row.number),
            kit.section("1", _("Where the case stands"), kit.grid((), facts, [3, 9], style="dense")),
            kit.section(
                "2",
                _("What happened"),
                kit.grid([_("Time"), _("What"), _("Who, and with which papers")], steps, [2, 4, 6], style="dense"),
            ),
        ]
        return kit.render(sheet, story)
