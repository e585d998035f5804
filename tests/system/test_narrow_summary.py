"""Given the answers read back before signing, when the screen is a phone's, then the page is as short as can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from healthapp import create_app
from tests.support import browser as browsers
from tests.system.conftest import SitDown
from tests.system.journeys.steps import Desk
from tests.unit.kit.conftest import make_app

pytestmark = [pytest.mark.browser]

STATIC = Path(create_app.__code__.co_filename).parent / "static" / "dist"
#: Of each row: the bottom of the answer, the top of its link, and whether both are within the screen.
PLACES = """() => [...document.querySelectorAll(".app-summary .govuk-summary-list__row")].map((row) => {
  const [value, act] = ["value", "actions"].map((part) => row.querySelector(`.govuk-summary-list__${part}`));
  return [value, act].map((part) => part?.getBoundingClientRect().toJSON() ?? null);
})"""


@pytest.fixture
def page(tmp_path: Path, clock, chromium: Browser) -> Iterator[Page]:
    sheet = make_app(tmp_path, clock).test_client().get("/gallery").text
    styles = STATIC / json.loads((STATIC / "manifest.json").read_text())["app.css"]
    made = chromium.new_page(viewport={"width": browsers.NARROW[0], "height": browsers.NARROW[1]})
    made.set_content(sheet)
    made.add_style_tag(path=styles)
    yield made
    made.close()


def test_an_answer_and_the_way_to_change_it_share_a_line(page: Page):
    rows = [(value, act) for value, act in page.evaluate(PLACES) if act is not None]
    assert len(rows) > 3
    assert [row for row in rows if row[1]["top"] >= row[0]["bottom"] or row[1]["right"] > browsers.NARROW[0]] == []


@pytest.mark.parametrize(("part", "question"), [("history", "chronic"), ("substances", "drugs_month")])
def test_a_row_of_a_table_is_no_wider_than_a_telephone(sit_down: SitDown, desk: Desk, part: str, question: str) -> None:
    page = sit_down("feldsher")
    page.set_viewport_size({"width": browsers.PHONE[0], "height": browsers.PHONE[1]})
    page.goto(f"{desk.begin('intake')}/{part}")
    page.locator(f"main [name={question}]").nth(1).check()
    assert browsers.overflow(page) == 0
