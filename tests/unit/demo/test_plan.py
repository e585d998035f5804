"""The invented people: always the same, and in believable shares."""

from __future__ import annotations

import datetime as dt

from healthapp.demo import plan

TODAY = dt.date(2026, 3, 11)


def draw(count: int, seed: int = 1) -> list[plan.Planned]:
    return list(plan.people(count, seed, facilities=4, today=TODAY))


def test_the_same_seed_gives_the_same_people():
    assert draw(50) == draw(50)
    assert draw(50) != draw(50, seed=2)


def test_more_people_do_not_change_the_first_ones():
    assert draw(80)[:50] == draw(50)


def test_shares_are_those_of_prison_populations():
    drawn = draw(20_000)
    share = lambda test: sum(map(test, drawn)) / len(drawn)  # noqa: E731
    assert 0.025 < share(lambda one: one.woman) < 0.035
    assert 0.16 < share(lambda one: one.legal_status == "remand") < 0.20
    assert 0.22 < share(lambda one: one.health.alcohol) < 0.26
    ages = [(TODAY - one.birth_date).days / 365.25 for one in drawn if one.birth_date]
    assert 36 < sum(ages) / len(ages) < 40
    assert max(ages) < 77


def test_no_examination_lies_in_the_future():
    assert all(one.intake_after is None or one.intake_after < one.admitted_ago for one in draw(5_000))


def test_some_examinations_are_late_and_some_are_missing():
    drawn = draw(400)
    assert any(one.intake_after and one.intake_after > dt.timedelta(hours=24) for one in drawn)
    assert any(one.intake_after is None for one in drawn)
