"""Ruled tables and form cells. A row is never split, a head never stands without two rows under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from healthapp.documents import geometry as page
from healthapp.documents.answers import Answer
from healthapp.documents.blocks import keep
from healthapp.documents.fonts import REGULAR
from healthapp.documents.paragraphs import marked, plain, quote
from healthapp.documents.values import AnswerKind, PrintCell, PrintRow, SignatureRow
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p

INK = (0, 0, 0)
_LONG, _MANY_LINES = 700, 14


class LongTexts:
    """Texts too long for a table cell: the cell names them, and they follow the table in full, over pages."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def cell(self, text: str, style: str = "dense") -> Flowable:
        if len(text) <= _LONG and text.count("\n") <= _MANY_LINES:
            return plain(text, style)
        self.texts.append(text)
        return marked(_("in full below, no. %(number)s", number=len(self.texts)), style)

    def below(self) -> list[Flowable]:
        return [quote(text, number) for number, text in enumerate(self.texts, 1)]


class Grid(Table):  # type: ignore[misc]  # reportlab has no types
    """A table that never sends a single row to the next page: the row before it goes along."""

    def split(self, available_width: float, available_height: float) -> list[Table]:
        parts = super().split(available_width, available_height)
        heads = self.repeatRows or 0
        if len(parts) == 2 and parts[1]._nrows - heads == 1 and parts[0]._nrows - heads > 2:
            shorter = sum(self._rowHeights[: parts[0]._nrows - 1]) + 1
            parts = super().split(available_width, shorter) or parts
        return list(parts)


def ruled(padding: float = 2.2, *, head: bool = False) -> list[tuple[Any, ...]]:
    """Table commands of the house: hair lines inside, a stronger box, a heavy rule under the head."""
    everywhere = ((0, 0), (-1, -1))
    commands: list[tuple[Any, ...]] = [
        ("FONT", *everywhere, REGULAR, 8),  # cells without text still name a face; it must be an embedded one
        ("GRID", *everywhere, page.HAIR, INK),
        ("BOX", *everywhere, page.LINE, INK),
        ("VALIGN", *everywhere, "TOP"),
        ("TOPPADDING", *everywhere, padding),
        ("BOTTOMPADDING", *everywhere, padding + 0.6),
        ("LEFTPADDING", *everywhere, 3.5),
        ("RIGHTPADDING", *everywhere, 3),
    ]
    if head:
        commands += [("LINEBELOW", (0, 0), (-1, 0), page.STRONG, INK), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]
    return commands


def guarded(table: Table, rows: int = 2) -> list[Flowable]:
    """``table`` behind a page break that happens unless its head and first ``rows`` fit."""
    table.wrap(page.WIDTH, 10_000)
    need = sum(table._rowHeights[: (table.repeatRows or 0) + rows])
    return [CondPageBreak(min(need, 150 * mm)), table]


def grid(
    head: Sequence[str | Flowable],
    rows: Sequence[Sequence[str | Flowable]],
    widths: Sequence[float],
    *,
    style: str = "cell",
    padding: float = 2.2,
    extra: Sequence[tuple[Any, ...]] = (),
    keep_rows: int = 2,
) -> list[Flowable]:
    """Ruled table; ``widths`` are shares of the text width, strings are user text, the head repeats on every page."""
    long_texts = LongTexts()
    top = "plain-cell-head" if style == "plain-cell" else "head"
    data = [[plain(cell, top) if isinstance(cell, str) else cell for cell in head]] if head else []
    data += [[long_texts.cell(cell, style) if isinstance(cell, str) else cell for cell in row] for row in rows]
    share = page.WIDTH / sum(widths)
    table = Grid(data, colWidths=[width * share for width in widths], repeatRows=1 if head else 0)
    table.setStyle([*ruled(padding, head=bool(head)), *extra])
    return [*guarded(table, keep_rows), *long_texts.below()]


def form_cells(rows: Sequence[Sequence[PrintCell | tuple[str, Any, int]]], style: str = "dense") -> list[Flowable]:
    """Form cells: small label over value. A tuple ``(label, flowable, twelfths)`` stands for a cell filled by hand."""
    long_texts = LongTexts()
    small = "plain-cell-label" if style == "plain-cell" else "label"
    data, commands = [], list(ruled(1.4))
    for line, row in enumerate(rows):
        cells: list[Any] = [""] * 12
        column = 0
        for place, cell in enumerate(row, 1):
            label, body, span = _form_cell(cell, style, long_texts)
            span = 12 - column if place == len(row) else span  # a short row ends in a wide cell, not in empty ones
            cells[column] = [plain(label, small), *body]
            commands.append(("SPAN", (column, line), (min(column + span, 12) - 1, line)))
            column += span
        data.append(cells)
    table = Table(data, colWidths=[page.COLUMN] * 12)
    table.setStyle([*commands, ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4)])
    return [table, *long_texts.below()]


