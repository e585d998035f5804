"""The eighteen invariants of the definition format, each over every shipped instrument.

Some live in test files of their own: 8, 9 and 5 in properties, 14 in mutations, 12 and 18 in library.
"""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise

import pytest

from screening import actions, check, codes
from screening.engine import score
from screening.expressions import AllOf, AnyOf, AtLeast, Cluster, Is
from screening.library import INSTRUMENTS, SEPARATE, shipped
from screening.model import LANGUAGES, Code, Context
from screening.partial import Partial, Ready
from tests.unit.screening.support import DAY

LIBRARY = shipped()
ALL = LIBRARY.all()
over_all = pytest.mark.parametrize("instrument", ALL, ids=[one.definition.key for one in ALL])
SHIPPED = {
    "asq", "reception-suicide", "bjmhs", "phq-2", "phq-9", "phq-a", "gad-7", "k6", "k10", "pc-ptsd-5", "pcl-5",
    "tb-w4ss", "ciwa-ar", "cows", "news2", "gcs", "audit-c", "audit",
}  # fmt: skip
SHELLS = {"cssrs-screener", "sbq-r", "dast-10", "sapas", "sds", "ftnd", "6cit", "assist"}
#: Only RUS-AUDIT may be used in Russian, and its text was not to be had.
NO_RUSSIAN = {"audit", "audit-c"}


def test_what_is_shipped():
    assert {one.definition.id for one in ALL if one.definition.text == "shipped"} == SHIPPED
    assert {one.definition.id for one in ALL if one.definition.text == "site"} == SHELLS


@over_all
def test_01_ids_are_unique_and_every_language_has_every_word(instrument):
    definition = instrument.definition
    ids = [item.id for item in definition.items] + [one.id for one in definition.scores]
    assert len(set(ids)) == len(ids)
    spoken = [one for one in LANGUAGES if one != "ru" or definition.id not in NO_RUSSIAN]
    expected = [] if definition.id in SHELLS else spoken
    assert LIBRARY.languages(definition) == expected
    for language in expected:
        words = LIBRARY.texts(definition.id, definition.version, language)
        assert words.status in {"official", "adapted", "working"}
        assert words.banner is (words.status == "working")
        assert set(words.items) == {item.id for item in definition.items}
        assert words.source
    assert not expected or LIBRARY.texts(definition.id, definition.version, "az").banner


@over_all
def test_02_options_have_scores_and_ranges_are_the_computed_ones(instrument):
    for item in instrument.definition.items:
        if item.scored and item.kind == "choice":
            assert all(isinstance(option.score, int) for option in item.options)
    nothing = Partial(Ready(instrument.definition), {})
    nothing.settle()
    for one in instrument.definition.scores:
        assert nothing.points(one.id) == (one.minimum, one.maximum)


@over_all
def test_03_cut_offs_cover_every_score_once(instrument):
    scores = {outcome.id: outcome.score for outcome in instrument.definition.outcomes}
    ranges = {one.id: (one.minimum, one.maximum) for one in instrument.definition.scores}
    for policy in instrument.policies:
        assert (policy.cuts[0][0], policy.cuts[-1][1]) == ranges[scores[policy.outcome]]
        assert all(low <= high for low, high, _ in policy.cuts)
        assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(policy.cuts))


def satisfying(condition, definition) -> dict | None:
    """Answers under which a condition holds, found by trying the parts."""
    items = {item.id: item for item in definition.items}
    if isinstance(condition, Is):
        real = sorted(condition.answers & set(items[condition.item].points))
        return {condition.item: real[0]} if real else None
    if isinstance(condition, AnyOf):
        return next((found for part in condition.of if (found := satisfying(part, definition))), None)
    if isinstance(condition, AllOf):
        parts = [satisfying(part, definition) for part in condition.of]
        return None if None in parts else {key: value for part in parts for key, value in part.items()}
    if isinstance(condition, AtLeast | Cluster):
        return {ref: max(items[ref].points, key=items[ref].points.__getitem__) for ref in condition.refs()}
    raise AssertionError(condition)


@over_all
def test_04_gates_look_back_and_every_item_can_be_reached(instrument):
    definition = instrument.definition
    order = [item.id for item in definition.items]
    for item in definition.items:
        waiting, answers = [item], {}
        while waiting:
            one = waiting.pop()
            if one.enable_when is None:
                continue
            refs = set(one.enable_when.refs())
            assert all(order.index(ref) < order.index(one.id) for ref in refs)
            answers |= satisfying(one.enable_when, definition)
            waiting += [definition.items[order.index(ref)] for ref in refs]
        assert Partial(Ready(definition), answers).enabled(item.id) is True


@over_all
def test_06_declining_is_never_an_option_and_missing_never_an_answer(instrument):
    for item in instrument.definition.items:
        assert not {"declined", "not_testable", "missing"} & set(map(str, item.points))


@pytest.mark.parametrize("name", ["phq-9", "phq-a"])
def test_07_the_safety_flag_is_read_before_prorating_and_unknown_is_not_clear(name):
    answers = {f"q{number}": "2" for number in range(1, 9)} | {"q12": "no", "q13": "no"}
    if name == "phq-9":
        answers = {item: answer for item, answer in answers.items() if item not in {"q12", "q13"}}
    result = score(LIBRARY.get(name), answers, Context(DAY, language="en", age=15))
    assert (result.status, result.scores, result.flags["si"]) == ("prorated", {"total": 18}, "unknown")
    assert "risk.ask" in result.actions
    declined = score(LIBRARY.get(name), {**answers, "q9": "declined"}, Context(DAY, age=15))
    assert (declined.status, declined.flags["si"]) == ("prorated", "unknown")
    raised = score(LIBRARY.get(name), {"q9": "1"}, Context(DAY, age=15))
    assert (raised.status, raised.flags["si"]) == ("unscorable", "raised")
    assert "risk.review_now" in raised.actions


