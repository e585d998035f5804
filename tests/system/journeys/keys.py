"""Working a page by keyboard alone. What the keyboard cannot reach fails here."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

#: More stops than any page has.
MOST = 300
HERE = "selector => document.activeElement !== null && document.activeElement.matches(selector)"
SEEN = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def reach(page: Page, selector: str) -> None:
    """Tab until what ``selector`` names has the focus; it must then be on the screen."""
    for _step in range(MOST):
        if page.evaluate(HERE, selector):
            assert page.evaluate(SEEN), f"{selector} has the focus where nobody sees it"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector} on {page.url}")


def write(page: Page, name: str, text: str) -> None:
    reach(page, f'main [name="{name}"]')
    page.keyboard.type(text)


def enter(page: Page, selector: str) -> None:
    """Press Enter on what leads to another page."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def give(page: Page, name: str, value: str) -> None:
    """Answer ``name``: Space marks a box, arrows walk through radios and lists, text is typed."""
    field = page.locator(f'main [name="{name}"]')
    kind = field.first.get_attribute("type") or "list"
    if kind == "checkbox":
        reach(page, f'main [name="{name}"][value="{value}"]')
        page.keyboard.press("Space")
    elif kind in ("radio", "list"):
        codes = field.evaluate_all("found => found.map(f => f.value)")
        if kind == "list":
            codes = field.locator("option").evaluate_all("found => found.map(f => f.value)")
        reach(page, f'main [name="{name}"]')
        if kind == "radio":
            page.keyboard.press("Space")
        for _step in range(codes.index(value)):
            page.keyboard.press("ArrowDown")
    else:
        write(page, name, value)


def give_all(page: Page, values: Mapping[str, str | list[str]]) -> None:
    for name, value in values.items():
        for code in [value] if isinstance(value, str) else value:
            give(page, name, code)