def _form_cell(cell: Any, style: str, long_texts: LongTexts) -> tuple[str, list[Flowable], int]:
    if isinstance(cell, PrintCell):
        face = f"{style}-bold" if cell.strong else style
        return cell.label, [long_texts.cell(cell.text, face)], cell.twelfths
    label, body, span = cell
    return label, [Spacer(1, 1.6), body], span


def answer_table(rows: Sequence[PrintRow]) -> list[Flowable]:
    """Questions and answers. Short answers stand two to a line; one with details takes the whole line."""
    long_texts = LongTexts()
    data: list[list[Any]] = []
    commands = [
        *(command for command in ruled(1.1) if command[0] != "GRID"),
        ("LINEBELOW", (0, 0), (-1, -1), page.HAIR, INK),
        ("LINEAFTER", (0, 0), (0, -1), page.HAIR, INK),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    waiting: PrintRow | None = None
    for row in rows:
        if not _short(row):
            if waiting:
                _full_line(data, commands, waiting, long_texts)
                waiting = None
            _full_line(data, commands, row, long_texts)
        elif waiting:
            line = len(data)
            # No rule stands between an answer and its details; a heavy one parts two questions on a line.
            commands.append(("LINEAFTER", (1, line), (1, line), page.STRONG, INK))
            commands.append(("LINEAFTER", (2, line), (2, line), page.HAIR, INK))
            data.append([plain(waiting.label, "dense"), _answer(waiting), plain(row.label, "dense"), _answer(row)])
            waiting = None
        else:
            waiting = row
    if waiting:
        _full_line(data, commands, waiting, long_texts)
    table = Grid(data, colWidths=[3.75 * page.COLUMN, 2.25 * page.COLUMN, 3.75 * page.COLUMN, 2.25 * page.COLUMN])
    table.setStyle(commands)
    return [*guarded(table), *long_texts.below()]


def _short(row: PrintRow) -> bool:
    value = f"{row.text} {row.unit} {row.band}"
    return not row.remark and not row.detail and len(value) <= 22 and len(row.label) <= 80


def _value(row: PrintRow) -> str:
    return " ".join(part for part in (row.text, row.unit) if part)


def _answer(row: PrintRow) -> Flowable:
    if row.answer is not AnswerKind.VALUE:
        return Answer(row.answer)
    band = f" · {row.band}" if row.band else ""
    return plain(_value(row) + band, "dense-bold")


def _full_line(data: list[list[Any]], commands: list[tuple[Any, ...]], row: PrintRow, long_texts: LongTexts) -> None:
    line = len(data)
    label = plain(row.label, "dense")
    if row.remark or (row.answer is AnswerKind.VALUE and len(_value(row)) + len(row.band) > 22):
        words = " · ".join(part for part in (_value(row), row.band, row.detail) if part)
        data.append([label, long_texts.cell(words, "dense"), "", ""])
        commands.append(("SPAN", (1, line), (3, line)))
        return
    parts = (_value(row), row.band, row.detail) if row.answer is not AnswerKind.VALUE else (row.detail,)
    detail = " · ".join(part for part in parts if part)
    data.append([label, _answer(row), long_texts.cell(detail, "dense"), ""])
    commands.append(("SPAN", (2, line), (3, line)))


def signatures(rows: Sequence[SignatureRow]) -> Flowable:
    """How each part was signed, and room for ink and stamp. Never split."""
    head = [
        _("Who, post, licence"),
        _("What is attested"),
        _("Electronic signature: time, method, key"),
        _p("print", "Ink signature"),
    ]
    lines = []
    for row in rows:
        signed: Flowable = plain(row.signed, "dense")
        if not row.signed:
            signed = plain(_("AWAITED: %(until)s", until=row.awaited), "dense-bold")
        who = [plain(row.name, "dense-bold"), *([plain(row.post, "dense")] if row.post else [])]
        lines.append([who, row.attests, signed, Spacer(1, 9 * mm)])
    return keep(grid(head, lines, [3.4, 2.8, 3.8, 2], style="dense", keep_rows=1))
