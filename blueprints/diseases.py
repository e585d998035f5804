"""The list of diseases that are a ground for release, and importing a new version of it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import may, requires
from healthapp.cases.diseases import presenter, queries, services
from healthapp.cases.diseases.models import DiseaseList
from healthapp.cases.events import DISEASES_REJECTED_TAKEN
from healthapp.custody.presenter import file_error
from healthapp.custody.reading import MOST_BYTES, BadFile
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.web.forms import FormState
from healthapp.web.request import current_identity, reading, this_day, unit_of_work, uploaded

bp = Blueprint("diseases", __name__)
Answer = Response | str | tuple[str, int]


def _list(session: Session, identity: Identity, list_id: uuid.UUID) -> DiseaseList | None:
    return queries.find_import(session, identity, list_id)


@bp.get("/cases/diseases")
@requires(Permission.DISEASE_READ)
def index() -> str:
    return _index(FormState())


@bp.post("/cases/diseases")
@requires(Permission.DISEASE_MANAGE)
def check() -> Answer:
    """Check a file; the list stays as it is."""
    data = uploaded("list", MOST_BYTES)
    try:
        with unit_of_work() as uow:
            row = services.check(uow, data)
    except BadFile as error:
        form = FormState()
        form.add("list", file_error(error))
        return _index(form), 422
    return redirect(url_for("diseases.show", list_id=row.id), 303)


@bp.get("/cases/diseases/<uuid:list_id>")
@requires(Permission.DISEASE_MANAGE, _list)
def show(row: DiseaseList) -> str:
    return render_template(
        "diseases/show.html",
        row=row,
        made=format_moment(row.made_at),
        state=presenter.state(row),
        counts=presenter.counts(row),
        fresh=presenter.lines(row, services.NEW, services.CHANGED),
        rejected=presenter.lines(row, services.REJECTED),
    )


@bp.post("/cases/diseases/<uuid:list_id>")
@requires(Permission.DISEASE_MANAGE, _list)
def decide(row: DiseaseList) -> Response:
    """Apply exactly what was checked, or leave it."""
    try:
        with unit_of_work() as uow:
            current = queries.find_import(uow.session, current_identity(), row.id) or row
            if request.form.get("action") == "give_up":
                services.give_up(uow, current)
            else:
                services.apply(uow, current, request.form.get("digest", ""))
    except services.NotAsChecked:
        flash(
            _("The list changed since the check, or this file was dealt with already. Nothing was applied."), "warning"
        )
        return redirect(url_for("diseases.show", list_id=row.id), 303)
    flash(_("Done. Entries in force are listed here."), "success")
    return redirect(url_for("diseases.index"), 303)


@bp.post("/cases/diseases/<uuid:list_id>/rejected")
@requires(Permission.DISEASE_MANAGE, _list)
def rejected(row: DiseaseList) -> Response:
    """The rejected rows as a file; that they left is recorded."""
    count = len(presenter.lines(row, services.REJECTED))
    with unit_of_work() as uow:
        audit.record(uow, DISEASES_REJECTED_TAKEN, subject=("disease_list", row.id), rows=count)
    answer = Response(presenter.rejected_file(row), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected-rows.csv"'
    return answer


def _index(form: FormState) -> str:
    session, identity = reading(), current_identity()
    today = this_day()
    return render_template(
        "diseases/index.html",
        form=form,
        entries=presenter.entry_lines(queries.in_force(session, today)),
        imports=[
            (
                url_for("diseases.show", list_id=row.id),
                format_moment(row.made_at),
                row.made_by_name,
                presenter.state(row),
            )
            for row in queries.imports(session, identity)
        ],
        columns=list(presenter.COLUMN_WORDS.items()),
        manages=may(Permission.DISEASE_MANAGE),
    )
