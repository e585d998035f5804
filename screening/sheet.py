"""A table in which a site brings the licensed words of a shell: one row a word, the points of each answer beside it.

The points are asked for although the definition has them: whoever types the wrong form, or answers in another order,
is told before anybody is scored by it. Words read here stay in the site's database (invariant 18).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from screening import texts
from screening.model import Definition, Language, Texts, Translation
from screening.reading import Refused

COLUMNS = ("part", "item", "answer", "points", "text")
PARTS = ("title", "instructions", "item", "answer", "band", "flag")
LONGEST = 2000
MOST_ROWS = 2000
#: Part, item and answer of a row name the word it brings.
Place = tuple[str, str, str]


class Fault(NamedTuple):
    """One thing that is wrong. ``code`` is one of FAULTS, ``place`` names the row, ``detail`` what was found."""

    code: str
    place: str
    detail: str = ""


FAULTS = ("not_a_table", "columns", "too_many", "unknown", "twice", "missing", "empty", "too_long", "points", "refused")


def template(definition: Definition) -> list[tuple[str, ...]]:
    """The rows a site fills in, with the header first and the words left empty."""
    return [COLUMNS, *((*place, points, "") for place, points in _wanted(definition).items())]


def as_csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    """With the mark spreadsheets need in order to see that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def read(
    content: bytes, definition: Definition, language: Language, status: Translation, source: str
) -> Texts | list[Fault]:
    """The words of a filled-in table, or everything that is wrong with it. Nothing of a wrong one is used."""
    rows = _rows(content)
    if isinstance(rows, Fault):
        return [rows]
    wanted = _wanted(definition)
    given: dict[Place, str] = {}
    faults = list(_take(rows, wanted, given))
    faults += [Fault("missing", _name(place)) for place in wanted if place not in given]
    if faults:
        return faults
    data = as_data(definition, given, language, status, source)
    try:
        return texts.texts(f"{definition.key}.{language}", data, definition)
    except Refused as refused:
        return [Fault("refused", definition.key, str(refused))]


def as_data(
    definition: Definition, words: Mapping[Place, str], language: str, status: str, source: str
) -> dict[str, object]:
    """The words in the form of a text file, as they are stored."""

    def of(part: str, item: str) -> dict[str, str]:
        return {place[2]: text for place, text in words.items() if place[:2] == (part, item)}

    return {
        "instrument": definition.id,
        "version": definition.version,
        "language": language,
        "status": status,
        "source": source,
        "title": words["title", "", ""],
        "instructions": words["instructions", "", ""],
        "items": {item.id: words["item", item.id, ""] for item in definition.items},
        "options": {item.id: of("answer", item.id) for item in definition.items if item.kind == "choice"},
        "outcomes": {outcome.id: of("band", outcome.id) for outcome in definition.outcomes},
        "flags": {flag.id: words["flag", flag.id, ""] for flag in definition.flags},
    }


def stored(words: Texts) -> dict[str, object]:
    """Words that were read, in the form in which ``texts`` reads them again."""
    return {
        "instrument": words.instrument,
        "version": words.version,
        "language": words.language,
        "status": words.status,
        "source": words.source,
        "title": words.title,
        "instructions": words.instructions,
        "items": dict(words.items),
        "options": {item: dict(row) for item, row in words.options.items()},
        "outcomes": {outcome: dict(row) for outcome, row in words.outcomes.items()},
        "flags": dict(words.flags),
    }


def _wanted(definition: Definition) -> dict[Place, str]:
    """Every word there must be, in the order of the form, and the points that stand beside it."""
    found: dict[Place, str] = {("title", "", ""): "", ("instructions", "", ""): ""}
    for item in definition.items:
        found["item", item.id, ""] = ""
        for option in item.options:
            found["answer", item.id, option.id] = str(item.points[option.id]) if item.scored else ""
    for outcome in definition.outcomes:
        found |= {("band", outcome.id, band): "" for band in outcome.bands}
    return found | {("flag", flag.id, ""): "" for flag in definition.flags}


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]] | Fault:
    """(line, columns by name) of every row that says something."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault("not_a_table", "", "UTF-8")
    first = text.partition("\n")[0]
    sign = max(";,\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=sign, strict=True))
    except csv.Error as error:
        return Fault("not_a_table", "", str(error))
    if len(lines) > MOST_ROWS:
        return Fault("too_many", "", str(MOST_ROWS))
    header = tuple(cell.strip().lower() for cell in lines[0]) if lines else ()
    if absent := [name for name in COLUMNS if name not in header]:
        return Fault("columns", "", ", ".join(absent))
    return [
        (number, {name: cell.strip() for name, cell in zip(header, cells, strict=False)})
        for number, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    ]


def _take(
    rows: list[tuple[int, dict[str, str]]], wanted: Mapping[Place, str], given: dict[Place, str]
) -> Iterator[Fault]:
    """Move the words of right rows into ``given``; say what is wrong with the others."""
    for number, row in rows:
        place = (row.get("part", ""), row.get("item", ""), row.get("answer", ""))
        if place not in wanted:
            yield Fault("unknown", _name(place), str(number))
            continue
        if place in given:
            yield Fault("twice", _name(place), str(number))
        text = row.get("text", "")
        given[place] = text
        if not text:
            yield Fault("empty", _name(place), str(number))
        elif len(text) > LONGEST or not text.replace("\n", " ").isprintable():
            yield Fault("too_long", _name(place), str(number))
        if row.get("points", "") != wanted[place]:
            yield Fault("points", _name(place), f"{row.get('points') or '–'} ≠ {wanted[place] or '–'}")


def _name(place: Place) -> str:
    return " ".join(part for part in place if part)
