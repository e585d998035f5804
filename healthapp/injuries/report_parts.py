"""The parts of the injury report that are its own: the strip at the top, the statement, lesion cards, the opinion.

Nothing here decides anything: parts are made of what was signed. The overall opinion stands beside the definitions of
all five degrees (Istanbul Protocol 2022, para 418), so that nobody reads more into a word than it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable, Spacer, Table

from healthapp import documents as kit
from healthapp.documents import geometry as page
from healthapp.documents.fonts import BOLD, draw_text
from healthapp.documents.tables import LongTexts, ruled
from healthapp.i18n import gettext as _
from healthapp.i18n import ngettext
from healthapp.i18n import pgettext as _p
from healthapp.injuries import presenter
from healthapp.injuries.dictionary.findings import DEGREES, OPINION, SYSTEMS
from healthapp.injuries.dictionary.lesions import LESION
from healthapp.injuries.dictionary.told import STATEMENT
from healthapp.intake.dictionary.model import Answers, Field, FieldType

#: What the head of a lesion card says already, and what belongs to pages rather than to a finding.
_IN_THE_HEAD = frozenset({"number", "type", "region", "site", "icd_injury", "size_confirmed"})
_WIDE = frozenset({"description", "treatment", "alleged_cause", "not_measured_reason", "no_photo_text"})
#: Why there was no photograph at first is no longer so once there is one.
_UNPHOTOGRAPHED = frozenset({"no_photo", "no_photo_text"})
_HALF = frozenset({"ref1", "ref2", "colour", "surface", "edges", "signs"})
#: Signs in a line of a card as wide as the page, and the most lines a row of it may have.
_LINE, _TALLEST = 90, 45
#: A paragraph of a statement is closed after so many characters.
_PARAGRAPH = 400
_SENTENCE = re.compile(r"(?<=[.!?…])[»”\")]*\s+")
_DEGREES = {code: (name, meaning) for code, name, meaning in DEGREES}


class Ringed(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A lesion's number in its ring: the same figure on chart, card, opinion and photograph."""

    def __init__(self, number: int, size: float = 9) -> None:
        super().__init__()
        self.number, self.size = str(number), size
        self.radius = size * (0.78 if len(self.number) < 2 else 0.98)
        self.width = self.height = 2 * self.radius + 1

    def draw(self) -> None:
        canvas, middle = self.canv, self.radius + 0.5
        canvas.setLineWidth(0.9)
        canvas.circle(middle, middle, self.radius, stroke=1, fill=0)
        draw_text(
            canvas, middle, middle - self.size * 0.36, self.number, font=BOLD, size=self.size * 0.92, align="centre"
        )


def strip(answers: Mapping[str, Answers], opinion: Answers, after: str) -> list[Flowable]:
    """What a reader looks for first, each with the part it stands in; ``after``: where the notice stands now."""
    rows = answers.get("lesions", {}).get("lesions", ())
    shown = [row for row in answers.get("photographs", {}).get("photographs", ()) if not row.get("voided")]
    alleged = STATEMENT.field("alleged")
    said = answers.get("statement", {}).get("alleged")
    fresh = sum(1 for row in rows if row.get("status") == "new")
    lesions = ngettext("%(num)s lesion", "%(num)s lesions", len(rows))
    of_these = _("new: %(count)s", count=fresh)
    cells = [
        kit.PrintCell(str(alleged.text), str(alleged.option(said).text) if said else "", 3, strong=True),
        kit.PrintCell(_("Lesions"), f"{lesions}, {of_these}", 2, strong=True),
        kit.PrintCell(_("Photographs"), str(len(shown)), 2, strong=True),
        kit.PrintCell(_("Overall opinion"), overall_words(opinion), 3, strong=True),
        kit.PrintCell(_("Notice (after signature)"), after, 2, strong=True),
    ]
    return kit.form_cells([cells])


def overall_words(opinion: Answers) -> str:
    if not opinion.get("overall"):
        return _("waits for a doctor")
    return str(OPINION.field("overall").option(opinion["overall"]).text)


