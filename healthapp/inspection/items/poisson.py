"""Exact limits of a Poisson count: what chance alone would rarely pass."""

from __future__ import annotations

import math


def limits(mean: float, level: float) -> tuple[int, int]:
    """(lowest, highest) count such that fewer, and more, each happen with at most half of ``1 - level``.

    Exact: from the distribution itself, not from a normal one, because most expected counts are small.
    """
    tail = (1 - level) / 2
    return _lowest(mean, tail), _highest(mean, tail)


def _term(mean: float, count: int) -> float:
    if mean <= 0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def _lowest(mean: float, tail: float) -> int:
    """The largest k with P(X < k) <= tail."""
    count, below = 0, 0.0
    while below + _term(mean, count) <= tail:
        below += _term(mean, count)
        count += 1
    return count


def _highest(mean: float, tail: float) -> int:
    """The smallest k with P(X > k) <= tail."""
    count, within = 0, _term(mean, 0)
    while 1 - within > tail and count < 10 * mean + 100:
        count += 1
        within += _term(mean, count)
    return count
