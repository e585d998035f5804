"""The watch and the reviews by what the dated settings say: at once, everywhere, and never backwards."""

from __future__ import annotations

import datetime as dt
import random

from healthapp.access import Permission, Role
from healthapp.deadlines import kinds
from healthapp.i18n import local
from healthapp.inspection.items import Period, figures
from healthapp.inspection.items.catalogue import BY_CODE
from healthapp.risk import policy, queries, services, watch
from healthapp.risk.models import RiskObservation
from healthapp.risk.schemas import Open
from healthapp.settings.defaults import DEFAULTS
from healthapp.settings.keys import BOUNDS, within_bounds
from screening import observation, review
from screening.observation import BAKU, judge_observed
from screening.risk import Level
from tests import factories
from tests.integration.risk.test_plan import change
from tests.integration.risk.test_room import look
from tests.integration.risk.test_watch import english, opened

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def limits(unit):
    with unit.database.reading() as session:
        return policy.watch(session)


def times(unit):
    with unit.database.reading() as session:
        return policy.times(session, unit.clock.now)


def late_of(unit):
    """(late, all) of the figure that a visiting team reads."""
    with unit.database.reading() as session:
        today = local(unit.clock.now).date()
        period = Period(unit.facility.id, today - 30 * DAY, today, unit.clock.now, policy.watch(session))
        found = figures(session, period, [BY_CODE["observed_late"]])["observed_late"]
    return found.numerator, found.denominator


def test_what_is_shipped_is_the_reference_and_the_weakest_that_is_allowed(unit):
    assert limits(unit).at(unit.clock.now) == observation.REFERENCE
    assert times(unit) == review.REFERENCE
    shipped = {default.key: default for default in DEFAULTS}
    for key in BOUNDS:
        value, unit_of = shipped[key].value, shipped[key].unit
        assert within_bounds(key, value, unit_of), key
        assert not (within_bounds(key, value - 1, unit_of) and within_bounds(key, value + 1, unit_of)), key


def test_ten_minutes_hold_in_the_log_on_the_board_for_the_head_and_for_the_visiting_team(unit, sign_in):
    episode = opened(unit, 3)
    for gap in (14, 13):
        unit.clock.advance(minutes=gap)
        look(unit, episode)
    change(unit, "watch.close", 10, "minutes")
    nurse, head, officer = sign_in(Role.NURSE), sign_in(Role.HEAD), sign_in(Role.ADMINISTRATION)
    unit.clock.advance(minutes=1)
    assert late_of(unit) == (0, 1), "what was in time stays in time"
    unit.clock.advance(minutes=11)
    sheet = english(nurse, f"/watch/{episode.id}")
    assert "At most 10 min between looks" in sheet
    assert "This look is 2 min late." in sheet
    assert "2 min late" in english(officer, "/watch")
    assert "At most 10 min between looks" in english(officer, "/watch")
    look(unit, episode)
    unit.clock.advance(minutes=4)
    sheet = english(nurse, f"/watch/{episode.id}")
    assert (sheet.count("min late"), "2 min late" in sheet) == (1, True)
    assert "At most 10 min between looks" in english(nurse, f"/risk/{episode.id}")
    with unit.database.reading() as session:
        found = queries.find(session, unit.nurse, episode.id, Permission.RISK_READ).row
        rows = queries.observations(session, episode.id, episode.opened_at)
        record = watch.record_of(found, rows, unit.clock.now, policy.watch(session))
        standing = watch.judge(found, rows, unit.clock.now, policy.watch(session))
    assert (record.entries, record.late, record.missed) == (3, 1, 1)
    assert "≤ 10 min" in english(head, "/watch/kept")
    assert standing.due_at == rows[-1].observed_at + 10 * MINUTE
    assert standing.closes < standing.due_at
    assert late_of(unit) == (1, 2)
    change(unit, "watch.close", 15, "minutes")
    unit.clock.advance(minutes=1)
    assert "2 min late" in english(nurse, f"/watch/{episode.id}"), "what was late stays late"
    assert late_of(unit) == (1, 2)


def test_how_late_an_entry_may_be_written_is_asked_of_the_hour_of_the_look(unit):
    episode = opened(unit, 3)
    unit.clock.advance(minutes=10)
    change(unit, "watch.late_entry", 2, "minutes")
    unit.clock.advance(minutes=3)
    assert look(unit, episode, ago=4).late_entry is False, "seen under the old policy"
    assert look(unit, episode, ago=3).late_entry is True


