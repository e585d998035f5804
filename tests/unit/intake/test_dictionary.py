"""The intake dictionary holds what the standards ask, in a form that can be answered, printed and translated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from healthapp.i18n import in_language
from healthapp.intake.dictionary import KINDS, SECTIONS, Field, FieldType, Section, Subject, sections_for
from healthapp.intake.dictionary.measures import MEASURES
from tests.unit.intake.specification import ITEMS, LIMITS

#: What a healthy newcomer's examiner chooses where there is more than one harmless answer.
HEALTHY = {
    "restraints": "none",
    "unrestricted": "yes",
    "privacy": "yes",
    "consciousness": "A",
    "alleged": "denies",
    "ill_treatment_asked": "yes",
    "skin_inspected": "yes",
    "first_time_custody": "yes",
    "no_problems": "yes",
    "leaflet_given": "yes",
    "relative_informed": "yes",
    "explained": ["role", "purpose", "use", "duty", "refusal", "second"],
    "cxr": "ordered",
    "consent_exam": "yes",
    "consent_tests": "yes",
    "consent_fetch": "yes",
    "consent_share": "yes",
}
FREE = (FieldType.TEXT, FieldType.LONG)
KEYS = {FieldType.DATE: 10, FieldType.MOMENT: 15, FieldType.INTEGER: 3, FieldType.DECIMAL: 4}


def everything() -> Iterator[tuple[Section, Field]]:
    """Every field and every column."""
    for section in SECTIONS.values():
        for field in section.fields:
            yield section, field
            yield from ((section, column) for column in field.columns)


def needed(section: Section, **answers: str) -> set[str]:
    """What must be answered once ``answers`` are given."""
    return {field.key for field in section.asked(answers) if field.must}


def find(name: str) -> None:
    """Raise KeyError unless ``section.field[].column=option`` exists."""
    path, _equals, option = name.partition("=")
    section, _dot, key = path.partition(".")
    key, _table, column = key.partition("[].")
    field = SECTIONS[section].field(key)
    if column:
        field = {found.key: found for found in field.columns}[column]
    if option:
        field.option(option)


def healthy(section: Section) -> dict[str, Any]:
    """The shortest honest answers for a person without complaints: the quietest option of each question."""
    answers: dict[str, Any] = {}
    for field in section.fields:
        if not (field.must and field.asked(answers)):
            continue
        if field.key in HEALTHY:
            answers[field.key] = HEALTHY[field.key]
        elif field.type is FieldType.FOUR:
            answers[field.key] = "no"
        elif field.type is FieldType.MANY:
            answers[field.key] = [
                next((found.code for found in field.options if found.exclusive), field.options[0].code)
            ]
        elif field.type is FieldType.CHOICE:
            codes = [found.code for found in field.options]
            answers[field.key] = next((code for code in ("none", "no", "never") if code in codes), codes[0])
        else:
            answers[field.key] = "0"
    return answers


@pytest.mark.parametrize("item", sorted(ITEMS))
def test_every_item_of_the_specification_has_its_field(item):
    for name in ITEMS[item].split():
        find(name)


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_hard_limits_are_those_of_the_specification(name):
    section, _dot, key = name.partition(".")
    field = SECTIONS[section].field(key)
    assert (field.low, field.high) == LIMITS[name]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.key)
def test_keys_are_unique_in_a_section(section):
    keys = [field.key for field in section.fields]
    assert len(keys) == len(set(keys))
    for field in section.fields:
        columns = [column.key for column in field.columns]
        assert len(columns) == len(set(columns)), field.key


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.key)
def test_no_field_takes_the_name_of_a_reason_kept_beside_another(section):
    """``<key>_reason`` and ``<key>_reoffer`` belong to a four-way answer."""
    keys = {field.key for field in section.fields}
    fours = {field.key for field in section.fields if field.type is FieldType.FOUR}
    assert keys.isdisjoint({f"{key}_{part}" for key in fours for part in ("reason", "reoffer")})
    assert keys.isdisjoint({"declined", "declined_reason", "declined_informed", "declined_reoffer"})


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.key)
def test_a_condition_names_an_earlier_question_and_its_answers(section):
    seen: dict[str, Field] = {}
    for field in section.fields:
        if field.when is not None:
            asked = seen[field.when.field]
            known = asked.answers if asked.type is FieldType.FOUR else [option.code for option in asked.options]
            assert field.when.values, field.key
            assert field.when.values <= set(known), field.key
        seen[field.key] = field


@pytest.mark.parametrize(
    "field", [pytest.param(field, id=f"{section.key}.{field.key}") for section, field in everything()]
)
def test_a_field_is_made_of_sound_parts(field):
    codes = [option.code for option in field.options]
    assert len(codes) == len(set(codes))
    assert bool(codes) == (field.type in (FieldType.CHOICE, FieldType.MANY))
    assert bool(field.columns) == (field.type is FieldType.ROWS)
    assert all(column.type not in (FieldType.ROWS, FieldType.FOUR) for column in field.columns)
    assert set(field.answers) <= {"yes", "no", "unknown", "refused", "not_asked"}
    assert "yes" in field.answers
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        low, high = field.low, field.high
        assert low is not None
        assert high is not None
        assert low < high
        for edge in field.normal:
            assert edge is None or low <= edge <= high


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.key)
def test_an_answer_that_was_not_given_says_why(section):
    """Refused, not asked and withheld each open a reason that must be written; a table's cell has none."""
    for field in section.fields:
        if field.type is FieldType.FOUR or not field.must:
            continue
        silent = {option.code for option in field.options} & {"not_asked", "withheld"}
        reasons = [other for other in section.fields if other.when and other.when.field == field.key and other.must]
        for code in silent:
            assert any(code in other.when.values for other in reasons if other.when), f"{field.key}: {code}"


