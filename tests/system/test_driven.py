"""Given a server whose clock the test moves, when months pass, then what is due and who is signed in follow it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support import browser as browsers
from tests.support.driven import Driven
from tests.system.journeys.hand import Hand
from tests.system.journeys.steps import admit, newcomer
from tests.system.test_journey_visit import PASSPHRASE, PLACE, SAID, open_at, press, seal_without_network

pytestmark = [pytest.mark.browser]

#: The page has taken in that what was sent arrived.
NOTHING_KEPT = "() => Object.keys(sessionStorage).every((key) => !key.startsWith('answers:'))"


def test_a_clock_that_is_moved_ends_sessions_and_makes_things_late(sit_down_at, driven: Driven) -> None:
    # Given somebody who came an hour ago
    page = sit_down_at(driven.base)("feldsher")
    someone = newcomer()
    admit(Hand(page), driven.base, someone, driven.now)
    # When two days pass
    driven.advance(days=2)
    # Then the session is over
    page.goto("/worklist")
    assert "/login" in page.url
    # and the examination is late
    browsers.sign_in(page, driven.base, "feldsher")
    page.goto("/worklist")
    expect(page.locator("main tr.is-over", has_text=someone.surname).first).to_be_visible()


@pytest.mark.parametrize(("away", "expired"), [(10, False), (40, True)], ids=["ten minutes", "past the session"])
def test_what_was_typed_without_a_network_arrives_however_late_the_server_hears_of_it(
    sit_down_at, driven: Driven, away: int, expired: bool
) -> None:
    # Given a member of the preventive group inside, with a key
    page = sit_down_at(driven.base)("npg")
    visit = open_at(page, PLACE)
    page.goto("/visits/key")
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    press(page)
    expect(page.locator(".app-code")).to_be_visible()
    # When they send what they were told without a network, and time passes at the server as well
    page.goto(f"{visit}/notes")
    for choice in ("kind-interview", "readers-me", "private-yes", "consent-no"):
        page.check(f"#{choice}")
    page.fill("#text", SAID)
    seal_without_network(page, "#text", SAID, meanwhile=lambda: expired or driven.advance(minutes=away))
    if expired:
        driven.advance(minutes=away)
    press_send(page)
    if expired:
        expect(page.locator("[data-kept]")).to_be_visible()
        expect(page.get_by_text(SAID)).to_have_count(0)  # no words on a screen where nobody is signed in
        browsers.sign_in(page, driven.base, "npg")
        page.goto(f"{visit}/notes")
        expect(page.locator("#text")).to_have_value(SAID)
        press_send(page)
    # Then it is there, once, and nothing is left in the form
    expect(page.locator("#text")).to_have_value("")
    page.wait_for_function(NOTHING_KEPT)  # by an address typed before the page's script ran, nobody knows it arrived
    page.goto("/visits/key")
    page.fill("#unlock", PASSPHRASE)
    press(page)
    expect(page.locator("#unlock")).to_have_count(0)
    page.goto(f"{visit}/notes")
    expect(page.locator("main").get_by_text(SAID)).to_have_count(1)
    expect(page.locator("#text")).to_have_value("")


def press_send(page) -> None:
    page.locator('main form[action$="/notes"] button.govuk-button').click()