def sentences(text: str) -> list[str]:
    """``text`` cut where sentences end, so that a court can cite one; joined again by spaces nothing is lost."""
    pieces: list[str] = []
    start = 0
    for gap in _SENTENCE.finditer(text):
        end = gap.end()
        pieces.append(text[start:end].strip())
        start = end
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def statement(answers: Answers) -> list[Any]:
    """The person's words, sentence by sentence with numbers, in the language spoken."""
    text = answers.get("statement", "")
    if not text:
        return []
    field = STATEMENT.field("statement_language")
    spoken = answers.get("statement_language")
    language = str(field.option(spoken).text) if spoken in {option.code for option in field.options} else ""
    lead = kit.note(_("Word for word, as spoken: %(language)s. The figures number the sentences.", language=language))
    return [lead, *map(kit.quotes, _paragraphs(list(enumerate(sentences(text), 1))))]


def _paragraphs(numbered: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Sentences that run on together, some lines at a time: a line for each would make pages of a long statement."""
    held: list[tuple[int, str]] = []
    for number, sentence in numbered:
        held.append((number, sentence))
        if sum(len(text) for _number, text in held) >= _PARAGRAPH:
            yield held
            held = []
    if held:
        yield held


def cards(rows: Sequence[Mapping[str, Any]], photographs: Mapping[int, Sequence[str]]) -> list[Any]:
    """One card for each lesion, never split; ``photographs``: lesion number -> names of its photographs."""
    made: list[Any] = []
    for row in rows:
        tall = LongTexts()
        made += [kit.keep(card(row, photographs.get(row["number"], ()), tall)), *tall.below(), Spacer(1, 4)]
    return made


def _is_tall(text: str) -> bool:
    return sum(1 + len(line) // _LINE for line in text.split("\n")) > _TALLEST


def card(row: Mapping[str, Any], photographs: Sequence[str], tall: LongTexts) -> Table:
    """Every descriptor somebody gave, label over value; the head holds number, type, place and code.

    ``tall`` takes the texts that would make a row higher than a page: they follow the card.
    """
    place = " · ".join(part for part in (row.get("site", ""), presenter.text("region", row)) if part)
    coded = row.get("icd_injury", "")
    code = kit.plain(_("ICD-10 %(code)s", code=coded), "dense-bold", 2) if coded else ""
    name = kit.marked(f"<b>{kit.escaped(presenter.text('type', row))}</b> — {kit.escaped(place)}", "cell")
    lines = [*_packed(list(_cells(row, photographs)))]
    data: list[list[Any]] = [[Ringed(row["number"]), name, *[""] * 7, code, "", ""]]
    commands = [
        *ruled(1.2),
        *([("SPAN", (1, 0), (8, 0)), ("SPAN", (9, 0), (11, 0))] if coded else [("SPAN", (1, 0), (11, 0))]),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, 0), page.STRONG, (0, 0, 0)),
    ]
    for at, line in enumerate(lines, 1):
        cells: list[Any] = [""] * 12
        column = 0
        for place_in_line, (label, value, span) in enumerate(line, 1):
            wide = 12 - column if place_in_line == len(line) else span
            body = tall.cell(value) if _is_tall(value) else kit.plain(value, "dense")
            cells[column] = [kit.plain(label, "label"), body]
            commands.append(("SPAN", (column, at), (column + wide - 1, at)))
            column += wide
        data.append(cells)
    table = Table(data, colWidths=[page.COLUMN] * 12)
    table.setStyle(commands)
    return table


def _cells(row: Mapping[str, Any], photographs: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    left_out = _IN_THE_HEAD | _UNPHOTOGRAPHED if photographs else _IN_THE_HEAD
    for field in LESION:
        value = row.get(field.key)
        if field.key in left_out or value in (None, "", []):
            continue
        yield str(field.text), presenter.text(field.key, row), _span(field, value)
    if photographs:
        yield _("Photographs"), ", ".join(photographs), 3


def _span(field: Field, value: Any) -> int:
    if field.key in _WIDE or len(str(value)) > 60:
        return 12 if field.key in _WIDE and len(str(value)) > 40 else 6
    return 4 if field.key in _HALF else 2 if field.type in (FieldType.DECIMAL, FieldType.INTEGER) else 3


def _packed(cells: list[tuple[str, str, int]]) -> Iterator[list[tuple[str, str, int]]]:
    line: list[tuple[str, str, int]] = []
    for cell in cells:
        if line and sum(span for _label, _value, span in line) + cell[2] > 12:
            yield line
            line = []
        line.append(cell)
    if line:
        yield line


def findings(opinion: Answers) -> list[Any]:
    """Consistency finding by finding, with reasons and the other causes considered."""
    field = OPINION.field("findings")
    degrees = next(column for column in field.columns if column.key == "degree")
    rows = [
        [
            Ringed(row["lesion"], 7.5),
            kit.plain(str(degrees.option(row["degree"]).text), "dense-bold"),
            row.get("reasoning") or "",
            row.get("other_causes") or "",
        ]
        for row in opinion.get("findings", ())
    ]
    if not rows:
        return []
    head = [_p("print", "No."), _("Degree"), _("Reasons"), _("Other causes considered")]
    return kit.grid(head, rows, [0.8, 2.6, 5.2, 3.4], style="dense", padding=1.4)


def overall(opinion: Answers) -> list[Any]:
    """The five degrees with what each means, the chosen one crossed; then the doctor's reasons."""
    chosen = opinion.get("overall", "")
    rows = []
    for code, (name, meaning) in _DEGREES.items():
        face = "dense-bold" if code == chosen else "dense"
        rows.append([kit.Boxes((str(name),), 0 if code == chosen else None, 7.5), kit.plain(str(meaning), face)])
    rows.append(
        [
            kit.Boxes(
                (str(OPINION.field("overall").option("insufficient").text),),
                0 if chosen == "insufficient" else None,
                7.5,
            ),
            kit.plain(_("What is known does not allow an opinion."), "dense"),
        ]
    )
    body: list[Any] = [
        kit.note(_("From all sources together, not worked out from the single findings.")),
        kit.keep(kit.grid([], rows, [4, 8], style="dense", padding=1.4)),
    ]
    if opinion.get("overall_reasons"):
        body += [Spacer(1, 3), kit.plain(opinion["overall_reasons"], "body")]
    return body


def restrictions(answers: Mapping[str, Answers]) -> list[str]:
    """What could not be done, and what that leaves unsaid: stated, so that silence is not read as absence."""
    conditions = answers.get("conditions", {})
    said = str(conditions.get("unrestricted", ""))
    lines = [
        {
            "yes": _("The examination was done without restriction."),
            "no": _("The examination was done under restriction."),
        }.get(said, _("Whether there were restrictions was not recorded."))
    ]
    if conditions.get("restrictions_text"):
        lines.append(conditions["restrictions_text"])
    for key, reason in (("interview", "interview_reason"), ("examination", "examination_reason")):
        if answers.get("consent", {}).get(key) in ("no", "withdrawn"):
            lines.append(_("Consent was refused or withdrawn: %(reason)s", reason=answers["consent"].get(reason, "")))
    systems = answers.get("systems", {})
    for field in SYSTEMS.fields:
        if field.type is FieldType.CHOICE and systems.get(field.key) in ("refused", "not_possible"):
            state = str(field.option(systems[field.key]).text)
            lines.append(f"{field.text}: {state}. {systems.get(f'{field.key}_text', '')}".strip())
    if answers.get("lesions", {}).get("not_examined"):
        lines.append(answers["lesions"]["not_examined"])
    if answers.get("psyche", {}).get("done") == "not_done":
        reason = answers["psyche"].get("not_done_reason", "")
        lines.append(_("The psychological part was not done: %(reason)s", reason=reason))
    lines.append(_("Absence of findings does not show that nothing happened."))
    return lines
