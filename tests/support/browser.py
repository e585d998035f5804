"""A real Chromium for journeys and pictures: found on the system, talking to this machine alone."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "demo-only-password"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Of axe, put into each page anew, little runs often enough to be worth the last two steps of compiling.
    "--js-flags=--no-opt --no-maglev",
]
DESKTOP, TABLET, NARROW, PHONE = (1280, 900), (820, 1180), (360, 740), (320, 640)
#: What WCAG 2.2 AA asks for, as axe tags it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: axe reads the words of a colour anew for each part of a page, a sixth of its time; here once for each colour.
ONE_READING = """
(() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (words) {
    if (known.has(words)) [this.r, this.g, this.b, this.alpha] = known.get(words);
    else known.set(words, (read.call(this, words), [this.r, this.g, this.b, this.alpha]));
    return this;
  };
})();
"""
AXE: str = Axe().axe_script + ONE_READING


def executable() -> str:
    """Path of Chromium. Raises AssertionError with what to install.

    The one without windows is asked first: it draws the same pages, and no frame of a window around each.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert found, "the journeys need Chromium: apt-get install chromium-headless-shell, or chromium"
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    assert "/login" not in page.url, page.inner_text("main")


def at_hand(page: Page) -> None:
    """Have axe at hand on every page that follows: where each is asked for ``violations``, to bring it is dearer."""
    page.add_init_script(AXE)


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, one line each."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    # Style sheets of other sites, which axe would fetch anew each time, concern none of these rules.
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def doubled(page: Page) -> list[str]:
    """Ids that two parts of the page have: whatever refers to one of them, as a description, may be read the other."""
    page.wait_for_load_state()
    ids = "() => [...document.querySelectorAll('[id]')].map((part) => part.id)"
    return sorted(name for name, count in Counter(page.evaluate(ids)).items() if count > 1)


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window: anything above 0 makes people scroll sideways."""
    page.wait_for_load_state()
    # Not of a locator: for its first one each page is given a program that takes longer than all that is asked here.
    wider = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wider))
