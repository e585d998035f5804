"""A mark is the same on the page, in the record, on screen and on paper, and left is left on all of them."""

from __future__ import annotations

import json
import math
import re
from types import SimpleNamespace

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthapp.documents import geometry as page
from healthapp.injuries import charts, drawing, geometry, presenter, report_charts
from healthapp.ledger.canonical import canonical_bytes
from tests.unit.injuries.test_charts import PLACES, marks

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Paper:
    """Takes down what is drawn on a canvas, back in chart units."""

    def __init__(self, sheet: report_charts.ChartDrawing) -> None:
        self.scale, self.height = sheet.scale, sheet.sheet.chart.height
        self.points: list[tuple[float, float]] = []

    def note(self, x: float, y: float) -> None:
        self.points.append((x / self.scale, self.height - y / self.scale))

    def beginPath(self) -> Paper:
        return self

    def line(self, ax: float, ay: float, bx: float, by: float) -> None:
        self.note(ax, ay)
        self.note(bx, by)

    moveTo = lineTo = note  # noqa: N815 - as the canvas names them

    def __getattr__(self, _name: str):
        return lambda *_given, **_more: None


def on_paper(chart: str, mark: dict) -> list[tuple[float, float]]:
    """The points of ``mark`` as the PDF draws them."""
    sheet = report_charts.ChartDrawing(presenter.sheet(chart, [(1, mark)]))
    sheet.canv = paper = Paper(sheet)
    (drawn,) = sheet.sheet.marks
    sheet._number = lambda _mark: None
    sheet._mark(drawn)
    return paper.points


def on_screen(mark: dict) -> list[tuple[float, float]]:
    """The points of ``mark`` as the page draws them."""
    (drawn,) = drawing.on_chart(mark["chart"], [(1, mark)])
    numbers = [float(text) for text in NUMBER.findall(drawn.path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def flat(points: list[tuple[float, float]]) -> list[float]:
    return [number for point in points for number in point]


@settings(max_examples=120, deadline=None)
@given(marks())
def test_a_mark_goes_from_the_form_to_the_record_to_screen_and_paper_without_loss(mark):
    try:
        (kept,) = geometry.read_marks(json.dumps([mark]))
    except ma.ValidationError:
        return
    stored = json.loads(canonical_bytes({"marks": [kept]}))["marks"][0]
    assert stored == mark
    wanted = [(x / 10, y / 10) for x, y in geometry.outline(stored)]
    screen, paper = on_screen(stored), on_paper(stored["chart"], stored)
    if stored["shape"] == "point":
        (x, y) = wanted[0]
        wanted = [(x - 4, y), (x + 4, y), (x, y - 4), (x, y + 4)]
    assert flat(screen) == pytest.approx(flat(wanted), abs=0.006)
    assert flat(paper) == pytest.approx(flat(wanted), abs=0.006)


@pytest.mark.parametrize(("chart", "code"), PLACES)
def test_the_middle_of_every_region_is_proposed_as_that_region_and_side(chart, code):
    mark = geometry.check(geometry.at_region(chart, code))
    found = geometry.region_of(mark)
    assert (found.code, found.side) == (code, charts.regions()[code].side)
    assert on_screen(mark)[0][0] == pytest.approx(mark["points"][0][0] / 10 - 4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([code for chart, code in PLACES if chart == "FBM-A"]), min_size=1, max_size=40))
def test_numbers_stand_on_the_sheet_beside_their_marks_and_are_the_same_every_time(codes):
    given_marks = [(at, geometry.at_region("FBM-A", code)) for at, code in enumerate(codes, 1)]
    drawn = drawing.on_chart("FBM-A", given_marks)
    assert drawn == drawing.on_chart("FBM-A", given_marks)
    sheet = charts.load("FBM-A")
    for mark in drawn:
        x, y = mark.badge
        assert drawing.BADGE <= x <= sheet.width - drawing.BADGE
        assert drawing.BADGE <= y <= sheet.height - drawing.BADGE


def test_numbers_of_crowded_marks_keep_clear_of_one_another():
    codes = [code for chart, code in PLACES if chart == "FBM-A"][:40]
    drawn = drawing.on_chart("FBM-A", [(at, geometry.at_region("FBM-A", code)) for at, code in enumerate(codes, 1)])
    badges = [mark.badge for mark in drawn]
    for at, (ax, ay) in enumerate(badges):
        for bx, by in badges[at + 1 :]:
            assert (ax - bx) ** 2 + (ay - by) ** 2 >= (2 * drawing.BADGE) ** 2


def test_numbers_of_marks_do_not_cover_the_figures_beside_teeth():
    codes = [code for chart, code in PLACES if chart == "TT"]
    for code in codes:
        (drawn,) = drawing.on_chart("TT", [(1, geometry.at_region("TT", code))])
        for x, y, figure in charts.load("TT").numbers:
            assert math.dist(drawn.badge, (x, y - 4)) > drawing.BADGE + 6, (code, figure)


def test_the_heading_of_the_charts_needs_room_for_the_first_row():
    marks = {"1": [geometry.at_region("FBM-A", "A-KNEE-L")]}
    answers = {"lesions": {"lesions": [{"number": 1}], "marks": marks}}
    breaks, *content = report_charts.section(SimpleNamespace(answers=answers), "6")
    assert breaks.height >= sum(part.wrap(page.WIDTH, 2000)[1] for part in content)
