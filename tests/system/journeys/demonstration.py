"""The demonstration that journeys start from: 24 people, the accounts of every role, and what the tour looks at."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from config import Config
from healthapp import create_app
from healthapp.demo.accounts import PASSWORD
from tests.support.http import TOKEN
from tests.support.server import QUICK, Server
from tests.system.journeys import tour

PEOPLE = "24"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A folder of data that no server works on, to be copied, and the paths of the tour's pages in it."""

    data: Path
    scene: tour.Scene


def demonstrated(folder: Path) -> Demonstration:
    """The demonstration in ``folder``, filled there unless it stands already."""
    kept = folder / "scene.pickle"
    if not kept.exists():
        folder.mkdir()
        server = Server(folder, program=QUICK)
        server.run("demo", "--people", PEOPLE)
        with server:
            scene = tour.build(server.base)
        assert '"status": 500' not in (folder / "server.log").read_text()
        kept.write_bytes(pickle.dumps(scene))
    return Demonstration(folder, pickle.loads(kept.read_bytes()))


@contextmanager
def opened(demonstration: Demonstration, folder: Path) -> Iterator[Flask]:
    """The application in this process, on a copy of the demonstration in ``folder``, which does not exist yet."""
    shutil.copytree(demonstration.data, folder)
    app = create_app(Config.from_environment({"HEALTHAPP_MODE": "demo", "HEALTHAPP_DATA": str(folder)}))
    try:
        yield app
    finally:
        app.extensions["database"].dispose()


def signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    token = TOKEN.search(client.get("/login").text)
    assert token is not None
    client.post("/login", data={"csrf_token": token.group(1), "username": username, "password": PASSWORD})
    return client
