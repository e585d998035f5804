"""Pages that are read take turns in a worker: one is computed at a time, instead of all of them slowly.

The threads of a worker share one interpreter. Four pages begun together are all late, and switching between them costs
a fifth of the time besides (docs/decisions/0012). Whoever came first is served first, and nobody waits long: behind a
heavy page the next one begins anyway.
What brings a body takes no turn, because the body may come over a slow line; a view that only reads may take one when
the body is there.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

#: Seconds; several ordinary pages on a slow machine too, and no more than one puts up with behind a heavy page.
PATIENCE = 0.5


#: Where the environment of a request keeps the way to take its turn.
TAKE = "healthapp.take_turn"


class Line:
    """A lock that is handed on in the order in which it was asked for.

    An ordinary one goes to whoever comes by when it is free, and somebody waits while others are served twice.
    """

    def __init__(self) -> None:
        self._own = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, patience: float) -> bool:
        """Wait until it is one's turn, at most ``patience`` seconds; whether it came."""
        with self._own:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if self._called(called, patience):
            return True
        with self._own:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # called in the very moment in which patience ended

    def _called(self, called: threading.Lock, patience: float) -> bool:
        """Whether one was called in time. Apart, so that a test can stand in the moment after it."""
        return called.acquire(timeout=patience)

    def release(self) -> None:
        with self._own:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Turn:
    """The turn of one request, taken at most once."""

    def __init__(self, line: Line, patience: float) -> None:
        self._line, self._patience = line, patience
        self._had = False

    def take(self) -> None:
        """Wait until nobody else has it, or until patience ends."""
        if not self._had:
            self._had = self._line.acquire(self._patience)

    def end(self) -> None:
        if self._had:
            self._line.release()


class Turns:
    """WSGI middleware. ``patience``: how long a request waits for its turn before it goes on without one."""

    def __init__(self, app: Callable[..., Iterable[bytes]], patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience
        self._line = Line()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        turn = Turn(self._line, self.patience)
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
