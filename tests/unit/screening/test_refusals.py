"""A definition that is not right is refused, with the place and what was expected."""

from __future__ import annotations

import copy
import json

import pytest

from screening import actions, check, parse, policies
from screening.expressions import Constant
from screening.library import INSTRUMENTS, POLICIES
from screening.reading import Reader, Refused, duration, json_of

FILES = {path.parent.name: json.loads(path.read_text("utf-8")) for path in INSTRUMENTS.rglob("1.0.0.json")}


def put(data, path: str, value) -> None:
    """Set what stands at ``items/0/id``; ``...`` takes it away."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        data = data[step]
    if value is ...:
        del data[last]
    else:
        data[last] = value


def parsed(name: str, *changes: tuple[str, object]):
    data = copy.deepcopy(FILES[name])
    for path, value in changes:
        put(data, path, value)
    return parse.definition(name, data)


def problems(name: str, *changes: tuple[str, object], cuts: tuple[tuple[str, object], ...] = ()) -> list[str]:
    own = json.loads((POLICIES / f"{name}.json").read_text("utf-8")) if (POLICIES / f"{name}.json").is_file() else None
    for path, value in cuts:
        put(own, path, value)
    found = policies.policies(name, own) if own else ()
    return check.problems(parsed(name, *changes), found, actions.known())


FORM = [
    ("k6", "id", "K 6", "k6.id: 'K 6' is no identifier"),
    ("k6", "version", "1.0", "k6.version: '1.0' is not like 1.0.0"),
    ("k6", "name", ..., "k6.name: is missing"),
    ("k6", "text", "mine", "'mine' is not one of shipped, site"),
    ("k6", "formula", "q1 + q2", "k6: unknown formula"),
    ("k6", "population/outside", "ignore", "'ignore' is not one of not_assessable, note"),
    ("k6", "population/minimum_age", "18", "k6.population.minimum_age: must be an integer"),
    ("k6", "population/minimum_age", True, "k6.population.minimum_age: must be an integer"),
    ("news2", "population/pregnancy", "no", "news2.population.pregnancy: must be true or false"),
    ("news2", "items/0/reverse", True, "items[0].reverse: a number counts as it is"),
    ("asq", "items/4/scored", True, "items[4].scored: a text has no points"),
    ("k6", "licence/code", "Z", "'Z' is not one of A, B, C, D, E, U"),
    ("k6", "licence/evidence", [], "k6.licence.evidence: must hold an address"),
    ("k6", "licence/evidence/0/url", "http://x", "must begin with https://"),
    ("k6", "licence/evidence/0/seen", "yesterday", "'yesterday' is not a date"),
    ("phq-9", "codes/0/code", "44249-2", "'44249-2' has a wrong check digit"),
    ("phq-9", "codes/0/code", "PHQ9", "'PHQ9' is not a LOINC code"),
    ("phq-9", "codes/0/status", "guessed", "'guessed' is not one of verified"),
    ("phq-9", "codes/0/status", "local", "a code of loinc is verified or unverified"),
    ("asq", "items/0/codes/0/status", "verified", "a local code has the status local"),
    ("k6", "items", [], "k6.items: must hold an item"),
    ("k6", "items", {}, "k6.items: must be a list"),
    ("k6", "items/1/id", "q1", "k6.items[1].id: 'q1' is used twice"),
    ("k6", "items/0/options", "sometimes", "'sometimes' is no option set"),
    ("k6", "items/0/type", "slider", "'slider' is not one of choice, integer, text"),
    ("k6", "items/0/allow", ["maybe"], "knows only declined and not_testable"),
    ("k6", "option_sets/often/0/id", "declined", "'declined' is reserved or used twice"),
    ("k6", "option_sets/often/0/id", "1", "'1' is reserved or used twice"),
    ("k6", "option_sets/often/0/score", 0.5, "option_sets.often[0].score: must be an integer"),
    ("k6", "option_sets/often/0/score", ..., "every option of a scored item has an integer score"),
    ("k6", "option_sets/often", [{"id": "0", "score": 0}], "must offer at least two answers"),
    ("asq", "items/0/reverse", True, "an item that is not scored has neither scores nor a direction"),
    ("news2", "items/0/max", 0, "must be above min"),
    ("asq", "items/6/enable_when/any/0/is/0", "q9", "'q9' is not declared before it is used"),
    ("audit", "items/1/enable_when/ge/0", "q2", "'q2' is not declared before it is used"),
    ("k6", "scores/0/value", "q1 + q2", "'q1 + q2' is not declared before it is used"),
    ("k6", "scores/0/value", {"eval": "1"}, "'eval' is no operator for a number; known are sum, max"),
    ("k6", "scores/0/value", {"sum": ["q1"], "max": ["q1"]}, "exactly one operator"),
    ("k6", "scores/0/value/sum", ["q6..q1"], "'q6..q1' runs backwards"),
    ("k6", "scores/0/value/sum", ["q1..q6", "q1"], "must name something, and nothing twice"),
    ("k6", "scores/0/value/sum", "q1", "must be a list"),
    ("k6", "scores/0/id", "q1", "'q1' is used twice"),
    ("k6", "scores/0/worse", "both", "'both' is not one of high, low"),
    ("phq-9", "scores/0/missing/round", "half_even", "'half_even' is not one of half_up"),
    ("phq-9", "scores/0/missing/rule", "guess", "'guess' is not one of complete, prorate"),
    ("k6", "outcomes/0/score", ..., "an outcome has either a score or rules"),
    ("asq", "outcomes/0/score", "total", "an outcome has either a score or rules"),
    ("asq", "outcomes/0/rules", [], "must hold a rule"),
    ("asq", "outcomes/0/rules/2/when", {"is": ["q1", "no"]}, "every rule but the last has a condition"),
    ("asq", "outcomes/0/rules/0/when", ..., "every rule but the last has a condition"),
    ("asq", "outcomes/0/rules/0/band", "purple", "'purple' is not one of negative, non_acute, acute"),
    ("asq", "outcomes/0/rules/0/when", {"not": []}, "'not' is no operator for a condition; known are is, ge"),
    ("asq", "outcomes/0/rules/0/when", {"is": ["q5"]}, "needs an item and at least one answer"),
    ("asq", "outcomes/0/rules/0/when", {"is": ["q1..q4", "yes"]}, "one id is needed, not the range"),
    ("asq", "outcomes/0/rules/0/when", {"any": []}, "must hold a condition"),
    ("phq-9", "flags/0/when/ge", ["q9"], "needs a number and the least it must be"),
    ("bjmhs", "flags/0/when/cluster/at_least", 7, "must be between 1 and 6"),
    ("bjmhs", "flags/0/when/cluster/of", {"q1": "1"}, "must be an integer"),
    ("k6", "outcomes/0/red", ["purple"], "'purple' is not among them"),
    ("k6", "outcomes/0/actions/purple", [], "'purple' is not among them"),
    ("news2", "scores/0/value/lookup/1/1/0", 10, "rows must follow each other without gap or overlap"),
    ("news2", "scores/0/value/lookup/1/1", [9, 11], "must have three entries"),
    ("news2", "scores/0/value/lookup/1", [], "must have a row"),
    ("news2", "scores/0/value/lookup", ["respiration"], "needs an id and a table"),
    ("news2", "scores/1/value/first_match/0/when", ..., "every case but the last has a condition"),
    ("news2", "scores/1/value/first_match", [], "must have a case"),
    ("audit", "repeats/0/after", "2 weeks", "'2 weeks' is not a span like P14D or PT4H"),
    ("k6", "examples/0/answers", {"q9": "0"}, "'q9' is not declared before it is used"),
    ("k6", "examples/0/answers", {"q1": 0.5}, "must be a text that is not empty"),
    ("k6", "modes", ["self", ""], "k6.modes[1]: must be a text that is not empty"),
    ("k6", "licence", "B", "k6.licence: must be an object"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), FORM, ids=[f"{n} {p} {v}" for n, p, v, _ in FORM])
def test_the_form_of_a_definition(name, path, value, message):
    with pytest.raises(Refused) as refused:
        parsed(name, (path, value))
    assert message in str(refused.value)
    assert str(refused.value).startswith(name)


SENSE = [
    ("k6", "scores/0/max", 25, "scores.total: declared 0-25, computed 0-24"),
    ("k6", "examples", [], "needs at least 5 worked examples"),
    ("k6", "modes", ["oracle"], "modes are self, clinician or both"),
    ("k6", "status_actions/asleep", [], "status_actions: 'asleep' is no status"),
    ("audit", "repeats/0/until", "P1D", "repeats: until lies before after"),
    ("audit", "items/4/enable_when", {"ge": ["q1", 5]}, "items.q5: no set of answers reaches it"),
    (
        "k10",
        "scores/0/missing",
        {"rule": "prorate", "max_missing": 10, "round": "half_up"},
        "leaves nothing to prorate",
    ),
    ("gcs", "scores/0/value", {"max": ["eye"]}, "declared 3-15, computed 1-4"),
    ("asq", "outcomes/0/rules/0/when/is", ["q5", "perhaps"], "'perhaps' cannot be asked of q5"),
    ("asq", "outcomes/0/rules/0/when/is", ["q5", "missing"], "'missing' cannot be asked of q5"),
    ("asq", "outcomes/0/rules/0/when/is", ["q4_how", "yes"], "q4_how is not an item with options"),
    ("asq", "flags/0/when", {"ge": ["q1", 1]}, "flags.thoughts_now: q1 is not scored"),
    ("asq", "flags/0/when", {"ge": [{"count_yes": ["q4_how"]}, 1]}, "q4_how has no yes to count"),
    ("bjmhs", "flags/0/when/cluster/of", {"q1..q2": 1, "q7": 1}, "flags.symptoms: q7 is not scored"),
    ("news2", "scores/0/value/lookup/1/0/0", 5, "the table does not cover respiration"),
    ("news2", "scores/1/value/first_match/0/when/is", ["oxygen", "2"], "'2' cannot be asked of oxygen"),
    ("k6", "outcomes/0/bands", ["low", "moderate", "high", "high"], "needs two different ones"),
    (
        "asq",
        "outcomes/0/bands",
        ["acute", "non_acute", "negative"],
        "must run from the worst band to the most reassuring",
    ),
    ("asq", "outcomes/0/act_as/1/band", "negative", "what is not known is never treated as negative"),
    ("k6", "outcomes/0/score", "sum", "'sum' is no score"),
    ("k6", "outcomes/0/id", "misery", "no outcome of that name takes a cut-off"),
    ("k6", "outcomes/0/id", "misery", "no default policy for any language and sex female"),
    (
        "k6",
        "outcomes/0/actions/high",
        ["watch"],
        "distress.high: a red band needs an action with a time limit",
    ),
    ("k6", "outcomes/0/actions/high", ["pray"], "actions: 'pray' is not known"),
    ("asq", "items/0/declining_answers", True, ""),
    ("bjmhs", "items/0/declining_answers", True, "items.q1: declining is an answer, yet no rule hears it"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), SENSE, ids=[f"{n} {p} {v}" for n, p, v, _ in SENSE])
def test_the_sense_of_a_definition(name, path, value, message):
    found = problems(name, (path, value))
    assert any(message in one for one in found) if message else found == []


CUTS = [
    ("k6", "policies/0/cuts", [[0, 4, "low"], [5, 24, "high"]], ""),
    ("k6", "policies/0/cuts", [[0, 4, "low"], [5, 23, "high"]], "must cover 0-24"),
    ("k6", "policies/0/cuts", [[0, 4, "high"], [5, 24, "low"]], "bands must get worse"),
    (
        "k6",
        "policies/0/cuts",
        [[0, 4, "low"], [5, 9, "high"], [10, 24, "high"]],
        "bands must get worse",
    ),
    ("k6", "policies/0/cuts", [[0, 4, "low"], [5, 24, "severe"]], "bands are low, moderate, high"),
    ("gcs", "policies/0/cuts", [[3, 8, "mild"], [9, 15, "severe"]], "bands must get worse"),
    ("audit-c", "policies/1/sex", ["female"], "no default policy for any language and sex unknown"),
    ("audit-c", "policies/1/cuts", [[0, 4, "negative"], [5, 12, "positive"]], "less cautious than"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), CUTS, ids=[f"{n} {p} {v}" for n, p, v, _ in CUTS])
def test_the_sense_of_a_cut_off(name, path, value, message):
    found = problems(name, cuts=((path, value),))
    assert any(message in one for one in found) if message else found == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("policies/0/cuts", [[0, 4, "low"], [4, 24, "high"]], "cuts must follow each other"),
        ("policies/0/cuts", [[0, 4, "low"], [6, 24, "high"]], "cuts must follow each other"),
        ("policies/0/cuts", [], "must have a row"),
        ("policies/0/cuts/0", [0, 4], "must have three entries"),
        ("policies/0/sex", ["both"], "knows female, male, unknown"),
        ("policies/0/language", "fr", "'fr' is not one of *, az, ru, en"),
        ("policies/0/basis", "hope", "'hope' is not one of found, knowledge, design"),
        ("policies/0/source", "", "must be a text that is not empty"),
        ("major", "1", "must be an integer"),
    ],
)
def test_the_form_of_a_cut_off(path, value, message):
    data = json.loads((POLICIES / "k6.json").read_text("utf-8"))
    put(data, path, value)
    with pytest.raises(Refused) as refused:
        policies.policies("k6", data)
    assert message in str(refused.value)


def test_a_cut_off_is_there_once():
    data = json.loads((POLICIES / "k6.json").read_text("utf-8"))
    data["policies"] *= 2
    with pytest.raises(Refused, match="is there twice"):
        policies.policies("k6", data)


def test_what_is_no_json_is_refused():
    with pytest.raises(Refused, match=r"k6\.json: is not JSON"):
        json_of("k6.json", b"{")


def test_a_span_is_read_in_days_hours_and_minutes():
    assert duration("x", "P1DT12H30M").total_seconds() == 36.5 * 3600
    for wrong in ("P", "PT", "14D", "P1Y"):
        with pytest.raises(Refused, match="is not a span"):
            duration("x", wrong)


def test_a_prorated_score_must_be_a_sum():
    data = copy.deepcopy(FILES["pc-ptsd-5"])
    data["scores"][0]["missing"] = {"rule": "prorate", "max_missing": 1, "round": "half_up"}
    found = check.problems(parse.definition("x", data), (), actions.known())
    assert "scores.total: only a sum can be prorated" in found


def test_a_number_may_be_a_constant():
    grammar = parse.Grammar(("q1",))
    assert grammar.number("x", 3) == Constant(3)
    assert grammar.number("x", 3).partial()({}, {}, {}) == (3, 3)
    assert grammar.number("x", 3).exact()({}, {}) == 3


def test_a_reader_is_of_an_object():
    with pytest.raises(Refused, match="x: must be an object"):
        Reader("x", [])
