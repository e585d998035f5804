"""The bands of a score in words: beside it on every page and print, in three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from healthapp.i18n import in_language
from healthapp.intake import bands, presenter
from healthapp.intake.dictionary import SECTIONS
from healthapp.intake.print_rows import print_section
from tests.support.limits import limits
from tests.unit.intake.test_answers import NOW

SUBSTANCES, MENTAL, VITALS = SECTIONS["substances"], SECTIONS["mental"], SECTIONS["vitals"]
SCORES = [field for part in SECTIONS.values() for field in part.fields if field.key in (*bands.SCALES, bands.SCREENER)]


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@pytest.mark.parametrize("field", SCORES, ids=lambda one: one.key)
def test_every_possible_score_has_its_band_in_words(language, field):
    with in_language(language):
        hint = presenter.score_text(field, limits())
        for score in range(int(field.low), int(field.high) + 1):
            told = limits().said(field, {"screener": "cmhs_w", field.key: score})
            assert told
            assert told in hint or field.key == bands.SCREENER


@pytest.mark.parametrize(
    ("key", "score", "said"),
    [
        ("cows", 4, "0–4 No active withdrawal"),
        ("cows", 5, "5–12 Mild withdrawal"),
        ("ciwa", 7, "0–7 Minimal withdrawal"),
        ("ciwa", 16, "16–67 Severe withdrawal"),
        ("audit", 20, "20–40 zone IV: refer"),
        ("audit_c", 3, "0–3 negative"),
    ],
)
def test_a_band_is_the_one_of_the_instrument(key, score, said):
    with in_language("en"):
        assert limits().said(SUBSTANCES.field(key), {key: score}) == said


def test_the_check_page_and_the_print_say_the_band_beside_the_score():
    answers = {"phq9": 12}
    with in_language("en"):
        (line,) = [line for line in presenter.lines(MENTAL, answers, limits()) if line.key == "phq9"]
        (row,) = [row for row in print_section("G", MENTAL, answers, limits(), NOW).rows if row.band]
    assert line.value == "12 (10–14 Moderate)"
    assert (row.text, row.band) == ("12", "10–14 Moderate")


@pytest.mark.parametrize(
    ("index", "said"),
    [("15.9", "severe"), ("16", "underweight"), ("18.5", "normal"), ("25", "overweight"), ("30", "obesity")],
)
def test_a_body_mass_index_has_its_band(index, said):
    with in_language("en"):
        assert said in bands.bmi(Decimal(index))


def test_the_vital_signs_tell_their_score_and_index_wherever_they_are_read():
    measured = {"respiration": 22, "spo2": 95, "oxygen": "air", "systolic": 105, "pulse": 95, "consciousness": "A"}
    answers = {**measured, "temperature": "38.2", "weight": "70.0", "height": 175}
    with in_language("en"):
        told = {line.label: (line.value, "") for line in presenter.lines(VITALS, answers, limits())}
        printed = print_section("B", VITALS, answers, limits(), NOW)
        rows = {row.label: (row.text, row.band) for row in printed.rows}
        (chart,) = printed.parts
        (open_chart,) = print_section("B", VITALS, measured, limits(), NOW).parts
        part = {line.label: line.value for line in presenter.derived(VITALS, measured)}
    assert told["NEWS2"] == ("6 of 20 – Medium risk: urgent review by a doctor", "")
    assert "NEWS2" not in rows, "the print says it once, in its chart"
    assert (chart.total, chart.words) == ("6", "Medium risk: urgent review by a doctor")
    assert (open_chart.total, open_chart.words) == ("", "Medium risk: urgent review by a doctor (6 of 7 measures)")
    assert told["Body mass index"] == ("22.9 kg/m2: normal weight, 18.5 to 25", "")
    assert rows["Body mass index"] == ("22.9", "normal weight, 18.5 to 25")
    assert part == {"NEWS2": "Medium risk: urgent review by a doctor (6 of 7 measures)"}
