"""What the regions are called in three languages, and to which block of ICD-10 injuries of them belong.

All words stand in `names.tsv`, for a native speaker to read as one list. The code of a region is
`<view>-<part>-<side>`; a row for `<view>-<part>` goes before one for the part. `add` says that the view is added to
the name, because the part is seen from several.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "az", "ru")
WORDS = Path(__file__).with_name("names.tsv")
SIDES = {"L": "left", "R": "right", "M": "midline"}
VIEWS = {
    "A": "anterior",
    "P": "posterior",
    "X": "lateral",
    "S": "superior",
    "I": "inferior",
    "PAL": "palmar",
    "DOR": "dorsal",
    "PLA": "plantar",
    "FDO": "dorsal",
    "PF": "perineal",
    "PM": "perineal",
    "TT": "occlusal",
}
ALWAYS_WITH_VIEW = ("X", "S")
WITH_VIEW_ON_THE_PERINEUM = ("BUTTOCK", "THIGHIN", "PUBIS")


@dataclass(frozen=True)
class Region:
    code: str
    names: dict[str, str]
    side: str
    view: str
    icd_block: str


class Names:
    """The words of `names.tsv`, put together."""

    def __init__(self) -> None:
        with WORDS.open(encoding="utf-8", newline="") as file:
            self._rows = {row["part"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}

    def region(self, code: str) -> Region:
        """Raises `KeyError` for a part that has no row."""
        view, rest = code.split("-", 1)
        if view == "TT":
            return self._tooth(code, *rest)
        part, letter = rest.rsplit("-", 1)
        keys, icd, with_view = self._part(view, part)
        names = {}
        for language in LANGUAGES:
            name = ", ".join(self._rows[key][language] for key in keys)
            if with_view:
                name += f" ({self._rows[f'VIEW/{view}'][language]})"
            names[language] = name if letter == "M" else f"{name}, {self._rows[f'SIDE/{letter}'][language]}"
        return Region(code, names, SIDES[letter], VIEWS[view], icd)

    def _part(self, view: str, part: str) -> tuple[list[str], str, bool]:
        """The rows whose words make up the name, the block, and whether the view is added."""
        first, _, last = part.partition("-")
        for kind in ("FINGER", "TOE"):
            digit = self._rows.get(f"{kind}/{first}")
            if digit and (last or kind == "TOE"):
                segment = [f"SEGMENT/{last}"] if last else []
                return [f"{kind}/{first}", *segment], digit["icd"], last != "NAIL"
        key = f"{view}-{part}" if f"{view}-{part}" in self._rows else part
        row = self._rows[key]
        return [key], row["icd"], self._with_view(view, part, row)

    def _with_view(self, view: str, part: str, row: dict[str, str]) -> bool:
        if view == "A" and row["icd"] in {"S0", "S1"}:
            return False  # a face has no other front
        on_perineum = view in {"PF", "PM"} and part in WITH_VIEW_ON_THE_PERINEUM
        return row["add"] == "view" or view in ALWAYS_WITH_VIEW or on_perineum

    def _tooth(self, code: str, quadrant: str, number: str) -> Region:
        jaw, letter = ("UPPER" if quadrant in "12" else "LOWER"), ("R" if quadrant in "14" else "L")
        names = {}
        for language in LANGUAGES:
            tooth, which, where, side = (
                self._rows[key][language] for key in ("TOOTH", f"TOOTH/{number}", f"JAW/{jaw}", f"SIDE/{letter}")
            )
            names[language] = f"{tooth} {quadrant}{number} ({where} {which}), {side}"
        return Region(code, names, SIDES[letter], VIEWS["TT"], self._rows["TOOTH"]["icd"])
