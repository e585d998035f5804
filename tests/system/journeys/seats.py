"""Signed in without the form of sign-in, which has journeys of its own: a password costs a quarter of a second of both
cores and two more pages, and a journey in which months pass would sign in a dozen times."""

from __future__ import annotations

import uuid

from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page

from healthapp.access import Identity
from healthapp.accounts.login import KEY
from healthapp.accounts.models import LoginSession
from tests.support.driven import Driven


def session_of(driven: Driven, username: str) -> uuid.UUID:
    """A session of this account that begins now, by the moved clock."""
    with driven.database.unit(Identity.system("test"), driven.clock) as uow:
        row = LoginSession(user_id=driven.users[username].id, started_at=uow.now(), last_seen_at=uow.now())
        uow.session.add(row)
        uow.session.flush()
        return row.id


def take(page: Page, driven: Driven, username: str) -> None:
    """From now on ``page`` is used by ``username``, whoever used it before."""
    signer = SecureCookieSessionInterface().get_signing_serializer(driven.app)
    assert signer is not None
    cookie = signer.dumps({KEY: str(session_of(driven, username))})
    page.context.clear_cookies()
    page.context.add_cookies([{"name": driven.app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": driven.base}])
