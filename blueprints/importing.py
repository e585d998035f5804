"""What every checked file goes through in a browser: given, checked, applied or left, its rejected rows taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from healthapp.database import UnitOfWork
from healthapp.i18n import format_moment
from healthapp.importing.checks import CHANGED, NEW, REJECTED, CheckedFile, File, NotAsChecked
from healthapp.importing.reading import MOST_BYTES, BadFile
from healthapp.importing.report import Report, file_error, state
from healthapp.web.forms import FormState
from healthapp.web.request import unit_of_work, uploaded


def checked(field: str, form: FormState, check: Callable[[UnitOfWork, bytes], File]) -> File | None:
    """What ``check`` made of the file given in ``field``; None when it is no such table, and ``form`` says why."""
    data = uploaded(field, MOST_BYTES)
    try:
        with unit_of_work() as uow:
            return check(uow, data)
    except BadFile as error:
        form.add(field, file_error(error))
        return None


def page(row: CheckedFile, report: Report, *, heads: Sequence[str], naming: int, **words: Any) -> str:
    """What the file would do. ``heads``: of the first columns, which are shown; ``naming``: which names its row.

    ``words``: title, back (address, words), rejected_href.
    """
    return render_template(
        "importing/checked.html",
        row=row,
        made=format_moment(row.made_at),
        state=state(row),
        counts=report.counts(row),
        heads=heads,
        naming=naming,
        fresh=report.lines(row, NEW, CHANGED),
        rejected=report.lines(row, REJECTED),
        **words,
    )


def decided(apply: Callable[[UnitOfWork, str], None], give_up: Callable[[UnitOfWork], None]) -> bool:
    """Do what the pressed button says, with the digest of the page; False when it is not as it was checked."""
    try:
        with unit_of_work() as uow:
            if request.form.get("action") == "give_up":
                give_up(uow)
            else:
                apply(uow, request.form.get("digest", ""))
    except NotAsChecked:
        return False
    return True


def rejected_rows(data: bytes) -> Response:
    """The rejected rows as a file."""
    answer = Response(data, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected-rows.csv"'
    return answer
