"""Days and times as people type them."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.dates import is_24_hours, midnight, no_date, read_date, read_time


#: The keys for numbers of a telephone have a comma at most, and often digits alone.
@pytest.mark.parametrize(
    "text", ["11.03.2026", "11/3/2026", "11,03,2026", "11-3-2026", "11032026", "2026-03-11", "20260311"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert read_date(text) == dt.date(2026, 3, 11)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31.02.2026",
        "11.03.26",
        "11.03,2026",
        "31022026",
        "19001301",
        "01.01.0001",
        "31.12.9999",
        "9999-12-31",
    ],
)
def test_what_is_no_day_or_has_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_date(text)


@pytest.mark.parametrize("text", ["01.01.0002", "31.12.9998"])
def test_every_day_that_is_read_has_a_beginning_and_an_end(text):
    day = read_date(text)
    assert midnight(day).astimezone(dt.UTC) < midnight(day + dt.timedelta(days=1)).astimezone(dt.UTC)


@pytest.mark.parametrize("text", ["24:00", "9", "14:60", "14-30"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "hour"), [("2:10", 2), ("02.10", 2), ("02,10", 2), ("0210", 2), ("210", 2), ("14,10", 14), ("1410", 14)]
)
def test_a_time_is_read_as_people_write_it(text, hour):
    assert read_time(text) == dt.time(hour, 10)


def test_the_end_of_a_day_is_told_apart():
    assert [is_24_hours(text) for text in ("24:00", "24,00", "2400", "00:00", "24:01")] == [True] * 3 + [False] * 2


def test_a_day_that_the_calendar_has_not_is_called_so():
    assert [text in no_date(text) for text in ("31.02.2026", "31,02,2026", "31.12.9999", "1991")] == [True] * 2 + [
        False
    ] * 2
