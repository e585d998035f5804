"""Dated settings: a new value never overtakes an old one, and every change leaves its event."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.settings import queries, services
from healthapp.settings.defaults import DEFAULTS
from healthapp.settings.errors import SettingRefused
from healthapp.settings.models import SettingWithdrawal
from healthapp.settings.presenter import WORDS
from healthapp.settings.schemas import NewHoliday, NewValue
from tests import factories

KEY = "exam.before_transfer"


def value(**given):
    return NewValue(
        **{
            "value": 48,
            "unit": "hours",
            "legal_basis": "",
            "verified": False,
            "valid_from": None,
            "note": "Decided by the department",
            **given,
        }
    )


@pytest.fixture
def reviewer():
    return factories.identity(Role.REVIEWER)


def test_every_shipped_key_has_words():
    assert set(WORDS) == {default.key for default in DEFAULTS}


def test_a_new_value_holds_from_its_moment_on(database, clock, reviewer):
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value())
    with database.reading() as session:
        assert queries.current(session, KEY, clock.now).number() == 48
        assert queries.current(session, KEY, clock.now - dt.timedelta(seconds=1)).value is None
        row = queries.history(session, [KEY])[0]
        assert (row.entered_by, row.note) == (reviewer.user_id, "Decided by the department")
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "setting.changed")).one()
        assert (event.details, event.subject_id, event.reason) == ({"key": KEY}, row.id, "Decided by the department")


def test_a_value_in_the_future_waits(database, clock, reviewer):
    later = clock.now + dt.timedelta(days=10)
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(valid_from=later))
    with database.reading() as session:
        assert queries.current(session, KEY, clock.now).value is None
        assert queries.current(session, KEY, later).number() == 48


def test_a_law_found_late_may_begin_in_the_past(database, clock, reviewer):
    past = clock.now - dt.timedelta(days=400)
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(valid_from=past))
    with database.reading() as session:
        assert queries.current(session, KEY, past).number() == 48
        assert queries.history(session, [KEY])[0].entered_at == clock.now


@pytest.mark.parametrize("shift", [dt.timedelta(0), dt.timedelta(days=-1)])
def test_no_value_begins_before_the_last_one(database, clock, reviewer, shift):
    later = clock.now + dt.timedelta(days=10)
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(valid_from=later))
    with pytest.raises(SettingRefused) as refused, database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(value=12, valid_from=later + shift))
    assert refused.value.field == "valid_from_date"
    with pytest.raises(SettingRefused) as refused, database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(value=12))
    assert refused.value.field == "starts"
    with database.reading() as session:
        assert len(queries.history(session, [KEY])) == 2


def test_a_value_can_be_unset_again(database, clock, reviewer):
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value())
    clock.advance(hours=1)
    with database.unit(reviewer, clock) as uow:
        services.change(uow, KEY, value(value=None))
    with database.reading() as session:
        assert queries.current(session, KEY, clock.now).number() is None


def test_a_withdrawn_value_never_holds_wherever_settings_are_read(database, clock, reviewer):
    later = clock.now + dt.timedelta(days=10)
    with database.unit(reviewer, clock) as uow:
        row = services.change(uow, KEY, value(valid_from=later))
    with database.unit(reviewer, clock) as uow:
        services.withdraw(uow, KEY, row.id, reason="Entered by mistake")
    with pytest.raises(SettingRefused), database.unit(reviewer, clock) as uow:
        services.withdraw(uow, KEY, row.id, reason="Entered by mistake")
    with database.reading() as session:
        assert queries.current(session, KEY, later).value is None
        assert queries.current_of(session, [KEY], later)[KEY].value is None
        assert [found.value for _since, found in queries.courses(session, [KEY])[KEY]] == [None]
        assert len(queries.history(session, [KEY])) == 1
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "setting.withdrawn")).one()
        assert (event.details, event.subject_id, event.reason) == ({"key": KEY}, row.id, "Entered by mistake")
        kept = session.scalars(sa.select(SettingWithdrawal)).one()
        assert (kept.setting_id, kept.at, kept.by, kept.by_name) == (row.id, clock.now, reviewer.user_id, reviewer.name)


def test_an_unknown_key_is_a_defect(database, clock, reviewer):
    with pytest.raises(KeyError), database.unit(reviewer, clock) as uow:
        services.change(uow, "no.such_key", value())


def test_holidays_are_added_and_removed_with_their_events(database, clock, reviewer):
    novruz = dt.date(2026, 3, 20)
    with database.unit(reviewer, clock) as uow:
        row = services.add_holiday(uow, NewHoliday(novruz, "Novruz", working=False))
        services.add_holiday(uow, NewHoliday(dt.date(2026, 3, 28), "Bazar ertəsi əvəzinə", working=True))
    with pytest.raises(SettingRefused), database.unit(reviewer, clock) as uow:
        services.add_holiday(uow, NewHoliday(novruz, "Novruz bayramı", working=False))
    with database.reading() as session:
        assert queries.holidays(session) == (frozenset({novruz}), frozenset({dt.date(2026, 3, 28)}))
    with database.unit(reviewer, clock) as uow:
        assert services.remove_holiday(uow, row.id, reason="Entered twice") is True
        assert services.remove_holiday(uow, row.id, reason="Entered twice") is False
    with database.reading() as session:
        assert [day.name for day in queries.listed_holidays(session)] == ["Bazar ertəsi əvəzinə"]
        kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id)).all()
        assert kinds[-3:] == ["setting.holiday_added", "setting.holiday_added", "setting.holiday_removed"]


def test_a_clock_keeps_the_rule_of_the_moment_it_began(database, clock, reviewer):
    """Since yesterday the examination is due in half the time; of an arrival of last week, typed in now, the old limit
    holds, and for one of before the first value what was shipped."""
    with database.unit(reviewer, clock) as uow:
        services.seed(uow)
        person = factories.person(uow, factories.facility(uow))
        new = value(value=12, valid_from=clock.now - dt.timedelta(days=1), legal_basis="Order 7", verified=True)
        services.change(uow, clocks.INTAKE.setting, new)
    with database.unit(reviewer, clock) as uow:
        made = [
            deadlines.start(
                uow, clocks.INTAKE, facility_id=person.facility_id, started_at=at, started_by="-", person_id=person.id
            )
            for at in (dt.datetime(1999, 5, 1, tzinfo=dt.UTC), clock.now - dt.timedelta(days=7), clock.now)
        ]
        uow.audited = True
        told = [((row.due_at - row.started_at) / dt.timedelta(hours=1), row.legal_basis == "Order 7") for row in made]
    assert told == [(24, False), (24, False), (12, True)]
