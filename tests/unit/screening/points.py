"""What every answer is worth, set down a second time by hand from the reference note, and not from the definitions.

A row is an item and the points of its answers in the order of the form. ``misread`` holds a definition against it.
"""

from __future__ import annotations

from collections.abc import Mapping

from screening.model import Definition

YES_NO = {"yes": 1, "no": 0}
NO_YES = {"yes": 0, "no": 1}
Row = Mapping[str, int]


def upto(most: int, least: int = 0) -> Row:
    return {str(number): number for number in range(least, most + 1)}


def steps(*numbers: int) -> Row:
    return {str(number): number for number in numbers}


def items(row: Row, last: int, first: int = 1) -> dict[str, Row]:
    return {f"q{number}": row for number in range(first, last + 1)}


POINTS: dict[str, dict[str, Row]] = {
    "phq-2": items(upto(3), 2),
    "phq-9": items(upto(3), 9),
    "phq-a": items(upto(3), 9),
    "gad-7": items(upto(3), 7),
    "k6": items(upto(4), 6),
    "k10": items(upto(5, 1), 10),
    "pcl-5": items(upto(4), 20),
    "pc-ptsd-5": items(YES_NO, 5),
    "audit-c": items(upto(4), 3),
    "audit": {**items(upto(4), 8), **items(steps(0, 2, 4), 10, 9)},
    "ciwa-ar": {
        **dict.fromkeys(
            ("nausea", "tremor", "sweats", "anxiety", "agitation", "tactile", "auditory", "visual", "headache"), upto(7)
        ),
        "orientation": upto(4),
    },
    "cows": {
        "pulse": steps(0, 1, 2, 4),
        "sweating": steps(0, 1, 2, 3, 4),
        "restlessness": steps(0, 1, 3, 5),
        "pupils": steps(0, 1, 2, 5),
        "aches": steps(0, 1, 2, 4),
        "nose": steps(0, 1, 2, 4),
        "gut": steps(0, 1, 2, 3, 5),
        "tremor": steps(0, 1, 2, 4),
        "yawning": steps(0, 1, 2, 4),
        "anxiety": steps(0, 1, 2, 4),
        "gooseflesh": steps(0, 3, 5),
    },
    "gcs": {"eye": upto(4, 1), "verbal": upto(5, 1), "motor": upto(6, 1)},
    "news2": {"oxygen": {"yes": 2, "no": 0}, "consciousness": {"A": 0, "C": 3, "V": 3, "P": 3, "U": 3}},
    "bjmhs": items(YES_NO, 6),
    "reception-suicide": dict.fromkeys(
        (
            "first_custody", "serious_charge", "recent_loss", "no_support", "hopeless", "shame", "treatment",
            "intoxicated", "single_cell",
        ),
        YES_NO,
    ),
    "6cit": {
        "year": steps(0, 4), "month": steps(0, 3), "time": steps(0, 3), "count": steps(0, 2, 4),
        "months": steps(0, 2, 4), "recall": steps(0, 2, 4, 6, 8, 10),
    },
    "sapas": {**items(YES_NO, 8), "q3": NO_YES},
    "dast-10": {**items(YES_NO, 10), "q3": NO_YES},
    "sbq-r": {
        "q1": {"1": 1, "2": 2, "3a": 3, "3b": 3, "4a": 4, "4b": 4},
        "q2": upto(5, 1),
        "q3": {"1": 1, "2a": 2, "2b": 2, "3a": 3, "3b": 3},
        "q4": upto(6),
    },
    "sds": items(upto(3), 5),
    "ftnd": {
        "q1": upto(3), "q2": upto(1), "q3": upto(1), "q4": upto(3), "q5": upto(1), "q6": upto(1),
    },
    "assist": {
        "q2": steps(0, 2, 3, 4, 6), "q3": steps(0, 3, 4, 5, 6), "q4": steps(0, 4, 5, 6, 7), "q5": steps(0, 5, 6, 7, 8),
        "q6": {"0": 0, "6": 6, "3": 3}, "q7": {"0": 0, "6": 6, "3": 3},
    },
}  # fmt: skip
#: These count nothing: their rules name answers.
WITHOUT = {"asq", "cssrs-screener", "tb-w4ss"}


def misread(definition: Definition) -> list[str]:
    """Where a definition gives other points than the table, in words."""
    own = {item.id: dict(item.points) for item in definition.items if item.scored and item.kind == "choice"}
    wanted = {item: dict(row) for item, row in POINTS.get(definition.id, {}).items()}
    return [
        f"{item}: {own.get(item)} not {wanted.get(item)}" for item in own | wanted if own.get(item) != wanted.get(item)
    ]
