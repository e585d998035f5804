"""The figures by year on paper, form SI-1: for the annual report, in the language of the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from healthapp import documents as kit
from healthapp.documents.charts import Column, Columns
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import capitals, in_language
from healthapp.i18n import gettext as _
from healthapp.inspection.act_document import issuer
from healthapp.inspection.annual.presenter import Table
from healthapp.inspection.annual.queries import Year
from healthapp.intake.prints import Printed
from healthapp.ledger import canonical

FORM, VERSION = "SI-1", "1 (01.03.2026)"
#: Columns that a page shows side by side.
YEARS_DRAWN = 14


@dataclass(frozen=True, slots=True)
class Wanted:
    """A print as asked for; who prints it and when by the print's event. ``synthetic``: figures of a demonstration."""

    language: str
    printed_by: str
    at: dt.datetime
    synthetic: bool


def render(tables: Sequence[Table], years: Sequence[Year], wanted: Wanted) -> Printed:
    """The PDF of ``tables``, which must be in ``wanted.language`` and without small numbers."""
    with in_language(wanted.language):
        title = _("Figures of the preventive mechanism by year")
        span = f"{years[0].year}-{years[-1].year}" if years else str(wanted.at.year)
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version=VERSION,
            title=title,
            record=f"{FORM} {span}",
            confidentiality=Confidentiality.ANONYMOUS,
            digest=canonical.digest({"years": [_figures(one) for one in years]}).hex(),
            institution=issuer(),
            printed_by=wanted.printed_by,
            printed_at=wanted.at,
            digest_label=_("SHA-256 of the visits by year"),
            synthetic=wanted.synthetic,
        )
        story = [kit.title(capitals(title, wanted.language), _("Commissioner's annual report (OPCAT 23)"))]
        for place, table in enumerate(tables, 1):
            chart = [_chart(years)] if place == 1 and years else []
            story += kit.section(str(place), table.title, *chart, *_body(table))
        return Printed(kit.render(sheet, story), kit.file_name(sheet))


def _figures(one: Year) -> list[Any]:
    return [one.year, one.place, one.scheduled, one.ad_hoc, one.follow_up, one.source]


def _chart(years: Sequence[Year]) -> Columns:
    series = (_("Scheduled"), _("Ad hoc"), _("Follow-up visits"))
    drawn = [Column(str(one.year), (one.scheduled, one.ad_hoc, one.follow_up or 0)) for one in years]
    return Columns(series, drawn[-YEARS_DRAWN:])


def _body(table: Table) -> list[Any]:
    if not table.rows:
        return [kit.plain(_("Nothing was counted yet."), "body")]
    widths = [1.2, *([3.0] if table.numbers > 1 else []), *[1.5] * (len(table.head) - table.numbers)]
    if table.sources:
        widths[-1] = 4.5
    note = [kit.note(kit.escaped(table.note))] if table.note else []
    return [*kit.grid(table.head, table.rows, widths, style="dense", padding=1.4), *note]
