"""One document, one sequence of bytes: RFC 8785 canonical JSON, and the digest taken of it.

JSON has no dates, exact decimals or identifiers, so their spelling is fixed here and never left to ``str``.
Text is taken exactly as given, without Unicode normalisation: a person's words are part of the evidence.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeAlias

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
    whole numbers are spelled the same, at a tenth of what a writer in Python takes.
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
    spell = _SPELLINGS.get(type(value))
    return spell(value) if spell else _by_descent(value)


def _by_descent(value: object) -> Json:
    """A value whose very type has no spelling of its own: a member of an enumeration, or a kind of something else."""
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return _members(value)
    for known, spell in _SPELLINGS.items():
        if isinstance(value, known):
            return spell(value)
    raise CanonicalError(f"a {type(value).__name__} has no canonical form")


def _itself(value: Json) -> Json:
    return value


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
    if "".join(found).isascii():
        return sorted(found)
    return sorted(found, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _time(value: dt.time) -> str:
    if value.tzinfo is not None:
        raise CanonicalError("a time of day with a time zone has no canonical form")
    return value.isoformat("microseconds")


def _decimal(value: Decimal) -> str:
    """Plain digits without trailing zeroes: 36.60 and 36.6 are one temperature on either engine."""
    if not value.is_finite():
        raise CanonicalError(f"{value} is not a number")
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


#: How a value of each type is spelled. A truth value is a number and a moment a date: the narrower stands first.
_SPELLINGS: dict[type, Callable[[Any], Json]] = {
    type(None): _itself,
    bool: _itself,
    str: _itself,
    int: _whole,
    dict: _members,
    list: _elements,
    tuple: _elements,
    dt.datetime: moment,
    dt.date: dt.date.isoformat,
    dt.time: _time,
    uuid.UUID: str,
    bytes: bytes.hex,
    Decimal: _decimal,
}
