"""What in an examination needs an act now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from healthapp.intake import alerts
from tests.support.limits import limits
from tests.unit.intake.test_completeness import NORMAL

NECK = {"type": "neck_compression", "appearance": "recent"}


@pytest.mark.parametrize(
    ("section", "answers", "code", "level"),
    [
        ("suicide", {"suicidal_now": "yes"}, "suicidal_now", "stop"),
        ("safety", {"suicidal_now": "yes"}, "suicidal_now", "stop"),
        ("visit", {"suicidal_now": "yes"}, "suicidal_now", "stop"),
        ("safety", {"immediate_danger": "yes"}, "immediate_danger", "stop"),
        ("safety", {"consciousness": "C"}, "immediate_danger", "stop"),
        ("suicide", {"risk_level": "imminent"}, "risk_high", "red"),
        ("vitals", {**NORMAL, "respiration": 26, "pulse": 132, "temperature": "39.2"}, "news2_high", "stop"),
        ("vitals", {**NORMAL, "respiration": 22, "pulse": 112, "temperature": "38.1"}, "news2_medium", "red"),
        ("vitals", {**NORMAL, "spo2": 91}, "news2_single", "red"),
        ("vitals", {"spo2": 91}, "news2_single", "red"),
        ("vitals", {"glucose": "3.9"}, "hypoglycaemia", "red"),
        ("vitals", {"glucose": "11.2"}, "hyperglycaemia", "amber"),
        ("vitals", {"systolic": 180}, "pressure", "amber"),
        ("vitals", {"diastolic": 110}, "pressure", "amber"),
        ("vitals", {"weight": "45.0", "height": 175}, "bmi", "amber"),
        ("vitals", {"gcs": 8}, "gcs", "stop"),
        ("tuberculosis", {"weight_loss": "yes"}, "tb", "red"),
        ("tuberculosis", {"tb_past": "yes"}, "tb", "red"),
        ("safety", {"cough": "yes"}, "tb", "red"),
        ("medicines", {"medicines": [{"name": "x", "critical": "insulin"}]}, "critical_medicine", "red"),
        (
            "medicines",
            {"medicines": [{"name": "x", "critical": "warfarin", "decision": "not_decided"}]},
            "critical_medicine",
            "red",
        ),
        ("safety", {"critical_medicine": "yes"}, "critical_medicine", "red"),
        ("safety", {"withdrawal": "yes"}, "withdrawal", "red"),
        ("substances", {"alcohol_withdrawal": "yes"}, "withdrawal", "red"),
        ("substances", {"cows": 25}, "withdrawal_severe", "red"),
        ("substances", {"ciwa": 16}, "withdrawal_severe", "red"),
        ("women", {"pregnancy": "yes", "complications": ["movement"]}, "pregnancy_danger", "red"),
        ("women", {"pregnancy": "possible", "bleeding": "yes"}, "pregnancy_danger", "red"),
        ("women", {"pregnancy_result": "positive", "bleeding": "yes"}, "pregnancy_danger", "red"),
        ("lesions", {"lesions": [{**NECK, "neck_signs": ["voice"]}]}, "neck_danger", "red"),
        ("lesions", {"lesions": [{**NECK, "neck_signs": ["not_tested"]}]}, "neck", "amber"),
        ("lesions", {"lesions": [NECK]}, "neck", "amber"),
        ("injuries", {"injuries": [{"kind": "neck"}]}, "neck", "amber"),
        ("injuries", {"alleged": "alleges"}, "ill_treatment", "amber"),
        ("injuries", {"alleged": "denies", "ill_treatment_asked": "no"}, "ill_treatment_overheard", "amber"),
    ],
)
def test_what_needs_an_act_is_found(section, answers, code, level):
    found = alerts.of_record({section: answers}, limits())
    assert (code, level) in [(alert.code, alert.level) for alert in found]


@pytest.mark.parametrize(
    ("section", "answers"),
    [
        ("vitals", NORMAL),
        ("vitals", {}),
        ("vitals", {"glucose": "11.1"}),
        ("suicide", {"suicidal_now": "no", "risk_level": "low"}),
        ("suicide", {"suicidal_now": "refused"}),
        ("tuberculosis", {"cough": "no", "fever": "refused"}),
        ("medicines", {"medicines": [{"name": "x", "critical": "insulin", "decision": "continue"}]}),
        ("medicines", {"medicines": [{"name": "x", "critical": "not_critical"}]}),
        ("substances", {"cows": 24, "ciwa": 15, "alcohol_withdrawal": "unknown"}),
        ("lesions", {"lesions": [{**NECK, "neck_signs": ["none"]}]}),
        ("lesions", {"lesions": [{**NECK, "neck_signs": ["voice"], "appearance": "healed"}]}),
        ("injuries", {"alleged": "denies", "ill_treatment_asked": "yes"}),
        ("injuries", {"alleged": "not_asked", "ill_treatment_asked": "no"}),
    ],
)
def test_what_needs_none_is_left_alone(section, answers):
    assert alerts.of_record({section: answers}, limits()) == []


@pytest.mark.parametrize(
    ("sections", "years", "outside"),
    [
        ({"vitals": NORMAL}, 15, True),
        ({"vitals": NORMAL}, 16, False),
        ({"vitals": NORMAL}, None, False),
        ({"vitals": NORMAL, "women": {"pregnancy": "yes"}}, 30, True),
        ({"vitals": NORMAL, "women": {"pregnancy": "possible", "pregnancy_result": "positive"}}, 30, True),
        ({"vitals": NORMAL, "women": {"pregnancy": "no"}}, 30, False),
        ({"women": {"pregnancy": "yes"}}, 30, False),
    ],
)
def test_a_low_news2_does_not_reassure_about_whom_it_is_not_for(sections, years, outside):
    known = limits()
    known = replace(known, context=replace(known.context, age=years))
    assert ["news2_outside"] * outside == [alert.code for alert in alerts.of_record(sections, known)]


@pytest.mark.parametrize("alleged", ["denies", "declined", "alleges"])
@pytest.mark.parametrize(
    ("presence", "marked"), [("none", False), ("in_sight", False), ("in_earshot", True), ("both", True)]
)
def test_an_officer_within_hearing_marks_what_was_said_of_ill_treatment(alleged, presence, marked):
    told = {"ill_treatment_asked": "yes", "alleged": alleged}
    found = alerts.of_record({"conditions": {"presence": presence}, "injuries": told}, limits())
    assert ("ill_treatment_overheard" in [alert.code for alert in found]) is marked


def test_the_gravest_comes_first():
    found = alerts.of_record({"vitals": {**NORMAL, "systolic": 190}, "suicide": {"suicidal_now": "yes"}}, limits())
    assert [alert.level for alert in found] == ["stop", "amber"]


def test_room_air_that_nobody_said_leaves_the_score_open():
    without = {key: value for key, value in NORMAL.items() if key != "oxygen"}
    assert alerts.news2_of(without).total is None
    assert alerts.news2_of(NORMAL).total == 0


def test_the_banner_never_says_none_for_not_asked():
    assert alerts.flags_of({}) == {}
    assert alerts.flags_of({"allergies": {"allergy_state": "refused"}})["allergy"] == ("refused", "")
    known = {"allergy_state": "known", "allergies": [{"agent": "Penisillin"}, {"agent": "Lateks"}]}
    assert alerts.flags_of({"allergies": known})["allergy"] == ("known", "Penisillin, Lateks")
    screen = {"allergy_state": "known", "allergy_text": "Penisillin"}
    assert alerts.flags_of({"safety": screen})["allergy"] == ("known", "Penisillin")
