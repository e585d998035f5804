"""Whether this server can do its work: for supervisors and load balancers."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

import healthapp
from healthapp import migrating
from healthapp.access.guard import public
from healthapp.database import DatabaseUnavailable
from healthapp.web.request import database, reading

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 with status ok, or 503 with what is missing. Says nothing about people or configuration."""
    answer = {"status": "ok", "database": database().dialect, "migration": None, "version": healthapp.__version__}
    try:
        reading().execute(sa.text("SELECT 1"))
        answer["migration"] = migrating.current(reading().connection())
    except (SQLAlchemyError, DatabaseUnavailable):
        answer |= {"status": "unavailable"}
        return jsonify(answer), 503
    if answer["migration"] != migrating.head():
        answer |= {"status": "migration needed"}
        return jsonify(answer), 503
    return jsonify(answer), 200
