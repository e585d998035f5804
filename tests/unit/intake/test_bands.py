"""The bands of a score in words: beside it on every page and print, in three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from healthapp.i18n import in_language
from healthapp.intake import bands, presenter
from healthapp.intake.dictionary import SECTIONS
from healthapp.intake.print_rows import print_section
from healthapp.people.models import Person
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


@pytest.mark.parametrize(
    ("weight", "height", "written", "said"),
    [
        ("76.5", 175, "25.0", "normal"),  # 24.98
        ("76.6", 175, "25.0", "overweight"),
        ("55.0", 175, "18.0", "underweight"),
        ("56.7", 175, "18.5", "normal"),
        ("91.8", 175, "30.0", "overweight"),
        ("91.9", 175, "30.0", "obesity"),
        ("48.9", 175, "16.0", "severe"),  # 15.97
    ],
)
def test_a_band_of_the_body_mass_index_is_read_off_what_it_is_and_not_off_what_is_written(
    weight, height, written, said
):
    with in_language("en"):
        told = presenter.bmi_text({"weight": weight, "height": height})
    assert told.startswith(f"{written} kg/m2: ")
    assert said in told


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


ASKED = [key for key in bands.SCALES if key not in ("cows", "ciwa")]


@pytest.mark.parametrize("key", list(bands.SCALES))
def test_a_cut_off_for_any_language_is_said_to_be_one_where_nobody_knows_the_language(key):
    (field,) = (one for one in SCORES if one.key == key)
    with in_language("en"):
        general, spoken = limits(language="*"), limits(language="ru")
        for told in (general.said(field, {key: 1}), general.all_of(field)):
            assert told.endswith("; cut-off of the general version") == (key in ASKED), told
        assert general.said(field, {key: 1}).removesuffix("; cut-off of the general version") == spoken.said(
            field, {key: 1}
        )


PERSONS = [
    ("ru", None, "ru"),
    ("ru,az", False, "ru"),
    ("ka,ru", None, "ru"),
    ("ka,ru", False, "ru"),
    ("ka,ru", True, "*"),
    ("az", True, "az"),
    ("ka", None, "*"),
    ("", None, "*"),
]


@pytest.mark.parametrize(("own", "interpreter", "read_in"), PERSONS)
def test_an_examination_that_asks_no_language_reads_in_the_persons_own(own, interpreter, read_in):
    person = Person(registered_sex="male", languages=own, needs_interpreter=interpreter)
    assert bands.of(None, person, NOW, {}).context.language == read_in
    # what the examination says of the conversation goes before it
    assert bands.of(None, person, NOW, {"conditions": {"language": "en"}}).context.language == "en"
    assert bands.of(None, person, NOW, {"conditions": {"language": "other"}}).context.language == "*"
    # and so does what it was read in when it was signed
    assert bands.of(None, person, NOW, {}, "az").context.language == "az"


def screened(score: int, asked: str, **changed) -> str:
    field = MENTAL.field(bands.SCREENER)
    with in_language("en"):
        return limits(**changed).said(field, {"screener": asked, bands.SCREENER: score})


@pytest.mark.parametrize(
    ("asked", "score", "said"),
    [
        ("bjmhs", 1, "below 2; BJMHS refers by item 7 or 8 alone too"),
        ("bjmhs", 2, "refer: 2 or more"),
        ("cmhs_m", 5, "below 6"),
        ("cmhs_m", 6, "refer: 6 or more"),
        ("cmhs_w", 3, "below 4"),
        ("cmhs_w", 4, "refer: 4 or more"),
        ("later", 4, ""),
    ],
)
def test_a_screen_for_mental_disorder_is_read_by_its_limit(asked, score, said):
    assert screened(score, asked) == said


def test_the_limit_of_cmhs_is_the_setting_of_the_day():
    changed = {"screen.cmhs_w": 3}
    assert screened(3, "cmhs_w", values=changed) == "refer: 3 or more"
    assert screened(4, "cmhs_m", values={"screen.cmhs_m": 4}) == "refer: 4 or more"
    with in_language("en"):
        hint = limits(values=changed).all_of(MENTAL.field(bands.SCREENER))
    assert "for men from 6, for women from 3" in hint
    assert hint.endswith("(NICE NG66)")
