"""The intake examination on paper, form QM-1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from healthapp import documents as kit
from healthapp.documents.codes import digest_groups
from healthapp.documents.tables import LongTexts
from healthapp.documents.vitals import VitalsPart, vitals_table
from healthapp.i18n import format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.intake.print_values import (
    AfterSignature,
    AllergiesPart,
    CellsPart,
    IntakePrint,
    MeasuresBox,
    MedicineRow,
    MedicinesPart,
    NotePart,
    PrintSection,
    ProblemsPart,
    RefusedPart,
    TablePart,
)

FORM = "QM-1"


def render_intake(form: IntakePrint, figures: Sequence[Any] = ()) -> bytes:
    """The PDF of one signed examination, in the language of its sheet; ``figures`` stand before the signatures."""
    with in_language(form.sheet.language):
        story: list[Any] = [
            kit.title(form.title or _("INTAKE MEDICAL EXAMINATION"), form.subtitle),
            [kit.boxed(kit.plain(form.warning, "cell-bold")), Spacer(1, 4)] if form.warning else None,
            kit.form_cells([*form.clock, *form.circumstances]),
            printed_alerts(form.alerts),
            kit.note(kit.answer_key()),
            [section_story(section) for section in form.sections],
            printed_refusals(form.refused),
            _measures(form.measures),
            list(figures),
            printed_signatures(form),
            printed_after(form.after),
        ]
        return kit.render(form.sheet, story)


def printed_alerts(texts: tuple[str, ...]) -> list[Flowable]:
    if not texts:
        return []
    lead = _("Stands out in the answers:")
    lines = "<br/>".join(f"• <b>{kit.escaped(text)}</b>" for text in texts)
    return [Spacer(1, 4), kit.boxed(kit.marked(f"{lead}<br/>{lines}", "cell"), weight=1)]


def section_story(section: PrintSection) -> list[Flowable]:
    """One part with its heading, tables and rows."""
    body: list[Any] = []
    for part in section.parts:
        body += [_part(part), Spacer(1, 2)]
    if section.rows:
        body.append(kit.answer_table(section.rows))
    for remark in section.notes:
        body += [Spacer(1, 2), _part(remark)]
    scored = any(isinstance(part, VitalsPart) for part in section.parts)
    return kit.section(section.number, section.title, *body, need=60 * mm if scored else 26 * mm)


@singledispatch
def _part(part: Any) -> list[Flowable]:
    raise TypeError(f"the intake form has no way to print {type(part).__name__}")


@_part.register
def _vitals(part: VitalsPart) -> list[Flowable]:
    return vitals_table(part)


@_part.register
def _cells(part: CellsPart) -> list[Flowable]:
    return kit.form_cells(part.rows)


@_part.register
def _table(part: TablePart) -> list[Flowable]:
    table = kit.grid(part.head, part.rows, part.widths, style="dense", padding=1.2)
    if not part.caption:
        return table
    guard, *rest = table
    caption = [Spacer(1, 2), kit.plain(part.caption, "dense-bold"), Spacer(1, 1)]
    return [CondPageBreak(guard.height + 14), *caption, *rest]


@_part.register
def _note(part: NotePart) -> list[Flowable]:
    return [kit.plain(part.text, "note")]


@_part.register
def _allergies(part: AllergiesPart) -> list[Flowable]:
    statement = kit.form_cells([[kit.PrintCell(_p("print", "Allergies"), part.statement, 12, strong=True)]])
    if not part.rows:
        return statement
    head = [
        _p("print", "Substance"),
        _p("print", "Reaction"),
        _p("print", "Severity"),
        _p("print", "Since"),
        _p("print", "Source"),
    ]
    rows = [
        (kit.plain(row.substance, "dense-bold"), row.reaction, row.severity, row.since, row.source) for row in part.rows
    ]
    return [*statement, *kit.grid(head, rows, [3, 4, 1.6, 1.5, 1.9], style="dense", padding=1.2)]


@_part.register
def _medicines(part: MedicinesPart) -> list[Flowable]:
    statement = kit.form_cells([[kit.PrintCell(_p("print", "Medicines"), part.statement, 12, strong=True)]])
    if not part.rows:
        return statement
    head = [
        _p("print", "Medicine (ATC)"),
        _("Dose, route, how often"),
        _p("print", "Last taken"),
        _("Brought, confirmed by"),
        _p("print", "Next dose"),
        _p("print", "Decision"),
    ]
    return [
        *statement,
        *kit.grid(
            head, [_medicine(row) for row in part.rows], [2.6, 2, 1.7, 2.2, 1.7, 1.8], style="dense", padding=1.2
        ),
    ]


def _medicine(row: MedicineRow) -> list[Any]:
    code = f" ({kit.escaped(row.code)})" if row.code else ""
    critical = " <b>" + _p("print", "CRITICAL") + "</b>" if row.critical else ""
    group = f" · {kit.escaped(row.group)}" if row.group else ""
    name = kit.marked(f"<b>{kit.escaped(row.name)}</b>{code}{critical}{group}", "dense")
    due: Any = row.next_due
    if row.missed:
        missed = _p("print", "MISSED")
        due = kit.marked(f"<b>{kit.escaped(row.next_due)} {missed}</b>", "dense")
    return [name, row.dose, row.last_taken, row.verified, due, row.decision]


@_part.register
def _problems(part: ProblemsPart) -> list[Flowable]:
    rows = []
    for row in part.rows:
        code = f" ({kit.escaped(row.code)})" if row.code else ""
        rows.append([kit.marked(f"<b>{kit.escaped(row.problem)}</b>{code}", "dense"), row.plan, row.due])
    head = [_p("print", "Problem (ICD-10)"), _p("print", "Plan"), _("For whom, by when")]
    return kit.grid(head, rows, [4, 4.6, 3.4], style="dense", padding=1.2)


def printed_refusals(parts: tuple[RefusedPart, ...]) -> list[Flowable]:
    if not parts:
        return []
    rows = [(part.part, part.reason or _("gave no reason"), part.offer_again) for part in parts]
    head = [_p("print", "Refused part"), _p("print", "Reason given"), _p("print", "Offered again")]
    return kit.section("", _p("print", "Refused parts"), kit.grid(head, rows, [4, 5, 3], style="dense", padding=1.2))


def _measures(box: MeasuresBox | None) -> list[Flowable]:
    if box is None:
        return []
    lines = (" · ".join(part for part in pair if part) for pair in box.codes)
    words = "\n".join(lines) or _p("print", "none")
    cells = [
        kit.PrintCell(_("Passed on in these words, nothing else"), words, 8, strong=True),
        kit.PrintCell(_("To whom, when"), box.sent or _("not sent yet"), 4),
    ]
    return kit.section("", _("Measures for custody staff"), kit.keep(kit.form_cells([cells])))


def printed_signatures(form: IntakePrint) -> list[Flowable]:
    waiting = _("Printed before the doctor's countersignature: the conclusion is the feldsher's first impression.")
    block = [Spacer(1, 4), kit.signatures(form.signatures), kit.note(waiting) if form.awaits_doctor else None]
    return [kit.keep(*[item for item in block if item is not None])]


def printed_after(after: AfterSignature | None, number: str = "") -> list[Flowable]:
    if after is None:
        return []
    body: list[Any] = [
        kit.note(_("State on %(moment)s. The digest does not cover this part.", moment=format_date(after.as_of)))
    ]
    long_texts = LongTexts()
    rows = []
    for addendum in after.addenda:
        written = f"{format_moment(addendum.written_at)}\n{addendum.author}"
        proof = "\n".join(part for part in (digest_groups(addendum.digest), addendum.leaf) if part)
        rows.append([addendum.number, written, long_texts.cell(addendum.text), proof])
    if rows:
        head = [
            _p("print", "No."),
            _p("print", "When, who"),
            _p("print", "Addendum"),
            _("Its own digest, ledger leaf"),
        ]
        body += [kit.grid(head, rows, [0.7, 2.6, 5.9, 2.8], style="dense", keep_rows=1), long_texts.below()]
    if after.events:
        body += [Spacer(1, 2), kit.form_cells(after.events)]
    return kit.section(number, _p("print", "After signature"), *body)
