"""The person's own copy (NP-1) and the sheet "who opened my file" (DX-1): 12 point, plain words, own language.

Neither ever holds the name of a third person, a sealed part, another prisoner, or a trace of the preventive group.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from healthapp import documents as kit
from healthapp.i18n import format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.people.print_values import AccessPrint, AccessRow, KeptWhere, PersonCopyPrint

COPY_FORM = "NP-1"
ACCESS_FORM = "DX-1"


def render_person_copy(copy: PersonCopyPrint) -> bytes:
    """The PDF of the person's copy of one record."""
    with in_language(copy.sheet.language):
        story: list[Any] = [
            kit.title(copy.title, copy.subtitle),
            kit.boxed(kit.plain(_keeping(copy.kept), "plain"), weight=1),
            kit.plain(_("What we wrote down"), "plain-head"),
            [_item(kit.escaped(sentence)) for sentence in copy.recorded],
            _done(copy),
            kit.plain(_p("print", "Your rights"), "plain-head"),
            [_item(sentence) for sentence in _rights(copy)],
            kit.plain(_omitted(), "plain-note"),
            _own_words(copy),
            Spacer(1, 5) if copy.own_words else None,
            _item(
                _(
                    "Is something wrong? Tell the doctor: the old text is not erased, "
                    "your correction is added with its date."
                )
            ),
            _handing_over(copy),
        ]
        return kit.render(copy.sheet, story)


def _item(markup: str) -> Flowable:
    return kit.marked(markup, "plain-item", bulletText="•")


def _keeping(kept: KeptWhere | None) -> str:
    first = _("This copy is yours. You may keep it with you, in the medical unit or with your lawyer.")
    chosen = {
        KeptWhere.WITH_ME: _("You asked to keep it with you."),
        KeptWhere.MEDICAL_UNIT: _("You asked us to keep it in the medical unit; you may take it any day."),
        KeptWhere.LAWYER: _("You asked us to give it to your lawyer."),
        None: "",
    }[kept]
    return f"{first} {chosen}".strip()


def _done(copy: PersonCopyPrint) -> list[Any]:
    if not copy.done:
        return []
    rows = [(row.what, row.when, row.meaning) for row in copy.done]
    table = kit.grid(
        [_p("print", "What"), _p("print", "When"), _("What it means for you")],
        rows,
        [4.2, 2.6, 5.2],
        style="plain-cell",
    )
    return [kit.plain(_("What we did"), "plain-head"), table]


def _rights(copy: PersonCopyPrint) -> list[str]:
    phone = kit.escaped(copy.ombudsman_phone)
    return [
        *(kit.escaped(sentence) for sentence in copy.rights),
        _("You may see your record and have a copy of it. You may refuse an examination or a treatment."),
        _("You may ask to be examined by a doctor <b>of your own choice</b>."),
        _("Ombudsman: telephone <b>%(phone)s</b>. Nobody may read your letters to the Ombudsman.", phone=phone),
        _(
            "Nobody may punish you for what you told us. If you are threatened, tell the doctor in private "
            "or call %(phone)s.",
            phone=phone,
        ),
    ]


def _omitted() -> str:
    return _(
        "Not in this copy: names of other people, the sealed part [S], telephone numbers of staff. The full record "
        "is in the medical unit; your lawyer may ask for it with your consent."
    )


def _own_words(copy: PersonCopyPrint) -> list[Any]:
    if not copy.own_words:
        return []
    how = _("written down word for word; [S-1], [S-2] stand for names kept in the sealed part")
    subtitle = " · ".join(part for part in (copy.words_language, how) if part)
    words = [kit.quote(sentence, number, "plain-quote") for number, sentence in enumerate(copy.own_words, 1)]
    return [CondPageBreak(80 * mm), Spacer(1, 4), kit.title(_p("print", "YOUR WORDS"), subtitle), words]


