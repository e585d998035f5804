"""The list of lesions as it lies in the draft: numbers go up and are never used again.

The part's answers hold, beside those of its dictionary, ``marks`` (by lesion number as text), ``last`` (the highest
number given) and ``removed`` (numbers taken out, each with its reason).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from healthapp.injuries.dictionary.types import NECK
from healthapp.intake.alerts import HEALED, NO_DANGER
from healthapp.ledger import canonical

Content = Mapping[str, Any]
#: A lesion longer than this (mm) is possible and rare: somebody looks again.
LONG = Decimal(500)


def find(content: Content, number: int) -> dict[str, Any] | None:
    """The lesion of ``number``, or None."""
    return next((dict(row) for row in content.get("lesions", ()) if row["number"] == number), None)


def marks_of(content: Content, number: int) -> list[dict[str, Any]]:
    return list(content.get("marks", {}).get(str(number), ()))


def all_marks(content: Content) -> list[tuple[int, dict[str, Any]]]:
    """(lesion number, mark) of every lesion, in order of number."""
    return [(row["number"], mark) for row in content.get("lesions", ()) for mark in marks_of(content, row["number"])]


def put(content: Content, lesion: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], number: int | None) -> Content:
    """The list with ``lesion`` in it: under ``number``, or the next one. Raises KeyError for an unknown number."""
    rows = [dict(row) for row in content.get("lesions", ())]
    last = content.get("last", 0)
    if number is None:
        last += 1
        number = last
        rows.append({})
    place = next((at for at, row in enumerate(rows) if row.get("number", number) == number), None)
    if place is None:
        raise KeyError(number)
    rows[place] = {**{key: value for key, value in lesion.items() if key != "number"}, "number": number}
    kept = {**content.get("marks", {}), str(number): [dict(mark) for mark in marks]}
    return {**content, "found": "lesions", "lesions": rows, "last": last, "marks": kept}


def take_out(content: Content, number: int, reason: str) -> Content:
    """The list without lesion ``number``; the number and the reason stay. Raises KeyError."""
    if find(content, number) is None:
        raise KeyError(number)
    rows = [dict(row) for row in content["lesions"] if row["number"] != number]
    marks = {key: value for key, value in content.get("marks", {}).items() if key != str(number)}
    removed = [*content.get("removed", ()), {"number": number, "reason": reason}]
    made = {**content, "lesions": rows, "marks": marks, "removed": removed}
    if not rows:
        made.pop("lesions")
        made.pop("found")
    return made


def fingerprint(content: Content, number: int) -> str:
    """What lesion ``number`` and its marks say, in short: whether anybody changed it meanwhile."""
    return canonical.digest({"lesion": find(content, number), "marks": marks_of(content, number)}).hex()[:16]


def merged(mine: Mapping[str, Any], stored: Mapping[str, Any] | None, take: Sequence[str]) -> dict[str, Any]:
    """``mine`` with the answers of ``take`` as they are stored."""
    made = dict(mine)
    for key in take:
        made.pop(key, None)
        if stored is not None and key in stored and key != "number":
            made[key] = stored[key]
    return made


def wants_care(lesion: Mapping[str, Any]) -> bool:
    """Whether it cannot be left where it was found: a part lost or crushed, signs of danger after pressure on the neck.

    What was done, and where the person was sent, is then part of the record.
    """
    kind, signs = lesion.get("type"), frozenset(lesion.get("neck_signs", ()))
    grave = kind in ("amputation", "crush") or (kind == NECK and bool(signs - NO_DANGER))
    return grave and lesion.get("appearance") not in HEALED


def any_unusual(content: Content) -> bool:
    return any(unusual(row) for row in content.get("lesions", ()))


def unusual(lesion: Mapping[str, Any]) -> bool:
    """Whether the size is rare enough to be looked at twice: wider than long, or very long."""
    length, width = (Decimal(lesion[key]) if key in lesion else None for key in ("length", "width"))
    diameter = Decimal(lesion["diameter"]) if "diameter" in lesion else None
    wider = length is not None and width is not None and width > length
    return wider or any(size is not None and size > LONG for size in (length, width, diameter))
