"""The chart of the Royal College of Physicians, edge by edge."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.news2 import news2

WELL = {
    "respiration": 16, "spo2": 98, "spo2_scale2": False, "oxygen": False, "systolic": 120, "pulse": 72,
    "consciousness": "A", "temperature": Decimal("36.8"),
}  # fmt: skip
MEASURED = ("respiration", "spo2", "systolic", "pulse", "consciousness", "temperature")

CHART = [
    ("respiration", [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)]),
    ("spo2", [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)]),
    ("systolic", [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)]),
    ("pulse", [(40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3)]),
    ("consciousness", [("A", 0), ("C", 3), ("V", 3), ("P", 3), ("U", 3)]),
    ("temperature", [(35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1), (39.1, 2)]),
]
EDGES = [(name, value, points) for name, row in CHART for value, points in row]


@pytest.mark.parametrize(("name", "value", "points"), EDGES)
def test_every_edge_of_the_chart(name, value, points):
    result = news2(**{**WELL, name: value})
    assert result.parts[name] == points
    assert result.total == points


@pytest.mark.parametrize(
    ("spo2", "oxygen", "points"),
    [
        (83, True, 3), (84, True, 2), (85, True, 2), (86, True, 1), (87, True, 1), (88, True, 0), (92, True, 0),
        (93, True, 1), (94, True, 1), (95, True, 2), (96, True, 2), (97, True, 3),
        (83, False, 3), (85, False, 2), (87, False, 1), (88, False, 0), (93, False, 0), (95, False, 0), (99, False, 0),
    ],
)  # fmt: skip
def test_the_second_saturation_scale_depends_on_oxygen(spo2, oxygen, points):
    result = news2(**{**WELL, "spo2": spo2, "oxygen": oxygen, "spo2_scale2": True})
    assert result.parts["spo2"] == points
    assert result.total == points + (2 if oxygen else 0)


def observed(respiration, spo2, systolic, pulse, temperature, oxygen=False, consciousness="A", scale2=False):
    return news2(respiration, spo2, scale2, oxygen, systolic, pulse, consciousness, temperature)


@pytest.mark.parametrize(
    ("result", "total", "level"),
    [
        (observed(16, 98, 120, 72, 36.8), 0, "low"),
        (observed(20, 96, 111, 90, 38.0), 0, "low"),
        (observed(25, 98, 120, 72, 36.8), 3, "low_medium"),
        (observed(16, 98, 120, 72, 36.8, consciousness="C"), 3, "low_medium"),
        (observed(22, 94, 105, 95, 38.0), 5, "medium"),
        (observed(22, 94, 105, 95, 38.5), 6, "medium"),
        (observed(22, 93, 100, 112, 38.5, oxygen=True), 11, "high"),
        (observed(8, 91, 90, 131, 35.0, oxygen=True, consciousness="U"), 20, "high"),
    ],
)
def test_worked_examples_of_the_reference(result, total, level):
    assert (result.total, result.level, result.complete) == (total, level, True)


def test_a_missing_measurement_leaves_no_total_and_no_low():
    result = news2(**{**WELL, "temperature": None})
    assert (result.total, result.level, result.complete, result.single_three) == (None, None, False, False)
    assert result.parts["temperature"] is None


def test_what_is_known_already_demands_something():
    assert news2(**{**WELL, "respiration": 25, "pulse": None}).level == "low_medium"
    assert news2(**{**WELL, "respiration": 25, "spo2": 92, "pulse": None}).level == "medium"
    assert news2(**{**WELL, "respiration": 25, "spo2": 91, "systolic": 110, "pulse": None}).level == "high"


def test_a_temperature_is_read_in_tenths():
    assert news2(**{**WELL, "temperature": Decimal("38.05")}).parts["temperature"] == 1
    assert news2(**{**WELL, "temperature": 38.04}).parts["temperature"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("spo2", 101), ("respiration", -1), ("pulse", 301), ("systolic", 0), ("temperature", 366), ("consciousness", "N")],
)
def test_an_impossible_value_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        news2(**{**WELL, name: value})


def test_a_temperature_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="temperature"):
        news2(**{**WELL, "temperature": float("nan")})


SETS = st.fixed_dictionaries(
    {
        "respiration": st.integers(0, 90),
        "spo2": st.integers(20, 100),
        "spo2_scale2": st.booleans(),
        "oxygen": st.booleans(),
        "systolic": st.integers(20, 350),
        "pulse": st.integers(0, 300),
        "consciousness": st.sampled_from("ACVPU"),
        "temperature": st.integers(200, 460).map(lambda tenths: Decimal(tenths) / 10),
    }
)
RANK = {None: 0, "low": 0, "low_medium": 1, "medium": 2, "high": 3}


@given(SETS, st.sets(st.sampled_from(MEASURED)))
def test_leaving_measurements_out_never_raises_the_level(values, left_out):
    whole = news2(**values)
    part = news2(**{**values, **dict.fromkeys(left_out)})
    assert 0 <= whole.total <= 20
    assert RANK[part.level] <= RANK[whole.level]
    assert part.complete is (not left_out)
    assert (part.total is None) is bool(left_out)
    assert part.level != "low" or not left_out