def test_nothing_speaks_of_fitness_for_a_sanction_or_of_the_age_of_an_injury():
    with in_language("en"):
        words = [f"{part.key} {part.text}".lower() for _section, part in everything()]
        words += [f"{option.code} {option.text}".lower() for _section, part in everything() for option in part.options]
    for forbidden in ("punish", "fit for", "fit_for", "sanction", "days old", "age of the injury"):
        assert not [said for said in words if forbidden in said]


def test_no_result_of_a_blood_borne_test_is_on_the_form():
    for test in ("hiv", "hbv", "hcv", "syphilis"):
        codes = {option.code for option in SECTIONS["infections"].field(test).options}
        assert codes == {"accepted", "refused", "deferred", "known", "not_asked"}
        assert SECTIONS["infections"].field(f"{test}_result").type is FieldType.DATE


def test_belonging_to_a_minority_is_never_a_question_of_its_own():
    volunteered = SECTIONS["vulnerability"].field("groups").option("lgbt")
    with in_language("en"):
        assert "volunteered" in str(volunteered.hint)
    assert not any("lgbt" in field.key for _section, field in everything())


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("safety_screen", 12, 14),
        ("intake", 90, 110),
        ("second_stage", 55, 80),
        ("return_police", 40, 62),
        ("quarantine_review", 30, 45),
        ("periodic", 70, 95),
        ("before_transfer", 55, 80),
        ("segregation_daily", 8, 14),
    ],
)
def test_an_examination_asks_enough_and_not_too_much(kind, least, most):
    sections = sections_for(Subject("male", 30, kind))
    assert least <= sum(len(healthy(section)) for section in sections) <= most


def test_a_healthy_newcomer_needs_no_free_text_and_few_keys():
    """Under 60 key strokes besides the moment of the examination, which the page offers ready."""
    keys = 0
    for section in sections_for(Subject("male", 30, "intake")):
        for key in healthy(section):
            field = section.field(key)
            assert field.type not in (*FREE, FieldType.ROWS, FieldType.ICD), f"{section.key}.{key}"
            keys += KEYS.get(field.type, 0) if key != "examined_at" else 0
    assert keys < 60


def test_every_list_that_must_be_answered_can_be_answered_with_none():
    for section in SECTIONS.values():
        for field in section.fields:
            if field.type is FieldType.MANY and field.must and field.when is None:
                assert any(option.exclusive for option in field.options), f"{section.key}.{field.key}"


def test_womens_part_is_for_women_and_for_whom_no_sex_is_recorded():
    for sex, expected in (("female", True), ("not_recorded", True), ("male", False)):
        keys = [section.key for section in sections_for(Subject(sex, 30, "intake"))]
        assert ("women" in keys) is expected


