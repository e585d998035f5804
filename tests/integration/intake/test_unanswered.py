"""A part of a draft that is saved without an answer says nothing: what another record said stands, with its clocks.

Otherwise whoever opens a part and goes on would take the mark of an allergy from beside the name.
"""

from __future__ import annotations

import pytest

from healthapp.intake.alerts import TB_SIGNS
from tests.integration.intake.test_given_up import give_up
from tests.integration.intake.test_services import standing
from tests.integration.intake.test_unsaid import ASKED, DECIDED, INSULIN, limits

WELL = dict.fromkeys(TB_SIGNS, "no")
LATEX = {"allergy_state": "known", "allergies": [{"agent": "Lateks", "severity": "mild"}]}
NOTHING_SAID = [
    ("allergies", {}),
    ("allergies", {"allergy_state": "not_asked", "allergy_reason": "Yorğundur"}),
    ("allergies", {"allergy_state": "refused", "allergy_reason": "Danışmır"}),
    ("allergies", {"allergy_state": "unknown"}),
    ("tuberculosis", {}),
    ("tuberculosis", {"cough": "no"}),
    ("tuberculosis", {**WELL, "fever": "not_asked"}),
    ("tuberculosis", {**WELL, "tb_past": "refused"}),
    ("tuberculosis", {"cxr": "ordered", "isolated": "no"}),
    ("medicines", {}),
    ("medicines", {"medicines_state": "takes"}),
    ("medicines", {"medicines_state": "refused"}),
    ("medicines", {"medicines_state": "unknown"}),
]
EXCLUDED = [
    ("allergies", {"allergy_state": "none"}, {"allergy": ("none", "")}, set()),
    ("tuberculosis", WELL, {"tb": None}, {"tb_isolation", "tb_sputum"}),
    ("tuberculosis", {**WELL, "tb_contact": "unknown"}, {"tb": None}, {"tb_isolation", "tb_sputum"}),
    ("medicines", {"medicines_state": "none"}, {"critical_medicine": None}, {"critical_medicine"}),
    ("medicines", DECIDED, {"critical_medicine": None}, {"critical_medicine"}),
]


@pytest.fixture
def screen(unit, clock):
    """A signed screen at the door with an allergy, a cough and insulin, ten minutes ago."""
    record = unit.begin("safety_screen")
    unit.fill(record, safety={**ASKED, "allergy_state": "known", "allergy_text": "Penisillin"})
    unit.hand_in(record)
    clock.advance(minutes=10)
    return record


def owed(unit, before) -> dict:
    return {kind: limit for kind, limit in limits(unit).items() if kind in before}


@pytest.mark.parametrize(("part", "answers"), NOTHING_SAID)
def test_a_part_that_says_nothing_takes_nothing_back(unit, screen, part, answers):
    marks, before = standing(unit), limits(unit)
    draft = unit.begin()
    unit.save(draft, part, answers)
    assert standing(unit) == marks
    assert owed(unit, before) == before


@pytest.mark.parametrize(("part", "answers", "marks", "done"), EXCLUDED)
def test_what_is_excluded_falls_whoever_said_it(unit, screen, part, answers, marks, done):
    stood, before = standing(unit), limits(unit)
    draft = unit.begin()
    unit.save(draft, part, answers)
    expected = {code: said for code, said in (stood | marks).items() if said is not None}
    assert standing(unit) == expected
    assert before.keys() - limits(unit).keys() == done


@pytest.mark.parametrize(
    ("part", "said", "taken_back"),
    [
        ("allergies", LATEX, {}),
        ("allergies", LATEX, {"allergy_state": "refused", "allergy_reason": "Danışmır"}),
        ("tuberculosis", {"cough": "yes"}, {}),
        ("tuberculosis", {"cough": "yes"}, {"fever": "no"}),
        ("medicines", {"medicines_state": "takes", "medicines": [{**INSULIN, "name": "Aspart"}]}, {}),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_an_answer_taken_back_leaves_what_stood_before_it(unit, request, part, said, taken_back, known):
    if known:
        request.getfixturevalue("screen")
    marks, before = standing(unit), limits(unit)
    draft = unit.begin()
    unit.save(draft, part, said)
    assert standing(unit) != marks or known
    unit.save(draft, part, taken_back)
    left = {code: state for code, state in standing(unit).items() if state[0] != taken_back.get("allergy_state")}
    assert left == marks
    assert owed(unit, before) == before
    assert known or not limits(unit).keys() & {"tb_isolation", "tb_sputum", "critical_medicine"}


@pytest.mark.parametrize(
    ("part", "done", "nothing"),
    [
        ("tuberculosis", {"cough": "yes", "isolated": "yes", "sputum_taken": "yes"}, {}),
        ("tuberculosis", {"cough": "yes", "isolated": "yes", "sputum_taken": "yes"}, {"cough": "no"}),
        ("medicines", DECIDED, {}),
        ("medicines", DECIDED, {"medicines_state": "takes"}),
    ],
)
def test_a_record_that_says_nothing_keeps_nothing_done_for_a_draft_that_is_given_up(
    unit, clock, screen, part, done, nothing
):
    marks, before = standing(unit), limits(unit)
    draft = unit.begin()
    unit.save(draft, part, done)
    clock.advance(minutes=10)
    unit.save(unit.begin("periodic"), part, nothing)
    give_up(unit, draft)
    assert standing(unit) == marks
    assert owed(unit, before) == before