@over_all
def test_07_every_flag_of_risk_asks_when_it_is_not_known(instrument):
    for flag in instrument.definition.flags:
        if flag.action and flag.action.startswith("risk.") and flag.id != "declined_red":
            assert flag.action_if_unknown == "risk.ask" or instrument.definition.id == "cssrs-screener"


@over_all
def test_10_what_counts_backwards_is_declared_so(instrument):
    for item in instrument.definition.items:
        if item.kind == "choice" and item.scored:
            listed = {option.id: option.score for option in item.options}
            turn = min(listed.values()) + max(listed.values())
            expected = {name: turn - points for name, points in listed.items()} if item.reverse else listed
            assert dict(item.points) == expected
    backwards = {item.id for item in instrument.definition.items if item.reverse}
    assert backwards == ({"q3"} if instrument.definition.id in {"sapas", "dast-10"} else set())


@over_all
def test_11_a_cut_off_that_depends_on_sex_says_what_holds_when_it_is_not_known(instrument):
    assert check.problems(instrument.definition, instrument.policies, actions.known()) == []
    for policy in instrument.policies:
        if len(policy.sexes) < 3:
            alike = [one for one in instrument.policies if (one.outcome, one.name) == (policy.outcome, policy.name)]
            assert sum("unknown" in one.sexes for one in alike) == 1


def test_11_sex_not_known_takes_the_more_cautious_cut_off_and_says_so():
    result = score(LIBRARY.get("audit-c"), {"q1": "1", "q2": "1", "q3": "1"}, Context(DAY, sex="unknown"))
    assert result.bands == {"screen": "positive"}
    assert result.notes == ("screen: sex not known, the more cautious cut-off",)
    assert score(LIBRARY.get("audit-c"), {"q1": "1", "q2": "1", "q3": "1"}, Context(DAY, sex="male")).notes == ()


@over_all
def test_13_a_result_says_what_made_it(instrument):
    result = score(instrument, {}, Context(DAY))
    assert (result.instrument, result.version) == (instrument.definition.id, instrument.definition.version)
    assert re.fullmatch(r"[0-9a-f]{64}", result.sha256)
    assert result.engine_version


@over_all
def test_14_there_are_at_least_five_examples(instrument):
    assert len(instrument.definition.examples) >= 5


@over_all
def test_15_no_words_lie_where_their_licence_forbids(instrument):
    definition = instrument.definition
    files = [path for path in INSTRUMENTS.rglob("*.json") if path.parent.name == definition.id]
    worded = [path for path in files if path.stem.rpartition(".")[2] in LANGUAGES]
    apart = {path.relative_to(INSTRUMENTS).parts[0] == SEPARATE for path in files}
    assert not worded or definition.licence.code in "ABC"
    assert apart == {definition.licence.code == "C" and bool(worded)}
    assert all(one.url.startswith("https://") and one.seen.year > 2000 for one in definition.licence.evidence)


@pytest.mark.parametrize("code", ["D", "E", "U", "C"])
def test_15_the_gate_stops_words_of_a_licence_that_forbids_them(code):
    definition = LIBRARY.get("k6").definition
    forbidden = dataclasses.replace(definition, licence=dataclasses.replace(definition.licence, code=code))
    assert check.licence_problems(forbidden, False, ["en"]) == [f"words of licence {code} may not lie here"]
    shell = dataclasses.replace(forbidden, text="site")
    assert check.licence_problems(shell, False, ["en"]) == ["the words come from the site, yet there are texts"]
    assert check.licence_problems(shell, False, []) == []
    assert check.licence_problems(definition, False, []) == ["the words are shipped, yet there is no text"]
    assert check.licence_problems(definition, True, ["en"]) == ["words of licence B may not lie here"]


@over_all
def test_16_codes_pass_their_check_digit_and_unverified_ones_stay_here(instrument):
    definition = instrument.definition
    found = [*definition.codes, *(code for item in definition.items for code in item.codes)]
    found += [code for item in definition.items for option in item.options for code in option.codes]
    for code in found:
        assert codes.check_code(code) is None
        assert code.source
    assert {code.status for code in codes.exportable(found)} <= {"verified"}


@over_all
def test_17_actions_are_known_and_a_red_band_has_a_time(instrument):
    known = actions.known()
    for outcome in instrument.definition.outcomes:
        for band, named in outcome.actions.items():
            assert set(named) <= set(known), band
        for band in outcome.red:
            assert any(known[one].within is not None for one in outcome.actions[band])


def test_17_every_action_has_words_in_every_language_and_is_used():
    used = set()
    for one in (instrument.definition for instrument in ALL):
        lists = [
            *one.status_actions.values(),
            *(named for outcome in one.outcomes for named in outcome.actions.values()),
        ]
        used |= {name for listed in lists for name in listed}
        used |= {name for flag in one.flags for name in (flag.action, flag.action_if_unknown) if name}
    assert used == set(actions.known())
    for action in actions.known().values():
        assert set(action.words) == set(LANGUAGES)


@pytest.mark.parametrize("code", ["72109-3", "83476-7", "83480-9", "97006-2", "89222-1"])
def test_16_codes_seen_in_public_files_that_cannot_exist_are_refused(code):
    assert "check digit" in codes.check_code(Code("loinc", code, "verified", "somewhere"))
