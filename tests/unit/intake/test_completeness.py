"""What must be answered before signing, and what excuses an answer."""

from __future__ import annotations

from healthapp.intake.completeness import missing, progress, unsaid_minor
from healthapp.intake.dictionary import SECTIONS
from healthapp.intake.dictionary.model import Subject

VITALS = SECTIONS["vitals"]
NORMAL = {
    "respiration": 16,
    "spo2": 98,
    "oxygen": "air",
    "systolic": 124,
    "diastolic": 80,
    "pulse": 72,
    "consciousness": "A",
    "temperature": "36.6",
}


def names(section, answers):
    return {gap.name for gap in missing(SECTIONS[section], answers)}


def test_nothing_is_complete_by_silence():
    for section in SECTIONS.values():
        assert missing(section, {}), section.key
        assert progress(section, {}).state == "empty"


def test_a_measure_that_could_not_be_taken_is_excused_with_its_reason():
    given = {**NORMAL}
    del given["systolic"], given["diastolic"]
    assert names("vitals", given) == {"systolic", "diastolic"}
    given |= {"not_measured": ["blood_pressure"]}
    assert names("vitals", given) == {"not_measured_reason"}
    given |= {"not_measured_reason": "no_device"}
    assert names("vitals", given) == set()
    assert progress(VITALS, given).state == "done"


def test_not_asked_needs_a_reason_and_refused_does_not():
    answers = {"cough": "not_asked"}
    assert "cough_reason" in names("tuberculosis", answers)
    assert "cough" not in names("tuberculosis", {"cough": "refused"})
    assert "cough" in names("tuberculosis", {})


def test_a_declined_part_needs_the_reason_and_that_the_person_was_told():
    assert names("women", {"declined": "yes"}) == {"declined_reason", "declined_informed"}
    declined = {"declined": "yes", "declined_reason": "yox", "declined_informed": "yes"}
    assert names("women", declined) == set()
    assert progress(SECTIONS["women"], declined).state == "declined"


def test_a_follow_up_is_asked_for_only_when_it_applies():
    assert "allergies" not in names("allergies", {"allergy_state": "none"})
    assert "allergies" in names("allergies", {"allergy_state": "known"})
    assert "allergy_reason" in names("allergies", {"allergy_state": "refused"})


def test_a_line_without_its_name_is_found():
    given = {"medicines_state": "takes", "medicines": [{"name": "Valproat"}]}
    assert "medicines-0-critical" in names("medicines", given)


def test_who_is_under_18_by_the_birth_date_is_not_signed_for_as_none_of_the_vulnerable():
    sections = [SECTIONS["vitals"], SECTIONS["vulnerability"]]

    def unsaid(age, presumed=False, **answers):
        found = unsaid_minor(Subject("male", age, "intake", presumed), sections, {"vulnerability": answers})
        return [(gap.section.key, gap.name) for gap in found]

    assert unsaid(17, groups=["none"]) == unsaid(16, groups=["foreign"]) == [("vulnerability", "groups")]
    assert unsaid(17, groups=["under_18"]) == unsaid(18, groups=["none"]) == unsaid(None, groups=["none"]) == []
    assert unsaid(None, True, groups=["none"]) == unsaid(19, True, groups=["foreign"]) == [("vulnerability", "groups")]
    assert unsaid(None, True, groups=["age_unknown"]) == unsaid(None, True, declined="yes") == [], "asked, or declined"
    assert unsaid(17, groups=["age_unknown"]) == [], "in doubt is asked as under 18 is"
    assert unsaid(17, declined="yes") == unsaid(17) == [], "declined with its reason, or missing anyhow"


def test_what_a_row_lacks_is_told_by_its_place_and_column():
    whole = {"agent": "Penisillin", "reaction": ["rash"], "severity": "mild", "certainty": "reported"}
    given = {"allergy_state": "known", "allergies": [whole, {"year": 2015}]}
    table = next(field for field in SECTIONS["allergies"].fields if field.key == "allergies")
    lacking = [gap for gap in missing(SECTIONS["allergies"], given) if gap.name.startswith("allergies-1-")]
    columns = {column.key: column.text for column in table.columns}
    assert len(lacking) > 1
    for gap in lacking:
        assert gap.text == f"{table.text} 2: {columns[gap.name.rpartition('-')[2]]}"
