"""Pages that are read take turns in a worker: one is computed at a time, instead of all of them slowly.

The threads of a worker share one interpreter. Four pages begun together are all late, and switching between them costs
a fifth of the time besides (docs/decisions/0012). Nobody waits long: behind a heavy page the next one begins anyway.
What brings a body takes no turn, because the body may come over a slow line.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

#: Seconds; several ordinary pages, and less than anybody notices.
PATIENCE = 0.15


class Turns:
    """WSGI middleware. ``patience``: how long a request waits for its turn before it goes on without one."""

    def __init__(self, app: Callable[..., Iterable[bytes]], patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self.app(environ, start_response)
        had = self._turn.acquire(timeout=self.patience)
        try:
            return self.app(environ, start_response)
        finally:
            if had:
                self._turn.release()
