"""A browser for the pages of this folder: somebody is signed in, every page is valid HTML."""

from __future__ import annotations

import re
from html import unescape

import html5lib
from flask import Flask

from healthapp import create_app
from healthapp.access import Identity
from healthapp.web.request import set_identity

#: Where an application of these pages finds the browser before it.
BROWSER = "browser of the test"


def pages_app(config, database, clock) -> Flask:
    """The application, taking forms without a token: the tests post what no page rendered. Whoever opened the last
    browser before it is signed in."""
    app = create_app(config, database=database, clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    app.before_request(lambda: set_identity(app.extensions[BROWSER].identity))
    return app


class Browser:
    """One signed-in person. ``status`` and ``text`` are of the last answer."""

    def __init__(self, app: Flask, identity: Identity, language: str = "en") -> None:
        self.app = app
        self.identity = identity
        self.client = app.test_client()
        self.speak(language)
        app.extensions[BROWSER] = self

    def as_(self, identity: Identity) -> Browser:
        self.identity = identity
        return self

    def speak(self, language: str) -> Browser:
        with self.client.session_transaction() as session:
            session["language"] = language
        return self

    def get(self, path: str) -> str:
        return self._read(self.client.get(path))

    def post(self, path: str, data: dict[str, object] | None = None, **fields: object) -> str:
        return self._read(self.client.post(path, data={**(data or {}), **fields}))

    def _read(self, answer) -> str:
        self.answer = answer
        answer.request.environ["wsgi.input"].close()  # a large upload of the client lies in a temporary file
        self.status = answer.status_code
        self.location = answer.headers.get("Location", "")
        if answer.mimetype != "text/html":
            self.text = ""
            return ""
        markup = answer.get_data(as_text=True)
        if self.status not in (301, 302, 303, 308):
            html5lib.HTMLParser(strict=True).parse(markup)
        self.markup = markup
        main = markup.partition("<main")[2].partition("</main>")[0]
        self.text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
        return self.text
