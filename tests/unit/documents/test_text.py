"""What users typed is printed, never obeyed, and never leaves the page."""

from __future__ import annotations

import pytest
from reportlab.lib import rl_accel
from reportlab.platypus import Paragraph

from healthapp.documents import AnswerKind, PrintCell, PrintRow, render
from healthapp.documents import geometry as page
from healthapp.documents.blocks import boxed, section, title
from healthapp.documents.fonts import BOLD, fitted, text_width, visible
from healthapp.documents.paragraphs import escaped, marked, plain, quote
from healthapp.documents.tables import answer_table, form_cells, grid
from healthapp.i18n import in_language
from healthapp.intake.document import render_intake
from healthapp.people.document import render_access_sheet, render_person_copy
from healthapp.people.print_values import AccessRow
from tests.unit.documents import samples
from tests.unit.documents.reading import right_edges, solid, text

MARKUP = '<b>bold</b> <font size="99">&amp; <para> </b> <img src="x"/> & %s {{x}}'
LONG = "Ə" + "абвгд" * 60 + "ş"
EDGE = page.PAGE_WIDTH - page.RIGHT


def everywhere(value: str) -> bytes:
    """One form with ``value`` in every place a room can put a user's text."""
    story = [
        title(value, value),
        boxed(plain(value)),
        section("A", "Part", plain(value, "body")),
        form_cells([[PrintCell(value, value, 2), PrintCell("x", value, 4, strong=True), PrintCell("y", value, 6)]]),
        grid([value, value], [[value, "x"], ["y", value]], [1, 5]),
        answer_table(
            [
                PrintRow(value, AnswerKind.YES),
                PrintRow("detail", AnswerKind.REFUSED, detail=value),
                PrintRow("value", AnswerKind.VALUE, value, value, value, value),
            ]
        ),
        quote(value, 1),
    ]
    return render(samples.sheet(institution=value, person=value, addressee=value, printed_by=value, title=value), story)


def test_markup_is_printed_as_it_was_typed():
    printed = everywhere(MARKUP)
    assert solid(printed).count("".join(MARKUP.split())) >= 15


def test_markup_in_a_whole_form_is_text():
    cell = (PrintCell(MARKUP, MARKUP, 12),)
    assert "<b>bold</b>" in text(render_intake(samples.intake_form(clock=(cell,), subtitle=MARKUP, warning=MARKUP)))


def test_markup_in_the_persons_own_sheets_is_text():
    row = AccessRow(samples.PRINTED_AT, MARKUP, MARKUP, MARKUP, MARKUP, marked=True)
    assert solid(render_access_sheet(samples.access_sheet("en", (row,)))).count("<b>bold</b>") == 4
    assert "<b>сам</b> &" in text(render_person_copy(samples.person_copy()))


def test_a_very_long_word_stays_on_the_page_and_is_printed_in_full():
    printed = everywhere(LONG)
    assert solid(printed).count(LONG) >= 14
    too_far = [(number, x, run[:30]) for number, x, run in right_edges(printed) if x > EDGE + 1]
    assert too_far == []


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_nothing_of_a_full_form_leaves_the_page(language):
    assert [found for found in right_edges(render_intake(samples.intake_form(language))) if found[1] > EDGE + 1] == []


def test_a_text_too_long_for_its_cell_follows_in_full():
    statement = " ".join(f"sentence-{n}" for n in range(1200))
    with in_language("en"):
        found = text(render(samples.sheet("en"), answer_table([PrintRow("Said", AnswerKind.VALUE, statement)])))
    assert "in full below, no. 1" in found
    assert all(f"sentence-{n}" in found for n in (0, 600, 1199))


def test_line_breaks_are_kept():
    assert escaped("one\r\ntwo\rthree") == "one<br/>two<br/>three"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("s\u0327", "ş"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00b", "a[U+0000]b"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("tab\there", "tab here"),
        ("Ələsgər İsmayılov Ğğ Öö Üü Çç Şş", "Ələsgər İsmayılov Ğğ Öö Üü Çç Şş"),
        ("≥ ≤ →", "≥ ≤ →"),
    ],
)
def test_signs_that_could_make_a_line_lie_are_shown(typed, shown):
    assert visible(typed) == shown


def test_an_empty_text_prints_a_dash_since_an_empty_cell_can_be_written_into():
    assert "—" in text(render(samples.sheet("en"), form_cells([[PrintCell("Label", "  ", 12)]])))


def test_a_line_too_long_for_its_place_shrinks_and_then_ends_in_an_ellipsis():
    assert fitted("short", BOLD, 10, 100) == ("short", 10)
    text_, size = fitted("a little too long for it", BOLD, 10, 100)
    assert text_ == "a little too long for it"
    assert size < 10
    for width in range(60, 110):  # wherever it fits at the smallest size, nothing is cut
        kept, size = fitted("01a20fe5-32d1", BOLD, 10, width)
        assert kept == "01a20fe5-32d1"
        assert text_width(kept, BOLD, size) <= width
    cut, size = fitted(LONG, BOLD, 10, 100)
    assert cut.endswith("…")
    assert text_width(cut, BOLD, size) <= 100


def test_the_arithmetic_of_a_print_runs_in_c() -> None:
    assert "fp_str" in rl_accel._c_funcs, "rl-accel is not installed: a print takes a third longer"


@pytest.mark.parametrize("text", ["Bəli", "  iki  söz\n və  üçü ", "№ 7", "36,6 °C", "Нет", "a\u00a0b", "—", "≥ 3 gün"])
@pytest.mark.parametrize("name", ["cell", "cell-bold", "plain-cell"])
def test_a_text_without_markup_becomes_what_the_parser_would_make_of_it(text: str, name: str) -> None:
    made = marked(text, name)
    parsed = Paragraph(made.text, made.style)
    assert [vars(part) for part in made.frags] == [vars(part) for part in parsed.frags]