@pytest.mark.parametrize(
    ("subject", "asked", "not_asked"),
    [
        (Subject("male", 34, "intake"), set(), {"consent.guardian_consent"}),
        (Subject("male", 17, "intake"), {"consent.guardian_consent"}, set()),
        (Subject("male", None, "intake"), {"consent.guardian_consent"}, set()),
        (Subject("male", 18, "intake", presumed_minor=True), {"consent.guardian_consent"}, set()),
        (Subject("male", 34, "safety_screen"), set(), {"safety.pregnancy", "safety.pregnancy_reason"}),
        (Subject("female", 34, "safety_screen"), {"safety.pregnancy"}, set()),
        (Subject("not_recorded", 34, "safety_screen"), {"safety.pregnancy"}, set()),
    ],
)
def test_nobody_is_asked_what_does_not_concern_them(subject, asked, not_asked):
    names = {f"{section.key}.{field.key}" for section in sections_for(subject) for field in section.fields}
    assert asked <= names
    assert not not_asked & names


def test_what_was_answered_all_the_same_stays():
    answers = {"consent": {"guardian_consent": "yes"}, "women": {"pregnancy": "no"}}
    found = {section.key: section for section in sections_for(Subject("male", 34, "intake"), answers)}
    assert found["consent"] is SECTIONS["consent"]
    assert "women" in found


def test_a_last_period_is_asked_only_where_pregnancy_applies():
    assert "lmp" not in {field.key for field in SECTIONS["women"].asked({"pregnancy": "not_applicable"})}
    assert "lmp" in {field.key for field in SECTIONS["women"].asked({"pregnancy": "no"})}


def test_what_protects_life_cannot_be_declined_as_a_whole():
    for key in ("safety", "conditions", "injuries", "tuberculosis", "suicide", "allergies", "medicines", "conclusion"):
        assert not SECTIONS[key].may_decline, key
    for key in ("women", "history", "substances", "mental", "infections", "examination", "vulnerability"):
        assert SECTIONS[key].may_decline, key


def test_a_high_risk_of_suicide_cannot_be_signed_without_action_observation_and_review():
    suicide = SECTIONS["suicide"]
    for level in ("medium", "high", "imminent"):
        asked = needed(suicide, risk_level=level)
        assert {"observation", "safer_cell", "risk_review_at"} <= asked
        assert ("action_taken" in asked) == (level != "medium")
    assert "cssrs_plan" in needed(suicide, cssrs="4")
    assert "phq9_plan" in needed(SECTIONS["mental"], phq9_item9="1")


def test_a_known_allergy_and_a_taken_medicine_must_be_named():
    assert "allergies" in needed(SECTIONS["allergies"], allergy_state="known")
    assert "medicines" in needed(SECTIONS["medicines"], medicines_state="takes")


def test_an_allegation_needs_the_persons_own_words_in_their_language():
    asked = needed(SECTIONS["injuries"], alleged="alleges")
    assert {"statement", "statement_language", "report_explained"} <= asked


def test_measures_are_the_options_of_the_conclusion_and_tell_no_reason():
    codes = [option.code for option in SECTIONS["conclusion"].field("measures").options]
    assert codes == ["none", *MEASURES]
    with in_language("en"):
        words = " ".join(str(text).lower() for text in MEASURES.values())
    for part in ("tubercul", "hiv", "suicid", "psych", "infect", "pregnan", "withdrawal", "diagnos"):
        assert part not in words


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_text_is_said_in_every_language(language):
    def texts() -> Iterator[Any]:
        for section in SECTIONS.values():
            yield from (section.title, section.hint)
        for _section, field in everything():
            yield from (field.text, field.hint, field.unit)
            yield from (part for option in field.options for part in (option.text, option.hint))
        yield from (kind.text for kind in KINDS.values())

    same = {"BJMHS", "COVID-19", "%", "°C", "‰", "mm", "ml", "tablet"}
    same |= {"Problem", "Plan", "Vegetarian", "Tetanus"} | {str(number) for number in range(7)}
    silent = []
    for text in texts():
        with in_language("en"):
            english = str(text)
        with in_language(language):
            said = str(text)
        if english and said == english and english not in same:
            silent.append(english)
    assert silent == []
