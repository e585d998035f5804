"""Five answers that no pen, photocopier or hurried eye can turn into one another."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from healthapp.documents import Answer, AnswerKind, Boxes, PrintRow, answer_key, render
from healthapp.documents.answers import answer_word
from healthapp.documents.tables import answer_table
from healthapp.i18n import in_language
from tests.unit.documents import samples
from tests.unit.documents.reading import pages, text

FIVE = (AnswerKind.YES, AnswerKind.NO, AnswerKind.UNKNOWN, AnswerKind.REFUSED, AnswerKind.NOT_ASKED)
WORDS = {
    "az": ("BƏLİ", "XEYR", "BİLMİR", "İMTİNA ETDİ", "SORUŞULMAYIB"),
    "ru": ("ДА", "НЕТ", "НЕ ЗНАЕТ", "ОТКАЗ", "НЕ СПРОШЕНО"),
    "en": ("YES", "NO", "UNKNOWN", "REFUSED", "NOT ASKED"),
}


def shape(kind: AnswerKind) -> str:
    """The drawing operators of one answer without its word and sizes: what is left is the shape."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0, invariant=1)
    answer = Answer(kind)
    answer.wrap(70, 20)
    answer.canv = canvas
    answer.draw()
    canvas.save()
    stream = PdfReader(io.BytesIO(buffer.getvalue())).pages[0].get_contents().get_data().decode("latin-1")
    stream = re.sub(r"BT.*?ET", "", stream, flags=re.DOTALL)
    dashes = re.findall(r"\[[\d. ]*\] \d+ d", stream)
    kinds = re.findall(r"(?<=\s)(re|m|l|h|f|S|f\*|B)(?=\s)", stream)
    return " ".join([*dashes, *kinds])


def test_each_answer_has_a_shape_of_its_own():
    shapes = {kind: shape(kind) for kind in FIVE}
    assert len(set(shapes.values())) == len(FIVE), shapes


def test_yes_is_the_only_black_one():
    filled = {kind for kind in FIVE if re.search(r"\bf\*?(\s|$)|\bB\b", shape(kind))}
    assert filled == {AnswerKind.YES}


@pytest.mark.parametrize("language", WORDS)
def test_each_answer_is_a_word(language):
    with in_language(language):
        assert tuple(answer_word(kind) for kind in FIVE) == WORDS[language]
        key = answer_key()
    assert all(f"<b>{word}</b>" in key for word in WORDS[language])
    rows = [PrintRow(f"question-{kind}", kind, detail="why") for kind in FIVE]
    with in_language(language):
        found = text(render(samples.sheet(language), answer_table(rows)))
    for kind, word in zip(FIVE, WORDS[language], strict=True):
        assert f"question-{kind} {word} why" in found


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", list(AnswerKind))
def test_the_word_fits_its_shape(language, kind):
    if kind is AnswerKind.VALUE:
        return
    with in_language(language):
        answer = Answer(kind)
    assert answer.width <= 25 * 2.8347
    assert answer.wrap(60, 20)[0] <= 60


def test_two_short_answers_share_a_line_and_a_detail_takes_its_own():
    rows = [
        PrintRow("first", AnswerKind.NO),
        PrintRow("second", AnswerKind.YES),
        PrintRow("third", AnswerKind.NO),
        PrintRow("fourth", AnswerKind.REFUSED, detail="later, on 29.11.2026"),
        PrintRow("fifth", AnswerKind.VALUE, "61,5", "kg"),
        PrintRow("sixth", AnswerKind.VALUE, "a long value in words", "", "a band", "and more"),
    ]
    with in_language("en"):
        found = text(render(samples.sheet("en"), answer_table(rows)))
    assert "first NO second YES third NO — fourth REFUSED later, on 29.11.2026" in found
    assert "fifth 61,5 kg" in found.replace("\u00a0", " ")
    assert "sixth a long value in words · a band · and more" in found


def test_a_long_table_repeats_nothing_and_loses_nothing():
    rows = [PrintRow(f"q{n:03}.", FIVE[n % 5], detail="" if n % 3 else f"d{n:03}.") for n in range(300)]
    with in_language("en"):
        printed = render(samples.sheet("en"), answer_table(rows))
    found = text(printed)
    assert [found.count(f"q{n:03}.") for n in range(300)] == [1] * 300
    assert all(page.count("q") > 1 for page in pages(printed))


def test_printed_boxes_cross_the_chosen_one_only():
    assert Boxes(["a", "b"], 1).wrap(200, 20)[1] == Boxes(["a", "b"]).wrap(200, 20)[1]
    crosses = []
    for chosen in (None, 0):
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pageCompression=0, invariant=1)
        boxes = Boxes(["one", "two"], chosen)
        boxes.wrap(200, 20)
        boxes.canv = canvas
        boxes.draw()
        canvas.save()
        stream = PdfReader(io.BytesIO(buffer.getvalue())).pages[0].get_contents().get_data()
        crosses.append(len(re.findall(rb" l S", stream)))
    assert crosses == [0, 2]
