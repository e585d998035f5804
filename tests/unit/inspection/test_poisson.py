"""Exact limits of small counts, against the distribution itself and published values."""

from __future__ import annotations

import math

import pytest

from healthapp.inspection.items.poisson import limits


def below(mean: float, count: int) -> float:
    return sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))


@pytest.mark.parametrize("mean", [0.0, 0.3, 1.0, 4.2, 17.0, 60.0])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_each_tail_is_no_larger_than_it_may_be_and_one_more_would_be(mean, level):
    low, high = limits(mean, level)
    tail = (1 - level) / 2
    assert below(mean, low) <= tail < below(mean, low + 1)
    assert 1 - below(mean, high + 1) <= tail
    assert high == 0 or 1 - below(mean, high) > tail


def test_ten_expected_as_in_the_tables():
    # P(X <= 3 | 10) = 0.0103, P(X <= 4) = 0.0293; P(X >= 17) = 0.0270, P(X >= 18) = 0.0143
    assert limits(10, 0.95) == (4, 17)


def test_none_expected_none_allowed():
    assert limits(0, 0.95) == (0, 0)


def test_a_large_count_does_not_overflow():
    low, high = limits(5000, 0.998)
    assert 4700 < low < 5000 < high < 5300
