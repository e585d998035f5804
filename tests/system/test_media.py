"""On paper and in forced colours: nothing of the frame is printed, and what is chosen is told without a ground."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from healthapp.intake.dictionary import SECTIONS
from tests.support import browser as browsers
from tests.system.journeys.tour import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FRAME = (".app-top", ".app-nav", ".app-btnrow", ".govuk-skip-link")


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    script = "([selector, name, pseudo]) => getComputedStyle(document.querySelector(selector), pseudo || null)[name]"
    return str(page.evaluate(script, [selector, name, pseudo]))


def with_a_question(page: Page, scene: Scene) -> None:
    """A part of the examination that has a four-way question."""
    for key in SECTIONS:
        page.goto(f"{scene.draft}/{key}")
        if page.locator(".app-four__o").count():
            return
    raise AssertionError("no part asks a four-way question")


def test_paper_bears_the_record_and_nothing_of_the_frame(sit_down, scene: Scene) -> None:
    page = sit_down()
    page.goto(scene.signed)
    there = [selector for selector in FRAME if page.locator(selector).count()]
    assert {".app-top", ".app-nav"} <= set(there)
    assert style(page, ".app-top", "display") != "none"
    page.emulate_media(media="print")
    assert {selector: style(page, selector, "display") for selector in there} == dict.fromkeys(there, "none")
    assert style(page, ".app-person", "position") == "static"
    assert page.locator("main h1").is_visible()
    page.goto(scene.person)
    assert style(page, ".app-nav", "display") == "none"
    assert page.locator(".app-person").is_visible()
    # and nothing to press, nor the address behind a link
    pressed = "button:visible, .govuk-button:visible, .govuk-back-link:visible, .act:visible"
    for path in (scene.person, scene.draft, "/people/admit", "/worklist"):
        page.goto(path)
        assert page.locator(pressed).count() == 0, path
    assert page.locator("main th a").count()
    assert style(page, "main th a", "content", "::after") == "none"


def test_nothing_moves_for_whoever_wants_no_motion(sit_down, scene: Scene) -> None:
    """Not even what a later rule of a class would move."""
    page = sit_down(reduced_motion="reduce")
    page.goto(scene.person)
    moving = page.evaluate(
        "() => { const rules = new CSSStyleSheet(); rules.replaceSync('.app-main { transition: all 1s; "
        "animation: a 1s; scroll-behavior: smooth }'); document.adoptedStyleSheets = [rules]; "
        "const shown = getComputedStyle(document.querySelector('.app-main')); "
        "return [shown.transitionDuration, shown.animationName, shown.scrollBehavior]; }"
    )
    assert moving == ["0s", "none", "auto"]


def test_forced_colours_mark_what_is_late_on_a_telephone(sit_down, scene: Scene) -> None:
    page = sit_down(size=browsers.NARROW)
    page.goto("/worklist")
    page.emulate_media(forced_colors="active")
    late = page.evaluate(
        "() => { const row = document.querySelector('.app-table--work tbody tr'); row.classList.add('is-over'); "
        "return getComputedStyle(row).borderLeftWidth; }"
    )
    assert late == "5px"


def test_forced_colours_still_tell_what_is_chosen(sit_down, scene: Scene) -> None:
    page = sit_down()
    with_a_question(page, scene)
    page.emulate_media(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    page.locator(".app-four__o input").first.evaluate("one => one.click()")
    chosen = ".app-four__o input:checked + label"
    other = ".app-four__o input:not(:checked) + label"
    assert (style(page, chosen, "outlineStyle"), style(page, chosen, "outlineWidth")) == ("solid", "3px")
    assert style(page, other, "outlineStyle") == "none"
    current = ".app-nav a[aria-current]"
    assert style(page, current, "borderBottomStyle") == "solid"
    highlight = page.evaluate(
        "() => { const one = document.body.appendChild(document.createElement('i')); "
        "one.style.setProperty('color', 'Highlight'); const found = getComputedStyle(one).color; one.remove(); "
        "return found; }"
    )
    assert style(page, current, "borderBottomColor") == highlight
