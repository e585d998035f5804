"""A browser that sends every form twice: what the first one entered leads on, the second must enter nothing.

Every test that enters something proves it so of its own form, with what people really type into it; and that the mark
of the sending is stored with the first thing it enters, so that no break between two acts makes a second sending new.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Mapping
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, has_request_context, request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from healthapp.audit.models import AuditEvent
from healthapp.database import Database, UnitOfWork
from healthapp.web import sent
from tests.system import resent

#: Endpoints whose forms were sent twice by the tests of this process.
seen: set[str] = set()
#: Endpoints of this thread's requests that stored an act while the mark of the sending was still to be stored.
_here = threading.local()


class Client(FlaskClient):
    """A browser; ``resends`` is False where what a form costs is counted.

    A form out of a thread of its own is sent once: what others enter meanwhile would count as entered twice.
    """

    resends = True

    def open(self, *args: Any, **options: Any) -> TestResponse:
        given = options.get("data")
        if options.get("method") != "POST" or not isinstance(given, Mapping):
            return super().open(*args, **options)
        headers, path = options.pop("headers", None), args[0]
        with closing(EnvironBuilder(path, method="POST", data={sent.FIELD: secrets.token_hex(8), **given})) as builder:
            sending = builder.get_environ()
        _here.unmarked = []
        with closing(sending["wsgi.input"]) as stream:
            options |= {"data": stream.read(), "content_type": sending["CONTENT_TYPE"], "headers": headers}
        answer = super().open(path, **options)
        alone = threading.current_thread() is threading.main_thread()
        if answer.status_code in (200, 303) and self.resends and alone and not options.get("follow_redirects"):
            endpoint = self.application.url_map.bind("localhost").match(answer.request.path, method="POST")[0]
            if endpoint in (resent.SHOWN if answer.status_code == 200 else resent.ONCE):
                early = set(_here.unmarked) - resent.DRAFT_FIRST
                assert endpoint not in early, f"{endpoint} stores something before the mark of its sending"
                self._again(path, options, answer, endpoint)
        return answer

    def _again(self, path: str, options: dict[str, Any], first: TestResponse, endpoint: str) -> None:
        cookies, before = dict(self._cookies or {}), kept(self.application)
        again = super().open(path, **options)
        assert again.status_code == 303, f"{endpoint}: {again.text[:2000]}"
        assert first.location in (None, again.location), endpoint
        assert kept(self.application) == before, f"{endpoint} was entered twice"
        self._cookies = cookies
        seen.add(endpoint)


def hand_on(config: pytest.Config) -> None:
    """Give what this worker saw to the process that counts."""
    config.workeroutput["seen twice"] = sorted(seen)  # type: ignore[attr-defined]  # xdist's


def missing(session: pytest.Session, wanted: Collection[str]) -> list[str]:
    """Of ``wanted`` what no test sent twice, when every test ran; nothing to say after a part of them."""
    config = session.config
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    narrowed = config.option.keyword or config.option.markexpr or config.option.collectonly or session.testsfailed
    return sorted(set(wanted) - seen) if whole and not narrowed else []


def use(app: Flask) -> None:
    """Have the browsers of ``app`` do so."""
    app.test_client_class = Client
    UnitOfWork.keep = _keep  # type: ignore[method-assign]


_store = UnitOfWork.keep


def _keep(unit: UnitOfWork) -> None:
    if has_request_context() and "sent_mark" in g and unit.audited:
        _here.__dict__.setdefault("unmarked", []).append(request.endpoint)
    _store(unit)


def kept(app: Flask) -> int | None:
    """How much was ever entered: each act is an event."""
    database: Database = app.extensions["database"]
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
