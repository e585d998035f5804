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
    found = order.shares(slow, others, workers, lambda item: item[1] % 3 == 0)
    assert sorted(chain.from_iterable(found)) == sorted(slow + others)
    left, sizes = long + quick, []
    for remaining in range(workers, 0, -1):  # as xdist's scheduler cuts them
        sizes.append(left // remaining)
        left -= sizes[-1]
    assert [len(share) for share in found] == sizes


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_worker_has_its_part_of_the_long_ones_first(workers: int) -> None:
    found = order.shares(["long"] * 12, ["quick"] * 60, workers, lambda _item: True)
    for share in found:
        mine = 12 // workers
        assert share[:mine] == ["long"] * mine
        assert set(share[mine:]) == {"quick"}


def test_a_journey_and_what_is_marked_slow_are_long(request: pytest.FixtureRequest) -> None:
    plain = request.node
    assert not order.is_long(plain)
    plain.add_marker(pytest.mark.browser)
    assert order.is_long(plain)


def test_while_the_first_worker_makes_what_many_wait_for_the_last_has_other_work() -> None:
    long = ["waiting", "other", "waiting", "waiting", "other", "waiting"]
    first, last = order.shares(long, ["quick"] * 4, 2, lambda item: item == "waiting")
    assert first == ["waiting"] * 3 + ["quick"] * 2
    assert last == ["other"] * 2 + ["waiting"] + ["quick"] * 2


@pytest.fixture
def demonstration() -> None:
    """Bears the name of the one that is waited for."""


@pytest.fixture
def server(demonstration: None) -> None:
    """Stands on it, as the server of the journeys does."""


def test_whoever_asks_for_the_demonstration_waits_for_it(request: pytest.FixtureRequest, server: None) -> None:
    assert order.awaits(request.node)


def test_whoever_does_not_ask_does_not(request: pytest.FixtureRequest) -> None:
    assert not order.awaits(request.node)
