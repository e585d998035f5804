"""Given a server whose clock the test moves, when months pass, then what is due and who is signed in follow it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support import browser as browsers
from tests.support.driven import Driven
from tests.system.journeys.hand import Hand
from tests.system.journeys.steps import admit, newcomer

pytestmark = [pytest.mark.browser]


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
