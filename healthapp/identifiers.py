"""Time-ordered identifiers (UUIDv7, RFC 9562 §5.7), never sequential in a URL."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last: tuple[int, int] = (0, 0)


def uuid7() -> uuid.UUID:
    """A UUIDv7 that also rises within one millisecond of one process, so that inserts stay in order."""
    global _last  # noqa: PLW0603 - the last value is the whole state of the generator
    with _lock:
        millis = time.time_ns() // 1_000_000
        last_millis, counter = _last
        if millis > last_millis:
            counter = int.from_bytes(os.urandom(2), "big") & 0x7FF
        else:
            millis, counter = last_millis, counter + 1
            if counter > 0xFFF:
                millis, counter = millis + 1, 0
        _last = (millis, counter)
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return uuid.UUID(int=(millis << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail)
