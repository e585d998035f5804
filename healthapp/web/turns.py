"""Pages that are read take turns in a worker: one is computed at a time, instead of all of them slowly.

The threads of a worker share one interpreter. Four pages begun together are all late, and switching between them costs
a fifth of the time besides (docs/decisions/0012). Nobody waits long: behind a heavy page the next one begins anyway.
What brings a body takes no turn, because the body may come over a slow line; a view that only reads may take one when
the body is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

#: Seconds; several ordinary pages, and less than anybody notices.
PATIENCE = 0.15


#: Where the environment of a request keeps the way to take its turn.
TAKE = "healthapp.take_turn"


class Turn:
    """The turn of one request, taken at most once."""

    def __init__(self, lock: threading.Lock, patience: float) -> None:
        self._lock, self._patience = lock, patience
        self._had = False

    def take(self) -> None:
        """Wait until nobody else has it, or until patience ends."""
        if not self._had:
            self._had = self._lock.acquire(timeout=self._patience)

    def end(self) -> None:
        if self._had:
            self._lock.release()


class Turns:
    """WSGI middleware. ``patience``: how long a request waits for its turn before it goes on without one."""

    def __init__(self, app: Callable[..., Iterable[bytes]], patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        turn = Turn(self._lock, self.patience)
        environ[TAKE] = turn.take
        if environ["REQUEST_METHOD"] == "GET":
            turn.take()
        try:
            return self.app(environ, start_response)
        finally:
            turn.end()


def take(environ: Mapping[str, Any]) -> None:
    """From here on the request of ``environ`` is computed like a page that is read: its body has come."""
    taking = environ.get(TAKE)
    if taking is not None:
        taking()
