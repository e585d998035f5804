"""In which order a run takes its tests: no worker is left alone with a long one while the others have nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest


def is_long(item: pytest.Item) -> bool:
    """Whether it may take seconds: it is marked slow, or is a journey in a browser."""
    return any(item.get_closest_marker(name) is not None for name in ("slow", "browser"))


def awaits(item: pytest.Item) -> bool:
    """Whether it needs the demonstration, which whoever asks first fills for all while the others wait."""
    return "demonstration" in getattr(item, "fixturenames", ())


def shares(long: Sequence[Any], quick: Sequence[Any], workers: int, awaits: Callable[[Any], bool]) -> list[list[Any]]:
    """What each of ``workers`` begins with: an equal share of all, its share of the long ones before its quick ones.

    ``--dist worksteal`` cuts the tests into as many pieces of one length as there are workers, in their order, and who
    has nothing left takes from the end of another's piece. With every long one in the first piece, one worker would run
    them all, and the last that are taken would be long. The first worker begins with what ``awaits`` the same thing,
    the last with what does not: while one makes it, another has something to do.
    """
    long, quick, found = sorted(long, key=lambda item: not awaits(item)), list(quick), []
    for left in range(workers, 0, -1):
        size, first = (len(long) + len(quick)) // left, len(long) // left
        mine = long[:first] if not found else sorted(long[:first], key=awaits)
        found.append(mine + quick[: size - first])
        del long[:first], quick[: size - first]
    return found
