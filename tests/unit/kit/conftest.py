"""An application without a database and without other rooms: the frame of a page must not need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import html5lib
import pytest
from flask import Flask, g

from blueprints import gallery
from config import Config
from healthapp import create_app, i18n
from healthapp.access import Assignment, Identity, Role
from healthapp.database import uuid7

LANGUAGES = ("az", "ru", "en")


class DeadDatabase:
    """Answers nothing; whoever asks has made a page depend on it."""

    dialect = "sqlite"

    def reading(self) -> Any:
        raise AssertionError("the page asked the database")


def parse(html: str) -> Any:
    """The document; raises ParseError for markup a browser would have to guess at."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def make_app(folder: Path, clock: Any, mode: str = "development", database: Any = None) -> Flask:
    config = Config(mode=mode, data_dir=folder, key_file=folder / "keys" / "database.key")
    with mock.patch("blueprints.register", lambda app: app.register_blueprint(gallery.bp)):
        return create_app(config, database=database or DeadDatabase(), clock=clock)


@pytest.fixture(autouse=True)
def _speak_azerbaijani() -> Iterator[None]:
    """A request leaves its language behind in this thread; the next test must not hear it."""
    with i18n.in_language(i18n.DEFAULT):
        yield


@pytest.fixture
def page_app(tmp_path: Path, clock: Any) -> Flask:
    return make_app(tmp_path, clock)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with i18n.in_language(request.param):
        yield request.param


@pytest.fixture
def signed_in() -> Callable[[Role], Identity]:
    """Puts somebody with a role everywhere on the request's ``g``; call inside a request."""

    def put(role: Role, name: str = "Aygün Məmmədova") -> Identity:
        g.identity = Identity(user_id=uuid7(), name=name, assignments=(Assignment(role, None),))
        return g.identity

    return put
