"""The vital signs as NEWS2 charts them (Royal College of Physicians 2017), for the printed form.

The bands are printed in full so that a reader can add the score up again; the points themselves come from
``alerts.news2_of``, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from healthapp.documents.vitals import VitalRow, VitalsPart
from healthapp.i18n import format_number
from healthapp.i18n import pgettext as _p
from healthapp.intake.dictionary.model import Answers
from healthapp.intake.dictionary.vitals import MEASURES, VITALS
from healthapp.intake.presenter import CHART, news2_text, score
from screening.news2 import tenths

Seven = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Scale:
    """``edges``: values at which the column changes; ``columns``: of each stretch, 0-6 from far too low to far too
    high. ``tenths``: the edges are tenths of the unit."""

    edges: tuple[int, ...]
    columns: tuple[int, ...]
    tenths: bool = False

    def column(self, value: int) -> int:
        return self.columns[sum(1 for edge in self.edges if value >= edge)]

    def texts(self) -> Seven:
        made = [""] * 7
        low = (None, *self.edges)
        high = (*(edge - 1 for edge in self.edges), None)
        for column, first, last in zip(self.columns, low, high, strict=True):
            made[column] = self._stretch(first, last)
        return (made[0], made[1], made[2], made[3], made[4], made[5], made[6])

    def _stretch(self, first: int | None, last: int | None) -> str:
        if first is None:
            return f"≤ {self._number(last)}"
        if last is None:
            return f"≥ {self._number(first)}"
        return f"{self._number(first)}–{self._number(last)}"

    def _number(self, value: int | None) -> str:
        assert value is not None
        return format_number(Decimal(value).scaleb(-1)) if self.tenths else str(value)


_SCALES = {
    "respiration": _Scale((9, 12, 21, 25), (0, 2, 3, 5, 6)),
    "spo2": _Scale((92, 94, 96), (0, 1, 2, 3)),
    "systolic": _Scale((91, 101, 111, 220), (0, 1, 2, 3, 6)),
    "pulse": _Scale((41, 51, 91, 111, 131), (0, 2, 3, 4, 5, 6)),
    "temperature": _Scale((351, 361, 381, 391), (0, 2, 3, 4, 5), tenths=True),
}
_SPO2_SCALE_2_AIR = _Scale((84, 86, 88), (0, 1, 2, 3))
_SPO2_SCALE_2_OXYGEN = _Scale((84, 86, 88, 93, 95, 97), (0, 1, 2, 3, 4, 5, 6))


def vitals_part(answers: Answers) -> VitalsPart:
    """The chart of one section of vital signs; a sign without a value says why."""
    panel = score(answers)
    words = panel.words if panel.number else news2_text(panel)
    return VitalsPart(tuple(_row(key, answers) for key in CHART), panel.number, words)


def _row(key: str, answers: Answers) -> VitalRow:
    field = VITALS.field(key)
    value = answers.get(key)
    if key == "oxygen":
        # The columns are narrow: the full words stand under "measured".
        bands: Seven = ("", "O2", "", _p("print", "air"), "", "", "")
        hit = {"oxygen": 1, "air": 3}.get(value or "")
        return VitalRow(str(field.text), "", str(field.option(value).text) if value else "", bands, hit)
    if key == "consciousness":
        hit = None if value is None else (3 if value == "A" else 6)
        return VitalRow(str(field.text), "", value or _why(key, answers), ("", "", "", "A", "", "", "C V P U"), hit)
    scale = _scale(key, answers)
    if value is None:
        return VitalRow(str(field.text), str(field.unit), _why(key, answers), scale.texts(), None)
    number = tenths(Decimal(value)) if scale.tenths else int(value)
    assert number is not None
    return VitalRow(
        str(field.text), str(field.unit), format_number(Decimal(str(value))), scale.texts(), scale.column(number)
    )


def _scale(key: str, answers: Answers) -> _Scale:
    if key == "spo2" and answers.get("spo2_scale") == "2":
        return _SPO2_SCALE_2_OXYGEN if answers.get("oxygen") == "oxygen" else _SPO2_SCALE_2_AIR
    return _SCALES[key]


def _why(key: str, answers: Answers) -> str:
    """Why there is no value, as the examiner said; empty (printed as a dash) when nobody said."""
    if MEASURES[key] not in answers.get("not_measured", ()):
        return ""
    reason = answers.get("not_measured_reason")
    return str(VITALS.field("not_measured_reason").option(reason).text) if reason else ""
