"""The charts are complete, left and right never swap, and a mark survives every form it takes."""

from __future__ import annotations

import json

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthapp.i18n import in_language
from healthapp.injuries import charts, geometry
from healthapp.ledger.canonical import canonical_bytes

PLACES = [(chart, code) for chart in charts.NAMES for code in charts.load(chart).areas]
OPPOSITE = {"left": "right", "right": "left"}


def test_every_chart_is_there_with_regions_in_three_languages():
    assert len(charts.NAMES) == 27
    for chart in charts.NAMES:
        assert charts.load(chart).outline
        assert charts.regions_of(chart)
    for region in charts.regions().values():
        assert set(region.labels) == {"az", "ru", "en"}
        assert all(region.labels.values())
        assert region.icd_block in {f"S{number}" for number in range(10)}


def test_the_middle_of_every_region_of_every_chart_is_found_again():
    for chart, code in PLACES:
        found = charts.region_at(chart, charts.anchor_of(chart, code))
        assert found is not None
        assert found.code == code, (chart, code)


@pytest.mark.parametrize("chart", ["FBM-A", "FBF-A", "CH-A", "HD-A"])
def test_the_patients_left_is_on_the_viewers_right_in_front_views(chart):
    middle = charts.load(chart).width * charts.TENTHS / 2
    for code in charts.load(chart).areas:
        side, x = charts.regions()[code].side, charts.anchor_of(chart, code)[0]
        assert side == "midline" or (side == "left") == (x > middle), (chart, code)


@pytest.mark.parametrize("chart", ["FBM-P", "FBF-P", "CH-P", "HD-P"])
def test_the_patients_right_is_on_the_viewers_right_in_back_views(chart):
    middle = charts.load(chart).width * charts.TENTHS / 2
    for code in charts.load(chart).areas:
        side, x = charts.regions()[code].side, charts.anchor_of(chart, code)[0]
        assert side == "midline" or (side == "right") == (x > middle), (chart, code)


@pytest.mark.parametrize(
    ("chart", "side"), [("FBM-L", "left"), ("FBM-R", "right"), ("RH-P", "right"), ("LF-P", "left")]
)
def test_a_chart_of_one_side_knows_that_side_alone(chart, side):
    assert {charts.regions()[code].side for code in charts.load(chart).areas} <= {side, "midline"}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([chart for chart in charts.NAMES if chart[-1] in "AP" and chart[:2] in ("FB", "CH", "HD")]),
    st.floats(0.05, 0.95),
    st.floats(0.02, 0.98),
)
def test_a_mirrored_point_lies_on_the_other_side(chart, across, down):
    sheet = charts.load(chart)
    x, y = across * sheet.width * 10, down * sheet.height * 10
    if abs(x - sheet.width * 5) < 1:  # on the midline itself either side may be the nearest
        return
    here, there = charts.region_at(chart, (x, y)), charts.region_at(chart, (sheet.width * 10 - x, y))
    if here is not None and there is not None and "midline" not in (here.side, there.side):
        assert there.side == OPPOSITE[here.side]


def marks() -> st.SearchStrategy[dict]:
    """Marks anywhere on any sheet, on the body or not."""

    def of(chart: str) -> st.SearchStrategy[dict]:
        sheet = charts.load(chart)
        points = st.tuples(st.integers(0, sheet.width * 10), st.integers(0, sheet.height * 10)).map(list)
        one, two = st.lists(points, min_size=1, max_size=1), st.lists(points, min_size=2, max_size=2)
        base = {"chart": st.just(chart), "version": st.just(charts.VERSION)}
        return st.one_of(
            st.fixed_dictionaries({**base, "shape": st.just("point"), "points": one}),
            st.fixed_dictionaries({**base, "shape": st.just("line"), "points": two}),
            st.fixed_dictionaries(
                {**base, "shape": st.just("polygon"), "points": st.lists(points, min_size=3, max_size=20)}
            ),
            st.fixed_dictionaries(
                {
                    **base,
                    "shape": st.just("ellipse"),
                    "points": one,
                    "rx": st.integers(1, 300),
                    "ry": st.integers(1, 300),
                    "angle": st.integers(0, 179),
                }
            ),
        )

    return st.sampled_from(list(charts.NAMES)).flatmap(of)


@settings(max_examples=150, deadline=None)
@given(marks())
def test_a_mark_is_kept_without_loss_or_refused_whole(mark):
    try:
        kept = geometry.read_marks(json.dumps([mark]))
    except ma.ValidationError:
        return
    assert kept == [mark]
    assert json.loads(canonical_bytes({"marks": kept}))["marks"] == [mark]
    assert geometry.region_of(mark) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"chart": "XX"},
        {"version": "body-map-v0"},
        {"shape": "star"},
        {"points": []},
        {"points": [[1, 2, 3]]},
        {"points": [[-5, 40]]},
        {"points": [[4001, 40]]},
        {"points": [[2000.5, 3000]]},
        {"points": [[True, 3000]]},
        {"points": [[10, 10]]},
        {"extra": 1},
        {"rx": 5},
    ],
)
def test_what_is_no_mark_is_refused(change):
    good = {"chart": "FBM-A", "version": charts.VERSION, "shape": "point", "points": [[2000, 3000]]}
    assert geometry.check(good) == good
    with pytest.raises(ma.ValidationError):
        geometry.check({**good, **change})


@pytest.mark.parametrize("text", ["{", "{}", "7", "[[]]", "[1]", "[" * 5000, json.dumps([{}]), '[{"shape": []}]'])
def test_text_that_is_no_list_of_marks_is_refused(text):
    with pytest.raises(ma.ValidationError):
        geometry.read_marks(text)


def test_too_many_marks_are_refused():
    mark = geometry.at_region("FBM-A", "A-KNEE-L")
    assert len(geometry.read_marks(json.dumps([mark] * geometry.MOST_MARKS))) == geometry.MOST_MARKS
    with pytest.raises(ma.ValidationError):
        geometry.read_marks(json.dumps([mark] * (geometry.MOST_MARKS + 1)))


def test_a_region_chosen_by_name_becomes_a_mark_in_it():
    for chart, code in PLACES[::7]:
        mark = geometry.check(geometry.at_region(chart, code))
        assert geometry.region_of(mark).code == code


def test_names_follow_the_readers_language():
    with in_language("az"):
        assert charts.regions()["A-ABD-LQ-L"].label == "Qarın, aşağı kvadrant, sol"
