"""What goes over a slow line: little at first, then the page alone, squeezed, and no file a second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import browser as browsers
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Bytes of all answers: ten seconds of a line of 10 kB a second for whoever never was here, two for everybody else.
FIRST, LATER = 250_000, 20_000


@dataclass(frozen=True)
class Came:
    """An answer that came over the line, and not out of what the browser keeps: its bytes with its headers."""

    url: str
    size: int
    headers: dict[str, str]

    @property
    def is_file(self) -> bool:
        return "/static/" in self.url


class Line:
    """What comes over the line of ``page``, as its browser counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.came = page, list[Came]()
        self._begun: dict[str, dict[str, Any]] = {}
        session = page.context.new_cdp_session(page)
        session.on(
            "Network.responseReceived", lambda event: self._begun.update({event["requestId"]: event["response"]})
        )
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _finished(self, event: dict[str, Any]) -> None:
        answer = self._begun.pop(event["requestId"], None)
        if answer is not None and event["encodedDataLength"]:
            headers = {name.lower(): value for name, value in answer["headers"].items()}
            self.came.append(Came(answer["url"], event["encodedDataLength"], headers))

    def of(self, act: Callable[[], object]) -> list[Came]:
        self.came.clear()
        act()
        self.page.wait_for_load_state("networkidle")
        return list(self.came)


def test_little_goes_over_a_slow_line(sit_down: Callable[..., Page], server: Server) -> None:
    page = sit_down("")
    line = Line(page)
    first = line.of(lambda: page.goto("/login")) + line.of(lambda: browsers.sign_in(page, server.base, "feldsher"))
    assert sum(one.size for one in first) < FIRST, first
    files = [one for one in first if one.is_file]
    assert len(files) > 5
    for one in files:
        assert one.headers["cache-control"] == "public, max-age=31536000, immutable", one.url
        assert one.headers["x-content-type-options"] == "nosniff", one.url
        assert ("content-encoding" in one.headers) == (not one.url.endswith(".woff2")), one.url
    for path in ("/worklist", "/people", "/people/admit"):
        later = line.of(lambda path=path: page.goto(path))
        assert [one.url for one in later if one.is_file] == []
        assert 1_000 < sum(one.size for one in later) < LATER, path
        assert {one.headers["cache-control"] for one in later} == {"no-store"}
