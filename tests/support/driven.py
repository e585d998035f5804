"""The application behind a real port in the test's own process, at a time the test decides: journeys over months."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from config import Config
from healthapp import create_app
from healthapp.access import Identity
from healthapp.accounts.models import User
from healthapp.database import Database, utc_now
from healthapp.demo import accounts, facilities, inspection
from healthapp.people.models import Facility
from tests.support.server import free_port


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """The tests read pages, not a log."""


class Driven:
    """``base`` is its address, ``now`` the time it believes; ``advance`` moves that on and ends nobody's patience.

    Sessions end by the moved clock as they would by the real one: sign in again after a long step.
    """

    def __init__(self, database: Database, folder: Path, now: dt.datetime | None = None) -> None:
        self.database = database
        self.now = (now or utc_now()).replace(microsecond=0)
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.config = Config(
            mode="demo",
            data_dir=folder,
            database_url=database.engine.url.render_as_string(hide_password=False),
            key_file=folder / "keys" / "database.key",
            port=port,
        )
        self.app = create_app(self.config, database=database, clock=self.clock)
        self.places: list[Facility] = []
        self.users: dict[str, User] = {}
        self._server = make_server("127.0.0.1", port, self.app, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def clock(self) -> dt.datetime:
        return self.now

    def advance(self, **span: float) -> dt.datetime:
        """Move on by ``timedelta(**span)`` and return the new time."""
        self.now += dt.timedelta(**span)
        return self.now

    def __enter__(self) -> Driven:
        with self.database.unit(Identity.system("test"), self.clock) as uow:
            self.places = facilities.add(uow)
            self.users = accounts.add(uow, self.places)
            inspection.add_mandates(uow, self.users)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()
