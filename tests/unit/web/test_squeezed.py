"""Pages are squeezed for whoever can read them so, and never together with words another site chose."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response, redirect

from healthapp.web import squeezed

LONG = "Növbə siyahısı " * 200
ACCEPTS = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    squeezed.install(app)
    app.add_url_rule("/page", view_func=lambda: LONG, endpoint="page")
    app.add_url_rule("/short", view_func=lambda: "x" * (squeezed.LEAST - 1), endpoint="short")
    app.add_url_rule("/json", view_func=lambda: {"fragment": LONG}, endpoint="json")
    app.add_url_rule("/refused", view_func=lambda: (LONG, 422), endpoint="refused")
    app.add_url_rule("/picture", view_func=lambda: Response(LONG, mimetype="image/png"), endpoint="picture")
    app.add_url_rule("/parts", view_func=lambda: Response(iter([LONG]), mimetype="text/html"), endpoint="parts")
    app.add_url_rule("/onward", view_func=lambda: redirect("/page", 303), endpoint="onward")
    return app


@pytest.mark.parametrize(
    ("path", "headers", "is_squeezed"),
    [
        ("/page", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, True),
        ("/page", ACCEPTS | {"Sec-Fetch-Site": "none"}, True),
        ("/json", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, True),
        ("/refused", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, True),
        ("/page", ACCEPTS | {"Sec-Fetch-Site": "cross-site"}, False),
        ("/page", ACCEPTS | {"Sec-Fetch-Site": "same-site"}, False),
        ("/page", ACCEPTS, False),
        ("/page", {"Sec-Fetch-Site": "same-origin"}, False),
        ("/page", {"Accept-Encoding": "gzip;q=0, br", "Sec-Fetch-Site": "same-origin"}, False),
        ("/short", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, False),
        ("/picture", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, False),
        ("/parts", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, False),
        ("/onward", ACCEPTS | {"Sec-Fetch-Site": "same-origin"}, False),
    ],
)
def test_what_is_squeezed_and_for_whom(app, path, headers, is_squeezed):
    client = app.test_client()
    plain, answer = client.get(path), client.get(path, headers=headers)
    assert answer.headers.get("Content-Encoding") == ("gzip" if is_squeezed else None)
    assert (gzip.decompress(answer.data) if is_squeezed else answer.data) == plain.data
    assert int(answer.headers.get("Content-Length", len(answer.data))) == len(answer.data)
    assert ("Sec-Fetch-Site" in answer.headers.get("Vary", "")) is is_squeezed
    assert not is_squeezed or len(answer.data) < len(plain.data) / 5
