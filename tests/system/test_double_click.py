"""Who clicks twice by habit gets what they wanted once, and nothing of what the next page has at the same place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.system.journeys.steps import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_second_click_presses_nothing_on_the_page_the_first_one_led_to(sit_down: Callable[..., Page]) -> None:
    # Given the menu, which every page has at the same place
    page, asked = sit_down("feldsher"), []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            asked.append(request.url)

    page.goto("/worklist")
    place = middle(page, '.app-nav a[href="/people"]')
    page.on("request", note)
    # When it is clicked twice, the second time on the page it led to
    page.mouse.click(*place)
    page.wait_for_url("**/people")  # loaded
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_load_state("networkidle")
    # Then that page is opened once, and again for whoever means it
    assert len(asked) == 1
    with page.expect_navigation():
        page.mouse.click(*place)
    assert len(asked) == 2


def test_an_examination_begun_by_a_double_click_is_one(sit_down: Callable[..., Page], desk: Desk) -> None:
    page, sent = sit_down("feldsher"), []
    page.goto(desk.admit())
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator('form[action$="/examine/intake"] button').dblclick()
    expect(page).to_have_url(re.compile(r"/examinations/[0-9a-f-]{36}$"))
    assert len(sent) == 1
