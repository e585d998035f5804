"""One document, one sequence of bytes: RFC 8785 canonical JSON, and the digest taken of it.

JSON has no dates, exact decimals or identifiers, so their spelling is fixed here and never left to ``str``.
Text is taken exactly as given, without Unicode normalisation: a person's words are part of the evidence.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
#: Whole numbers beyond this are not the same in every reader of JSON.
LARGEST = 2**53 - 1


class CanonicalError(TypeError):
    """A value that has no single spelling; the message names where it stands."""

    def __init__(self, what: str, place: str = "") -> None:
        super().__init__(f"{place}: {what}" if place else what)
        self.what, self.place = what, place

    def inside(self, outer: str) -> CanonicalError:
        """The same, seen from one level further out."""
        return CanonicalError(self.what, outer + self.place)


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """UTF-8 bytes of the document's RFC 8785 form. Raises CanonicalError for floats and unknown types.

    Without floats, and with the names in their order, that form is what the standard library writes: its text and
    whole numbers are spelled the same, at a tenth of the cost inside every audited request.
    """
    try:
        return json.dumps(_plain(document), ensure_ascii=False, separators=(",", ":")).encode()
    except CanonicalError as error:
        raise error.inside("$") from None
    except UnicodeEncodeError as error:
        raise CanonicalError("half a character is not text") from error


def digest(document: Mapping[str, object]) -> bytes:
    """SHA-256 (32 bytes) of the canonical form."""
    return sha256(canonical_bytes(document)).digest()


def moment(value: dt.datetime) -> str:
    """An aware moment in UTC with microseconds, ``2026-11-24T10:27:15.000000Z``: text order is time order."""
    if value.tzinfo is None:
        raise CanonicalError("a moment without a time zone has no canonical form")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _plain(value: object) -> Json:
    """What JSON can say, names in order."""
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return _members(value)
    if isinstance(value, list | tuple):
        return _elements(value)
    return _scalar(value)


def _whole(value: int) -> int:
    if abs(value) > LARGEST:
        raise CanonicalError(f"{value} is too large a number")
    return value


def _members(value: Mapping[object, object]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name in _in_order(value):
        try:
            found[name] = _plain(value[name])
        except CanonicalError as error:
            raise error.inside(f".{name}") from None
    return found


def _elements(value: Iterable[object]) -> list[Json]:
    found: list[Json] = []
    for item in value:
        try:
            found.append(_plain(item))
        except CanonicalError as error:
            raise error.inside(f"[{len(found)}]") from None
    return found


def _in_order(names: Iterable[object]) -> list[str]:
    """By UTF-16 code units (RFC 8785, 3.2.3); of ASCII names that is the order of the alphabet."""
    found: list[str] = []
    for name in names:
        if not isinstance(name, str):
            raise CanonicalError(f"the name {name!r} is not text")
        found.append(name)
    if all(map(str.isascii, found)):
        return sorted(found)
    return sorted(found, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _scalar(value: object) -> str:
    match value:
        case dt.datetime():
            return moment(value)
        case dt.date():
            return value.isoformat()
        case dt.time() if value.tzinfo is None:
            return value.isoformat("microseconds")
        case uuid.UUID():
            return str(value)
        case bytes():
            return value.hex()
        case Decimal() if value.is_finite():
            return _decimal(value)
    raise CanonicalError(f"a {type(value).__name__} has no canonical form")


def _decimal(value: Decimal) -> str:
    """Plain digits without trailing zeroes: 36.60 and 36.6 are one temperature on either engine."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
