"""Given an address typed by anybody, when a list reads where to go on, then it is a real place or the first page."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from healthapp.web import positions

AT = dt.datetime(2026, 3, 11, 10, 32, 5, 123, tzinfo=dt.UTC)
ID = uuid.UUID(int=7)
READERS = (positions.moment_and_id, positions.day_and_id, positions.limit_and_id, positions.limit_and_number)


def test_what_was_written_is_read_back():
    assert positions.moment_and_id(positions.text(AT, ID)) == (AT, ID)
    assert positions.limit_and_id(positions.text(AT, ID)) == (AT, ID)
    assert positions.limit_and_id(positions.text(None, ID)) == (None, ID)
    assert positions.day_and_id(positions.text(AT.date(), ID)) == (AT.date(), ID)
    assert positions.limit_and_number(positions.text(AT, "K-2026-00001")) == (AT, "K-2026-00001")
    assert positions.limit_and_number(positions.text(None, "K-2026-00001-7")) == (None, "K-2026-00001-7")


def test_a_moment_of_another_zone_is_the_same_moment():
    baku = AT.astimezone(dt.timezone(dt.timedelta(hours=4)))
    found = positions.moment_and_id(positions.text(baku, ID))
    assert found == (AT, ID)
    assert found[0].tzinfo is dt.UTC


def test_a_row_without_a_moment_is_no_place_where_every_row_has_one():
    assert positions.moment_and_id(positions.text(None, ID)) is None
    assert positions.day_and_id(positions.text(None, ID)) is None


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize(
    "given",
    [
        *("", "~", "~~", "é", "x~y", "2026-03-11", f"{AT.isoformat()}", f"{AT.isoformat()}~"),
        f"2026-13-11T10:00:00+00:00~{ID}",
        f"2026-03-11T10:00:00~{ID}x",
        f"0001-01-01T00:00:00+14:00~{ID}",
        f"9999-12-31T23:59:59-14:00~{ID}",
        f"{AT.isoformat()}~K-2026-00001\x00",
        f"{AT.isoformat()}~{'9' * 41}",
    ],
)
def test_anything_else_is_the_first_page(read, given: str):
    assert read(given) is None


def test_a_moment_without_a_zone_is_none():
    assert positions.moment_and_id(f"2026-03-11T10:00:00~{ID}") is None
    assert positions.limit_and_number("2026-03-11T10:00:00~K-2026-00001") is None
