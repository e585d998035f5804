"""The whole application: in the test's process with its small country, or as a server with a real browser before it.

In process it stands on the embedded engine unless a test asks for both. One server is shared by all journeys of a
worker: every journey brings its own people, so that none leans on another. A journey over months takes ``driven``,
a server in this process whose clock it moves.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support import browser as browsers
from tests.support.driven import Driven
from tests.support.server import QUICK, Server
from tests.system.journeys import tour
from tests.system.journeys.demonstration import Demonstration, demonstrated
from tests.system.journeys.steps import Desk

SitDown = Callable[..., Page]


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Demonstration:
    """Data of a small demonstration and what the tour looks at in it: filled once a run, by whoever asks first."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return demonstrated(shared / "demonstration")


@pytest.fixture(scope="session")
def server(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("journeys") / "data"
    shutil.copytree(demonstration.data, folder)
    with Server(folder, program=QUICK) as made:
        yield made
    assert '"status": 500' not in (made.data / "server.log").read_text()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.launched() as browser:
        yield browser


@pytest.fixture
def sit_down_at(chromium: Browser) -> Iterator[Callable[[str], SitDown]]:
    """Opens browsers before the server at an address. No script of a page may fail or break the page's own policy."""
    contexts, wrong = [], []

    def at(base: str) -> SitDown:
        def sit(username: str = "feldsher", size: tuple[int, int] = browsers.DESKTOP, **options: object) -> Page:
            width, height = size
            context = chromium.new_context(
                viewport={"width": width, "height": height}, locale="az-AZ", base_url=base, **options
            )
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
            if username:
                browsers.sign_in(page, base, username)
            return page

        return sit

    yield at
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def sit_down(sit_down_at: Callable[[str], SitDown], server: Server) -> SitDown:
    """Opens a browser for ``username`` before the shared server."""
    return sit_down_at(server.base)


@pytest.fixture
def driven(_sqlite, tmp_path: Path) -> Iterator[Driven]:
    """A server in this process, with the accounts of the demonstration and nobody in custody; its clock is moved."""
    with _sqlite.copy(tmp_path) as database, Driven(database, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def scene(demonstration: Demonstration) -> tour.Scene:
    return demonstration.scene


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    with Desk(server.base) as made:
        yield made
