"""Reading JSON that decides something: every value is asked for by type, and nothing unknown is passed over."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


class Refused(ValueError):
    """A file does not say what it must; the message names the file, the place in it and what was expected."""


class Reader:
    """One JSON object and where it stands. ``close`` refuses the keys nobody asked for."""

    def __init__(self, where: str, data: object) -> None:
        if not isinstance(data, dict):
            raise Refused(f"{where}: must be an object")
        self.where = where
        self._data: dict[str, object] = data
        self._asked: set[str] = set()

    def refuse(self, key: str, expected: str) -> Refused:
        return Refused(f"{self.where}.{key}: {expected}")

    def has(self, key: str) -> bool:
        return key in self._data

    def names(self) -> list[str]:
        return list(self._data)

    def raw(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._data:
            raise self.refuse(key, "is missing")
        return self._data[key]

    def text(self, key: str) -> str:
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "must be a text that is not empty")
        return value

    def text_or(self, key: str, default: str) -> str:
        return self.text(key) if self.has(key) else default

    def one_of(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key) if default is None else self.text_or(key, default)
        if value not in known:
            raise self.refuse(key, f"{value!r} is not one of {', '.join(known)}")
        return value

    def integer(self, key: str) -> int:
        value = self.raw(key)
        if type(value) is not int:  # True and 1.0 are no integers here
            raise self.refuse(key, "must be an integer")
        return value

    def integer_or_none(self, key: str) -> int | None:
        return self.integer(key) if self.has(key) else None

    def boolean(self, key: str, default: bool) -> bool:
        if not self.has(key):
            return default
        value = self.raw(key)
        if not isinstance(value, bool):
            raise self.refuse(key, "must be true or false")
        return value

    def date(self, key: str) -> dt.date:
        value = self.text(key)
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise self.refuse(key, f"{value!r} is not a date like 2026-03-11") from None

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        if default is not None and not self.has(key):
            return default
        return tuple(str_at(f"{self.where}.{key}[{at}]", value) for at, value in enumerate(self.list(key)))

    def list(self, key: str) -> list[object]:
        value = self.raw(key)
        if not isinstance(value, list):
            raise self.refuse(key, "must be a list")
        return value

    def child(self, key: str) -> Reader:
        return Reader(f"{self.where}.{key}", self.raw(key))

    def child_or_empty(self, key: str) -> Reader:
        return self.child(key) if self.has(key) else Reader(f"{self.where}.{key}", {})

    def children(self, key: str, needed: bool = True) -> Iterator[Reader]:
        if not needed and not self.has(key):
            return
        for at, value in enumerate(self.list(key)):
            yield Reader(f"{self.where}.{key}[{at}]", value)

    def close(self) -> None:
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            raise Refused(f"{self.where}: unknown {', '.join(unknown)}")


def str_at(where: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Refused(f"{where}: must be a text that is not empty")
    return value


def int_at(where: str, value: object) -> int:
    if type(value) is not int:
        raise Refused(f"{where}: must be an integer")
    return value


def duration(where: str, text: str) -> dt.timedelta:
    """ISO 8601 in days, hours and minutes: ``P14D``, ``PT4H``, ``P1DT12H``."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Refused(f"{where}: {text!r} is not a span like P14D or PT4H")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return dt.timedelta(days=days, hours=hours, minutes=minutes)


def json_of(where: str, content: bytes) -> object:
    try:
        found: object = json.loads(content)
    except ValueError:
        raise Refused(f"{where}: is not JSON") from None
    return found
