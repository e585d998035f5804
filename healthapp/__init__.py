"""The application factory: the one place where rooms, views and ground are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from healthapp import keys, tables
from healthapp.access import guard
from healthapp.database import Clock, Database, Patience, utc_now

if TYPE_CHECKING:
    from config import Config

__version__ = "0.1.0"
MEGABYTE = 1024 * 1024


def open_database(config: Config) -> Database:
    """The database of this deployment. Raises KeyFileError or DatabaseUnavailable with what to do.

    Every room's tables are known from here on: a foreign key takes its type from the column it points to, and
    a command that had loaded one room alone would read the other's identifiers as text.
    """
    tables.metadata()
    file = config.sqlite_file
    patience = Patience(config.lock_seconds, config.connect_seconds, config.transaction_seconds)
    if file is None:
        return Database(config.database_url, patience=patience)
    fresh = not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    key = keys.key_for(config.key_file, may_make=fresh)
    return Database(config.database_url, key=key, patience=patience)


def create_app(config: Config, *, database: Database | None = None, clock: Clock = utc_now) -> Flask:
    """The WSGI application. ``database`` and ``clock`` are given by tests."""
    from blueprints import register  # noqa: PLC0415 - the composition root alone looks up
    from healthapp import logs  # noqa: PLC0415
    from healthapp.accounts import login  # noqa: PLC0415
    from healthapp.web import chrome, compiled, errors, kit, request, security, squeezed  # noqa: PLC0415

    app = Flask(__name__)
    app.config.update(
        SESSION_COOKIE_NAME="healthapp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=64 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=8 * MEGABYTE,
        MAX_FORM_PARTS=5_000,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settle(app, config, database or open_database(config), clock)

    compiled.install(app)
    logs.install(app)
    squeezed.install(app)
    login.init_app(app)
    CSRFProtect(app)
    guard.install(app)
    security.install(app)
    errors.install(app)
    kit.install(app)
    chrome.install(app)
    app.teardown_request(request.end_reading)
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    register(app)
    return app


def settle(app: Flask, config: Config, database: Database, clock: Clock) -> None:
    """Put ``app`` on a deployment: configuration, keys, database and clock, and nothing known of another one."""
    from healthapp.accounts.factor import Sealer  # noqa: PLC0415
    from healthapp.web.chrome import FacilityNames  # noqa: PLC0415

    app.config.update(
        SECRET_KEY=keys.key_for(config.keys_dir / "cookie.key", may_make=True),
        SESSION_COOKIE_SECURE=config.secure_cookie,
        TESTING=config.mode == "test",
    )
    app.extensions.update(
        configuration=config,
        database=database,
        clock=clock,
        second_factor=Sealer(config.keys_dir),
        facility_names=FacilityNames(),
    )
