"""What holds for every instrument and any answers, however they come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import enabled, score, score_carefully
from screening.library import shipped
from screening.model import Context, Definition
from screening.news2 import news2
from tests.unit.screening.strategies import CONTEXTS, JUNK, whole, with_gaps
from tests.unit.screening.support import DAY

ALL = shipped().all()
SETTLED = ("complete", "prorated")
#: Here declining is worse than a no, so a set with it may amount to more than the set without.
DECLINING_COUNTS = {"asq", "reception-suicide", "tb-w4ss"}
over_all = pytest.mark.parametrize("instrument", ALL, ids=[one.definition.key for one in ALL])
PLAIN = Context(DAY, language="en", sex="male", age=17)


def rank(definition: Definition, outcome: str, band: str | None) -> int:
    bands = next(one.bands for one in definition.outcomes if one.id == outcome)
    return 0 if band is None else bands.index(band)


@over_all
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_whole_answers_are_complete_both_ways_and_in_any_order(instrument, data):
    answers, context = data.draw(whole(instrument)), data.draw(CONTEXTS)
    result = score(instrument, answers, context)
    assert result.status == "complete"
    assert result.missing == ()
    assert set(result.bands) == {outcome.id for outcome in instrument.definition.outcomes}
    assert result.act_as == result.bands
    assert result._asdict() == score_carefully(instrument, answers, context)._asdict()
    shuffled = data.draw(st.permutations(list(answers.items())))
    assert score(instrument, dict(shuffled), context) == result


@over_all
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_answers_with_gaps_come_to_the_same_both_ways(instrument, data):
    """What the quick way filled in before it gave up says nothing to the careful one."""
    _full, part = data.draw(with_gaps(instrument))
    left_out = data.draw(st.sets(st.sampled_from(sorted(part)))) if part else set()
    answers, context = {item: part[item] for item in part if item not in left_out}, data.draw(CONTEXTS)
    assert score(instrument, answers, context)._asdict() == score_carefully(instrument, answers, context)._asdict()


@over_all
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_every_score_stays_in_its_range(instrument, data):
    result = score(instrument, data.draw(whole(instrument)), data.draw(CONTEXTS))
    for item in instrument.definition.scores:
        assert item.minimum <= result.scores[item.id] <= item.maximum


@over_all
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_more_points_never_lower_a_total_or_reassure(instrument, data):
    definition = instrument.definition
    answers = data.draw(whole(instrument))
    rising = [
        (item, option)
        for item in definition.items
        if item.kind == "choice" and item.scored and item.id in answers
        for option in item.points
        if item.points[option] >= item.points[answers[item.id]]
    ]
    if not rising:
        return
    item, option = data.draw(st.sampled_from(rising))
    before = score(instrument, answers, PLAIN)
    after = score(instrument, {**answers, item.id: option}, PLAIN)
    if after.status != "complete":
        return  # the higher answer opened or closed other questions
    for one in definition.scores:
        assert after.scores[one.id] >= before.scores[one.id]
    better = {one.id for one in definition.scores if one.worse == "low"}
    for outcome in definition.outcomes:
        ranks = [rank(definition, outcome.id, result.bands[outcome.id]) for result in (before, after)]
        assert ranks == sorted(ranks, reverse=outcome.score in better)


@over_all
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_gap_never_reassures(instrument, data):
    definition = instrument.definition
    full, part = data.draw(with_gaps(instrument, declining=definition.id not in DECLINING_COUNTS))
    context = data.draw(CONTEXTS)
    whole_result, result = score(instrument, full, context), score(instrument, part, context)
    assert result.status != "invalid" or result.disabled_answered == ()
    for outcome in definition.outcomes:
        lowest = outcome.bands[0]
        assert result.floor.get(outcome.id) != lowest
        assert rank(definition, outcome.id, result.floor.get(outcome.id)) <= rank(
            definition, outcome.id, whole_result.bands[outcome.id]
        )
        if result.status not in SETTLED:
            assert result.bands.get(outcome.id) != lowest
            assert result.act_as.get(outcome.id) != lowest
        acting = rank(definition, outcome.id, result.act_as.get(outcome.id))
        assert acting >= rank(definition, outcome.id, result.floor.get(outcome.id))


@over_all
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_gap_never_turns_a_flag(instrument, data):
    full, part = data.draw(with_gaps(instrument))
    before, after = score(instrument, full, PLAIN).flags, score(instrument, part, PLAIN).flags
    heard = {"declined_red"}  # the flag that is about declining
    for flag, state in after.items():
        assert state in {before[flag], "unknown"} or flag in heard


@over_all
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_declined_missing_and_no_are_three_things(instrument, data):
    definition = instrument.definition
    answers = data.draw(whole(instrument))
    able = [item for item in definition.items if "declined" in item.allow and item.id in answers]
    if not able:
        return
    item = data.draw(st.sampled_from(able))
    declined = score(instrument, {**answers, item.id: "declined"}, PLAIN)
    left_out = score(instrument, {k: v for k, v in answers.items() if k != item.id}, PLAIN)
    assert (declined.declined, item.id in declined.missing) == ((item.id,), False)
    assert left_out.declined == ()
    assert (item.id in left_out.missing) is item.required


@over_all
@settings(deadline=None, max_examples=25)
@given(answers=JUNK, context=CONTEXTS)
def test_no_answers_are_too_strange_to_be_refused_politely(instrument, answers, context):
    result = score(instrument, answers, context)
    assert result.instrument == instrument.definition.id
    if result.problems:
        assert result.status == "invalid"
        assert result.bands == {}


@over_all
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_an_item_that_was_not_to_be_asked_makes_the_answers_invalid(instrument, data):
    definition = instrument.definition
    answers = data.draw(whole(instrument))
    shut = [item for item in definition.items if enabled(instrument, answers)[item.id] is False and item.points]
    if not shut:
        return
    item = data.draw(st.sampled_from(shut))
    result = score(instrument, {**answers, item.id: sorted(item.points)[0]}, PLAIN)
    assert (result.status, item.id in result.disabled_answered) == ("invalid", True)
    assert (result.scores, result.bands) == ({}, {})


@pytest.mark.parametrize("name", ["asq", "cssrs-screener"])
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_declining_a_question_about_suicide_opens_an_episode(name, data):
    """In whatever set of answers: complete or not, whatever else was asked. What is invalid must be put right first."""
    instrument = shipped().get(name)
    items = [item for item in instrument.definition.items if item.kind == "choice"]
    refused = data.draw(st.sampled_from(items)).id
    ways = {item.id: st.sampled_from([None, "yes", "no", "declined"]) for item in items}
    drawn = {**data.draw(st.fixed_dictionaries(ways)), refused: "declined"}
    result = score(instrument, {item: answer for item, answer in drawn.items() if answer}, PLAIN)
    if result.status in ("invalid", *SETTLED):
        return  # settled all the same: what was answered outweighs what was not
    assert "risk.open_episode" in result.actions


VITALS = st.fixed_dictionaries(
    {
        "respiration": st.integers(0, 90),
        "spo2": st.integers(20, 100),
        "systolic": st.integers(20, 350),
        "pulse": st.integers(0, 300),
        "consciousness": st.sampled_from("ACVPU"),
        "temperature": st.integers(200, 460),
    }
)


@settings(deadline=None, max_examples=300)
@given(VITALS, st.booleans(), st.booleans(), st.sets(st.sampled_from(["respiration", "spo2", "pulse", "temperature"])))
def test_the_intake_forms_news2_is_the_definitions(vitals, scale2, oxygen, left_out):
    values = {**vitals, **dict.fromkeys(left_out)}
    tenths = values["temperature"]
    quick = news2(
        values["respiration"],
        values["spo2"],
        scale2,
        oxygen,
        values["systolic"],
        values["pulse"],
        values["consciousness"],
        None if tenths is None else tenths / 10,
    )
    answers = {**values, "spo2_scale": "2" if scale2 else "1", "oxygen": "yes" if oxygen else "no"}
    result = score(shipped().get("news2"), answers, PLAIN)
    parts = {name.removeprefix("p_"): points for name, points in result.scores.items() if name != "total"}
    assert {name: points for name, points in quick.parts.items() if points is not None} == parts
    assert quick.total == result.scores.get("total")
    assert quick.level == result.act_as.get("level")
    assert quick.complete is (result.status == "complete")
    assert quick.single_three is (result.flags["single_three"] == "raised")
