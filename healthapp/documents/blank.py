"""EF-1, the numbered blank for power cuts: filled by hand, copied into the system within a day.

Its number is reserved in the register before printing (``codes.form_number``), so that a missing sheet is a visible
gap. The digest on it is that of the batch's issue record, for an empty form has none of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table

from healthapp.documents.answers import Boxes
from healthapp.documents.blocks import RuledLines, keep, note, section, title
from healthapp.documents.codes import is_form_number
from healthapp.documents.outline import BodyOutline
from healthapp.documents.paragraphs import marked, plain
from healthapp.documents.rendering import render_set
from healthapp.documents.tables import form_cells, grid, ruled
from healthapp.documents.values import Sheet
from healthapp.i18n import gettext as _
from healthapp.i18n import in_language
from healthapp.i18n import pgettext as _p

FORM, VERSION = "EF-1", "1 (01.03.2026)"
_LESION_LINES = 6


def render_blanks(sheets: Sequence[Sheet]) -> bytes:
    """One file of blanks, two pages each, in the language of the first.

    ``record`` of each sheet is its form number with the check letter; raises ValueError when they disagree.
    """
    if not all(is_form_number(sheet.record) for sheet in sheets):
        raise ValueError("a blank form needs a number with its own check letter")
    with in_language(sheets[0].language):
        label = _("SHA-256 of the issue record of this batch (an empty form has no digest of its own)")
        return render_set(
            [
                (replace(sheet, name_line=True, digest_label=label), [*_first_page(), PageBreak(), *_second_page()])
                for sheet in sheets
            ]
        )


def _room(height: float) -> Flowable:
    return Spacer(1, height * mm)


def _ticks(*words: str) -> Boxes:
    return Boxes(words, size=7.4, gap=6)


def _first_page() -> list[Any]:
    rule = _(
        "Black or blue pen, capital letters. Cross out a mistake with one line and sign it; do not erase. "
        "Where something stays empty, write why."
    )
    yes, no = _p("tick box", "yes"), _p("tick box", "no")
    kinds = (
        _p("print", "admission"),
        _("return from police"),
        _("after an incident"),
        _("use of force"),
        _p("print", "complaint"),
        _p("print", "before transfer"),
        _p("print", "other: ______"),
    )
    return [
        title(_("FALLBACK FORM: EXAMINATION AND INJURIES"), rule),
        form_cells(
            [
                [
                    (_("Surname, name, patronymic"), _room(6), 7),
                    (_("Date of birth (dd.mm.yyyy)"), _room(6), 3),
                    (_p("print", "FIN"), _room(6), 2),
                ],
                [
                    (_("Physical admission or event: date, time"), _room(6), 4),
                    (_p("print", "Examination: start"), _room(6), 2),
                    (_p("print", "End"), _room(6), 2),
                    (_p("print", "Place, room"), _room(6), 4),
                ],
                [(_p("print", "Kind"), _ticks(*kinds), 12)],
                [
                    (_("Who is in the room (name, agency)"), _room(6), 5),
                    (
                        _p("print", "They"),
                        _ticks(_p("print", "see"), _p("print", "hear"), _("nobody is there")),
                        4,
                    ),
                    (_p("print", "Handcuffs"), _ticks(_p("print", "on"), _p("print", "off")), 3),
                ],
                [
                    (_p("print", "Language"), _room(5), 2),
                    (_("Interpreter (name; who)"), _room(5), 4),
                    (_p("print", "Consent: examination"), _ticks(yes, no), 3),
                    (_p("print", "Consent: photographs"), _ticks(yes, no), 3),
                ],
            ]
        ),
        section("1", _("Ask at once: leave none unmarked"), _questions()),
        note(
            _(
                "Right column: what, when, dose, reason. Thoughts of dying: yes - do not leave the person alone, "
                "call the doctor, write when observation began: %(time)s",
                time="____:____",
            )
        ),
        section("2", _("Measurements (NEWS2 is worked out later)"), _measurements(), need=22 * mm),
        section("3", _("The person's words: word for word, in the language spoken"), RuledLines(5, 7.2 * mm, most=8)),
    ]


def _questions() -> list[Flowable]:
    five = (
        _p("tick box", "yes"),
        _p("tick box", "no"),
        _p("tick box", "does not know"),
        _p("tick box", "refused"),
        _p("tick box", "not asked"),
    )
    questions = (
        _("Thoughts of dying or self-harm (now)"),
        _p("print", "Ill-treatment"),
        _p("print", "Injury now"),
        _("Cough, fever, night sweats, weight loss"),
        _p("print", "Allergy"),
        _("Daily medicine (insulin, epilepsy, HIV, TB …)"),
        _("Alcohol, drugs: last 7 days"),
        _p("print", "Pregnancy (women)"),
    )
    lines = [[plain(question, "cell-bold"), _ticks(*five), _room(7.4)] for question in questions]
    return grid([], lines, [3.7, 5.1, 3.2], padding=1.4)


def _measurements() -> list[Flowable]:
    signs = (
        (_p("print", "Breaths /min"), 2),
        (_("SpO2 %, air / O2"), 2),
        (_p("print", "BP mmHg"), 2),
        (_p("print", "Pulse /min"), 2),
        (_("Alertness A C V P U"), 2),
        (_p("print", "T °C"), 1),
        (_p("print", "Glucose"), 1),
    )
    return form_cells([[(name, _room(6), span) for name, span in signs]])


def _second_page() -> list[Any]:
    none_seen = _ticks(_("whole body looked at, no injury seen"))
    heads = [
        _p("print", "No."),
        _("Kind (bruise, abrasion, cut, tear …)"),
        _("Where, side; cm from two points"),
        _p("print", "Size, mm"),
        _("Colour, surface, edge"),
        _("What the person says caused it"),
    ]
    empty = marked("", "dense")
    lines = [[plain(str(n), "cell-bold"), empty, empty, empty, empty, _room(9)] for n in range(1, _LESION_LINES + 1)]
    yes, no = _p("tick box", "yes"), _p("tick box", "no")
    return [
        section("4", _("Body chart: give every injury a number"), _charts(), Spacer(1, 3), none_seen),
        section("5", _("Injuries: the same numbers"), grid(heads, lines, [0.6, 2.4, 3, 1.3, 2, 2.7], style="dense")),
        section(
            "6",
            _("What was done"),
            form_cells(
                [
                    [
                        (_("Care, referral, isolation, observation"), _room(8), 7),
                        (_("Duty to notify the prosecutor"), _ticks(yes, no, _("the doctor decides")), 5),
                    ],
                    [
                        (_("Feldsher or nurse: name, signature, time"), _room(7), 6),
                        (_("Doctor: name, signature, time (24 h)"), _room(7), 6),
                    ],
                ]
            ),
            need=40 * mm,
        ),
        keep(
            note(
                _(
                    "<b>Copying into the system</b> (within 24 hours after power returns). The paper stays "
                    "in the file, its scan is attached to the record; a spoilt form is handed in as well."
                )
            ),
            form_cells(
                [
                    [
                        (_p("print", "Copied by"), _room(6), 3),
                        (_p("print", "Date, time"), _room(6), 2),
                        (_p("print", "Record no."), _room(6), 2),
                        (_("Marked as a late entry"), _ticks(yes), 2),
                        (_("Checked by (second person)"), _room(6), 3),
                    ]
                ]
            ),
        ),
    ]


def _charts() -> Table:
    right, left = _("← right"), _("left →")
    height = 72 * mm
    views = [
        BodyOutline("front", _p("print", "Front"), right, left, 59 * mm, height),
        BodyOutline("back", _p("print", "Back"), _("← left"), _("right →"), 59 * mm, height),
        BodyOutline("soles", _p("print", "Soles"), right, left, 52 * mm, height),
    ]
    table = Table([views], colWidths=[59 * mm, 59 * mm, 52 * mm])
    edges = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")]
    table.setStyle([*ruled(1), *edges])
    return table
