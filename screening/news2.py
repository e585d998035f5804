"""NEWS2, the National Early Warning Score, from the vital signs an intake form has.

Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017; reproduced with
acknowledgement. The instrument's definition in ``instruments/news2`` says the same as data, and a property test
holds the two together. NEWS2 is not for people under 16 nor in pregnancy; the caller decides whether to ask.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Level = Literal["low", "low_medium", "medium", "high"]

#: Per parameter the values at which the points change, and the points of each stretch between them.
_RESPIRATION = ((9, 12, 21, 25), (3, 1, 0, 2, 3))
_SPO2_SCALE_1 = ((92, 94, 96), (3, 2, 1, 0))
_SPO2_SCALE_2_AIR = ((84, 86, 88), (3, 2, 1, 0))
_SPO2_SCALE_2_OXYGEN = ((84, 86, 88, 93, 95, 97), (3, 2, 1, 0, 1, 2, 3))
_SYSTOLIC = ((91, 101, 111, 220), (3, 2, 1, 0, 3))
_PULSE = ((41, 51, 91, 111, 131), (3, 1, 0, 1, 2, 3))
_TEMPERATURE_TENTHS = ((351, 361, 381, 391), (3, 1, 0, 1, 2))
_CONSCIOUSNESS = {"A": 0, "C": 3, "V": 3, "P": 3, "U": 3}

#: What a living person's measurement can be at all; beyond it a value is a slip of the pen.
PLAUSIBLE: dict[str, tuple[int, int]] = {
    "respiration": (0, 90),
    "spo2": (20, 100),
    "systolic": (20, 350),
    "pulse": (0, 300),
    "temperature": (200, 460),  # tenths of a degree Celsius
}

_Scale = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class News2:
    """``total`` 0-20 only when nothing is missing; ``parts`` per parameter, None where it was not measured.

    ``level`` of an incomplete set is a floor: what the known parts already demand. It is None when they demand
    nothing yet, never ``low``, because a missing measurement is not a normal one.
    """

    total: int | None
    parts: dict[str, int | None]
    single_three: bool
    complete: bool
    level: Level | None


def news2(
    respiration: int | None,
    spo2: int | None,
    spo2_scale2: bool,
    oxygen: bool,
    systolic: int | None,
    pulse: int | None,
    consciousness: str | None,
    temperature: Decimal | float | None,
) -> News2:
    """Score one set of observations: breaths and beats per minute, per cent, mmHg, A/C/V/P/U, degrees Celsius.

    ``spo2_scale2`` only where a doctor prescribed a target of 88-92 %. Raises ValueError for a value no living
    person has and for an unknown level of consciousness.
    """
    parts: dict[str, int | None] = {
        "respiration": _points("respiration", respiration, _RESPIRATION),
        "spo2": _points("spo2", spo2, _spo2_scale(spo2_scale2, oxygen)),
        "oxygen": 2 if oxygen else 0,
        "systolic": _points("systolic", systolic, _SYSTOLIC),
        "pulse": _points("pulse", pulse, _PULSE),
        "consciousness": _alertness(consciousness),
        "temperature": _points("temperature", tenths(temperature), _TEMPERATURE_TENTHS),
    }
    known = [points for points in parts.values() if points is not None]
    complete = len(known) == len(parts)
    single_three = 3 in known
    return News2(
        total=sum(known) if complete else None,
        parts=parts,
        single_three=single_three,
        complete=complete,
        level=_level(sum(known), single_three, complete),
    )


def tenths(temperature: Decimal | float | None) -> int | None:
    """Degrees Celsius as whole tenths, halves rounded up, as the chart is read."""
    if temperature is None:
        return None
    degrees = Decimal(str(temperature))
    if not degrees.is_finite():
        raise ValueError("temperature is not a number")
    return int((degrees * 10).to_integral_value(rounding=ROUND_HALF_UP))


def _points(name: str, value: int | None, scale: _Scale) -> int | None:
    if value is None:
        return None
    lowest, highest = PLAUSIBLE[name]
    if not lowest <= value <= highest:
        raise ValueError(f"{name} is outside {lowest}-{highest}")
    edges, points = scale
    return points[bisect_right(edges, value)]


def _spo2_scale(scale2: bool, oxygen: bool) -> _Scale:
    if not scale2:
        return _SPO2_SCALE_1
    return _SPO2_SCALE_2_OXYGEN if oxygen else _SPO2_SCALE_2_AIR


def _alertness(consciousness: str | None) -> int | None:
    if consciousness is None:
        return None
    if consciousness not in _CONSCIOUSNESS:
        raise ValueError("consciousness is one of A, C, V, P, U")
    return _CONSCIOUSNESS[consciousness]


def _level(points: int, single_three: bool, complete: bool) -> Level | None:
    if points >= 7:
        return "high"
    if points >= 5:
        return "medium"
    if single_three:
        return "low_medium"
    return "low" if complete else None