def test_a_unit_has_the_night_its_policy_names(unit, sign_in):
    episode = opened(unit, 2)
    unit.clock.now = dt.datetime(2026, 3, 11, 20, tzinfo=BAKU).astimezone(dt.UTC)
    change(unit, "watch.night_from", "20:00")
    change(unit, "watch.night", 20, "minutes")
    look(unit, episode)
    unit.clock.advance(minutes=26)
    sheet = english(sign_in(Role.NURSE), f"/watch/{episode.id}")
    assert "At most 60 min by day and 20 min by night (20:00–06:00) between looks" in sheet
    assert "This look is 6 min late." in sheet


def test_a_value_weaker_than_the_reference_or_unset_leaves_the_reference_in_force(unit):
    for key, value, unit_of in (
        *(("watch.close", 40, "minutes"), ("watch.day", None, ""), ("watch.night", 0, "minutes")),
        *(("risk.plan", 5, "hours"), ("risk.review_l3", None, ""), ("risk.assessment", 3, "working_days")),
    ):
        change(unit, key, value, unit_of)
    assert limits(unit).at(unit.clock.now) == observation.REFERENCE
    assert times(unit) == review.REFERENCE


def test_reviews_and_the_first_plan_are_due_as_the_policy_says(unit):
    change(unit, "risk.plan", 30, "minutes")
    change(unit, "risk.review", 12, "hours")
    change(unit, "risk.review_l4", 6, "hours")
    episode = opened(unit, 2)
    with unit.database.reading() as session:
        due = {row.kind: row.due_at - episode.opened_at for row in queries.episode_clocks(session, episode.id)}
    assert (due[kinds.RISK_PLAN.code], due[kinds.RISK_REVIEW.code]) == (30 * MINUTE, 12 * HOUR)
    assert due[kinds.RISK_ASSESSMENT.code] == DAY
    with unit.act() as uow:
        row = uow.session.merge(episode)
        services.raise_level(uow, row, Level.L4, "Says it will be today")
        assert row.next_review_at == unit.clock.now + 6 * HOUR


def test_a_conversation_of_the_shift_before_is_the_last_one_however_long_ago(unit, sign_in):
    """The page shows twelve hours; who was last seen thirteen hours ago is one hour late, not days."""
    episode = opened(unit, 1)
    for _shift in range(6):
        unit.clock.advance(hours=11)
        look(unit, episode)
    unit.clock.advance(hours=13, minutes=5)
    assert "This look is 1 h 05 min late." in english(sign_in(Role.NURSE), f"/watch/{episode.id}")
    with unit.database.reading() as session:
        rows = queries.observations_of(session, [episode.id], unit.clock.now - watch.STRETCH)[episode.id]
        record = watch.record_of(session.merge(episode), rows, unit.clock.now, policy.watch(session))
    assert len(rows) == 1
    assert (record.entries, record.late, record.missed) == (0, 1, 1)


def test_the_visiting_teams_figure_judges_as_the_watch_does(unit, place):
    """Level 2 over twelve days with a night that moves and limits that change, gap by gap as the rules judge it."""
    drawn = random.Random(7)
    start = unit.clock.now
    with unit.act() as uow:
        other = services.open_episode(uow, factories.person(uow, place), Open("concern", 2, "x"))
        uow.session.flush()
        at, moments = start, []
        while at < start + 12 * DAY:
            at += dt.timedelta(seconds=drawn.randrange(15 * 60, 65 * 60))
            moments.append(at)
            uow.session.add(
                RiskObservation(
                    episode_id=other.id, facility_id=place.id, level=2, observed_at=at, recorded_at=at, seen="calm",
                )
            )  # fmt: skip
    for hours, key, value, unit_of in (
        *((20, "watch.day", 40, "minutes"), (31, "watch.night_from", "20:00", "")),
        *((45, "watch.night", 22, "minutes"), (60, "watch.night_to", "08:30", "")),
    ):
        unit.clock.now = start + hours * HOUR
        change(unit, key, value, unit_of)
    unit.clock.now = at + MINUTE
    wanted = judge_observed(Level.L2, moments, limits(unit))
    assert late_of(unit) == (wanted.late, len(wanted.gaps))
    assert 0 < wanted.late < len(wanted.gaps)


def test_the_figure_leaves_out_what_was_taken_back_and_counts_the_correction(unit):
    episode = opened(unit, 3)
    unit.clock.advance(minutes=10)
    look(unit, episode)
    unit.clock.advance(minutes=10)
    somebody_else = look(unit, episode)
    unit.clock.advance(minutes=10)
    wrong = look(unit, episode)
    unit.clock.advance(minutes=1)
    look(unit, episode, ago=5, corrects=wrong)
    assert late_of(unit) == (0, 2)
    with unit.act() as uow:
        watch.withdraw(uow, uow.session.merge(episode), uow.session.merge(somebody_else), reason="Bu Vüqar idi")
    assert late_of(unit) == (1, 1)
