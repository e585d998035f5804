"""On a telephone a row of the worklist is short: what one does about it stands beside what comes first."""

from __future__ import annotations

import pytest

from tests.support import browser as browsers
from tests.system.journeys.tour import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Of each row how far below its beginning name and step begin, and how far from its right edge the step ends, in
#: pixels.
STEPS = """() => [...document.querySelectorAll("main #papers tbody tr")].map((row) => {
  const parts = [row, row.querySelector("th"), row.querySelector(".act a")];
  const [own, name, step] = parts.map((part) => part.getBoundingClientRect());
  return [name.top - own.top, step.top - own.top, own.right - step.right].map(Math.round);
})"""


def test_a_draft_is_gone_on_with_beside_its_name(sit_down, scene: Scene) -> None:
    page = sit_down("feldsher", browsers.NARROW)
    page.goto("/worklist")
    steps = page.evaluate(STEPS)
    assert len(steps) > 1
    assert [one for one in steps if max(one) > 16] == []
    assert browsers.overflow(page) == 0


#: Of each row of clocks how many lines its badge takes, and how far right of the name begins what is due, in pixels.
ROWS = """() => [...document.querySelectorAll("main .app-table--two tbody tr")].map((row) => {
  const [badge, name, what] = [".app-clock", "th a", ".what"].map((part) => row.querySelector(part));
  const line = parseFloat(getComputedStyle(badge).lineHeight);
  const [named, due] = [name, what].map((part) => part.getBoundingClientRect().left);
  return [Math.floor(badge.clientHeight / line), Math.round(due - named)];
})"""


@pytest.mark.parametrize("width", [769, 820])
def test_on_a_tablet_what_is_due_stands_below_the_name_and_its_time_on_one_line(sit_down, scene: Scene, width) -> None:
    page = sit_down("feldsher", (width, 1180))
    page.goto("/account?lang=ru")
    page.goto("/worklist")
    rows = page.evaluate(ROWS)
    assert rows
    assert {tuple(one) for one in rows} == {(1, 0)}
    assert browsers.overflow(page) == 0
