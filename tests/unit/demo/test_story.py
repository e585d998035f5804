"""What an invented person's examination says follows from their health, and from how long they have been here."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from healthapp.demo import plan
from healthapp.demo.story import Story
from healthapp.intake import alerts

NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(("here", "waits"), [(DAY / 2, True), (2 * DAY, False), (400 * DAY, False)])
def test_nobody_waits_for_insulin_longer_than_a_day(here, waits):
    undecided = []
    for position, someone in enumerate(plan.people(40, 7, facilities=3, today=NOW.date())):
        health = dataclasses.replace(someone.health, diabetes=True)
        planned = dataclasses.replace(someone, position=position, admitted_ago=here, health=health)
        told = Story(None, planned, None, NOW, 7)._intake()["medicines"]
        undecided += alerts.undecided_critical(told)
    assert bool(undecided) is waits
