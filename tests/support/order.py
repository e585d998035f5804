"""In which order a run takes its tests: no worker is left alone with a long one while the others have nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def is_long(item: pytest.Item) -> bool:
    """Whether it may take seconds: it is marked slow, or is a journey in a browser."""
    return any(item.get_closest_marker(name) is not None for name in ("slow", "browser"))


def shares(long: Sequence[Any], quick: Sequence[Any], workers: int) -> list[list[Any]]:
    """What each of ``workers`` begins with: an equal share of all, its share of the long ones before its quick ones.

    ``--dist worksteal`` cuts the tests into as many pieces of one length as there are workers, in their order, and who
    has nothing left takes from the end of another's piece. With every long one in the first piece, one worker would run
    them all, and the last that are taken would be long.
    """
    long, quick, found = list(long), list(quick), []
    for left in range(workers, 0, -1):
        size, first = (len(long) + len(quick)) // left, len(long) // left
        found.append(long[:first] + quick[: size - first])
        del long[:first], quick[: size - first]
    return found
