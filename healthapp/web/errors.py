"""Error pages that say what happened, what is safe and what to do next; never a trace, never a value."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from healthapp.database import DatabaseUnavailable, OutcomeUnknown
from healthapp.i18n import gettext as _
from healthapp.web import sent
from healthapp.web.request import something_kept

log = structlog.get_logger()
PAGES = (400, 403, 404, 405, 409, 413, 429)
RETRY_SECONDS = "10"


def install(app: Flask) -> None:
    for code in PAGES:
        app.register_error_handler(code, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(DatabaseUnavailable, _database)
    app.register_error_handler(500, _unexpected)


def _http(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    name = f"errors/{code}.html" if code in (403, 404, 409, 413, 429) else "errors/404.html"
    if isinstance(error, CSRFError):
        return out_of_date()
    return render_template(name, message=error.description), code


def out_of_date() -> tuple[str, int]:
    """The page for a form that was opened in a session which is over: nothing is stored, and nothing typed is lost.

    What was typed is shown to a browser without scripts alone: any other keeps it, and does not leave it on a screen
    where nobody is signed in.
    """
    return render_template("errors/csrf.html", message="", typed=sent.typed()), 400


def _database(error: Exception) -> tuple[str, int, dict[str, str]]:
    """Locked, full or gone: nothing half stored, and the page must not need the database itself.

    Where it broke while it stored what was sent, or after it had stored a part, nobody can say "not stored".
    """
    unknown = isinstance(error, OutcomeUnknown) or something_kept()
    log.error("database.unavailable", error=type(error).__name__, endpoint=request.endpoint, unknown=unknown)
    fields = sent.resendable() if unknown else []
    typed = [] if fields else sent.typed()
    page = render_template(
        "errors/503.html", message=_("The database does not answer."), unknown=unknown, fields=fields, typed=typed
    )
    return page, 503, {"Retry-After": RETRY_SECONDS}


def _unexpected(_error: Exception) -> tuple[str, int]:
    return render_template("errors/500.html", message=""), 500
