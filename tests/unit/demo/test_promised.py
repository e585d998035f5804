"""The filling that `make run` makes, drawn without a database: what it promises of 400 people it keeps for seed 1."""

from __future__ import annotations

import collections
import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest

from healthapp.cli import demo as command
from healthapp.cli import start
from healthapp.demo import facilities, harming, plan
from healthapp.settings.defaults import DEFAULTS

PEOPLE, SEED = start.DEMO_PEOPLE, 1
DAY = dt.timedelta(days=1)
README = Path(__file__).parents[3] / "README.md"


@pytest.fixture(scope="module")
def drawn() -> list[plan.Planned]:
    places = len(facilities.FACILITIES)
    return list(plan.people(PEOPLE, SEED, facilities=places, today=dt.date(2026, 3, 11)))


def test_examinations_are_on_time_late_and_missing_as_planned(drawn):
    after = [one.intake_after for one in drawn if one.admitted_ago > plan.OVERLOOKED]
    in_time = sum(1 for one in after if one is not None and one <= DAY)
    late = sum(1 for one in after if one is not None and one > DAY)
    assert None not in after, "whoever was overlooked so long was found"
    assert in_time / len(after) == pytest.approx(plan.ON_TIME, abs=0.04)
    assert late / len(after) == pytest.approx(1 - plan.ON_TIME, abs=0.04), "overlooked and found is late"
    lately = [one for one in drawn if one.admitted_ago <= plan.OVERLOOKED]
    missing = [one for one in lately if one.intake_after is None]
    assert 3 <= len(missing) <= len(lately) * 0.8
    overdue = [one for one in missing if one.admitted_ago > DAY]
    assert 1 <= len(overdue) <= 4, "few are overdue, and more still have time"
    assert len(missing) > len(overdue)


def test_refusals_and_returns_are_as_many_as_planned(drawn):
    assert sum(one.health.refuses_part for one in drawn) / PEOPLE == pytest.approx(0.06, abs=0.025)
    times = collections.Counter(one.returns for one in drawn)
    assert set(times) == {0, 1, 2}
    assert times[0] / PEOPLE == pytest.approx(4 / 7, abs=0.06)
    assert times[1] / PEOPLE == pytest.approx(2 / 7, abs=0.06)


def test_one_facility_at_most_is_in_a_cluster_of_self_harm(drawn):
    default = {one.key: one.value for one in DEFAULTS}
    window, least = default["cluster.window"] * DAY, default["cluster.events"]
    lately = collections.Counter({plan.held_in(one): 0 for one in drawn})
    for one in drawn:
        lately[plan.held_in(one)] += sum(1 for ago in harming.planned(one, SEED) if ago < window)
    assert len(lately) == 4
    assert [place for place, events in lately.items() if events >= least] == [0], "the demonstration's own"


def test_the_events_of_one_person_lie_close_together(drawn):
    often = [times for one in drawn if len(times := harming.planned(one, SEED)) >= 5]
    assert len(often) >= 3
    gaps = [earlier - later for times in often for earlier, later in pairwise(times)]
    assert sum(gap < 7 * DAY for gap in gaps) > 0.6 * len(gaps), "most within days of the one before"
    assert any(gap > 60 * DAY for gap in gaps), "with months between the bouts"


def test_the_readme_says_how_many_are_invented():
    (said,) = re.findall(r"with (\d+) invented people", README.read_text("utf-8"))
    default = next(option.default for option in command.demo.params if option.name == "people")
    assert int(said) == PEOPLE == default
