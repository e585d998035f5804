"""Answers and tick boxes as drawn shapes: the word is the answer, its shape keeps it from being changed by a pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from healthapp.documents.fonts import BOLD, REGULAR, draw_text, fitted, text_width
from healthapp.documents.values import AnswerKind
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p

_POINTED = {AnswerKind.REFUSED, AnswerKind.WITHDRAWN}
_DASHES: dict[AnswerKind, tuple[float, float]] = {AnswerKind.UNKNOWN: (4, 2), AnswerKind.NOT_ASKED: (1, 1.6)}


def answer_word(kind: AnswerKind) -> str:
    """The printed word of an answer, in the language in force."""
    return {
        AnswerKind.YES: _p("printed answer", "YES"),
        AnswerKind.NO: _p("printed answer", "NO"),
        AnswerKind.UNKNOWN: _p("printed answer", "UNKNOWN"),
        AnswerKind.REFUSED: _p("printed answer", "REFUSED"),
        AnswerKind.NOT_ASKED: _p("printed answer", "NOT ASKED"),
        AnswerKind.WITHDRAWN: _p("printed answer", "WITHDRAWN"),
        AnswerKind.NOT_APPLICABLE: _p("printed answer", "N/A"),
    }[kind]


def answer_key() -> str:
    """The sentence (markup) that explains the shapes on a form that uses them."""
    words = {kind.value: f"<b>{answer_word(kind)}</b>" for kind in AnswerKind if kind is not AnswerKind.VALUE}
    return _(
        "An answer is always a printed word: %(yes)s black, %(no)s outlined, %(unknown)s dashed, "
        "%(refused)s pointed, %(not_asked)s dotted. There is no empty answer.",
        **words,
    )


class Answer(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One answer: black = yes, outline = no, dashed = unknown, pointed = refused, dotted = not asked."""

    def __init__(self, kind: AnswerKind, width: float = 25 * mm) -> None:
        super().__init__()
        self.kind, self.word, self.height = kind, answer_word(kind), 10.6
        self.width = min(width, max(13 * mm, text_width(self.word, BOLD, 7) + 12))

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = min(self.width, available_width)
        return self.width, self.height

    def draw(self) -> None:
        canvas, width, height = self.canv, self.width, self.height - 0.6
        canvas.saveState()
        canvas.setLineWidth(0.7)
        if self.kind is AnswerKind.YES:
            canvas.setFillGray(0)
            canvas.rect(0, 0, width, height, fill=1, stroke=0)
        elif self.kind in _POINTED:
            _pointed(canvas, width, height)
        elif self.kind is not AnswerKind.NOT_APPLICABLE:
            canvas.setDash(*_DASHES.get(self.kind, ()))
            canvas.rect(0, 0, width, height)
        word, size = fitted(self.word, BOLD, 7, width - 7, smallest=5.5)
        white = self.kind is AnswerKind.YES
        draw_text(canvas, width / 2, height / 2 - size * 0.36, word, font=BOLD, size=size, align="centre", white=white)
        canvas.restoreState()


def _pointed(canvas: Any, width: float, height: float, point: float = 5) -> None:
    path = canvas.beginPath()
    path.moveTo(point, 0)
    for x, y in ((width - point, 0), (width, height / 2), (width - point, height), (point, height), (0, height / 2)):
        path.lineTo(x, y)
    path.close()
    canvas.drawPath(path)


class Boxes(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Empty tick boxes with words, on forms filled by hand; ``chosen`` crosses one of a printed scale."""

    def __init__(self, words: Sequence[str], chosen: int | None = None, size: float = 8, gap: float = 8) -> None:
        super().__init__()
        self.words, self.chosen, self.size, self.gap = words, chosen, size, gap

    def _font(self, index: int) -> str:
        return BOLD if index == self.chosen else REGULAR

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.lines: list[list[tuple[float, int, str]]] = [[]]
        x = 0.0
        for index, word in enumerate(self.words):
            wide = self.size + 3 + text_width(word, self._font(index), self.size)
            if x + wide > available_width and self.lines[-1]:
                self.lines.append([])
                x = 0.0
            self.lines[-1].append((x, index, word))
            x += wide + self.gap
        self.height = len(self.lines) * (self.size + 4.5)
        return available_width, self.height

    def draw(self) -> None:
        canvas, size = self.canv, self.size
        for number, line in enumerate(self.lines, 1):
            y = self.height - number * (size + 4.5) + 3
            for x, index, word in line:
                canvas.setLineWidth(0.8)
                canvas.rect(x, y - 1, size, size)
                if index == self.chosen:
                    canvas.setLineWidth(1.4)
                    canvas.line(x + 1.4, y + 0.4, x + size - 1.4, y + size - 2.4)
                    canvas.line(x + 1.4, y + size - 2.4, x + size - 1.4, y + 0.4)
                draw_text(canvas, x + size + 3, y, word, font=self._font(index), size=size)
