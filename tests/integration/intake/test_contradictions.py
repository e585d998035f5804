"""What an examination tells and its conclusion leaves out: listed, or signed with its reason."""

from __future__ import annotations

import pytest

from healthapp.i18n import in_language
from healthapp.intake import services
from tests.integration.intake.test_services import load

WELL = {"respiration": 16, "spo2": 97, "oxygen": "air", "systolic": 120, "pulse": 70, "consciousness": "A"}
#: What one part says, and words of the contradiction to "no problems found".
ALARMING = {
    "a high NEWS2": ("vitals", {**WELL, "respiration": 26, "spo2": 90, "pulse": 131}, "NEWS2"),
    "tuberculosis suspected": ("tuberculosis", {"haemoptysis": "yes"}, "tuberculosis"),
    "thoughts of suicide": ("suicide", {"suicidal_now": "yes", "risk_level": "high"}, "suicide"),
    "a medium risk": ("suicide", {"risk_level": "medium"}, "Medium risk"),
    "an injury": ("injuries", {"injuries_now": "yes", "injuries": [{"region": "head", "kind": "bruise"}]}, "Injuries"),
    "severe withdrawal": ("substances", {"cows": 37}, "Severe withdrawal"),
}
NONE = {"conclusion": {"no_problems": "yes"}}


@pytest.mark.parametrize("what", ALARMING)
def test_no_problems_beside_an_alarming_answer_is_resolved_or_has_its_reason(unit, what):
    part, answers, words = ALARMING[what]
    record = unit.begin(who=unit.doctor)
    with in_language("en"):
        unit.fill(record, **{part: answers})
        listed = load(unit, record).answers["conclusion"]
        assert listed["no_problems"] == "no", "whoever fills it in lists what was found"
        unit.save(record, "conclusion", {**listed, **NONE["conclusion"], "problems": []}, who=unit.doctor)
        with pytest.raises(services.Incomplete) as refused:
            unit.hand_in(record, who=unit.doctor)
        ((name, text),) = ((gap.name, gap.text) for gap in refused.value.gaps)
        assert name == "unlisted_why"
        assert words in text
        given = load(unit, record).answers["conclusion"]
        unit.save(record, "conclusion", {**given, "unlisted_why": "Alətin xətası, təkrar normal"}, who=unit.doctor)
        unit.hand_in(record, who=unit.doctor)
    assert load(unit, record).answers["conclusion"]["unlisted_why"] == "Alətin xətası, təkrar normal"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"injuries": {"injuries_now": "yes", "injuries": [{"region": "head", "kind": "scar"}]}},
        {"conditions": {"presence": "in_earshot"}},
    ],
    ids=["somebody well", "an old scar", "how it was asked"],
)
def test_what_is_no_problem_of_today_contradicts_nothing(unit, given):
    record = unit.begin(who=unit.doctor)
    unit.fill(record, **given)
    assert load(unit, record).answers["conclusion"]["no_problems"] == "yes"
    unit.hand_in(record, who=unit.doctor)
