"""The watch on a tablet whose network comes and goes: looks wait, arrive once with their own time, none is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from healthapp.access import Assignment, Identity, Role
from healthapp.i18n import format_time
from healthapp.risk import queries, services
from healthapp.risk.models import RiskEpisode, RiskObservation
from healthapp.risk.schemas import Open
from tests import factories
from tests.support import browser as browsers
from tests.support.driven import Driven

pytestmark = [pytest.mark.browser]


def nurse(driven: Driven) -> Identity:
    user = driven.users["nurse"]
    return Identity(user.id, user.name, (Assignment(Role.NURSE, driven.places[0].id),))


@pytest.fixture
def episode(driven: Driven) -> RiskEpisode:
    """Somebody at level 3 for ten minutes; now is a whole minute."""
    place, driven.now = driven.places[0], driven.now.replace(second=0)
    with driven.database.unit(nurse(driven), driven.clock) as uow:
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
        made = services.open_episode(uow, person, Open("concern", 3, "Vidalaşır"))
    driven.advance(minutes=10)
    return made


@pytest.fixture
def tablet(sit_down_at, driven: Driven, episode: RiskEpisode) -> Page:
    page = sit_down_at(driven.base)("nurse", browsers.TABLET)
    page.goto(f"/watch/{episode.id}?lang=en")
    return page


def tap(page: Page, seen: str) -> None:
    page.locator(f"button[name=seen][value={seen}]").click()


def cut(page: Page, *, off: bool = True) -> None:
    page.context.set_offline(off)


def entered(driven: Driven, episode: RiskEpisode) -> list[RiskObservation]:
    with driven.database.reading() as session:
        return queries.observations(session, episode.id, episode.opened_at)


def waiting(page: Page):
    return page.locator("[data-looks]")


def test_looks_without_a_network_wait_and_arrive_once_with_their_own_time(tablet, driven, episode):
    # Given a tablet whose network is cut
    cut(tablet)
    made = driven.now
    # When two looks are tapped
    tablet.fill("textarea[name=text]", "Televizora baxır")
    tap(tablet, "talking")
    expect(waiting(tablet)).to_contain_text("There is no network")
    expect(waiting(tablet).locator("li")).to_have_count(1)
    expect(waiting(tablet).locator("li")).to_contain_text(f"{format_time(made)} · Kərimli Rauf")
    expect(tablet.locator("textarea[name=text]")).to_have_value("")
    tap(tablet, "asleep")
    expect(waiting(tablet).locator("li")).to_have_count(2)
    assert entered(driven, episode) == []
    # Then they are sent by themselves when it is back, and the sheet shows them
    driven.advance(minutes=12)
    cut(tablet, off=False)
    expect(tablet.locator("main table")).to_contain_text("Televizora baxır")
    expect(waiting(tablet)).to_be_hidden()
    # each once, with the time of the tap, marked late by the server
    first, second = entered(driven, episode)
    assert (first.seen, second.seen) == ("talking", "asleep")
    for look in (first, second):
        assert dt.timedelta(0) <= look.observed_at - made < dt.timedelta(minutes=1)
        assert look.recorded_at >= made + dt.timedelta(minutes=12)
        assert look.late_entry
    expect(tablet.locator("main table")).to_contain_text("late entry")


def test_an_answer_lost_on_the_way_doubles_nothing(tablet, driven, episode):
    """The server has the look, the tablet never hears of it and asks again."""
    lost = []

    def swallow(route):
        route.fetch()
        lost.append(route.request.post_data)
        route.abort()

    tablet.route(f"**/watch/{episode.id}", swallow, times=1)
    tap(tablet, "calm")
    expect(waiting(tablet).locator("li")).to_have_count(1)
    assert len(lost) == 1
    assert len(entered(driven, episode)) == 1
    tablet.reload()
    expect(waiting(tablet)).to_be_hidden()
    expect(tablet.locator("main tbody tr")).to_have_count(1)
    assert len(entered(driven, episode)) == 1


def test_a_tablet_whose_clock_is_set_back_tells_the_right_time(tablet, driven, episode):
    cut(tablet)
    made = driven.now
    tablet.evaluate("() => { const back = Date.now; Date.now = () => back() - 3 * 3600_000; }")
    tap(tablet, "calm")
    expect(waiting(tablet).locator("li")).to_contain_text(format_time(made))
    driven.advance(minutes=9)
    cut(tablet, off=False)
    expect(tablet.locator("main tbody tr")).to_contain_text("late entry")
    (look,) = entered(driven, episode)
    assert dt.timedelta(0) <= look.observed_at - made < dt.timedelta(minutes=1)


def test_self_harm_without_a_network_says_that_nobody_was_told(tablet, driven, episode):
    cut(tablet)
    tap(tablet, "self_harm")
    expect(tablet.locator("[data-look-help]")).to_contain_text("nobody has been told")
    expect(tablet.locator("[data-look-help]")).to_be_focused()
    driven.advance(minutes=2)
    cut(tablet, off=False)
    expect(tablet.locator("h1")).to_have_text("Do not leave the person alone")
    with driven.database.reading() as session:
        assert queries.open_of(session, episode.person_id).level == 4


def test_distress_without_words_is_asked_about_before_it_waits(tablet, driven, episode):
    cut(tablet)
    tap(tablet, "distressed")
    expect(tablet.locator("main")).to_contain_text("Write what you saw")
    expect(waiting(tablet)).to_be_hidden()


def test_looks_outlive_the_session_and_are_sent_by_their_observer_alone(tablet, driven, episode):
    # Given a look that waits when the session ends
    cut(tablet)
    tap(tablet, "calm")
    expect(waiting(tablet).locator("li")).to_have_count(1)
    driven.advance(hours=2)
    tablet.context.clear_cookies()
    cut(tablet, off=False)
    expect(waiting(tablet)).to_contain_text("Sign in again in this tab")
    # When somebody else signs in at the same tablet, it waits unread
    browsers.sign_in(tablet, driven.base, "feldsher")
    tablet.goto(f"/watch/{episode.id}?lang=en")
    expect(waiting(tablet)).to_contain_text("Entries of somebody else in this tab: 1")
    expect(waiting(tablet)).not_to_contain_text("Kərimli")
    assert entered(driven, episode) == []
    # Then it is entered when its observer is back, under that name
    tablet.context.clear_cookies()
    browsers.sign_in(tablet, driven.base, "nurse")
    tablet.goto(f"/watch/{episode.id}?lang=en")
    expect(tablet.locator("main tbody tr")).to_contain_text("late entry")
    (look,) = entered(driven, episode)
    assert look.observer_id == driven.users["nurse"].id


def test_a_look_the_server_does_not_take_stays_to_be_read(tablet, driven, episode):
    cut(tablet)
    tap(tablet, "calm")
    expect(waiting(tablet).locator("li")).to_have_count(1)
    with driven.database.unit(nurse(driven), driven.clock) as uow:
        row = uow.session.get_one(RiskEpisode, episode.id)
        row.state, row.level, row.closed_at, uow.audited = "closed", 0, uow.now(), True
    cut(tablet, off=False)
    expect(waiting(tablet)).to_contain_text("The server did not take it")
    expect(waiting(tablet)).to_contain_text("This episode is closed")
    tablet.get_by_role("button", name="I have done so").click()
    expect(waiting(tablet)).to_be_hidden()


@pytest.mark.parametrize("online", [True, False])
def test_the_sheet_and_its_queue_have_no_flaw_axe_can_find(tablet, online):
    if not online:
        cut(tablet)
        tap(tablet, "calm")
        expect(waiting(tablet).locator("li")).to_have_count(1)
    assert browsers.violations(tablet) == []


def test_without_scripts_one_tap_is_a_page(sit_down_at, driven, episode):
    page = sit_down_at(driven.base)("nurse", browsers.TABLET, java_script_enabled=False)
    page.goto(f"/watch/{episode.id}?lang=en")
    tap(page, "calm")
    expect(page.locator("main tbody tr")).to_contain_text("Awake, calm")
    assert len(entered(driven, episode)) == 1
