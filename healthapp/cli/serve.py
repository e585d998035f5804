"""``healthapp serve``: gunicorn with this application, migrated and with its ledger sequenced."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import configure_mappers
from whitenoise import WhiteNoise

from config import Config
from healthapp import create_app, housekeeping, i18n, logs, migrating
from healthapp.cli.context import configuration, opened, stop
from healthapp.cli.database import stop_without_rights
from healthapp.database import Database
from healthapp.injuries import charts
from healthapp.intake import icd10
from healthapp.keys import KeyFileError
from healthapp.ledger import queries
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.sequencer import Sequencer
from healthapp.web import compiled, security
from healthapp.web.turns import Turns


class Server(BaseApplication):  # type: ignore[misc]  # the library has no types
    """gunicorn, configured from ``Config`` alone."""

    def __init__(self, config: Config, said: str, keyring: Keyring) -> None:
        """``said``: what to tell whoever started it, once the server answers."""
        self.config, self.said, self.keyring = config, said, keyring
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.config.host}:{self.config.port}",
            "workers": self.config.workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 20,
            "accesslog": None,
            "loglevel": "warning",
            "when_ready": self._ready,
            "post_worker_init": _start_sequencer,
            "worker_exit": _stop_sequencer,
            "forwarded_allow_ips": "127.0.0.1",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Make the application, its pages and its lists before the workers are forked: a dead one is back in a moment.

        Connections and threads do not survive a fork: none is opened here, each worker opens its own.
        """
        housekeeping.one_heap()
        import_module("blueprints").load()
        try:
            self.app = create_app(self.config)
        except KeyFileError as error:
            stop(str(error))
        configure_mappers()
        compiled.compile_all(self.app)
        i18n.preload()
        icd10.preload()
        charts.preload()
        if self.config.sqlite_file is None:
            import_module("pandas")  # the Department works there and asks for its figures daily
        self.served = WhiteNoise(
            Turns(self.app),
            root=f"{self.app.static_folder}",
            prefix="static/",
            allow_all_origins=False,
            add_headers_function=security.of_a_file,
        )
        housekeeping.seldom()
        super().run()

    def _ready(self, _arbiter: Any) -> None:
        """The address is taken, and whoever calls waits no longer than a worker needs to begin."""
        click.echo(self.said)

    def load(self) -> WhiteNoise:
        """What was made before the fork, in each worker."""
        return self.served


@click.command()
def serve() -> None:
    """Serve until Ctrl-C; what was acknowledged is stored."""
    config = configuration()
    logs.configure()
    database = opened(config)
    stop_without_rights(database)
    with database.reading() as session:
        stands = migrating.current(session.connection())
    if stands != migrating.head():
        stop("the database must be migrated first: healthapp database upgrade")
    keyring = ledger_keyring(config, database)
    database.dispose()
    Server(config, f"Serving on http://{config.host}:{config.port}", keyring).run()


def ledger_keyring(config: Config, database: Database) -> Keyring:
    """The ledger's key, made at the first start; one that is missed later is said before anybody works."""
    with database.reading() as session:
        signed = queries.last_checkpoint(session) is not None
    try:
        return Keyring.open(config.keys_dir, may_make=not signed)
    except KeyFileError as error:
        stop(str(error))


def _start_sequencer(worker: Any) -> None:
    server = worker.app
    database, workers = server.app.extensions["database"], server.config.workers
    # One after the other, a second apart: together they look once a second, however many there are.
    worker.sequencer = Sequencer(database, float(workers), server.keyring, first=float(worker.age % workers))
    worker.sequencer.start()


def _stop_sequencer(_arbiter: Any, worker: Any) -> None:
    sequencer = getattr(worker, "sequencer", None)
    if sequencer is not None:
        sequencer.stop()
