"""How many statements a page asks of the database, counted in a process of its own on the database just driven."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.load import READER, WHOLE
from config import Config
from healthapp import create_app, logs
from healthapp.database import Database
from healthapp.demo.accounts import PASSWORD
from healthapp.people.models import PersonName

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
COUNTED = 20
NAMES = ("worklist", "search", "person", "person_of_700", "examination", "pdf")


def paths(app: Flask, endpoints: list[str]) -> dict[str, str]:
    """The path of each endpoint that exists, with ``{name}`` where a value goes."""
    return {
        rule.endpoint: PARAMETER.sub(r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints
    }


class Pages:
    """The pages asked of one application. ``found``: by page the statements of one request after the first, the
    shortest of its times in ms, its size in kB and its status.
    """

    def __init__(self, config: Config, facts: dict[str, Any]) -> None:
        logs.configure(logging.WARNING)
        app = create_app(config)
        self.database, self.client = app.extensions["database"], app.test_client()
        self.asked = _asked(facts, _name_of(self.database, facts["ordinary"][0]))
        self.paths = paths(app, [endpoint for endpoint, *_rest in self.asked.values()])
        self.found: dict[str, dict[str, float]] = {}
        self.seen = 0
        sa.event.listen(self.database.engine, "before_cursor_execute", self._count)
        token = _token(self.client.get("/login").text)
        self.client.post("/login", data={"csrf_token": token, "username": READER, "password": PASSWORD})
        self.token = _token(self.client.get("/account").text)

    def _count(self, *_told: Any) -> None:
        self.seen += 1

    def ask(self, name: str) -> None:
        """One page once more; nothing where the application has none."""
        endpoint, values, form = self.asked[name]
        if endpoint not in self.paths:
            return
        path = self.paths[endpoint].format(**values) + (WHOLE if name == "worklist" else "")
        self.seen, began = 0, time.perf_counter()
        answer = (
            self.client.get(path) if form is None else self.client.post(path, data={"csrf_token": self.token, **form})
        )
        took = (time.perf_counter() - began) * 1000
        self.found[name] = {
            "statements": self.seen,
            "milliseconds": min(took, self.found.get(name, {}).get("milliseconds", took)),
            "kilobytes": len(answer.data) / 1000,
            "status": answer.status_code,
        }

    def dispose(self) -> None:
        self.database.dispose()


def _name_of(database: Database, person_id: str) -> str:
    """Of somebody who is there at every size: of a name alone, more bear it where there are more."""
    names = PersonName.__table__.c
    query = sa.select(names.surname, names.given_name, names.father_name).where(names.person_id == uuid.UUID(person_id))
    with database.reading() as session:
        return " ".join(session.execute(query.limit(1)).one())


def _asked(facts: dict[str, Any], name: str) -> dict[str, tuple[str, dict[str, str], dict[str, str] | None]]:
    """What each of ``NAMES`` is: endpoint, values of its path, the form that is posted."""
    return {
        "worklist": ("home.worklist", {}, None),
        "search": ("people.index", {}, {"q": name}),
        "person": ("people.show", {"person_id": facts["ordinary"][0]}, None),
        "person_of_700": ("people.show", {"person_id": facts["busy"]}, None),
        "examination": ("intake.show", {"record_id": facts["signed"][0]}, None),
        "pdf": ("signing.print_record", {"record_id": facts["signed"][0]}, None),
    }


def _token(page: str) -> str:
    found = TOKEN.search(page)
    return found.group(1) if found else ""
