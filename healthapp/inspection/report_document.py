"""The draft report of a visit on paper, form BA-2: figures, charts, cases without names, recommendations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm

from healthapp import documents as kit
from healthapp.documents.charts import Bars
from healthapp.documents.values import Confidentiality, Sheet
from healthapp.i18n import capitals, format_date, in_language
from healthapp.i18n import gettext as _
from healthapp.inspection import report, words
from healthapp.inspection.act_document import issuer, photograph
from healthapp.inspection.finding_words import Line
from healthapp.inspection.funnel_print import FunnelChart
from healthapp.inspection.report import Report
from healthapp.intake.prints import Printed

FORM, VERSION = "BA-2", "1 (01.03.2026)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A print as asked for; who prints it and when by the print's event."""

    language: str
    printed_by: str
    at: dt.datetime


def render(found: Report, wanted: Wanted) -> Printed:
    """The PDF in ``wanted.language``. The report must have been read in the same language."""
    visit = found.visit
    with in_language(wanted.language):
        title = _("Draft report of the visit")
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version=VERSION,
            title=title,
            record=visit.number,
            confidentiality=Confidentiality.PRIVILEGED,
            digest=found.digest.hex(),
            institution=issuer(),
            printed_by=wanted.printed_by,
            printed_at=wanted.at,
            addressee=_("Ombudsman"),
            digest_label=_("SHA-256 of figures and findings"),
            synthetic=visit.facility.is_demo,
        )
        parts = [
            _summary(found),
            _charts(found),
            _funnel(found),
            _figures(found),
            _audits(found),
            _findings(found),
            _cases(found),
            _told(found),
        ]
        opened = f"{visit.number} · {words.KINDS[visit.kind]} · {format_date(visit.opened_at)}"
        story = [
            kit.title(capitals(title, wanted.language), f"{visit.facility.name} · {opened}"),
            *(
                kit.section(str(place), part.title, *part.body, need=part.need)
                for place, part in enumerate(filter(None, parts), 1)
            ),
        ]
        return Printed(kit.render(sheet, story), kit.file_name(sheet))


@dataclass(frozen=True, slots=True)
class Part:
    """A section. ``need``: points that must fit under its heading."""

    title: str
    body: list[Any]
    need: float = 26 * mm


def _summary(found: Report) -> Part:
    period = f"{format_date(found.period.first)} – {format_date(found.period.last)}"
    body = [
        kit.plain(_("Records of %(period)s were looked at.", period=period), "body"),
        kit.plain(
            _(
                "This is a draft: nobody outside the mechanism has it. Read every case again before it leaves the "
                "house; a place and a day can name somebody too."
            ),
            "body",
        ),
        kit.note(kit.escaped(report.rule())),
    ]
    if found.unread:
        body.append(kit.note(kit.escaped(_("Findings sealed to other members are not in this print."))))
    return Part(_("What this is"), body)


def _charts(found: Report) -> Part | None:
    body: list[Any] = []
    for title, bars in found.bars:
        if bars:
            body += [kit.keep(kit.plain(title, "cell-bold"), Bars(bars)) if len(bars) < 12 else Bars(bars)]
    if not body:
        return None
    return Part(_("Shares, the triangle marks the visit before"), body)


def _funnel(found: Report) -> Part:
    head = [_("Facility"), _("People held"), _("Entries"), _("For 100"), _("Chance allows")]
    rows = [[one.name, one.held, one.entries, one.rate, one.chance] for one in found.places]
    body: list[Any] = []
    if found.silence:
        body.append(kit.plain(found.silence, "cell-bold"))
    if found.plot is not None:
        body += [
            FunnelChart(found.plot),
            kit.note(
                kit.escaped(
                    _(
                        "Square: this facility. Line: the common rate. Curves: limits of chance, dashed 95 and solid "
                        "99.8 in a hundred, exact Poisson."
                    )
                )
            ),
        ]
    table = kit.grid(head, rows, [5, 2, 1.6, 1.6, 1.8], style="dense", padding=1.2)
    title = _("Injury entries for 100 people held, among comparable facilities")
    return Part(title, [*body, *table], need=100 * mm)


def _figures(found: Report) -> Part:
    body: list[Any] = []
    head = [_("Figure"), _("Now"), _("Of how many"), _("Visit before"), _("Compared")]
    for title, rows in found.groups:
        cells = [[row.text, row.now, row.fraction, row.before, row.verdict or "–"] for row in rows]
        body += kit.grid([title, *head[1:]], cells, [5.6, 1.8, 1.9, 1.6, 1.5], style="dense", padding=1.2)
    return Part(_("Figures"), body)


def _audits(found: Report) -> Part | None:
    if not found.tallies:
        return None
    answers = [str(text) for text in words.ANSWERS.values()]
    body: list[Any] = []
    for title, rows in found.tallies:
        head = [title, *answers, _("Together")]
        body += kit.grid(head, [[row.question, *row.counts] for row in rows], [6, 1, 1, 1, 1.6, 1.2], style="dense",
                         padding=1.2)  # fmt: skip
    return Part(_("Records audited"), body)


def _findings(found: Report) -> Part:
    if not found.findings:
        others = found.cases or found.withheld or found.unread
        said = _("None that is about nobody in particular: see the next part.")
        said = said if others else _("No finding was written down.")
        return Part(_("Findings"), [kit.plain(said, "body")])
    head = [_("No."), _("Finding"), _("What it concerns"), _("How grave")]
    rows = [[str(line.number), line.text, line.category, line.severity[1]] for line in found.findings]
    return Part(_("Findings"), list(kit.grid(head, rows, [0.7, 7, 2.6, 1.7], style="dense")))


def _cases(found: Report) -> Part:
    """Of people who agreed; numbered anew, so that nothing leads back to a note."""
    body: list[Any] = []
    for place, line in enumerate(found.cases, 1):
        title = _("Single case %(number)s", number=place)
        head = kit.plain(f"{title} · {line.category} · {line.person}", "cell-bold")
        body.append(kit.keep(head, kit.quote(line.text), *_photographs(found, line)))
    if not found.cases:
        body.append(kit.plain(_("Nobody agreed to have their case told."), "body"))
    if found.withheld:
        body.append(kit.note(kit.escaped(_("Cases of people who do not agree to be spoken of are left out."))))
    return Part(_("Single cases"), body)


def _photographs(found: Report, line: Line) -> list[Any]:
    """Of those alone who agreed to be named: whoever keeps the photographs would know anybody by a digest."""
    if line.number not in found.named:
        return []
    rests = [f"{rest.reference}: {photograph(rest)}" for rest in line.evidence if rest.file]
    return [kit.plain(rest, "dense") for rest in rests]


def _told(found: Report) -> Part:
    title = _("Recommendations (in force once the Ombudsman has issued them)")
    if not found.told:
        return Part(title, [kit.plain(_("None yet: they follow in writing."), "body")])
    head = [_("Number"), _("Recommendation"), _("To"), _("Due")]
    rows = [[one.number, one.text, one.addressee, one.due] for one in found.told]
    return Part(title, list(kit.grid(head, rows, [1.8, 5.8, 2.8, 1.6], style="dense")))
