"""How many statements a page asks of the database, counted in a process of its own on the database just driven."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from bench.load import READER, WHOLE
from config import Config
from healthapp import create_app, logs
from healthapp.demo.accounts import PASSWORD

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
COUNTED = 20


def paths(app: Flask, endpoints: list[str]) -> dict[str, str]:
    """The path of each endpoint that exists, with ``{name}`` where a value goes."""
    return {
        rule.endpoint: PARAMETER.sub(r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints
    }


def count(config: Config, facts: dict[str, Any], endpoints: list[str]) -> dict[str, dict[str, float]]:
    """By page: statements of one request after the first, the shortest of its times in ms, and its size in kB."""
    logs.configure(logging.WARNING)
    app = create_app(config)
    database = app.extensions["database"]
    seen: list[str] = []

    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def _count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    known = paths(app, endpoints)
    client = app.test_client()
    token = _token(client.get("/login").text)
    client.post("/login", data={"csrf_token": token, "username": READER, "password": PASSWORD})
    found = {}
    for name, (endpoint, values, form) in _asked(facts).items():
        if endpoint in known:
            address = known[endpoint].format(**values) + (WHOLE if name == "worklist" else "")
            found[name] = _page(client, seen, address, form)
    database.dispose()
    return found


def _asked(facts: dict[str, Any]) -> dict[str, tuple[str, dict[str, str], dict[str, str] | None]]:
    return {
        "worklist": ("home.worklist", {}, None),
        "search": ("people.index", {}, {"q": "Məmmədov Rauf"}),
        "person": ("people.show", {"person_id": facts["ordinary"][0]}, None),
        "person_of_700": ("people.show", {"person_id": facts["busy"]}, None),
        "examination": ("intake.show", {"record_id": facts["signed"][0]}, None),
        "pdf": ("signing.print_record", {"record_id": facts["signed"][0]}, None),
    }


def _page(client: FlaskClient, seen: list[str], path: str, form: dict[str, str] | None) -> dict[str, float]:
    token = _token(client.get("/account").text)
    best = float("inf")
    for _turn in range(COUNTED):
        seen.clear()
        began = time.perf_counter()
        answer = client.get(path) if form is None else client.post(path, data={"csrf_token": token, **form})
        best = min(best, time.perf_counter() - began)
    return {
        "statements": len(seen),
        "milliseconds": best * 1000,
        "kilobytes": len(answer.data) / 1000,
        "status": answer.status_code,
    }


def _token(page: str) -> str:
    found = TOKEN.search(page)
    return found.group(1) if found else ""
