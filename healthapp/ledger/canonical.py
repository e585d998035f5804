"""One document, one sequence of bytes: RFC 8785 canonical JSON, and the digest taken of it.

JSON has no dates, exact decimals or identifiers, so their spelling is fixed here and never left to ``str``.
Text is taken exactly as given, without Unicode normalisation: a person's words are part of the evidence.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


class CanonicalError(TypeError):
    """A value that has no single spelling; the message names where it stands."""


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """UTF-8 bytes of the document's RFC 8785 form. Raises CanonicalError for floats and unknown types."""
    try:
        return rfc8785.dumps(_plain(document, "$"))
    except rfc8785.CanonicalizationError as error:
        raise CanonicalError(str(error)) from error


def digest(document: Mapping[str, object]) -> bytes:
    """SHA-256 (32 bytes) of the canonical form."""
    return sha256(canonical_bytes(document)).digest()


def moment(value: dt.datetime) -> str:
    """An aware moment in UTC with microseconds, ``2026-11-24T10:27:15.000000Z``: text order is time order."""
    if value.tzinfo is None:
        raise CanonicalError("a moment without a time zone has no canonical form")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _plain(value: object, where: str) -> Json:
    if isinstance(value, enum.Enum):
        return _plain(value.value, where)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {_key(key, where): _plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{place}]") for place, item in enumerate(value)]
    return _scalar(value, where)


def _scalar(value: object, where: str) -> str:
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
    raise CanonicalError(f"{where}: a {type(value).__name__} has no canonical form")


def _decimal(value: Decimal) -> str:
    """Plain digits without trailing zeroes: 36.60 and 36.6 are one temperature on either engine."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise CanonicalError(f"{where}: the name {key!r} is not text")
    return key
