"""What happens in one room and is followed in another. The room that tells need not know who listens.

A room that listens says so in its ``followers.py``; all of them are loaded before anything is told, so that no clock
depends on which pages or commands this process happened to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from healthapp import rooms
from healthapp.database import UnitOfWork

Follower = Callable[[UnitOfWork, Any], None]
_followers: dict[str, list[Follower]] = {}


def follow(what: str, follower: Follower) -> None:
    """Be told of every ``what``; saying so twice changes nothing."""
    listening = _followers.setdefault(what, [])
    if follower not in listening:
        listening.append(follower)


def tell(what: str, uow: UnitOfWork, about: Any) -> None:
    """Tell everybody who follows ``what``, in the unit of work in which it happened."""
    rooms.load("followers")
    for follower in _followers.get(what, ()):
        follower(uow, about)
