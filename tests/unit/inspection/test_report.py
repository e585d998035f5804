"""What a report hides of a few people stands in no other of its figures."""

from __future__ import annotations

import uuid

import pytest

from healthapp.inspection import report
from healthapp.inspection.items import Figure
from healthapp.inspection.items.catalogue import BY_CODE
from healthapp.inspection.items.exposure import Funnel, Point


@pytest.mark.parametrize(("still_open", "of", "told"), [(2, 10, True), (8, 10, True), (5, 10, False), (0, 10, False)])
def test_how_few_of_the_cases_are_open_is_told_by_no_length(still_open, of, told):
    """The days of ten cases may be told, but "2 / 10" stood beside them."""
    figure = Figure("commission_days", still_open, of, 30.0, 90.0)
    assert report.few_open(BY_CODE["commission_days"], figure) is told
    assert not report.hides(BY_CODE["commission_days"], figure)
    assert not report.few_open(BY_CODE["notice_hours"], Figure("notice_hours", still_open, of, 3.0, 9.0))


def funnel(*entries: int) -> Funnel:
    """The facility itself first."""
    points = [
        Point(uuid.uuid4(), "-", count, 300.0, (0, 99), (0, 99), place == 0) for place, count in enumerate(entries)
    ]
    return Funnel(tuple(points), 5.0)


@pytest.mark.parametrize(("entries", "covers"), [((9, 3, 40), True), ((40, 3, 9), False), ((3, 9, 40), True)])
def test_entries_hidden_to_cover_another_facilitys_are_not_told_by_the_rate(entries, covers):
    """With the common rate, 9 entries here told of 3 in the other."""
    assert report.own_covers(funnel(*entries)) is covers
    rate = Figure("injury_rate", entries[0], 300)
    assert report.hides(BY_CODE["injury_rate"], rate, covers=covers) is covers
