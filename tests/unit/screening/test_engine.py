"""What scoring does beside adding up: who it refuses, what it calls the answers, what it asks for."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace

import pytest

from bench import screening as bench
from screening.engine import enabled, score
from screening.library import shipped
from screening.model import Context
from tests.unit.screening.support import DAY

PLAIN = Context(DAY, language="en", sex="male", age=35)
WELL = {
    "respiration": 16, "spo2": 98, "spo2_scale": "1", "oxygen": "no", "systolic": 120, "pulse": 72,
    "consciousness": "A", "temperature": 368,
}  # fmt: skip


def scored(name, answers, context=PLAIN, **changes):
    return score(shipped().get(name), answers, replace(context, **changes))


@pytest.mark.parametrize("answer", [True, 1.0, "16", -1, 91, [16], {"value": 16}])
def test_only_an_integer_within_its_range_answers_a_measurement(answer):
    result = scored("news2", {**WELL, "respiration": answer})
    assert (result.status, result.problems) == ("invalid", ("respiration: not an answer to this item",))
    assert (result.scores, result.bands, result.floor, result.act_as) == ({}, {}, {}, {})
    assert result.actions == ("answers.correct",)


@pytest.mark.parametrize("answer", [0, True, "4", "", "missing", "not_testable", ["0"], 1.5])
def test_only_an_option_answers_a_question(answer):
    assert scored("phq-2", {"q1": answer, "q2": "0"}).problems == ("q1: not an answer to this item",)


def test_a_problem_names_the_item_and_never_the_answer():
    result = scored("phq-2", {"q1": "secret", "zz": "also secret", "q2": "0"})
    assert result.problems == ("q1: not an answer to this item", "zz: no such item")


def test_free_text_is_any_text_and_nothing_else():
    answers = {"q1": "no", "q2": "no", "q3": "no", "q4": "yes", "q5": "no"}
    assert scored("asq", {**answers, "q4_how": "", "q4_when": "2019"}).status == "complete"
    assert scored("asq", {**answers, "q4_how": 7}).problems == ("q4_how: not an answer to this item",)


@pytest.mark.parametrize(
    ("name", "answers", "changes", "note"),
    [
        ("news2", WELL, {"age": 15}, "population: too young"),
        ("news2", WELL, {"pregnant": True}, "population: pregnant"),
        ("ciwa-ar", {}, {"mode": "self"}, "mode: not for this way of asking"),
        ("cows", {}, {"assessable": False}, "person: could not be assessed"),
    ],
)
def test_whom_an_instrument_is_not_for(name, answers, changes, note):
    result = scored(name, answers, **changes)
    assert (result.status, result.notes) == ("not_assessable", (note,))
    assert (result.scores, result.bands, result.act_as) == ({}, {}, {})
    assert result.actions == ("clinical.assess",)


def test_elsewhere_an_age_outside_is_noted_and_scored():
    assert scored("phq-9", {f"q{number}": "0" for number in range(1, 10)}, age=16).notes == ("population: too young",)
    young = {f"q{number}": "0" for number in range(1, 10)} | {"q12": "no", "q13": "no"}
    assert scored("phq-a", young, age=18).notes == ("population: too old",)
    assert scored("phq-a", young, age=None).notes == ()
    assert scored("news2", WELL, pregnant=None, age=None).status == "complete"


def test_a_flag_is_raised_even_where_the_instrument_cannot_be_used():
    result = scored("asq", {"q1": "yes", "q2": "no", "q3": "no", "q4": "no", "q5": "yes"}, assessable=False)
    assert (result.status, result.flags["thoughts_now"]) == ("not_assessable", "raised")
    assert "risk.act_now" in result.actions


def test_a_cut_off_nobody_wrote_is_refused():
    with pytest.raises(ValueError, match="severity has no policy named 'mine'"):
        scored("ciwa-ar", {}, policies=(("severity", "mine"),))


def test_the_result_names_the_cut_off_that_decided():
    answers = {f"q{number}": "1" for number in range(1, 9)} | {"q9": "0"}
    russian, azerbaijani = (scored("phq-9", answers, language=language) for language in ("ru", "az"))
    assert (russian.bands["screen"], azerbaijani.bands["screen"]) == ("positive", "negative")
    assert russian.policies["screen"] == "phq-9@1 screen default ru female+male+unknown 2020-01-01"
    assert azerbaijani.policies["screen"] == "phq-9@1 screen default * female+male+unknown 2020-01-01"
    assert scored("sds", {"substance": "heroin", **{f"q{n}": "1" for n in range(1, 6)}}).policies == {
        "dependence": "sds@1 dependence default * female+male+unknown substance=heroin 2020-01-01"
    }


def test_actions_come_once_and_the_gravest_outcome_is_not_alone():
    answers = {f"q{number}": "2" for number in range(1, 10)}
    assert scored("phq-9", answers).actions == ("psychologist.7d", "risk.review_now")


def test_what_is_to_be_asked():
    audit = shipped().get("audit")
    assert enabled(audit, {})["q4"] is None
    assert enabled(audit, {"q1": "0"})["q4"] is False
    assert enabled(audit, {"q1": "1", "q2": "0", "q3": "0"})["q4"] is False
    assert enabled(audit, {"q1": "1", "q2": "1"})["q4"] is True
    assert enabled(audit, {"q1": "0"})["q9"] is True


def test_none_is_missing():
    result = scored("phq-2", {"q1": "3", "q2": None})
    assert (result.status, result.missing) == ("incomplete", ("q2",))


def test_a_hundred_contexts_do_not_confuse_each_other():
    answers = {"q1": "1", "q2": "1", "q3": "1"}
    for day in range(100):
        context = replace(PLAIN, on=DAY + dt.timedelta(days=day), sex="female" if day % 2 else "male")
        assert scored("audit-c", answers, context).bands["screen"] == ("positive" if day % 2 else "negative")


def test_the_bench_runs(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench.screening", "0"])
    monkeypatch.setattr(bench, "PROMISE", 0)  # how quick this machine is today is no matter of a test
    bench.main()
    assert "complete answers" in capsys.readouterr().out