def _handing_over(copy: PersonCopyPrint) -> Flowable:
    places = list(KeptWhere)
    words = [_p("print", "with me"), _("in the medical unit"), _("with the lawyer")]
    boxes = kit.Boxes(words, places.index(copy.kept) if copy.kept else None, size=10)
    explained = ", ".join(part for part in (copy.explained_by, copy.explained_in) if part)
    cells = kit.form_cells(
        [
            [
                (_("Handed over on (date, time)"), Spacer(1, 6 * mm), 5),
                kit.PrintCell(_("Explained aloud by, in which language"), explained, 7),
            ],
            [(_p("print", "Kept"), boxes, 7), (_("Signature, or that it was refused"), Spacer(1, 10 * mm), 5)],
        ],
        "plain-cell",
    )
    return kit.keep(kit.plain(_("Copy handed over"), "plain-head"), cells)


def render_access_sheet(access: AccessPrint) -> bytes:
    """The PDF of everyone who opened the person's file between two days."""
    with in_language(access.sheet.language):
        span = _("%(first)s to %(last)s", first=format_date(access.first_day), last=format_date(access.last_day))
        kinds = _("every look, print, refusal and emergency access")
        story: list[Any] = [
            kit.title(_("WHO OPENED MY FILE"), f"{span} · {kinds}"),
            kit.plain(_access_intro(access), "plain"),
            _access_table(access.rows),
            Spacer(1, 6),
            kit.form_cells([_totals(access)], "plain-cell"),
            Spacer(1, 6),
            kit.boxed(kit.marked(_never_here(), "plain-cell"), weight=1),
            kit.plain(_log_note(), "plain-note"),
            _objection(),
        ]
        return kit.render(access.sheet, story)


def _access_intro(access: AccessPrint) -> str:
    return _(
        "Here is every member of staff who looked at, printed or tried to open your file. If someone surprises you, "
        "ask the head of the medical unit or call %(phone)s.",
        phone=access.ombudsman_phone,
    )


def _log_note() -> str:
    return _("Made from a log that cannot be changed. The head of the institution does not see this sheet.")


def _never_here() -> str:
    return _(
        "<b>What is not here.</b> Visits of the Ombudsman and the National Preventive Group are never shown on this "
        "sheet, neither when there were any nor when there were none. That protects the people they speak with. "
        "This sentence is printed on every such sheet."
    )


def _access_table(rows: tuple[AccessRow, ...]) -> list[Flowable]:
    if not rows:
        return [kit.boxed(kit.plain(_("Nobody opened the file in these days."), "plain"), weight=1)]
    lines = []
    for row in rows:
        emphasis = "<b>%s</b>" if row.marked else "%s"
        why, what = (kit.marked(emphasis % kit.escaped(text or "—"), "plain-cell") for text in (row.why, row.what))
        lines.append([format_moment(row.at), row.who, why, what, row.passed_on])
    head = [
        _p("print", "When"),
        _p("print", "Who, post"),
        _p("print", "Why"),
        _("What was opened"),
        _("Passed on to, reviewed"),
    ]
    return kit.grid(head, lines, [2, 3.2, 2.4, 2.2, 2.2], style="plain-cell")


def _totals(access: AccessPrint) -> list[kit.PrintCell]:
    return [
        kit.PrintCell(_p("print", "Opened"), str(access.opened), 2, strong=True),
        kit.PrintCell(_("Refused by the system"), str(access.refused), 3, strong=True),
        kit.PrintCell(_p("print", "Emergency access"), access.emergency, 3, strong=True),
        kit.PrintCell(_p("print", "Passed outside"), access.passed_on, 4, strong=True),
    ]


def _objection() -> Flowable:
    cells = kit.form_cells(
        [
            [(_("My question or objection"), kit.RuledLines(5, boxed=True), 12)],
            [
                (_("Received by the head of the medical unit; answer by"), Spacer(1, 9 * mm), 6),
                (_p("print", "Signature"), Spacer(1, 9 * mm), 6),
            ],
        ],
        "plain-cell",
    )
    return kit.keep(Spacer(1, 4), cells)
