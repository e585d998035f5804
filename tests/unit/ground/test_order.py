"""Given tests of which some are long, when several workers share them, then each begins with its long ones."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.support import order


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
@pytest.mark.parametrize("long", [0, 1, 2, 7, 12])
@pytest.mark.parametrize("quick", [0, 1, 5, 30])
def test_nothing_is_lost_and_each_share_is_the_piece_that_is_handed_out(long: int, quick: int, workers: int) -> None:
    slow, others = [("long", number) for number in range(long)], [("quick", number) for number in range(quick)]
    found = order.shares(slow, others, workers)
    assert sorted(chain.from_iterable(found)) == sorted(slow + others)
    left, sizes = long + quick, []
    for remaining in range(workers, 0, -1):  # as xdist's scheduler cuts them
        sizes.append(left // remaining)
        left -= sizes[-1]
    assert [len(share) for share in found] == sizes


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_worker_has_its_part_of_the_long_ones_first(workers: int) -> None:
    found = order.shares(["long"] * 12, ["quick"] * 60, workers)
    for share in found:
        mine = 12 // workers
        assert share[:mine] == ["long"] * mine
        assert set(share[mine:]) == {"quick"}


def test_a_journey_and_what_is_marked_slow_are_long(request: pytest.FixtureRequest) -> None:
    plain = request.node
    assert not order.is_long(plain)
    plain.add_marker(pytest.mark.browser)
    assert order.is_long(plain)
