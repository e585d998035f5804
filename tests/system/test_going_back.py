"""Going back, through the history and with the keyboard: what was typed stands there, what has the focus is seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.system.journeys.steps import Desk

SitDown = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUBMIT = "form#admit button[type=submit]"


def test_a_refused_form_shows_what_was_typed_when_one_goes_back_to_it(sit_down: SitDown) -> None:
    # Given an arrival that was refused
    page = sit_down("feldsher")
    page.goto("/people/admit")
    page.fill("[name=surname]", "Kərimov")
    page.locator(SUBMIT).last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("[name=surname]")).to_have_value("Kərimov")
    # When somebody looks at the worklist in between and goes back
    page.goto("/worklist")
    page.go_back()
    # Then the form is there with the words, and says so
    expect(page.locator("[name=surname]")).to_have_value("Kərimov")
    expect(page.locator("main form [role=status]").first).to_be_visible()
    assert page.url.endswith("/people/admit")
    # and whoever opens it for the next person begins anew
    page.goto("/worklist")
    page.goto("/people/admit")
    expect(page.locator("[name=surname]")).to_have_value("")


def test_a_search_shows_its_answer_when_one_goes_back_to_it(sit_down: SitDown, desk: Desk) -> None:
    # Given somebody who was searched for and opened
    person = desk.admit()
    page = sit_down("feldsher")
    page.goto(person)
    surname = page.locator(".app-person__name").inner_text().split()[0]
    page.goto("/worklist")
    page.fill("[name=q]", surname)
    page.locator("form[role=search] button").click()
    found = page.locator(f"main a[href='{person}']")
    found.click()
    page.wait_for_url(f"**{person}")
    # When one goes back
    page.go_back()
    # Then the answer stands there, no name is in the address, and the next step back leads to where the search began
    expect(found).to_be_visible()
    expect(page.locator("[name=q]")).to_have_value(surname)
    assert re.search(r"/people$", page.url)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/worklist$"))


UNDER_THE_BANNER = """() => {
  const own = document.activeElement.getBoundingClientRect(), above = document.querySelector(".app-person");
  return own.height > 0 && own.bottom <= above.getBoundingClientRect().bottom && !above.contains(document.activeElement)
    && getComputedStyle(above).position === "sticky" && document.activeElement.closest("main") !== null;
}"""


def test_what_the_keyboard_goes_back_to_is_never_under_the_person(sit_down: SitDown, desk: Desk) -> None:
    # Given a long part of an examination, below the person who stays in sight
    record = desk.begin("intake")
    page = sit_down("feldsher", size=(1280, 720))
    page.goto(f"{record}/injuries")
    page.locator("main form button").last.focus()
    # When somebody goes back through it
    hidden = 0
    for _step in range(30):
        page.keyboard.press("Shift+Tab")
        hidden += page.evaluate(UNDER_THE_BANNER)
    # Then nothing that has the focus is covered as a whole (WCAG 2.2, 2.4.11)
    assert hidden == 0
