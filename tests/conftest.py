"""Shared ground of the tests: a driven clock, a database per test on both engines, an application, clients."""

from __future__ import annotations

import datetime as dt
import gc
import os
import socket
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from config import Config
from healthapp import catalogues, create_app, housekeeping, i18n, settle
from healthapp.database import Database
from tests.support import house as houses
from tests.support import memory, order, postgres, routes, twice
from tests.support.databases import PostgresTemplate, SqliteTemplate
from tests.support.house import Furnished, House
from tests.system import resent

#: The moment of the page designs: Wednesday 11.03.2026, 14:32 in Baku.
NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
ENGINES = ("sqlite", "postgresql")
#: Makes an application of one kind, of a configuration, a database and a clock.
Maker = Callable[[Config, Database, Any], Flask]
Settled = Callable[[Maker, Config], Flask]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker reads them, and keep the tests' files in memory."""
    gc.disable()  # until the tests are known: of what every worker loads and keeps, a quarter of the time is searching
    routes.share()
    # A machine at work is no failing test; with CI set, the same examples come each time.
    settings.register_profile(
        "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
    )
    settings.load_profile("house")
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()
        if memory.folder() is not None:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory.folder()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, on every worker."""
    long, quick = [item for item in items if order.is_long(item)], [item for item in items if not order.is_long(item)]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = chain.from_iterable(order.shares(long, quick, workers, order.awaits))


def pytest_collection_finish() -> None:
    """Like the server and every command; it takes a sixth of the whole run otherwise."""
    gc.enable()
    housekeeping.seldom()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What another process sent twice counts here."""
    twice.seen.update(getattr(node, "workeroutput", {}).get("seen twice", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A whole run fails where a form that enters something was sent twice by no test."""
    if hasattr(session.config, "workerinput"):
        twice.hand_on(session.config)
    elif left := twice.missing(session, resent.ONCE):
        session.config.get_terminal_writer().line(f"\nno test sends these forms twice: {', '.join(left)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **span: float) -> dt.datetime:
        """Move on by ``timedelta(**span)`` and return the new time."""
        self.now += dt.timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _plain_language() -> None:
    """Every test starts in the first language, whatever the one before it spoke."""
    i18n.use_language(i18n.DEFAULT)


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Tests speak to this machine alone."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def _postgres() -> Iterator[PostgresTemplate]:
    with postgres.server(memory.folder()) as url:
        template = PostgresTemplate(url)
        yield template
        template.close()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def _furnished() -> dict[str, Furnished]:
    """The country of ``tests/support/house.py``, by engine: built once, copied for each test."""
    return {}


@pytest.fixture
def database(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path, _furnished: dict[str, Furnished]
) -> Iterator[Database]:
    """A migrated database with the shipped settings; the test runs once on each engine.

    A test that asks for the ``house`` finds it standing there.
    """
    template = request.getfixturevalue("_sqlite" if engine_name == "sqlite" else "_postgres")
    if "house" in request.fixturenames:
        if engine_name not in _furnished:
            _furnished[engine_name] = houses.furnished(template, Clock())
        template = _furnished[engine_name].template
    with template.copy(tmp_path) as made:
        yield made


@pytest.fixture
def config(tmp_path: Path, database: Database) -> Config:
    return Config(
        mode="test",
        data_dir=tmp_path,
        database_url=database.engine.url.render_as_string(hide_password=False),
        key_file=tmp_path / "keys" / "database.key",
    )


@pytest.fixture(scope="session")
def _applications() -> dict[Maker, tuple[Flask, dict[str, Any]]]:
    """The applications of this process by who makes them, each with the settings it was made with."""
    return {}


@pytest.fixture
def settled(database: Database, clock: Clock, _applications: dict[Maker, tuple[Flask, dict[str, Any]]]) -> Settled:
    """``settled(make, config)``: the application of ``make(config, database, clock)``, on this test's own database.

    One serves all tests of a process: making one, and drawing the first page of one, costs more than the rest of an
    ordinary test. Who adds views to it makes one of their own kind.
    """

    def one(make: Maker, config: Config) -> Flask:
        if make not in _applications:
            made = make(config, database, clock)
            twice.use(made)
            _applications[make] = (made, dict(made.config))
        app, settings_made_with = _applications[make]
        app.config.clear()
        app.config.update(settings_made_with)
        settle(app, config, database, clock)
        return app

    return one


def plain(config: Config, database: Database, clock: Clock) -> Flask:
    return create_app(config, database=database, clock=clock)


@pytest.fixture
def app(settled: Settled, config: Config) -> Flask:
    return settled(plain, config)


@pytest.fixture
def house(app, engine_name: str, _furnished: dict[str, Furnished]) -> House:
    """A small country: two facilities, a person with three records in each, one user a role."""
    return _furnished[engine_name].found(app)
