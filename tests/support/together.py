"""Two people at one thing at the same moment: the second has read it before what the first one did is stored."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from healthapp.database import UnitOfWork

T = TypeVar("T")
#: Seconds for the other one to come as far as it can. On the embedded engine it waits at the door until the first is
#: stored, so that whatever is waited for here does not happen.
A_MOMENT = {"sqlite": 0.02, "postgresql": 0.5}


def together(
    act: Callable[[], AbstractContextManager[UnitOfWork]],
    read: Callable[[UnitOfWork], T],
    first: Callable[[UnitOfWork, T], object],
    second: Callable[[UnitOfWork, T], object],
    *,
    stored: bool = True,
) -> Exception | None:
    """What ``second`` was refused with, whose unit read the same as ``first`` before that one was stored.

    ``stored``: whether ``second`` acts when ``first`` is stored, or as soon as that one has acted, where nothing makes
    it wait. On the embedded engine the second begins to read when the first is stored.
    """
    seen, ready, done = threading.Event(), threading.Event(), threading.Event()
    refused: list[Exception] = []

    def follow() -> None:
        try:
            with act() as uow:
                found = read(uow)
                seen.set()
                ready.wait(20)
                second(uow, found)
                uow.flush()
                done.set()
        except Exception as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=follow)
    with act() as uow:
        found = read(uow)
        thread.start()
        seen.wait(A_MOMENT[uow.database.dialect])
        first(uow, found)
        if not stored:
            uow.flush()
            ready.set()
            done.wait(A_MOMENT[uow.database.dialect])  # in vain where the second waits for the first
    ready.set()
    thread.join(30)
    return refused[0] if refused else None
