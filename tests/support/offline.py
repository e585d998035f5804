"""``verify.html`` in a real browser with the network cut: opened from the disk, as from a memory stick."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from healthapp.ledger.copies import Line
from healthapp.web import chrome

#: Takes away what an old browser, or a page that is no secure context, would not have.
WITHOUT_WEBCRYPTO = "Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })"


def page_file() -> str:
    """Address of the built page on this machine's disk."""
    name = json.loads(chrome.MANIFEST.read_text("utf-8"))["verify.html"]
    return (chrome.DIST / name).as_uri()


class OfflinePage:
    """What a person does on the page, and what it answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(page_file())

    def judge(self, files: Sequence[tuple[str, bytes]], keys: Sequence[str] = ()) -> list[Line]:
        """Start again, drop ``files`` at once, and read every line of the answer."""
        if self.page.locator("#again").is_visible():
            self.page.click("#again")
        self.page.fill("#keys-in", "\n".join(keys))
        dropped: Any = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
        self.page.set_input_files("#files-in", dropped)
        self._await_answer(len(files))
        shown = self.page.eval_on_selector_all("#lines li", "items => items.map(item => item.dataset.line)")
        return [(code, ok, values) for code, ok, values in map(json.loads, shown)]

    def _await_answer(self, count: int) -> None:
        """The page's own policy forbids the scripts a browser driver waits with: look again and again instead."""
        ready = (
            "count => document.querySelectorAll('#in-hand li:not(.quiet)').length === count"
            " && document.body.dataset.round === document.getElementById('answer').dataset.round"
        )
        end = time.monotonic() + 30
        while not self.page.evaluate(ready, count):
            assert time.monotonic() < end, "the page does not answer"

    def sentences(self, language: str) -> list[str]:
        """The lines as a person reads them."""
        self.page.click(f"[data-language={language}]")
        return self.page.locator("#lines li span").all_inner_texts()


@contextmanager
def opened(browser: Browser, *, webcrypto: bool = True, **options: Any) -> Iterator[OfflinePage]:
    """The page in a context that is offline; nothing it does may fail, or be refused by its own policy."""
    context = browser.new_context(offline=True, **options)
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    if not webcrypto:
        page.add_init_script(WITHOUT_WEBCRYPTO)
    made = OfflinePage(page)
    yield made
    assert wrong == []
    assert made.asked == [page_file()], "the page asked for something else"
    context.close()
