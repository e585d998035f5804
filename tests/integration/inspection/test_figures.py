"""Given a filled facility, when figures are asked for, then each agrees with its own list and with a count by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.database import UtcDateTime
from healthapp.demo import fill
from healthapp.i18n import local
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.items import ITEMS, Period, figures, rows_behind
from healthapp.inspection.items.compute import LENGTHS, quantile
from healthapp.inspection.items.exposure import funnel
from healthapp.inspection.items.model import Shape, minute_of_day
from healthapp.people.models import Facility, Movement
from healthapp.records.models import ClinicalRecord
from screening.observation import REFERENCE, Policy


def test_the_minute_of_the_day_is_exact_at_every_half_hour(database):
    """A look at the very end of the night is judged by the day."""
    with database.reading() as session:
        for place in range(0, 96 * 60, 30):
            moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=place)
            here = local(moment)
            found = session.scalar(sa.select(minute_of_day(sa.literal(moment, UtcDateTime()))))
            assert found == here.hour * 60 + here.minute, moment


@pytest.fixture
def period(database, config, clock) -> Period:
    fill(database, dataclasses.replace(config, mode="demo"), people=12, seed=3, clock=clock)
    with database.reading() as session:
        place = session.scalars(sa.select(Facility).order_by(Facility.id)).first()
    today = local(clock()).date()
    return Period(place.id, today - dt.timedelta(days=365), today, clock(), Policy.always(REFERENCE))


@pytest.mark.slow
def test_a_filled_facility(database, period):
    """One filling for all of it: filling takes longer than everything that is asked of it."""
    every_figure_has_as_many_rows_behind_it_as_it_says(database, period)
    admissions_agree_with_a_count_by_hand(database, period)
    every_signed_record_left_its_facts(database, period)
    the_longest_wait_stands_first(database, period)
    a_facility_stands_in_the_funnel_among_its_kind(database, period)
    if database.dialect == "sqlite":
        facts_are_read_from_indexes_alone(database, period)


def every_figure_has_as_many_rows_behind_it_as_it_says(database, period):
    with database.reading() as session:
        found = figures(session, period)
        assert set(found) == {item.code for item in ITEMS}
        for item in ITEMS:
            figure, rows = found[item.code], rows_behind(session, period, item.code)
            wanted = figure.numerator if item.behind == "hits" else figure.denominator - figure.numerator
            assert len(rows) == min(wanted, 200), item.code
            assert figure.denominator is None or item.shape is Shape.RATE or figure.numerator <= figure.denominator
            if item.shape in LENGTHS and figure.denominator:
                assert figure.median <= figure.p95
    assert found["intake_in_time"].denominator > 1


def admissions_agree_with_a_count_by_hand(database, period):
    with database.reading() as session:
        arrivals = session.scalars(
            sa.select(Movement).where(Movement.facility_id == period.facility_id, Movement.kind == "admission")
        ).all()
        left = dict(
            session.execute(
                sa.select(Movement.stay_id, sa.func.min(Movement.occurred_at))
                .where(Movement.facility_id == period.facility_id)
                .where(Movement.kind.in_(["release", "death", "transfer_out"]))
                .group_by(Movement.stay_id)
            ).all()
        )
        hours, missing = [], 0
        for arrival in (one for one in arrivals if period.start <= one.occurred_at < period.end):
            signed = session.scalars(
                sa.select(ClinicalRecord.handed_in_at)
                .where(ClinicalRecord.stay_id == arrival.stay_id, ClinicalRecord.kind == "intake")
                .where(ClinicalRecord.state.in_(["awaiting_doctor", "signed"]))
                .order_by(ClinicalRecord.handed_in_at)
            ).first()
            if signed is not None:
                hours.append((signed - arrival.occurred_at).total_seconds() / 3600)
            elif left.get(arrival.stay_id, period.now) - arrival.occurred_at >= dt.timedelta(hours=24):
                missing += 1
        found = figures(session, period)
    assert (found["intake_in_time"].numerator, found["intake_in_time"].denominator) == (
        sum(1 for one in hours if one <= 24),
        len(hours) + missing,
    )
    assert found["intake_missing"].numerator == missing
    assert found["intake_hours"].median == pytest.approx(quantile(sorted(hours), 0.5), abs=0.01)
    assert found["intake_hours"].p95 == pytest.approx(quantile(sorted(hours), 0.95), abs=0.01)


def every_signed_record_left_its_facts(database, period):
    with database.reading() as session:
        signed = sa.select(sa.func.count()).where(ClinicalRecord.handed_in_at.is_not(None))
        assert session.scalar(sa.select(sa.func.count()).select_from(RecordFact)) == session.scalar(signed)


def the_longest_wait_stands_first(database, period):
    with database.reading() as session:
        lengths = [row.length for row in rows_behind(session, period, "intake_hours")]
    assert lengths == sorted(lengths, reverse=True)


def a_facility_stands_in_the_funnel_among_its_kind(database, period):
    with database.reading() as session:
        found = funnel(session, period)
    assert found.own is not None
    assert found.own.held > 0
    assert all(point.outer[0] <= point.inner[0] <= point.inner[1] <= point.outer[1] for point in found.points)


def facts_are_read_from_indexes_alone(database, period):
    """Without statistics, as an installation has none: the table itself is the widest, and encrypted on disk."""
    with database.reading() as session:
        asked = []
        sa.event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        figures(session, period)
        connection = session.connection()
        plans = [
            step[3]
            for sql, values in asked[:]
            for step in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, values)
        ]
    read = [step for step in plans if "record_fact" in step]
    assert len(read) >= 6
    assert [step for step in read if "COVERING INDEX" not in step] == []


def test_a_quantile_is_a_value_that_was_there():
    assert quantile([], 0.5) is None
    assert quantile([1, 2, 3, 4], 0.5) == 2
    assert quantile(list(range(1, 101)), 0.95) == 95
