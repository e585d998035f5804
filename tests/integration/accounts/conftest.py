"""A facility, accounts, a browser, and cheap hashes: what they cost is tested once, elsewhere."""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Iterator
from functools import cache
from html import unescape
from importlib import import_module

import html5lib
import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Blueprint, Flask

from config import Config
from healthapp import create_app
from healthapp.access import Identity, Permission, Role
from healthapp.access.guard import requires
from healthapp.accounts import passwords, services
from healthapp.accounts.factor import Sealer
from healthapp.accounts.models import User
from healthapp.audit.models import AuditEvent
from healthapp.database import Database
from healthapp.people.models import Facility
from healthapp.web.request import current_identity
from tests import factories
from tests.support import twice

PASSWORD = "nar qatar buludlu kitab"
MODULES = ("auth", "account", "admin")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SETUP = Identity.system("tests")


class CountingHasher:
    """A cheap hasher that counts what it was asked to do."""

    def __init__(self) -> None:
        self.verified = 0
        self.made = 0

    def verify(self, password_hash: str, password: str) -> bool:
        self.verified += 1
        return CHEAP.verify(password_hash, password)

    def hash(self, password: str) -> str:
        self.made += 1
        return CHEAP.hash(password)

    def check_needs_rehash(self, password_hash: str) -> bool:
        return CHEAP.check_needs_rehash(password_hash)


@cache
def cheap_hash(password: str) -> str:
    return CHEAP.hash(passwords.normal(password))


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingHasher]:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    passwords._nobodys_hash.cache_clear()
    passwords._nobodys_hash()
    counting.made = 0
    yield counting
    passwords._nobodys_hash.cache_clear()


def _elsewhere() -> Blueprint:
    """Pages of other rooms, as far as one is sent there."""
    bp = Blueprint("elsewhere", __name__)

    @bp.get("/elsewhere")
    @requires(Permission.OWN_ACCOUNT)
    def here() -> str:
        return f"{current_identity().name} is here"

    return bp


def in_english(config: Config) -> Config:
    return dataclasses.replace(config, default_language="en")


def make_app(config, database, clock) -> Flask:
    """The application with the views of this room, and stand-ins for pages it leads to that are not there yet."""
    app = create_app(in_english(config), database=database, clock=clock)
    twice.use(app)
    for name in MODULES:
        if name not in app.blueprints:
            app.register_blueprint(import_module(f"blueprints.{name}").bp)
    app.register_blueprint(_elsewhere())
    for endpoint, rule in (("home.index", "/"), ("people.show", "/people/<uuid:person_id>")):
        if endpoint not in app.view_functions:
            app.add_url_rule(rule, endpoint, requires(Permission.OWN_ACCOUNT)(lambda **_values: "a page"))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def app(settled, config) -> Flask:
    return settled(make_app, in_english(config))


@pytest.fixture
def place(database: Database, clock) -> Facility:
    with database.unit(SETUP, clock) as uow:
        return factories.facility(uow)


@pytest.fixture
def other_place(database: Database, clock) -> Facility:
    with database.unit(SETUP, clock) as uow:
        return factories.facility(uow)


class Accounts:
    """Makes accounts and reads what became of them."""

    def __init__(self, database: Database, clock, config) -> None:
        self.database, self.clock, self.config = database, clock, config

    def make(
        self, username: str = "aygun", role: Role | None = Role.FELDSHER, at: Facility | None = None, **values
    ) -> User:
        values = {"name": "Aygün Məmmədova", "must_change": False, "language": "en", **values}
        with self.database.unit(SETUP, self.clock) as uow:
            user = services.create(uow, username=username, password_hash=cheap_hash(PASSWORD), **values)
            if role is not None:
                services.assign(uow, user, role=role, facility_id=at.id if at is not None else None)
        return user

    def with_telephone(self, user: User) -> pyotp.TOTP:
        """Give the account a second factor; returns the telephone."""
        secret = pyotp.random_base32()
        sealed = Sealer(self.config.keys_dir).seal(user.id, secret, first=True)
        with self.database.unit(SETUP, self.clock) as uow:
            services.enrol(uow, user.id, sealed, 0)
        return pyotp.TOTP(secret)

    def codes(self, user: User) -> list[str]:
        with self.database.unit(SETUP, self.clock) as uow:
            return services.new_codes(uow, user.id)

    def now(self, user: User) -> User:
        with self.database.reading() as session:
            return session.get_one(User, user.id)

    def events(self, kind: str) -> list[AuditEvent]:
        with self.database.reading() as session:
            return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)))


@pytest.fixture
def accounts(database, clock, config) -> Accounts:
    return Accounts(database, clock, config)


class Browser:
    """One browser. ``status``, ``location`` and ``text`` are of the last answer; every page is valid HTML."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.status, self.location, self.text, self.markup = 0, "", "", ""

    def sign_in(self, username: str = "aygun", password: str = PASSWORD, **fields: str) -> str:
        return self.post("/login", username=username, password=password, **fields)

    def get(self, path: str) -> str:
        return self._read(self.client.get(path))

    def post(self, path: str, **fields: str) -> str:
        return self._read(self.client.post(path, data=fields))

    @property
    def cookie(self) -> dict[str, object]:
        with self.client.session_transaction() as session:
            return dict(session)

    @property
    def login_id(self) -> uuid.UUID | None:
        text = self.cookie.get("login")
        return uuid.UUID(str(text)) if text else None

    @property
    def is_in(self) -> bool:
        """Whether this browser sees pages of a signed-in person."""
        return self.client.get("/elsewhere").status_code == 200

    def _read(self, answer) -> str:
        self.answer = answer
        self.status, self.location = answer.status_code, answer.headers.get("Location", "")
        self.markup = answer.get_data(as_text=True)
        if answer.mimetype == "text/html" and self.markup.startswith("<!DOCTYPE") and self.status not in (302, 303):
            html5lib.HTMLParser(strict=True).parse(self.markup)
        main = self.markup.partition("<main")[2].partition("</main>")[0] or self.markup
        self.text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
        return self.text


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def another(app: Flask) -> Browser:
    return Browser(app)
