"""Screenings of the invented people: whole, calm, mostly in time, and some of them late."""

from __future__ import annotations

import datetime as dt
import random

from healthapp.demo import asked, plan
from screening import engine, triggers
from screening.library import shipped
from screening.model import Context

NOW = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)
CONTEXT = Context(NOW.date(), language="az", sex="male", age=34)


def test_planned_screenings_are_whole_mostly_in_time_and_none_is_from_the_time_of_paper():
    kept = late = 0
    for one in plan.people(400, 1, facilities=4, today=NOW.date()):
        begun = NOW - one.admitted_ago
        limits = {}
        month = triggers.after_reception(begun)
        for scheduled in (*month, triggers.half_yearly(month[-1].due)):
            limits |= {(name, scheduled.due): scheduled.opens for name in scheduled.instruments}
        for asking in asked.planned(one, begun, NOW, random.Random(one.position)):
            result = engine.score(shipped().get(asking.instrument), asking.answers, CONTEXT)
            assert result.status == "complete", asking
            assert result.bands.get("colour") != "red"
            assert asking.at >= NOW - asked.HERE
            assert asking.at >= begun + asked.KNOWN_AFTER
            own = [(until, opens) for (name, until), opens in limits.items() if name == asking.instrument]
            in_time = any(opens <= asking.at <= until for until, opens in own)
            kept, late = kept + in_time, late + (not in_time)
    assert kept > 100
    assert 0.03 < late / (kept + late) < 0.15
